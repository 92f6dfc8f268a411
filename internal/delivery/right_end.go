package delivery

import (
	"quittance/internal/consumer"
	"quittance/internal/timezone"
)

// HasRight reports whether the law gives whoever buys a right of withdrawal: a consumer who buys digital content. A service
// made to measure has none, by the sender's word.
func (d *Delivery) HasRight() bool { return d.Terms.ClientKind == Consumer && d.Terms.Digital }

// MustChooseRight reports whether the recipient is a consumer who has to say, before paying, what becomes of the right of
// withdrawal: give it up and have the files at once, or keep it and have them when it has run out.
func (d *Delivery) MustChooseRight(r *Recipient) bool {
	return d.HasRight() && r.Has(Payer) && r.WaivedRightAt.IsZero() && r.RightKeptAt.IsZero()
}

// MayChooseRight reports whether the recipient can still say the one or the other: before anything is ordered, or supplied
// at their wish, as often as they like.
func (d *Delivery) MayChooseRight(r *Recipient) bool {
	concluded, _ := d.contract()
	return d.MustChooseRight(r) || d.HasRight() && r.Has(Payer) && concluded.IsZero() && d.delivered() == nil
}

// MayWaiveRight reports whether the recipient can still give up the right of withdrawal, to have the files at once.
func (d *Delivery) MayWaiveRight(r *Recipient) bool {
	return d.HasRight() && r.Has(Payer) && r.WaivedRightAt.IsZero()
}

// contract is when the consumer's contract was concluded: with the first order whose money counts, or is at the bank.
// Zero where there is none. Kept says that somebody who paid has not given up the right.
func (d *Delivery) contract() (concluded Instant, kept bool) {
	if !d.HasRight() {
		return 0, false
	}
	_, anybody := find(d.Recipients, func(r *Recipient) bool { return !r.WaivedRightAt.IsZero() })
	for i := range d.Payments {
		p := &d.Payments[i]
		if p.State != PaymentSettled && p.State != PaymentProcessing {
			continue
		}
		if concluded.IsZero() || p.StartedAt < concluded {
			concluded = p.StartedAt
		}
		who, known := d.Recipient(p.Recipient)
		kept = kept || known && who.WaivedRightAt.IsZero() || !known && !anybody
	}
	return concluded, kept
}

// HeldUntil is when files that are paid for may come, because a consumer who paid has not given up the right of withdrawal;
// zero where nothing of the kind holds them.
func (d *Delivery) HeldUntil(release string) Instant {
	rel, ok := d.Release(release)
	if !ok || rel.State != ReleaseLocked || !rel.asksForMoney() {
		return 0
	}
	concluded, kept := d.contract()
	if concluded.IsZero() || !kept {
		return 0
	}
	return d.Terms.rightEnds(concluded)
}

// RightEnd is the end of the right of withdrawal as it stands; zero where there is none, or it was lost: given up, and the
// files have begun to be supplied (C. conso. L221-28 13°).
func (d *Delivery) RightEnd() Instant {
	concluded, kept := d.contract()
	if concluded.IsZero() || !kept && d.delivered() != nil {
		return 0
	}
	return d.Terms.rightEnds(concluded)
}

func (t *Terms) rightEnds(concluded Instant) Instant {
	return At(consumer.RightEnds(concluded.Time(), timezone.Of(t.Zone)))
}
