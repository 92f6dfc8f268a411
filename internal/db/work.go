package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// ReleaseRef names a release.
type ReleaseRef struct {
	Delivery delivery.ID
	Release  string
}

// RefundRef names a refund.
type RefundRef struct {
	Delivery delivery.ID
	Payment  string
	Refund   string
}

// DueDeliveries returns the deliveries that time itself changes now, the longest overdue first. It costs what is due,
// not what exists. A delivery leaves the list by the write that deals with it.
func (d *DB) DueDeliveries(ctx context.Context, now delivery.Instant, limit int) ([]delivery.ID, error) {
	list, err := d.queries.ListDueDeliveries(ctx, sqlgen.ListDueDeliveriesParams{Now: int64(now), MaxRows: Rows(limit)})
	return deliveryIDs(list), classify("list due deliveries", err)
}

// SealingReleases returns the releases whose gates were all passed before the instant and that are not sealed.
func (d *DB) SealingReleases(ctx context.Context, before delivery.Instant, limit int) ([]ReleaseRef, error) {
	list, err := d.queries.ListSealingReleases(ctx, sqlgen.ListSealingReleasesParams{Before: int64(before), MaxRows: Rows(limit)})
	out := make([]ReleaseRef, len(list))
	for i, r := range list {
		out[i] = ReleaseRef{Delivery: delivery.ID(r.DeliveryID), Release: r.ID}
	}
	return out, classify("list sealing releases", err)
}

// UnattestedReleases returns the releases that were handed over before the instant and whose certificate of delivery is
// not sealed.
func (d *DB) UnattestedReleases(ctx context.Context, before delivery.Instant, limit int) ([]ReleaseRef, error) {
	list, err := d.queries.ListUnattestedReleases(ctx, sqlgen.ListUnattestedReleasesParams{Before: int64(before), MaxRows: Rows(limit)})
	out := make([]ReleaseRef, len(list))
	for i, r := range list {
		out[i] = ReleaseRef{Delivery: delivery.ID(r.DeliveryID), Release: r.ID}
	}
	return out, classify("list unattested releases", err)
}

// UnsettledPayments returns payments to ask the processor about, the newest first: those begun and not ended of which
// the last thing heard lies between since and before, and those that waited for their payer since before over, whose
// page cannot be open any more.
func (d *DB) UnsettledPayments(ctx context.Context, since, before, over delivery.Instant, limit int) ([]PaymentRef, error) {
	list, err := d.queries.ListUnsettledPayments(ctx, sqlgen.ListUnsettledPaymentsParams{
		Since: int64(since), Before: int64(before), Over: int64(over), MaxRows: Rows(limit),
	})
	out := make([]PaymentRef, len(list))
	for i, r := range list {
		out[i] = PaymentRef{Delivery: delivery.ID(r.DeliveryID), Payment: r.ID}
	}
	return out, classify("list unsettled payments", err)
}

// PendingRefunds returns the refunds asked for before the instant whose end is not known.
func (d *DB) PendingRefunds(ctx context.Context, before delivery.Instant, limit int) ([]RefundRef, error) {
	list, err := d.queries.ListRequestedRefunds(ctx, sqlgen.ListRequestedRefundsParams{Before: int64(before), MaxRows: Rows(limit)})
	out := make([]RefundRef, len(list))
	for i, r := range list {
		out[i] = RefundRef{Delivery: delivery.ID(r.DeliveryID), Payment: r.PaymentID, Refund: r.ID}
	}
	return out, classify("list pending refunds", err)
}

// UnattachedObjects returns the stored files finished between the instants that belong to no delivery and are no
// certificate, oldest first: uploads whose draft was given up.
func (d *DB) UnattachedObjects(ctx context.Context, since, before delivery.Instant, limit int) ([]string, error) {
	list, err := d.queries.ListUnattachedObjects(ctx, sqlgen.ListUnattachedObjectsParams{Since: int64(since), Before: int64(before), MaxRows: Rows(limit)})
	return list, classify("list unattached objects", err)
}
