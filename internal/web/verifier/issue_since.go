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
	return changesSince(x, row.Release, row.RecordedAt), true, nil
}

// changesSince lists refunds and disputes that began after an instant, and whether the release is revoked now.
func changesSince(x *delivery.Delivery, release string, at delivery.Instant) []screen.VerifyChange {
	var out []screen.VerifyChange
	zone := timezone.Of(x.Terms.Zone)
	add := func(kind, payment string, amount int64, when delivery.Instant) {
		p, ok := x.Payment(payment)
		if ok && when > at {
			out = append(out, screen.VerifyChange{Kind: kind, Amount: frontend.Money{Amount: amount, Currency: p.Currency}, At: when.Time().In(zone)})
		}
	}
	for i := range x.Refunds {
		r := &x.Refunds[i]
		add(web.RefundKind(r), r.Payment, r.Amount, r.At)
	}
	for _, s := range x.Disputes {
		add("dispute_"+string(s.State), s.Payment, s.Amount, s.At)
	}
	if r, ok := x.Release(release); ok && r.State == delivery.ReleaseRevoked {
		out = append(out, screen.VerifyChange{Kind: "revoked"})
	}
	return out
}
