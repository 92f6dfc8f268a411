// Package otp keeps one-time passcodes, and the counts that bound how many are sent.
//
// It promises that of a recipient one is live at a time, that every attempt is counted, one after the other, and that the
// counts are exact over all servers. The code itself is nowhere.
package otp

import (
	"context"
	"errors"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/problem"
)

func passcodeOf(p sqlgen.Passcode) passcode.Passcode {
	return passcode.Passcode{
		ID: p.ID, Delivery: p.DeliveryID, Release: p.ReleaseID, Recipient: p.RecipientID, PhoneKey: p.PhoneKey,
		Binding:  passcode.Binding{Manifest: p.Manifest, Title: p.Title, Amount: p.Amount, Currency: p.Currency},
		IssuedAt: db.Time(p.IssuedAt), ExpiresAt: db.Time(p.ExpiresAt), Attempts: int(p.Attempts), State: passcode.State(p.State), UsedAt: db.Time(p.UsedAt),
	}
}

// Issue keeps a passcode and makes the recipient's earlier ones void: one is live at a time.
func Issue(ctx context.Context, tx *db.Tx, p passcode.Passcode) error {
	err := tx.Queries().InsertPasscode(ctx, sqlgen.InsertPasscodeParams{
		ID: p.ID, DeliveryID: p.Delivery, RecipientID: p.Recipient, ReleaseID: p.Release, Version: 1, PhoneKey: p.PhoneKey,
		Manifest: p.Binding.Manifest, Title: p.Binding.Title, Amount: p.Binding.Amount, Currency: p.Binding.Currency,
		IssuedAt: db.Micros(p.IssuedAt), ExpiresAt: db.Micros(p.ExpiresAt), Attempts: int64(p.Attempts), State: string(p.State), UsedAt: db.Micros(p.UsedAt),
	})
	if err != nil {
		return db.Classify("keep passcode", err)
	}
	return Withdraw(ctx, tx, delivery.ID(p.Delivery), p.Recipient, p.ID)
}

// Withdraw makes a recipient's live passcodes void, all but one ("": all): the number or the files changed.
func Withdraw(ctx context.Context, tx *db.Tx, id delivery.ID, recipient, but string) error {
	err := tx.Queries().WithdrawPasscodes(ctx, sqlgen.WithdrawPasscodesParams{DeliveryID: string(id), RecipientID: recipient, But: but})
	return db.Classify("withdraw passcodes", err)
}

// Verify locks a passcode, lets verify judge and change it, and stores its state whatever the outcome, so that
// attempts are counted one after the other. Return nil from the transaction for a wrong code too, or the attempt is
// not counted. db.ErrNotFound.
func Verify(ctx context.Context, tx *db.Tx, id string, verify func(*passcode.Passcode) passcode.Result) (passcode.Passcode, passcode.Result, error) {
	row, err := tx.Queries().LockPasscode(ctx, id)
	if err != nil {
		return passcode.Passcode{}, passcode.Result{}, db.Classify("lock passcode", err)
	}
	p := passcodeOf(row)
	result := verify(&p)
	err = tx.Queries().UpdatePasscode(ctx, sqlgen.UpdatePasscodeParams{ID: id, Attempts: int64(p.Attempts), State: string(p.State), UsedAt: db.Micros(p.UsedAt)})
	return p, result, db.Classify("write passcode", err)
}

// ByID returns the passcode with the id. db.ErrNotFound.
func ByID(ctx context.Context, d *db.DB, id string) (passcode.Passcode, error) {
	p, err := d.Reading().GetPasscode(ctx, id)
	return passcodeOf(p), db.Classify("read passcode", err)
}

// Issued returns those issued to a recipient after the instant, the last first.
func Issued(ctx context.Context, from db.Reader, id delivery.ID, recipient string, since delivery.Instant) ([]passcode.Passcode, error) {
	list, err := from.Reading().ListPasscodes(ctx, sqlgen.ListPasscodesParams{DeliveryID: string(id), RecipientID: recipient, Since: int64(since), MaxRows: db.Rows(1000)})
	out := make([]passcode.Passcode, len(list))
	for i, p := range list {
		out[i] = passcodeOf(p)
	}
	return out, db.Classify("list passcodes", err)
}

// TakeCounters raises every count that one sending raises, or none: then it returns the refusal of the counter
// that is full, a *problem.Problem that says how long to wait.
func TakeCounters(ctx context.Context, tx *db.Tx, at delivery.Instant, counters []passcode.Counter) error {
	limits := make([]ratelimit.Limit, len(counters))
	for i, c := range counters {
		limits[i] = ratelimit.Limit{Key: c.Key, Max: c.Max, Window: c.Window}
	}
	full, wait, err := ratelimit.TakeAll(ctx, tx, at, limits)
	if err != nil || full < 0 {
		return err
	}
	return refusal(counters[full], wait)
}

// ResetCounters sets back the counts that a sender's reset lifts.
func ResetCounters(ctx context.Context, tx *db.Tx, counters []passcode.Counter) error {
	for _, c := range counters {
		if !c.Reset {
			continue
		}
		err := tx.Queries().ClearLimit(ctx, sqlgen.ClearLimitParams{Key: ratelimit.Limit{Key: c.Key, Window: c.Window}.Hash(), Empty: []byte{}})
		if err != nil {
			return db.Classify("reset limit", err)
		}
	}
	return nil
}

// refusal is the counter's own problem, with the wait where it ends.
func refusal(c passcode.Counter, wait time.Duration) error {
	err := c.Err()
	var p *problem.Problem
	if errors.As(err, &p) && wait != ratelimit.Forever {
		return p.After(wait)
	}
	return err
}
