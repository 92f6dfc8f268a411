package export

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/export"
	"quittance/internal/db/paper"
	"quittance/internal/db/projection"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sheet"
	"quittance/storage"
)

// table is one of all deliveries of a part. Its columns are the catalogue's "sheet.<name>".
type table struct {
	file    string
	columns []string
	rows    func(ctx context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) ([][]string, error)
}

// tables are one for each kind of thing. Each goes over the deliveries by itself: a ZIP file is written one entry after the
// other, and nothing is gathered.
func (d *Exporter) tables() []table {
	return []table{
		{"deliveries.csv", append([]string{
			"id", "title", "revision", "reference", "chorus_engagement", "chorus_service", "state", "created_on", "sent_on", "due_on", "ended_on", "sandbox",
		}, sheet.PriceColumns...), d.deliveryRows},
		{"recipients.csv", []string{"delivery", "name", "company", "email", "phone", "role", "opened_at", "signed_at"}, recipientRows},
		{"files.csv", []string{"delivery", "file_name", "size", "sha256", "path"}, d.fileRows},
		{"payments.csv", []string{"delivery", "id", "state", "amount", "received", "applied", "refunded", "charged_back", "currency", "method", "settled_at", "reference", "note"}, paymentRows},
		{"refunds.csv", []string{"delivery", "id", "payment", "amount", "currency", "state", "at"}, refundRows},
		{"receipts.csv", []string{"delivery", "number", "payment", "refund", "at", "sha256"}, d.receiptRows},
		{"certificates.csv", []string{"delivery", "number", "kind", "level", "at", "sha256"}, d.certificateRows},
		{"events.csv", []string{"delivery", "seq", "at", "type", "actor", "hash"}, d.eventRows},
		{"notes.csv", []string{"delivery", "at", "who", "text"}, d.noteRows},
	}
}

// fill writes a table.
func (d *Exporter) fill(ctx context.Context, p *pack, ws account.Workspace, part export.Part, lang frontend.Lang, t table) error {
	out, err := p.create(t.file, p.at, zip.Deflate)
	if err != nil {
		return err
	}
	w, s := &words{renderer: d.Renderer, lang: lang}, sheet.New(out, lang, timezone.Of(ws.Zone))
	if err := head(s, w, t.columns); err != nil {
		return err
	}
	err = export.Walk(ctx, d.DB, ws.ID, part, func(x *delivery.Delivery) error {
		rows, err := t.rows(ctx, s, w, x)
		if err := errors.Join(err, w.err); err != nil {
			return err
		}
		for _, row := range rows {
			if err := s.Add(row...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write %s: %w", t.file, err)
	}
	return s.Flush()
}

func head(s *sheet.Sheet, w *words, columns []string) error {
	cells := make([]string, len(columns))
	for i, name := range columns {
		cells[i] = w.say("sheet." + name)
	}
	if w.err != nil {
		return w.err
	}
	return s.Head(cells...)
}

func (d *Exporter) deliveryRows(ctx context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) ([][]string, error) {
	revision := x.Terms.Revision
	if next, err := d.board.NextVersions(ctx, x.ID); err != nil {
		return nil, err
	} else if len(next) > 0 {
		revision = cmp.Or(revision, draft.FirstRevision)
	}
	mark := ""
	if x.Sandbox {
		mark = "SANDBOX"
	}
	return [][]string{append([]string{
		string(x.ID), string(x.Terms.Title), revision, string(x.Terms.Reference), string(x.Terms.ChorusEngagement), string(x.Terms.ChorusService),
		w.say("situation.short." + string(projection.SituationOf(x))), s.Day(x.CreatedAt), s.Day(x.SentAt),
		sheet.DueOn(x.Dues), s.Day(x.EndedAt), mark,
	}, s.Price(x, w.noVAT)...)}, nil
}

func recipientRows(_ context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) (rows [][]string, err error) {
	for _, r := range x.Recipients {
		var roles []string
		for _, role := range r.Roles {
			roles = append(roles, w.say("role."+string(role)))
		}
		rows = append(rows, []string{
			string(x.ID), string(r.Name), string(r.Company), string(r.Email), string(r.Phone), strings.Join(roles, ", "), s.Time(r.OpenedAt), s.Time(r.SignedAt),
		})
	}
	return rows, nil
}

func (d *Exporter) fileRows(ctx context.Context, _ *sheet.Sheet, _ *words, x *delivery.Delivery) (rows [][]string, err error) {
	paths := pathsOf(x)
	for _, f := range x.Deliverables {
		path := paths[f.ID]
		o, err := d.Vault.Stat(ctx, f.Object)
		switch {
		case errors.Is(err, storage.ErrNotFound) || err == nil && o.State != storage.Finished:
			path = "" // erased
		case err != nil:
			return nil, fmt.Errorf("look for file: %w", err)
		}
		rows = append(rows, []string{string(x.ID), string(f.Name), strconv.FormatInt(f.Size, 10), f.SHA256, path})
	}
	return rows, nil
}

func paymentRows(_ context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) (rows [][]string, err error) {
	for _, p := range x.Payments {
		received := int64(0)
		if p.State == delivery.PaymentSettled || p.State == delivery.PaymentUnapplied {
			received = p.Amount
		}
		method := ""
		if way := p.Way(); way != "" {
			method = w.say("method." + way)
		}
		came := s.Time(p.SettledAt)
		if p.ReceivedOn != "" {
			came = string(p.ReceivedOn)
		}
		rows = append(rows, []string{
			string(x.ID), p.ID, w.say("payment." + string(p.State)), s.Amount(p.Amount, p.Currency), s.Amount(received, p.Currency), s.Amount(p.Applied, p.Currency), s.Amount(p.Refunded, p.Currency), s.Amount(sheet.ChargedBack(x, p.ID), p.Currency), p.Currency,
			method, came, string(p.Reference), string(p.Note),
		})
	}
	return rows, nil
}

func refundRows(_ context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) (rows [][]string, err error) {
	for i := range x.Refunds {
		r := &x.Refunds[i]
		currency := ""
		if p, ok := x.Payment(r.Payment); ok {
			currency = p.Currency
		}
		rows = append(rows, []string{string(x.ID), r.ID, r.Payment, s.Amount(r.Amount, currency), currency, w.say("sheet.change." + web.RefundKind(r)), s.Time(r.At)})
	}
	return rows, nil
}

func (d *Exporter) receiptRows(ctx context.Context, s *sheet.Sheet, _ *words, x *delivery.Delivery) (rows [][]string, err error) {
	list, err := paper.Receipts(ctx, d.DB, x.ID)
	for _, r := range list {
		rows = append(rows, []string{string(x.ID), r.Number, r.Payment, r.Refund, s.Time(r.IssuedAt), r.SHA256.String()})
	}
	return rows, err
}

func (d *Exporter) certificateRows(ctx context.Context, s *sheet.Sheet, w *words, x *delivery.Delivery) (rows [][]string, err error) {
	list, err := proof.OfDelivery(ctx, d.DB, x.ID)
	for _, c := range list {
		sum := ""
		if !c.SealedAt.IsZero() {
			sum = c.PDFHash.String()
		}
		rows = append(rows, []string{string(x.ID), c.ID, w.say("audit.kind." + string(c.Kind)), c.Level, s.Time(c.SealedAt), sum})
	}
	return rows, err
}

func (d *Exporter) eventRows(ctx context.Context, s *sheet.Sheet, _ *words, x *delivery.Delivery) (rows [][]string, err error) {
	err = d.eachEvent(ctx, x.ID, func(r db.Record) error {
		rows = append(rows, []string{string(x.ID), strconv.FormatInt(r.Seq, 10), s.Time(r.At), r.Type, string(r.Actor), r.Hash.String()})
		return nil
	})
	return rows, err
}

func (d *Exporter) noteRows(ctx context.Context, s *sheet.Sheet, _ *words, x *delivery.Delivery) (rows [][]string, err error) {
	list, err := d.book.Notes(ctx, x.ID)
	slices.Reverse(list) // as they were written
	for _, n := range list {
		rows = append(rows, []string{string(x.ID), s.Time(n.At), n.MemberName, n.Text})
	}
	return rows, err
}
