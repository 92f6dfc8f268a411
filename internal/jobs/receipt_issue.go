package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/ledger"
	"quittance/internal/delivery"
	"quittance/internal/receipt"
	"quittance/storage"
)

type receiptIssuer struct {
	river.WorkerDefaults[issueReceipt]
	*Runner
}

// Work issues the receipt of a payment, or the note of a refund, once.
func (w *receiptIssuer) Work(ctx context.Context, job *river.Job[issueReceipt]) error {
	_, _, err := w.receipt(ctx, job.Args)
	if errors.Is(err, receipt.ErrNoMoney) {
		return river.JobCancel(err)
	}
	return err
}

// receipt returns the paper of a payment or refund with its bytes, and issues it where there is none. Its number, words and
// bytes are those of the first who did: what another run made at the same time is thrown away.
func (r *Runner) receipt(ctx context.Context, a issueReceipt) (ledger.Receipt, []byte, error) {
	row, err := ledger.Of(ctx, r.DB, a.Delivery, a.Payment, a.Refund)
	if errors.Is(err, db.ErrNotFound) {
		if err = r.issueReceipt(ctx, a); err == nil {
			row, err = ledger.Of(ctx, r.DB, a.Delivery, a.Payment, a.Refund)
		}
	}
	if err != nil {
		return ledger.Receipt{}, nil, fmt.Errorf("issue receipt: %w", err)
	}
	file, err := r.Vault.Open(ctx, row.Object)
	if err != nil {
		return ledger.Receipt{}, nil, fmt.Errorf("open receipt: %w", err)
	}
	var b bytes.Buffer
	if err := file.WriteRange(ctx, &b, 0, file.Size()); err != nil {
		return ledger.Receipt{}, nil, fmt.Errorf("read receipt: %w", err)
	}
	return row, b.Bytes(), nil
}

func (r *Runner) issueReceipt(ctx context.Context, a issueReceipt) error {
	n, owner, err := r.describeReceipt(ctx, a)
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
	row := ledger.Receipt{
		Number: n.Number, Delivery: a.Delivery, Payment: a.Payment, Refund: a.Refund, Object: object.ID, IssuedAt: delivery.At(n.IssuedAt),
	}
	copy(row.SHA256[:], object.SHA256)
	first, err := ledger.Issue(ctx, r.DB, row)
	if err == nil && first {
		return nil
	}
	// Another run was first, or nothing is committed: this copy is nobody's.
	return errors.Join(err, r.Vault.Delete(context.WithoutCancel(ctx), object.ID))
}

// describeReceipt gathers what the paper says. A note of a refund names the receipt of its payment, which comes first.
func (r *Runner) describeReceipt(ctx context.Context, a issueReceipt) (n receipt.Note, owner string, err error) {
	d, err := r.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return n, "", fmt.Errorf("load delivery: %w", err)
	}
	records, err := r.DB.Events(ctx, a.Delivery, 0, 0)
	if err != nil {
		return n, "", fmt.Errorf("load events: %w", err)
	}
	events := make([]delivery.Event, len(records))
	for i, record := range records {
		if events[i], err = record.Event(); err != nil {
			return n, "", err
		}
	}
	if n, err = receipt.Describe(a.Delivery, events, a.Payment, a.Refund); err != nil {
		return n, "", err
	}
	if a.Refund != "" {
		paid, _, err := r.receipt(ctx, issueReceipt{Delivery: a.Delivery, Payment: a.Payment})
		if err != nil {
			return n, "", err
		}
		n.PaidNumber = paid.Number
	}
	ws, err := r.DB.Workspace(ctx, d.Workspace)
	if err != nil {
		return n, "", fmt.Errorf("load workspace: %w", err)
	}
	m, err := r.DB.Member(ctx, d.Member)
	if err != nil {
		return n, "", fmt.Errorf("load member: %w", err)
	}
	n.Sender = receipt.Sender{
		Name: ws.Profile.LegalName, Address: ws.Profile.Address, SIREN: ws.Profile.SIREN, Phone: ws.Profile.Telephone, Email: m.Email,
	}
	n.Number, n.IssuedAt, n.Platform = receiptNumber(r.newID()), r.Now(), r.Platform.Name
	return n, d.Workspace, nil
}

// receiptNumber is drawn, as a certificate's: a series without gaps would be one of invoices, which are the sender's.
func receiptNumber(id string) string { return "R" + strings.TrimPrefix(certificateNumber(id), "Q") }

// attachReceipt puts the paper of the money that a message is about into it.
func (r *Runner) attachReceipt(ctx context.Context, a sendNotice, d *delivery.Delivery, ev delivery.Event, n *Notice) error {
	if a.Notice != noticePaid && a.Notice != noticeRefunded {
		return nil
	}
	args := issueReceipt{Delivery: d.ID, Payment: paymentOf(ev)}
	name := map[string]string{"fr": "recu-", "en": "receipt-"}[n.Language]
	if done, ok := ev.Data.(delivery.RefundDone); ok {
		args.Refund, name = done.Refund, map[string]string{"fr": "remboursement-", "en": "refund-"}[n.Language]
	}
	row, pdf, err := r.receipt(ctx, args)
	if errors.Is(err, receipt.ErrIncomplete) || errors.Is(err, receipt.ErrNoMoney) {
		r.Logger.ErrorContext(ctx, "a message leaves without its receipt", "delivery", d.ID, "payment", args.Payment, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	n.Receipt = true
	n.Attachments = append(n.Attachments, Attachment{Name: name + row.Number + ".pdf", MediaType: "application/pdf", Data: pdf})
	return nil
}

// sweepReceipts asks for the papers of money that has none.
func (w *nightlyChecker) sweepReceipts(ctx context.Context) error {
	missing, err := ledger.Missing(ctx, w.DB, w.at().Add(-receiptWindow), w.at().Add(-patience), sweepBatch)
	if err != nil {
		return err
	}
	var args []river.JobArgs
	for _, ref := range missing {
		args = append(args, issueReceipt{Delivery: ref.Delivery, Payment: ref.Payment, Refund: ref.Refund})
	}
	return w.insert(ctx, args)
}
