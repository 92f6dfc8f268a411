// Package erasure destroys what is not to be kept any more: the files of a delivery, or everything personal of it, and the
// cards of clients who are none any more. What is to be kept until when, delivery.Retention decides.
//
// It promises that a delivery is erased in one transaction, the keys of its files and papers with it: after that nobody
// reads them, whatever becomes of the process. What is stored of them goes next; what a crash left of that, the storage's
// own sweeper removes. Its events, their hashes and the numbers of its certificates stay: the chain holds, and a
// certificate that was handed out is judged as before.
package erasure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/storage"
)

// batch is how many rows one look of the daily job reads.
const batch = 200

// Eraser acts on one installation.
type Eraser struct {
	DB    *db.DB
	Vault *storage.Vault
	NewID func() string
	Now   func() time.Time
}

// ByHand erases everything personal of a delivery for the operator, and writes that in the account log; early is before
// its time, which takes a reason. delivery.ErrStillNeeded, delivery.ErrMustBeKept, db.ErrNotFound. What was erased before
// stays so, and is no error.
func (e Eraser) ByHand(ctx context.Context, id delivery.ID, early bool, reason string) error {
	x := delivery.Erased{Scope: delivery.Everything, Reason: delivery.Personal(reason)}
	if err := e.erase(ctx, id, x, func(*delivery.Delivery) bool { return early }, true); err != nil {
		return err
	}
	return e.DB.EmptyLog(ctx)
}

func inTime(*delivery.Delivery) bool { return false }

// Due erases everything whose time is over, and returns of how many deliveries and clients.
func (e Eraser) Due(ctx context.Context) (deliveries, clients int, err error) {
	at := e.at()
	for after := ""; ; {
		ids, err := e.DB.Reading().ListEndedDeliveries(ctx, sqlgen.ListEndedDeliveriesParams{
			After: after, Before: yearsBefore(at, delivery.FileYears), MaxRows: batch,
		})
		if err != nil {
			return deliveries, 0, fmt.Errorf("list ended deliveries: %w", err)
		}
		for _, id := range ids {
			after = id
			erased, err := e.due(ctx, delivery.ID(id), at)
			if err != nil {
				return deliveries, 0, err
			}
			deliveries += erased
		}
		if len(ids) < batch {
			break
		}
	}
	if clients, err = e.formerClients(ctx, at); err != nil || deliveries+clients == 0 {
		return deliveries, clients, err
	}
	return deliveries, clients, e.DB.EmptyLog(ctx)
}

func (e Eraser) due(ctx context.Context, id delivery.ID, at delivery.Instant) (int, error) {
	d, err := e.DB.Delivery(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("load delivery: %w", err)
	}
	scope, due := d.ErasureDue(at)
	if !due {
		return 0, nil
	}
	return 1, e.erase(ctx, id, delivery.Erased{Scope: scope}, inTime, false)
}

func (e Eraser) erase(ctx context.Context, id delivery.ID, x delivery.Erased, early func(*delivery.Delivery) bool, byHand bool) error {
	var objects []string
	_, err := e.DB.UpdateDeliveryWith(ctx, id, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		q := tx.Queries()
		x.Early = early(d)
		events, err := d.Erase(e.at(), x)
		if err != nil {
			return nil, err
		}
		if objects, err = shred(ctx, q, d, e.at()); err != nil {
			return nil, err
		}
		if len(events) == 0 || x.Scope == delivery.Files {
			return events, nil
		}
		if err := eraseBeside(ctx, q, d.ID); err != nil {
			return nil, err
		}
		if !byHand {
			return events, nil
		}
		return events, roster.Log(ctx, tx, account.Event{
			ID: e.NewID(), Workspace: d.Workspace, Kind: account.DeliveryErased, Subject: string(d.ID), At: e.Now(),
		})
	})
	if err != nil {
		return err
	}
	return e.remove(ctx, objects)
}

// shred destroys the keys of what the delivery says to be erased, and returns whose.
func shred(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery, at delivery.Instant) ([]string, error) {
	objects, err := q.ListFileObjects(ctx, string(d.ID))
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	if !d.ErasedAt.IsZero() {
		papers, err := q.ListPaperObjects(ctx, string(d.ID))
		if err != nil {
			return nil, fmt.Errorf("list papers: %w", err)
		}
		objects = append(objects, papers...)
	}
	for _, id := range objects {
		if _, err := q.ShredObject(ctx, sqlgen.ShredObjectParams{ID: id, ChangedAt: int64(at)}); err != nil {
			return nil, fmt.Errorf("destroy key: %w", err)
		}
	}
	return objects, nil
}

// remove deletes what is stored of objects whose keys are gone.
func (e Eraser) remove(ctx context.Context, objects []string) error {
	for _, id := range objects {
		if err := e.Vault.Delete(ctx, id); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return fmt.Errorf("remove what is stored: %w", err)
		}
	}
	return nil
}

// eraseBeside erases what the delivery's own rows do not hold. The event that says so comes after: its reason stays.
func eraseBeside(ctx context.Context, q *sqlgen.Queries, delivery delivery.ID) error {
	id := string(delivery)
	if _, err := q.EraseEventDetails(ctx, id); err != nil {
		return fmt.Errorf("erase personal values: %w", err)
	}
	if err := q.EraseEvidence(ctx, sqlgen.EraseEvidenceParams{DeliveryID: id, Erased: []byte{}}); err != nil {
		return fmt.Errorf("erase evidence: %w", err)
	}
	for what, erase := range map[string]func(context.Context, string) error{
		"reports": q.EraseAbuseReports, "codes": q.ErasePasscodes, "visits": q.EraseAccess,
		"downloads": q.EraseProgress, "notes": q.EraseNotes, "forms": q.EraseKeptForms,
	} {
		if err := erase(ctx, id); err != nil {
			return fmt.Errorf("erase %s: %w", what, err)
		}
	}
	clients, err := q.ListClientsOf(ctx, id)
	if err != nil {
		return fmt.Errorf("list clients: %w", err)
	}
	if err := q.EraseClientsOf(ctx, id); err != nil {
		return fmt.Errorf("erase clients: %w", err)
	}
	for _, c := range clients {
		left, err := q.CountDeliveriesOfClient(ctx, c)
		if err != nil {
			return fmt.Errorf("count deliveries of a client: %w", err)
		}
		if left > 0 {
			continue
		}
		if err := eraseClient(ctx, q, c); err != nil {
			return err
		}
	}
	return nil
}

func (e Eraser) at() delivery.Instant { return delivery.At(e.Now()) }

func yearsBefore(at delivery.Instant, years int) int64 {
	return int64(delivery.At(at.Time().AddDate(-years, 0, 0)))
}
