// Package paper issues the receipts of payments and the notes of refunds: each once, kept as it was issued.
package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/receipt"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Issuer is what issuing needs. All are required.
type Issuer struct {
	DB       *db.DB
	Vault    *storage.Vault
	Platform string // name of the installation
	Now      func() time.Time
	Entropy  io.Reader
}

// Of returns the paper of a payment (refund is empty) or of a refund of it, with its bytes, and issues it where there is none.
// Number, words and bytes are those of the first who did: what another run made at the same time is thrown away.
// receipt.ErrNoMoney and receipt.ErrIncomplete say that there is nothing to issue.
func (r Issuer) Of(ctx context.Context, id delivery.ID, payment, refund string) (paper.Receipt, []byte, error) {
	row, err := paper.Of(ctx, r.DB, id, payment, refund)
	if errors.Is(err, db.ErrNotFound) {
		if err = r.issue(ctx, id, payment, refund); err == nil {
			row, err = paper.Of(ctx, r.DB, id, payment, refund)
		}
	}
	if err != nil {
		return paper.Receipt{}, nil, fmt.Errorf("issue receipt: %w", err)
	}
	file, err := r.Vault.Open(ctx, row.Object)
	if err != nil {
		return paper.Receipt{}, nil, fmt.Errorf("open receipt: %w", err)
	}
	var b bytes.Buffer
	if err := file.WriteRange(ctx, &b, 0, file.Size()); err != nil {
		return paper.Receipt{}, nil, fmt.Errorf("read receipt: %w", err)
	}
	return row, b.Bytes(), nil
}

func (r Issuer) issue(ctx context.Context, id delivery.ID, payment, refund string) error {
	n, owner, err := r.describe(ctx, id, payment, refund)
	if err != nil {
		return err
	}
	pdf, err := receipt.Compose(n)
	if err != nil {
		return err
	}
	object, err := r.Vault.Store(ctx, storage.NewObject{
		Owner: owner, Name: n.Number + ".pdf", MediaType: "application/pdf", Size: int64(len(pdf)),
	}, bytes.NewReader(pdf))
	if err != nil {
		return fmt.Errorf("store receipt: %w", err)
	}
	row := paper.Receipt{Number: n.Number, Delivery: id, Payment: payment, Refund: refund, Object: object.ID, IssuedAt: delivery.At(n.IssuedAt)}
	copy(row.SHA256[:], object.SHA256)
	first, err := paper.Issue(ctx, r.DB, row)
	if err == nil && first {
		return nil
	}
	// Another run was first, or nothing is committed: this copy is nobody's.
	return errors.Join(err, r.Vault.Delete(context.WithoutCancel(ctx), object.ID))
}

// describe gathers what the paper says. A note of a refund names the receipt of its payment, which comes first.
func (r Issuer) describe(ctx context.Context, id delivery.ID, payment, refund string) (n receipt.Note, owner string, err error) {
	d, err := r.DB.Delivery(ctx, id)
	if err != nil {
		return n, "", fmt.Errorf("load delivery: %w", err)
	}
	records, err := r.DB.Events(ctx, id, 0, 0)
	if err != nil {
		return n, "", fmt.Errorf("load events: %w", err)
	}
	events := make([]delivery.Event, len(records))
	for i, record := range records {
		if events[i], err = record.Event(); err != nil {
			return n, "", err
		}
	}
	if n, err = receipt.Describe(id, events, payment, refund); err != nil {
		return n, "", err
	}
	if refund != "" {
		paid, _, err := r.Of(ctx, id, payment, "")
		if err != nil {
			return n, "", err
		}
		n.PaidNumber = paid.Number
	}
	ws, err := roster.Workspace(ctx, r.DB, d.Workspace)
	if err != nil {
		return n, "", fmt.Errorf("load workspace: %w", err)
	}
	m, err := roster.Answering(ctx, r.DB, d)
	if err != nil {
		return n, "", fmt.Errorf("load who answers: %w", err)
	}
	n.Sender = receipt.Sender{
		Name: ws.Profile.LegalName, Address: ws.Profile.Address, SIREN: ws.Profile.SIREN, Phone: ws.Profile.Telephone, Email: m.Email,
	}
	now := r.Now()
	n.Number, n.IssuedAt, n.Platform = number(ulid.New(now, r.Entropy)), now, r.Platform
	return n, d.Workspace, nil
}

// number is the random half of a fresh id, in groups, as a certificate's: a series without gaps would be one of invoices,
// which are the sender's.
func number(id string) string {
	const random = 10 // where the random part of a ULID begins
	s := strings.ToUpper(id[random:])
	return "R-" + s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}
