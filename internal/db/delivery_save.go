package db

import (
	"context"

	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// saveDelivery writes the aggregate's row, those children that differ from before, and what lists read of both.
func saveDelivery(ctx context.Context, q *sqlgen.Queries, before, d *delivery.Delivery, events []delivery.Event) error {
	row, err := deliveryRow(d)
	if err != nil {
		return err
	}
	if err := q.SaveDelivery(ctx, sqlgen.SaveDeliveryParams(row)); err != nil {
		return classify("write delivery", err)
	}
	w := childWriter{ctx: ctx, q: q, was: before, is: d}
	w.plainChildren()
	w.recipients()
	w.releases()
	w.payments()
	if w.err != nil {
		return w.err
	}
	return classify("write what lists read", projection.Save(ctx, q, before, d, events))
}

// childWriter keeps the first error, so that the steps read as a list.
type childWriter struct {
	ctx context.Context
	q   *sqlgen.Queries
	was *delivery.Delivery
	is  *delivery.Delivery
	err error
}

// saveChildren writes the rows that are new or differ, and deletes those that are gone.
func saveChildren[R comparable](w *childWriter, was, is []R, key func(R) string, save func(R) error, remove func(R) error) {
	kept := make(map[string]R, len(was))
	for _, r := range was {
		kept[key(r)] = r
	}
	for _, r := range is {
		old, there := kept[key(r)]
		delete(kept, key(r))
		if w.err == nil && (!there || old != r) {
			w.err = classify("write part of a delivery", save(r))
		}
	}
	for _, r := range was {
		if _, gone := kept[key(r)]; gone && w.err == nil {
			w.err = classify("remove part of a delivery", remove(r))
		}
	}
}

func mapRows[T, R any](id delivery.ID, list []T, row func(delivery.ID, int, *T) R) []R {
	out := make([]R, len(list))
	for i := range list {
		out[i] = row(id, i, &list[i])
	}
	return out
}

func (w *childWriter) plainChildren() {
	id := w.is.ID
	saveChildren(w, w.files(w.was), w.files(w.is),
		func(r sqlgen.Deliverable) string { return r.ID },
		func(r sqlgen.Deliverable) error { return w.q.SaveDeliverable(w.ctx, sqlgen.SaveDeliverableParams(r)) },
		func(r sqlgen.Deliverable) error {
			return w.q.DeleteDeliverable(w.ctx, sqlgen.DeleteDeliverableParams{DeliveryID: r.DeliveryID, ID: r.ID})
		})
	saveChildren(w, mapRows(id, w.was.Dues, dueRow), mapRows(id, w.is.Dues, dueRow),
		func(r sqlgen.Due) string { return r.ID },
		func(r sqlgen.Due) error { return w.q.SaveDue(w.ctx, sqlgen.SaveDueParams(r)) },
		func(r sqlgen.Due) error {
			return w.q.DeleteDue(w.ctx, sqlgen.DeleteDueParams{DeliveryID: r.DeliveryID, ID: r.ID})
		})
}

func (w *childWriter) files(d *delivery.Delivery) []sqlgen.Deliverable {
	return mapRows(d.ID, d.Deliverables, func(id delivery.ID, i int, x *delivery.Deliverable) sqlgen.Deliverable {
		row, err := deliverableRow(id, i, x)
		if err != nil && w.err == nil {
			w.err = err
		}
		return row
	})
}

// recipients also keeps the links: the one that a recipient has now is valid, those before are revoked.
func (w *childWriter) recipients() {
	rowsOf := func(d *delivery.Delivery) []sqlgen.Recipient {
		return mapRows(d.ID, d.Recipients, func(id delivery.ID, i int, x *delivery.Recipient) sqlgen.Recipient {
			row, err := recipientRow(id, i, x)
			if err != nil && w.err == nil {
				w.err = err
			}
			return row
		})
	}
	links := map[string]string{}
	for i := range w.was.Recipients {
		links[w.was.Recipients[i].ID] = w.was.Recipients[i].LinkID
	}
	saveChildren(w, rowsOf(w.was), rowsOf(w.is),
		func(r sqlgen.Recipient) string { return r.ID },
		func(r sqlgen.Recipient) error {
			if err := w.q.SaveRecipient(w.ctx, sqlgen.SaveRecipientParams(r)); err != nil || links[r.ID] == r.LinkID {
				return err
			}
			return w.changeLink(r)
		},
		func(r sqlgen.Recipient) error {
			if err := w.q.DeleteLinksOfRecipient(w.ctx, sqlgen.DeleteLinksOfRecipientParams{DeliveryID: r.DeliveryID, RecipientID: r.ID}); err != nil {
				return err
			}
			return w.q.DeleteRecipient(w.ctx, sqlgen.DeleteRecipientParams{DeliveryID: r.DeliveryID, ID: r.ID})
		})
}

func (w *childWriter) changeLink(r sqlgen.Recipient) error {
	at := int64(w.is.LastAt)
	if r.LinkID != "" {
		err := w.q.InsertLink(w.ctx, sqlgen.InsertLinkParams{ID: r.LinkID, DeliveryID: r.DeliveryID, RecipientID: r.ID, IssuedAt: at})
		if err != nil {
			return err
		}
	}
	return w.q.RevokeLinks(w.ctx, sqlgen.RevokeLinksParams{DeliveryID: r.DeliveryID, RecipientID: r.ID, Valid: r.LinkID, RevokedAt: at})
}

// releases writes new releases before their gates and removes gates before their releases.
func (w *childWriter) releases() {
	rowsOf := func(d *delivery.Delivery) (releases []sqlgen.Release, gates []sqlgen.Gate) {
		for i := range d.Releases {
			row, err := releaseRow(d.ID, i, &d.Releases[i])
			if err != nil && w.err == nil {
				w.err = err
			}
			releases = append(releases, row)
			for j := range d.Releases[i].Gates {
				gates = append(gates, gateRow(d.ID, row.ID, j, &d.Releases[i].Gates[j]))
			}
		}
		return releases, gates
	}
	wasReleases, wasGates := rowsOf(w.was)
	isReleases, isGates := rowsOf(w.is)
	releaseKey := func(r sqlgen.Release) string { return r.ID }
	gateKey := func(g sqlgen.Gate) string { return g.ReleaseID + "/" + g.ID }
	save := func(r sqlgen.Release) error { return w.q.SaveRelease(w.ctx, sqlgen.SaveReleaseParams(r)) }
	keep := func(sqlgen.Release) error { return nil }
	saveChildren(w, wasReleases, isReleases, releaseKey, save, keep)
	saveChildren(w, wasGates, isGates, gateKey,
		func(g sqlgen.Gate) error { return w.q.SaveGate(w.ctx, sqlgen.SaveGateParams(g)) },
		func(g sqlgen.Gate) error {
			return w.q.DeleteGate(w.ctx, sqlgen.DeleteGateParams{DeliveryID: g.DeliveryID, ReleaseID: g.ReleaseID, ID: g.ID})
		})
	saveChildren(w, wasReleases, isReleases, releaseKey, keep, func(r sqlgen.Release) error {
		return w.q.DeleteRelease(w.ctx, sqlgen.DeleteReleaseParams{DeliveryID: r.DeliveryID, ID: r.ID})
	})
}

// payments, refunds and disputes are never removed: money leaves traces.
func (w *childWriter) payments() {
	id := w.is.ID
	saveChildren(w, mapRows(id, w.was.Payments, paymentRow), mapRows(id, w.is.Payments, paymentRow),
		func(r sqlgen.Payment) string { return r.ID },
		func(r sqlgen.Payment) error {
			r.ChangedAt = int64(w.is.LastAt)
			return w.q.SavePayment(w.ctx, sqlgen.SavePaymentParams(r))
		}, refuseRemoval)
	saveChildren(w, mapRows(id, w.was.Refunds, refundRow), mapRows(id, w.is.Refunds, refundRow),
		func(r sqlgen.Refund) string { return r.ID },
		func(r sqlgen.Refund) error { return w.q.SaveRefund(w.ctx, sqlgen.SaveRefundParams(r)) }, refuseRemoval)
	saveChildren(w, mapRows(id, w.was.Disputes, disputeRow), mapRows(id, w.is.Disputes, disputeRow),
		func(r sqlgen.Dispute) string { return r.ID },
		func(r sqlgen.Dispute) error { return w.q.SaveDispute(w.ctx, sqlgen.SaveDisputeParams(r)) }, refuseRemoval)
}

func refuseRemoval[R any](R) error { return errMoneyRemoved }
