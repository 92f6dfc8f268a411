package db

import (
	"context"
	"errors"
	"fmt"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// LogOrigin is one log of this installation: a name and a key. All of them grow on one tree, each from where the one
// before was closed; a closed one never signs again.
type LogOrigin struct {
	Ord        int64
	Origin     string // random
	KeyName    string // of its instance key
	OpenedAt   delivery.Instant
	ClosedAt   delivery.Instant
	ClosedSize int64 // leaves there were when it was closed
}

// maxOrigins bounds how often an installation can be restored: each closed log's key is read at every start.
const maxOrigins = 1000

// LogOrigins returns the logs of this installation, oldest first; the last is the one that signs.
func (d *DB) LogOrigins(ctx context.Context) ([]LogOrigin, error) {
	list, err := d.queries.ListLogOrigins(ctx, maxOrigins)
	if err != nil {
		return nil, classify("list logs", err)
	}
	out := make([]LogOrigin, len(list))
	for i, o := range list {
		out[i] = LogOrigin{
			Ord: o.Ord, Origin: o.Origin, KeyName: o.KeyName, ClosedSize: o.ClosedSize,
			OpenedAt: delivery.Instant(o.OpenedAt), ClosedAt: delivery.Instant(o.ClosedAt),
		}
	}
	return out, nil
}

// NextLogOrigin closes the log that signs, at the size it has, and opens one of the given name on the same tree. Its
// key is made when it is first asked for.
func (t *Tx) NextLogOrigin(ctx context.Context, origin string, at delivery.Instant) (LogOrigin, error) {
	size, err := t.q.LogSize(ctx)
	if err != nil {
		return LogOrigin{}, classify("read log size", err)
	}
	last, err := t.w().CloseLogOrigin(ctx, sqlgen.CloseLogOriginParams{At: int64(at), Size: size})
	if err != nil {
		return LogOrigin{}, classify("close log", err)
	}
	next := LogOrigin{Ord: last + 1, Origin: origin, KeyName: fmt.Sprintf("log-%d", last+1), OpenedAt: at}
	if next.Ord > maxOrigins {
		return LogOrigin{}, errors.New("open next log: there are too many")
	}
	return next, t.openLog(ctx, next)
}

func (t *Tx) openLog(ctx context.Context, o LogOrigin) error {
	_, err := t.w().InsertLogOrigin(ctx, sqlgen.InsertLogOriginParams{Ord: o.Ord, Origin: o.Origin, KeyName: o.KeyName, OpenedAt: int64(o.OpenedAt)})
	return classify("open log", err)
}

// Restored notes that the rows come from a backup, and makes them safe to go on from: codes on their way are void,
// messages that may have left in the meantime are not sent again, and the log goes on under the next name.
func (t *Tx) Restored(ctx context.Context, origin string, at delivery.Instant) error {
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"void codes", func() error { return t.w().VoidLivePasscodes(ctx) }},
		{"doubt messages", func() error { return t.w().DoubtUnsentMessages(ctx, int64(at)) }},
		{"note restoring", func() error { return t.w().MarkRestored(ctx, int64(at)) }},
	} {
		if err := step.do(); err != nil {
			return classify(step.what, err)
		}
	}
	_, err := t.NextLogOrigin(ctx, origin, at)
	return err
}

// Restored is Tx.Restored for a database that was copied back whole, sessions included: these end.
func (d *DB) Restored(ctx context.Context, origin string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		for what, end := range map[string]func(context.Context) error{"sessions": tx.w().DeleteAllSessions, "tokens": tx.w().DeleteAllEmailTokens} {
			if err := end(ctx); err != nil {
				return classify("end "+what, err)
			}
		}
		return tx.Restored(ctx, origin, at)
	})
}
