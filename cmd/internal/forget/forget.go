// Package forget is the erasure that an operator asks for on the server itself, and what they are told of it.
package forget

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/erasure"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Command is the installation, and where the operator reads.
type Command struct {
	DB    *db.DB
	Vault *storage.Vault
	Now   func() time.Time
	Log   *slog.Logger
	Said  io.Writer
}

func (c Command) eraser() erasure.Eraser {
	return erasure.Eraser{DB: c.DB, Vault: c.Vault, Now: c.Now, NewID: func() string { return ulid.New(c.Now(), rand.Reader) }}
}

// Delivery erases a delivery; early is before its time, which takes a reason.
func (c Command) Delivery(ctx context.Context, id delivery.ID, early bool, reason string) error {
	err := c.eraser().ByHand(ctx, id, early, reason)
	refusal := new(problem.Problem)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return fmt.Errorf("there is no delivery %s", id)
	case errors.As(err, &refusal):
		return errors.New(whyKept(refusal))
	case err != nil:
		return err
	}
	c.Log.WarnContext(ctx, "the operator erased a delivery", slog.String("delivery", string(id)), slog.Bool("early", early))
	return c.say("erased %s; backups made before still hold it\n", id)
}

// Client erases whoever has the address from every list of clients, and what was sent to them, or that they were named to pay,
// and need not be kept; it names what is, and until when.
func (c Command) Client(ctx context.Context, email string) error {
	f, err := c.eraser().Client(ctx, email)
	if errors.Is(err, db.ErrNotFound) {
		return errors.New("no list of clients and no delivery has this address")
	}
	if err != nil {
		return err
	}
	c.Log.WarnContext(ctx, "the operator erased a client", slog.Int("cards", f.Cards), slog.Int("deliveries", f.Erased), slog.Int("kept", len(f.Kept)))
	if f.Cards+f.Erased > 0 {
		err = c.say("erased of this address: cards in lists of clients %d, deliveries %d; backups made before still hold them\n", f.Cards, f.Erased)
	} else {
		err = c.say("nothing of this address may be erased now\n")
	}
	for _, k := range f.Kept {
		err = errors.Join(err, c.say("kept %s: %s\n", k.Delivery, whyKept(k.Refusal)))
	}
	return err
}

func (c Command) say(format string, args ...any) error {
	if _, err := fmt.Fprintf(c.Said, format, args...); err != nil {
		return fmt.Errorf("tell the operator: %w", err)
	}
	return nil
}

// whyKept says to the operator why a delivery is not erased, and until when.
func whyKept(p *problem.Problem) string {
	why := map[delivery.Keep]string{
		delivery.KeepDraft:   "a draft of its sender, who can withdraw it",
		delivery.KeepAlive:   "under way: its sender withdraws it, or it is finished first",
		delivery.KeepMoney:   "money of it is under way, disputed, or to be given back",
		delivery.KeepBooks:   "paid, signed or handed over: to be kept until %s with the books and as evidence (C. com. L123-22, C. conso. L213-1)",
		delivery.KeepContact: "kept until %s, three years after the last contact",
	}[delivery.Keep(p.Params["why"])]
	if until := p.Params["until"]; until != "" {
		return fmt.Sprintf(why, until)
	}
	return why
}
