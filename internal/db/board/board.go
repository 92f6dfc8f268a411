// Package board reads what a workspace sees of all its deliveries: pages of them, filtered and searched, and what waits
// for their sender. What it reads was derived by package projection at each write.
//
// Every answer is bounded by what it shows, never by what exists: ids are read along an index from a cursor, rows by their
// keys.
package board

import (
	"context"
	"encoding/json"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// Board answers from one database.
type Board struct{ q *sqlgen.Queries }

// Of is the board of a database.
func Of(d *db.DB) *Board { return &Board{d.Reading()} }

// Summary is one line of a list.
type Summary struct {
	ID               delivery.ID
	Workspace        string
	State            delivery.State
	Situation        projection.Situation // "" until it was derived
	Sandbox          bool
	Title            string
	Revision         string // the letter of its version, that of the first too once another follows it; "" for the only one
	Reference        string
	ChorusEngagement string // of a public buyer
	ChorusService    string
	Recipients       []string // names
	Amount           int64    // of all dues, minor units
	Settled          int64
	Refunded         int64
	Currency         string
	DueOn            delivery.Date         // of the earliest due still owed
	ReleaseState     delivery.ReleaseState // of the release that waits for most
	Suspended        bool
	Processing       bool // a bank is working on a payment
	PaymentPending   bool // a payment gate is open or to come
	SignaturePending bool
	CreatedAt        delivery.Instant
	SentAt           delivery.Instant
	EndedAt          delivery.Instant
	LastAt           delivery.Instant
	Move             projection.Move // the last of a client's; "" where there was none
	MovedAt          delivery.Instant

	Money *delivery.Delivery // its dues, payments, disputes, invoices and quotes; nil where AddMoney was not asked
}

// Summaries returns the lines of the deliveries, in the order of the ids; what is not there is left out.
func (b *Board) Summaries(ctx context.Context, ids []string) ([]Summary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, n, err := db.Slots(ids)
	if err != nil {
		return nil, err
	}
	rows, err := b.q.ListSummaries(ctx, sqlgen.ListSummariesParams{Ids: text, N: n})
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	found := make(map[string]Summary, len(rows))
	for _, r := range rows {
		s := Summary{
			ID: delivery.ID(r.ID), Workspace: r.WorkspaceID, State: delivery.State(r.State), Situation: projection.Situation(r.Situation),
			Sandbox: r.Sandbox, Title: r.Title, Revision: r.Revision, Reference: r.Reference, ChorusEngagement: r.ChorusEngagement, ChorusService: r.ChorusService, Amount: r.Amount, Settled: r.Settled, Refunded: r.Refunded,
			Currency: r.Currency, DueOn: delivery.Date(r.DueOn), ReleaseState: delivery.ReleaseState(r.ReleaseState), Suspended: r.Suspended,
			Processing: r.Processing, PaymentPending: r.PaymentPending, SignaturePending: r.SignaturePending,
			CreatedAt: delivery.Instant(r.CreatedAt), SentAt: delivery.Instant(r.SentAt), EndedAt: delivery.Instant(r.EndedAt),
			LastAt: delivery.Instant(r.LastAt), Move: projection.Move(r.Moved), MovedAt: delivery.Instant(r.MovedAt),
		}
		if r.IsFollowed && s.Revision == "" {
			s.Revision = draft.FirstRevision
		}
		if err := json.Unmarshal([]byte(r.Recipients), &s.Recipients); err != nil {
			return nil, fmt.Errorf("decode names: %w", err)
		}
		found[r.ID] = s
	}
	out := make([]Summary, 0, len(rows))
	for _, id := range ids {
		if s, ok := found[id]; ok {
			out = append(out, s)
		}
	}
	return out, nil
}

// NextVersions lists the deliveries that are new versions of this one, oldest first.
func (b *Board) NextVersions(ctx context.Context, id delivery.ID) ([]Summary, error) {
	ids, err := b.q.ListNextVersions(ctx, string(id))
	if err != nil {
		return nil, fmt.Errorf("list next versions: %w", err)
	}
	return b.Summaries(ctx, ids)
}

// AddMoney reads the dues of each line, the payments and disputes, and the invoices and quotes.
func (b *Board) AddMoney(ctx context.Context, lines []Summary) error {
	if len(lines) == 0 {
		return nil
	}
	ids, at := make([]string, len(lines)), make(map[string]*delivery.Delivery, len(lines))
	for i := range lines {
		lines[i].Money = &delivery.Delivery{ID: lines[i].ID}
		ids[i], at[string(lines[i].ID)] = string(lines[i].ID), lines[i].Money
	}
	text, n, err := db.Slots(ids)
	if err != nil {
		return err
	}
	dues, err := b.q.ListDuesOf(ctx, sqlgen.ListDuesOfParams{Ids: text, N: n})
	if err != nil {
		return fmt.Errorf("read dues: %w", err)
	}
	for _, r := range dues {
		at[r.DeliveryID].Dues = append(at[r.DeliveryID].Dues, db.DueOf(r))
	}
	payments, err := b.q.ListPaymentsOf(ctx, sqlgen.ListPaymentsOfParams{Ids: text, N: n})
	if err != nil {
		return fmt.Errorf("read payments: %w", err)
	}
	for _, r := range payments {
		at[r.DeliveryID].Payments = append(at[r.DeliveryID].Payments, db.PaymentOf(r))
	}
	disputes, err := b.q.ListDisputesOf(ctx, sqlgen.ListDisputesOfParams{Ids: text, N: n})
	if err != nil {
		return fmt.Errorf("read disputes: %w", err)
	}
	for _, r := range disputes {
		at[r.DeliveryID].Disputes = append(at[r.DeliveryID].Disputes, db.DisputeOf(r))
	}
	documents, err := b.q.ListDocumentsOf(ctx, sqlgen.ListDocumentsOfParams{Ids: text, N: n})
	if err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	for _, r := range documents {
		file, err := db.DeliverableOf(r)
		if err != nil {
			return err
		}
		at[r.DeliveryID].Deliverables = append(at[r.DeliveryID].Deliverables, file)
	}
	return nil
}
