// Package book keeps what a workspace knows of its clients beside their deliveries: who they are, what was sent to them,
// that they were told how files are handed over, and the sender's own notes. None of it is evidence, none leaves the
// workspace.
package book

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Book reads from one database.
type Book struct{ q *sqlgen.Queries }

// Of is the book of a database.
func Of(d *db.DB) *Book { return &Book{d.Reading()} }

// Client is somebody whom deliveries were sent to, by their address; the rest is what the last delivery said.
type Client struct {
	ID         string
	Email      string
	Name       string
	Company    string
	Phone      string
	Kind       string // of client: "business", …
	Language   string
	InformedAt delivery.Instant // when it was first declared that they knew of delivery against payment; 0: never
	LastAt     delivery.Instant // when something was last sent to them
}

// Remember notes whom the delivery is sent to. With informed, the sender declared that those who pay knew, before they
// ordered, that files are handed over against payment. Part of the transaction that sends.
func Remember(ctx context.Context, tx *db.Tx, d *delivery.Delivery, by string, informed bool, at delivery.Instant, newID func() string) error {
	q := tx.Queries()
	recipients := slices.Clone(d.Recipients)
	slices.SortFunc(recipients, func(a, b delivery.Recipient) int { return strings.Compare(address(a), address(b)) }) // the order of their locks
	for _, r := range recipients {
		if address(r) == "" {
			continue
		}
		err := q.SaveClient(ctx, sqlgen.SaveClientParams{
			ID: newID(), WorkspaceID: d.Workspace, Email: address(r), Name: string(r.Name), Company: string(r.Company), Phone: string(r.Phone),
			Kind: string(d.Terms.ClientKind), Language: r.Language, CreatedAt: int64(at), LastAt: int64(at),
		})
		if err != nil {
			return fmt.Errorf("keep client: %w", err)
		}
		if informed && r.Has(delivery.Payer) {
			err := q.InformClient(ctx, sqlgen.InformClientParams{WorkspaceID: d.Workspace, Email: address(r), InformedAt: int64(at), InformedBy: by})
			if err != nil {
				return fmt.Errorf("keep that the client was told: %w", err)
			}
		}
		c, err := q.GetClientByEmail(ctx, sqlgen.GetClientByEmailParams{WorkspaceID: d.Workspace, Email: address(r)})
		if err != nil {
			return fmt.Errorf("read client: %w", err)
		}
		if err := q.InsertClientDelivery(ctx, sqlgen.InsertClientDeliveryParams{ClientID: c.ID, DeliveryID: string(d.ID)}); err != nil {
			return fmt.Errorf("keep what was sent to the client: %w", err)
		}
		if err := saveWords(ctx, q, c); err != nil {
			return err
		}
	}
	return nil
}

func address(r delivery.Recipient) string { return strings.ToLower(strings.TrimSpace(string(r.Email))) }

func saveWords(ctx context.Context, q *sqlgen.Queries, c sqlgen.Client) error {
	was, err := q.ListClientWords(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	is := wordsOf(c)
	for _, w := range is {
		if !slices.Contains(was, w) {
			if err := q.InsertClientWord(ctx, sqlgen.InsertClientWordParams{WorkspaceID: c.WorkspaceID, Word: w, ClientID: c.ID}); err != nil {
				return fmt.Errorf("keep word: %w", err)
			}
		}
	}
	for _, w := range was {
		if !slices.Contains(is, w) {
			if err := q.DeleteClientWord(ctx, sqlgen.DeleteClientWordParams{WorkspaceID: c.WorkspaceID, Word: w, ClientID: c.ID}); err != nil {
				return fmt.Errorf("drop word: %w", err)
			}
		}
	}
	return nil
}

func wordsOf(c sqlgen.Client) []string { return projection.SplitWords(c.Name, c.Company, c.Email) }

// AreInformed reports whether it was declared before, for each who pays for the delivery, that they knew.
func (b *Book) AreInformed(ctx context.Context, d *delivery.Delivery) (bool, error) {
	payers := 0
	for _, r := range d.Recipients {
		if !r.Has(delivery.Payer) {
			continue
		}
		payers++
		c, err := b.q.GetClientByEmail(ctx, sqlgen.GetClientByEmailParams{WorkspaceID: d.Workspace, Email: address(r)})
		if err = db.Classify("read client", err); err != nil || c.InformedAt == 0 {
			return false, ignoreAbsent(err)
		}
	}
	return payers > 0, nil
}
