package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
)

func passcodeOf(p sqlgen.Passcode) passcode.Passcode {
	return passcode.Passcode{
		ID: p.ID, Delivery: p.DeliveryID, Release: p.ReleaseID, Recipient: p.RecipientID, PhoneKey: p.PhoneKey,
		Binding:  passcode.Binding{Manifest: p.Manifest, Title: p.Title, Amount: p.Amount, Currency: p.Currency},
		IssuedAt: instant(p.IssuedAt), ExpiresAt: instant(p.ExpiresAt), Attempts: int(p.Attempts), State: passcode.State(p.State), UsedAt: instant(p.UsedAt),
	}
}

// IssuePasscode keeps a passcode and makes the recipient's earlier ones void: one is live at a time.
func (t *Tx) IssuePasscode(ctx context.Context, p passcode.Passcode) error {
	err := t.w().InsertPasscode(ctx, sqlgen.InsertPasscodeParams{
		ID: p.ID, DeliveryID: p.Delivery, RecipientID: p.Recipient, ReleaseID: p.Release, Version: 1, PhoneKey: p.PhoneKey,
		Manifest: p.Binding.Manifest, Title: p.Binding.Title, Amount: p.Binding.Amount, Currency: p.Binding.Currency,
		IssuedAt: micro(p.IssuedAt), ExpiresAt: micro(p.ExpiresAt), Attempts: int64(p.Attempts), State: string(p.State), UsedAt: micro(p.UsedAt),
	})
	if err != nil {
		return classify("keep passcode", err)
	}
	return t.WithdrawPasscodes(ctx, delivery.ID(p.Delivery), p.Recipient, p.ID)
}

// WithdrawPasscodes makes a recipient's live passcodes void, all but one ("": all): the number or the files changed.
func (t *Tx) WithdrawPasscodes(ctx context.Context, id delivery.ID, recipient, but string) error {
	err := t.w().WithdrawPasscodes(ctx, sqlgen.WithdrawPasscodesParams{DeliveryID: string(id), RecipientID: recipient, But: but})
	return classify("withdraw passcodes", err)
}

// VerifyPasscode locks a passcode, lets verify judge and change it, and stores its state whatever the outcome, so that
// attempts are counted one after the other. Return nil from the transaction for a wrong code too, or the attempt is
// not counted. ErrNotFound.
func (t *Tx) VerifyPasscode(ctx context.Context, id string, verify func(*passcode.Passcode) passcode.Result) (passcode.Passcode, passcode.Result, error) {
	row, err := t.w().LockPasscode(ctx, id)
	if err != nil {
		return passcode.Passcode{}, passcode.Result{}, classify("lock passcode", err)
	}
	p := passcodeOf(row)
	result := verify(&p)
	err = t.w().UpdatePasscode(ctx, sqlgen.UpdatePasscodeParams{ID: id, Attempts: int64(p.Attempts), State: string(p.State), UsedAt: micro(p.UsedAt)})
	return p, result, classify("write passcode", err)
}

// Passcode returns the passcode with the id. ErrNotFound.
func (d *DB) Passcode(ctx context.Context, id string) (passcode.Passcode, error) {
	p, err := d.queries.GetPasscode(ctx, id)
	return passcodeOf(p), classify("read passcode", err)
}

// Passcodes returns those issued to a recipient after the instant, the last first.
func (d *DB) Passcodes(ctx context.Context, id delivery.ID, recipient string, since delivery.Instant) ([]passcode.Passcode, error) {
	return listPasscodes(ctx, d.queries, id, recipient, since)
}

// Passcodes is DB.Passcodes as this transaction sees it.
func (t *Tx) Passcodes(ctx context.Context, id delivery.ID, recipient string, since delivery.Instant) ([]passcode.Passcode, error) {
	return listPasscodes(ctx, t.q, id, recipient, since)
}

func listPasscodes(ctx context.Context, q *sqlgen.Queries, id delivery.ID, recipient string, since delivery.Instant) ([]passcode.Passcode, error) {
	list, err := q.ListPasscodes(ctx, sqlgen.ListPasscodesParams{DeliveryID: string(id), RecipientID: recipient, Since: int64(since), MaxRows: rows(1000)})
	out := make([]passcode.Passcode, len(list))
	for i, p := range list {
		out[i] = passcodeOf(p)
	}
	return out, classify("list passcodes", err)
}

// TakePasscodeCounters raises every count that one sending raises, or none: then it returns the refusal of the counter
// that is full, a *problem.Problem that says how long to wait.
func (t *Tx) TakePasscodeCounters(ctx context.Context, at delivery.Instant, counters []passcode.Counter) error {
	limits := make([]Limit, len(counters))
	for i, c := range counters {
		limits[i] = Limit{Key: c.Key, Max: c.Max, Window: c.Window}
	}
	full, wait, err := t.takeLimits(ctx, at, limits)
	if err != nil || full < 0 {
		return err
	}
	return refusal(counters[full], wait)
}

// ResetPasscodeCounters sets back the counts that a sender's reset lifts.
func (t *Tx) ResetPasscodeCounters(ctx context.Context, counters []passcode.Counter) error {
	for _, c := range counters {
		if !c.Reset {
			continue
		}
		err := t.w().ClearLimit(ctx, sqlgen.ClearLimitParams{Key: limitKey(Limit{Key: c.Key, Window: c.Window}), Empty: []byte{}})
		if err != nil {
			return classify("reset limit", err)
		}
	}
	return nil
}
