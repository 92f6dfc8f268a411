package api

import (
	"context"
	"crypto/sha256"
	"errors"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web/command"
)

var errKeyReused = problem.New(problem.Invalid, "idempotency_key_reused", "this Idempotency-Key named another request")

// requestKey names a request; without a key of the caller it is empty, and the request is done each time it comes.
func requestKey(m command.Member, key string, o operation, id string, raw []byte, at delivery.Instant) db.IdempotencyKey {
	if key == "" {
		return db.IdempotencyKey{}
	}
	request := append([]byte(o.id+"\x00"+id+"\x00"), raw...)
	return db.IdempotencyKey{Workspace: m.Workspace, Key: key, Request: sha256.Sum256(request), At: at}
}

// once does what is asked, unless its key says that it was done: then it returns the delivery as it is now. The key
// is kept in the transaction of the change, so that a request that failed may be sent again as it is.
func (d *Door) once(ctx context.Context, m command.Member, key db.IdempotencyKey, do func(*command.Commands) (*delivery.Delivery, error)) (*delivery.Delivery, error) {
	if key.Key == "" {
		return do(d.commands)
	}
	kept, err := d.DB.FindKey(ctx, key.Workspace, key.Key, key.At)
	switch {
	case err == nil:
		return d.again(ctx, m, key, kept)
	case !errors.Is(err, db.ErrNotFound):
		return nil, err
	}
	after, err := do(d.commands.Once(key))
	var done *command.DoneBeforeError
	if errors.As(err, &done) { // the same request was a moment faster
		return d.again(ctx, m, key, done.Key)
	}
	return after, err
}

func (d *Door) again(ctx context.Context, m command.Member, key, kept db.IdempotencyKey) (*delivery.Delivery, error) {
	if kept.Request != key.Request {
		return nil, errKeyReused
	}
	return d.commands.Delivery(ctx, m, kept.Resource)
}
