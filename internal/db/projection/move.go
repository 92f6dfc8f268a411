package projection

import (
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// Move is the last thing that somebody on the other side did, as a list says it: deliveries of one title are told apart
// by it, and by the day on which they were sent.
type Move string

// The moves.
const (
	Opened    Move = "opened"
	Announced Move = "announced" // a transfer
	PaidPart  Move = "paid_part"
	Paid      Move = "paid"
	Signed    Move = "signed"
	Fetched   Move = "fetched" // one recipient has every file
	Reported  Move = "reported"
	Refused   Move = "refused"
	Left      Move = "left" // a consumer withdrew from the contract
)

// Moves are all of them.
func Moves() []Move {
	return []Move{Opened, Announced, PaidPart, Paid, Signed, Fetched, Reported, Refused, Left}
}

// MoveOf is the last move, and when it was; "" while nobody moved.
func MoveOf(d *delivery.Delivery) (Move, delivery.Instant) {
	var last Move
	var known, at delivery.Instant // since when it is known: money that is recorded by hand came on a day before
	see := func(m Move, knownAt, on delivery.Instant) {
		if !knownAt.IsZero() && knownAt >= known {
			last, known, at = m, knownAt, on
		}
	}
	for i := range d.Recipients {
		see(Opened, d.Recipients[i].OpenedAt, d.Recipients[i].OpenedAt)
	}
	isWhole := true
	for i := range d.Dues {
		see(Announced, d.Dues[i].DeclaredAt, d.Dues[i].DeclaredAt)
		isWhole = isWhole && d.Dues[i].IsSettled()
	}
	paid := map[bool]Move{true: Paid, false: PaidPart}[isWhole]
	for i := range d.Payments {
		if p := &d.Payments[i]; p.Applied > 0 {
			came, _ := p.CameAt(timezone.Of(d.Terms.Zone))
			see(paid, p.SettledAt, delivery.At(came))
		}
	}
	for i := range d.Recipients {
		see(Signed, d.Recipients[i].SignedAt, d.Recipients[i].SignedAt)
	}
	for i := range d.Releases {
		see(Fetched, d.Releases[i].HandedOverAt, d.Releases[i].HandedOverAt)
	}
	for i := range d.Recipients {
		see(Reported, d.Recipients[i].ProblemAt, d.Recipients[i].ProblemAt)
		see(Left, d.Recipients[i].WithdrewAt, d.Recipients[i].WithdrewAt)
	}
	if d.State == delivery.Declined {
		see(Refused, d.EndedAt, d.EndedAt)
	}
	return last, at
}
