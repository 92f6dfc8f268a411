package board

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

const (
	// needsLook is how many open deliveries are looked at, the newest ones: each is one read by key while it is in
	// memory, some ten when it is not, and its messages are one more. The page says that it looks at no others.
	needsLook = 50
	day       = 24 * time.Hour
	soon      = 7 * day // how long before its end a delivery is said to expire
	patience  = 2 * day // how long after opening it is said that nobody has paid
)

// What a sender has to look at besides the notices of the domain, whose kinds go by their own names.
const (
	needLate       = "late"
	needUnpaid     = "opened_unpaid"
	needUndelivery = "message_failed"
	needExpiring   = "expiring"
)

// needs lists what waits for the sender among the newest open deliveries of the workspace; isWhole is false when there
// are others, that were not looked at.
func (b *Board) needs(ctx context.Context, workspace string) (list []screen.Need, isWhole bool, err error) {
	open, err := b.DB.ListDeliveries(ctx, db.ListQuery{Workspace: workspace, States: []delivery.State{delivery.Sent}, Limit: needsLook})
	if err != nil {
		return nil, false, fmt.Errorf("list open deliveries: %w", err)
	}
	for _, s := range open.Rows {
		d, err := b.DB.Delivery(ctx, s.ID)
		if errors.Is(err, db.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, false, fmt.Errorf("load delivery: %w", err)
		}
		messages, err := b.DB.MessagesOf(ctx, s.ID)
		if err != nil {
			return nil, false, fmt.Errorf("list messages: %w", err)
		}
		if kinds := needsOf(d, messages, b.At()); len(kinds) > 0 {
			list = append(list, screen.Need{ID: string(s.ID), Title: s.Title, Recipients: s.Recipients, Kinds: kinds})
		}
	}
	return list, open.Older == "", nil
}

// needsOf is what of one open delivery waits for its sender at the instant, each kind once.
func needsOf(d *delivery.Delivery, messages []db.Message, at delivery.Instant) []string {
	if d.State != delivery.Sent {
		return nil
	}
	var kinds []string
	for _, n := range d.Attention(at) {
		if !slices.Contains(kinds, string(n.Kind)) {
			kinds = append(kinds, string(n.Kind))
		}
	}
	today := d.Terms.Day(at)
	var owed, late, moving bool
	for i := range d.Dues {
		due := &d.Dues[i]
		owed = owed || !due.IsSettled()
		late = late || !due.IsSettled() && due.DueOn != "" && due.DueOn < today
		moving = moving || due.Settled > 0
	}
	for i := range d.Payments {
		moving = moving || d.Payments[i].State == delivery.PaymentProcessing
	}
	switch {
	case late:
		kinds = append(kinds, needLate)
	case owed && !moving && openedBefore(d, at.Add(-patience)):
		kinds = append(kinds, needUnpaid)
	}
	if hasFailed(messages) {
		kinds = append(kinds, needUndelivery)
	}
	locked := !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State != delivery.ReleaseLocked })
	if end := d.Deadline(); !end.IsZero() && at >= end.Add(-soon) && locked && !moving {
		kinds = append(kinds, needExpiring)
	}
	return kinds
}

// openedBefore reports whether somebody who can pay opened the delivery before the instant.
func openedBefore(d *delivery.Delivery, at delivery.Instant) bool {
	return slices.ContainsFunc(d.Recipients, func(r delivery.Recipient) bool {
		return r.Has(delivery.Payer) && !r.OpenedAt.IsZero() && r.OpenedAt <= at
	})
}

// hasFailed reports whether the newest message to some recipient by some channel failed; messages are in order.
func hasFailed(messages []db.Message) bool {
	type way struct{ recipient, channel string }
	last := map[way]db.MessageState{}
	for _, m := range messages {
		if m.Recipient != "" {
			last[way{m.Recipient, m.Channel}] = m.State
		}
	}
	for _, state := range last {
		if state == db.MessageFailed {
			return true
		}
	}
	return false
}
