package verifier

import (
	"context"
	"errors"
	"fmt"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// since is what became of the money and of the files after a certificate of this installation was made, which no copy
// of the certificate can know (EVIDENCE.md section 3). It is told to whoever holds the very file; known is false for
// one that is not of this installation.
func (d *Door) since(ctx context.Context, pdf []byte) (changes []screen.VerifyChange, known bool, err error) {
	row, err := proof.ByRevision(ctx, d.DB, evidence.Sum(pdf))
	if errors.Is(err, db.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find certificate: %w", err)
	}
	x, err := d.DB.Delivery(ctx, row.Delivery)
	if err != nil {
		return nil, false, fmt.Errorf("load delivery: %w", err)
	}
	last, err := d.lastMoves(ctx, x)
	if err != nil {
		return nil, false, err
	}
	return changesSince(x, row.Release, row.RecordedAt, last), true, nil
}

// lastMoves is when something last happened to each refund and dispute, by their ids.
func (d *Door) lastMoves(ctx context.Context, x *delivery.Delivery) (map[string]delivery.Instant, error) {
	if len(x.Refunds) == 0 && len(x.Disputes) == 0 {
		return nil, nil
	}
	records, err := d.DB.Events(ctx, x.ID, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("load events: %w", err)
	}
	last := map[string]delivery.Instant{}
	for _, r := range records {
		e, err := r.Event()
		if err != nil {
			return nil, fmt.Errorf("read what moved money: %w", err)
		}
		switch of := e.Data.(type) {
		case delivery.RefundDone:
			last[of.Refund] = e.At
		case delivery.RefundRejected:
			last[of.Refund] = e.At
		case delivery.DisputeClosed:
			last[of.Dispute] = e.At
		}
	}
	return last, nil
}

// changesSince lists refunds and disputes that began or ended after an instant, and whether the release is revoked now.
func changesSince(x *delivery.Delivery, release string, at delivery.Instant, last map[string]delivery.Instant) []screen.VerifyChange {
	var out []screen.VerifyChange
	zone := timezone.Of(x.Terms.Zone)
	add := func(kind, id, payment string, amount int64, when delivery.Instant) {
		p, ok := x.Payment(payment)
		if ok && max(when, last[id]) > at {
			out = append(out, screen.VerifyChange{Kind: kind, Amount: frontend.Money{Amount: amount, Currency: p.Currency}, At: when.Time().In(zone)})
		}
	}
	for i := range x.Refunds {
		r := &x.Refunds[i]
		when := r.At
		if r.State == delivery.RefundSucceeded {
			when = max(when, last[r.ID])
		}
		add(web.RefundKind(r), r.ID, r.Payment, r.Amount, when)
	}
	for _, s := range x.Disputes {
		add("dispute_"+string(s.State), s.ID, s.Payment, s.Amount, s.At)
	}
	if r, ok := x.Release(release); ok && r.State == delivery.ReleaseRevoked {
		out = append(out, screen.VerifyChange{Kind: "revoked"})
	}
	return out
}
