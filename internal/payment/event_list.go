package payment

import (
	"context"
	"slices"
	"time"

	"github.com/stripe/stripe-go/v76"
)

// WebhookTypes are the events that the webhook endpoint at Stripe must be subscribed to, and the only ones EventsSince
// reads. At most twenty, which is what Stripe filters by.
func WebhookTypes() []string {
	return []string{
		"checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
		"checkout.session.expired", "payment_intent.processing", "payment_intent.succeeded", "payment_intent.payment_failed",
		"payment_intent.canceled", "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated",
		"charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
	}
}

// EventQuery says from where to read on: after an event already stored, else from an instant (at most thirty days ago,
// which is how long Stripe keeps events).
type EventQuery struct {
	Account string
	AfterID string
	After   time.Time
}

// EventPage is some events, the oldest first. Read on with AfterID = the last one's ID while More is set.
type EventPage struct {
	Events []Event
	More   bool
	// Truncated says that there were older ones than could be read (fifty thousand); it has never been seen.
	Truncated bool
}

// eventPages bounds the walk back to the oldest event wanted: fifty thousand events.
const eventPages = 500

// EventsSince reads Stripe's own record of what happened, so that a lost webhook loses nothing. Events come as webhooks
// bring them, so the same one may be seen by both ways: store them by (account, id).
func (c *Client) EventsSince(ctx context.Context, q EventQuery) (EventPage, error) {
	const op = "list events"
	if q.AfterID != "" {
		if err := needID(op, q.AfterID); err != nil {
			return EventPage{}, err
		}
		p := eventParams(ctx, q)
		p.EndingBefore = stripe.String(q.AfterID)
		events, more, err := c.eventPage(op, p)
		if err == nil {
			return EventPage{Events: events, More: more}, nil // stripe-go turns such a page round: the oldest is first
		}
		if CodeOf(err) != CodeMissing {
			return EventPage{}, err
		}
		// The event is older than thirty days: go by the clock.
	}
	p := eventParams(ctx, q)
	if !q.After.IsZero() {
		p.CreatedRange = &stripe.RangeQueryParams{GreaterThanOrEqual: q.After.Unix()}
	}
	var oldest []Event
	filled := 0
	for range eventPages {
		events, more, err := c.eventPage(op, p)
		if err != nil {
			return EventPage{}, err
		}
		if len(events) > 0 {
			oldest, filled = events, filled+1
			p.StartingAfter = stripe.String(events[len(events)-1].ID)
		}
		if !more || len(events) == 0 {
			slices.Reverse(oldest)
			return EventPage{Events: oldest, More: filled > 1}, nil
		}
	}
	slices.Reverse(oldest)
	return EventPage{Events: oldest, More: true, Truncated: true}, nil
}

func eventParams(ctx context.Context, q EventQuery) *stripe.EventListParams {
	p := &stripe.EventListParams{ListParams: listParams(ctx, q.Account)}
	for _, t := range WebhookTypes() {
		p.Types = append(p.Types, stripe.String(t))
	}
	return p
}

func (c *Client) eventPage(op string, p *stripe.EventListParams) (events []Event, more bool, err error) {
	page := c.api.Events.List(p)
	for page.Next() {
		e := page.Event()
		if e == nil || e.Data == nil {
			return nil, false, garbage(op)
		}
		event := Event{
			ID: e.ID, Account: e.Account, Type: string(e.Type), APIVersion: e.APIVersion, Live: e.Livemode,
			CreatedAt: time.Unix(e.Created, 0).UTC(),
		}
		if !event.plausible() {
			return nil, false, garbage(op)
		}
		event.readObject(e.Data.Raw)
		events = append(events, event)
	}
	if err := classify(op, page.Err()); err != nil {
		return nil, false, err
	}
	return events, page.Meta() != nil && page.Meta().HasMore, nil
}
