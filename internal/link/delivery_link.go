package link

import (
	"time"

	"quittance/internal/delivery"
	"quittance/internal/ulid"
)

// afterEnd is how long links outlive what they lead to: the page then says what became of it. The database decides
// what is still possible; this only bounds how long a token is worth parsing.
const afterEnd = 2 * 365 * 24 * time.Hour

// For is the one valid link of a recipient of a sent delivery: a function of what is recorded, so that a message
// sent again holds the same link. A link that was issued later than the delivery was sent lasts from then on: a fresh
// one asked for after years must open too.
func For(d *delivery.Delivery, r delivery.Recipient) Link {
	issued := max(d.SentAt, made(r.LinkID)).Time().Truncate(time.Second)
	return Link{Delivery: string(d.ID), Recipient: r.ID, ID: r.LinkID, IssuedAt: issued, ExpiresAt: issued.Add(afterEnd)}
}

// made is when an id was drawn; zero for what is none.
func made(id string) delivery.Instant {
	at, ok := ulid.MadeAt(id)
	if !ok {
		return 0
	}
	return delivery.At(at)
}
