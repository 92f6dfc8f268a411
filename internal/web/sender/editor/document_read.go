package editor

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/facturx"
	"quittance/internal/input"
	"quittance/internal/tariff"
	"quittance/internal/web"
)

// kindOther is the choice of a file that is seen before payment and is no document of its own.
const kindOther = "other"

// fillable is what of a delivery an invoice can fill.
var fillable = []string{"price", "due_on", "client", "contact"}

// documentsOf reads what was chosen for each file: those that are named here are seen before payment, the others wait. A form
// that asked nothing of its files gives nil: they stay as they were.
func documentsOf(form *screen.DeliveryForm) map[string]delivery.Document {
	if len(form.Documents) == 0 {
		return nil
	}
	out := map[string]delivery.Document{}
	for _, r := range form.Documents {
		switch kind := delivery.DocumentKind(r.Kind.Value); kind {
		case delivery.Invoice, delivery.Quote, delivery.CreditNote:
			out[r.ID.Value] = delivery.Document{
				Kind: kind, Number: delivery.Personal(strings.TrimSpace(r.Number.Value)), IssuedOn: delivery.Date(input.Day(r.IssuedOn.Value)),
				Filled: strings.Join(slices.DeleteFunc(strings.Fields(r.Filled.Value), func(what string) bool { return !slices.Contains(fillable, what) }), " "),
			}
		case kindOther:
			out[r.ID.Value] = delivery.Document{}
		case delivery.NoDocument:
		}
	}
	return out
}

// documentRows are the rows of a draft's files, as the form shows them.
func documentRows(files []delivery.Deliverable) []screen.DocumentForm {
	var out []screen.DocumentForm
	for _, f := range files {
		if !f.Visible {
			continue
		}
		row := screen.DocumentForm{ID: frontend.Field{Value: f.Object}, Kind: frontend.Field{Value: string(f.Document.Kind)}}
		if f.Document.Kind == delivery.NoDocument {
			row.Kind.Value = kindOther
		}
		row.Number.Value, row.IssuedOn.Value, row.Filled.Value = string(f.Document.Number), string(f.Document.IssuedOn), f.Document.Filled
		out = append(out, row)
	}
	return out
}

// document is the row of an upload; of one that has none it is empty: the file waits.
func document(form *screen.DeliveryForm, upload string) screen.DocumentForm {
	for _, r := range form.Documents {
		if r.ID.Value == upload {
			return r
		}
	}
	return screen.DocumentForm{}
}

// readInvoices reads the files that the sender calls invoices or quotes, where they are Factur-X, fills what was left empty with
// what they say, notes in their rows what that was, and returns what they ask for by upload. A file that says nothing is no mistake, and nothing that was typed
// changes.
func (d *Editor) readInvoices(c echo.Context, v visit, e *editing) map[string]delivery.Document {
	totals := map[string]delivery.Document{}
	for i := range e.form.Documents {
		row := &e.form.Documents[i]
		kind := delivery.DocumentKind(row.Kind.Value)
		if (kind != delivery.Invoice && kind != delivery.Quote && kind != delivery.CreditNote) || !slices.Contains(e.uploads, row.ID.Value) {
			continue
		}
		invoice, ok := d.readInvoice(c.Request().Context(), v, row.ID.Value)
		if !ok {
			continue
		}
		if invoice.CreditNote() && kind == delivery.Invoice {
			row.Kind.Value = string(delivery.CreditNote)
		}
		fillEmpty(&row.Number, invoice.Number)
		fillEmpty(&row.IssuedOn, invoice.IssuedOn)
		if owed := invoice.ToPay(); owed.Said && owed.Minor > 0 && !invoice.CreditNote() {
			said := delivery.Document{Total: owed.Minor, Currency: invoice.Currency}
			if invoice.Gross.Minor > owed.Minor {
				said.Whole = invoice.Gross.Minor
			}
			totals[row.ID.Value] = said
			note(row, "price", fillPrice(&e.form, invoice, web.Lang(c)))
		}
		note(row, "due_on", fillEmpty(&e.form.DueOn, dayFrom(invoice.DueOn, d.today(v))))
		client := "client"
		if invoice.Buyer.Contact != "" || invoice.Buyer.Phone != "" {
			client = "contact"
		}
		note(row, client, fillClient(&e.form, invoice.Buyer))
	}
	return totals
}

// What is looked into before a delivery is reviewed, to see whether it is an invoice: invoices are small and few.
const (
	maxProposed   = 10
	maxInvoicePDF = 4 << 20
)

// proposeInvoices proposes what a file is that was left among those that wait, where it says itself that it is an invoice: once, so
// that whoever wants it to wait says so. One file waits in any case, or there would be nothing to pay for.
func (d *Editor) proposeInvoices(c echo.Context, v visit, e *editing) (proposed bool) {
	if e.id != "" && len(e.form.Documents) == 0 {
		return false // it asked nothing of its files
	}
	waiting, looked := 0, 0
	for _, id := range e.uploads {
		if document(&e.form, id).Kind.Value == "" {
			waiting++
		}
	}
	for _, id := range e.uploads {
		row := document(&e.form, id)
		o, err := d.Vault.Stat(c.Request().Context(), id)
		if waiting < 2 || looked == maxProposed {
			break
		}
		if row.Kind.Value != "" || row.Proposed.Value != "" || err != nil || o.Size > maxInvoicePDF || !strings.EqualFold(path.Ext(o.Name), ".pdf") {
			continue
		}
		looked++
		invoice, ok := d.readInvoice(c.Request().Context(), v, id)
		if !ok {
			continue
		}
		row.ID.Value, row.Kind.Value, row.Proposed.Value = id, string(delivery.Invoice), "yes"
		if invoice.CreditNote() {
			row.Kind.Value = string(delivery.CreditNote)
		}
		e.form.Documents = append(slices.DeleteFunc(e.form.Documents, func(r screen.DocumentForm) bool { return r.ID.Value == id }), row)
		proposed = true
		waiting--
	}
	return proposed
}

func note(row *screen.DocumentForm, what string, filled bool) {
	if filled && !slices.Contains(strings.Fields(row.Filled.Value), what) {
		row.Filled.Value = strings.TrimSpace(row.Filled.Value + " " + what)
	}
}

func (d *Editor) readInvoice(ctx context.Context, v visit, upload string) (facturx.Invoice, bool) {
	f, err := d.Vault.Open(ctx, upload)
	if err != nil || f.Object().Owner != v.Workspace.ID || f.Size() > facturx.MaxPDF {
		return facturx.Invoice{}, false // what is wrong with the file itself is told when the draft is kept
	}
	var content bytes.Buffer
	if err := f.WriteRange(ctx, &content, 0, f.Size()); err != nil {
		return facturx.Invoice{}, false
	}
	invoice, err := facturx.Read(content.Bytes())
	return invoice, err == nil
}

// fillPrice takes what is left to pay and the VAT of an invoice for a price that was left empty. Of several rates none is taken.
func fillPrice(form *screen.DeliveryForm, invoice facturx.Invoice, lang frontend.Lang) bool {
	if strings.TrimSpace(form.Price.Value) != "" {
		return false
	}
	separator := ","
	if lang == frontend.English {
		separator = "."
	}
	form.Price.Value, form.PriceKind.Value = input.FormatAmount(invoice.ToPay().Minor, invoice.Currency, separator), string(tariff.Gross)
	form.Currency.Value = invoice.Currency
	if len(invoice.Taxes) != 1 {
		return true
	}
	switch tax := invoice.Taxes[0]; {
	case tax.Category == "AE":
		form.VATRate.Value = string(tariff.ReverseCharge)
	case tax.Category == "E" && strings.Contains(tax.Reason, "293"):
		form.VATRate.Value = string(tariff.Exempt293B)
	case tax.Rate >= 0:
		form.VATRate.Value = strconv.Itoa(tax.Rate)
	}
	return true
}

// fillClient takes the buyer of an invoice for a client of whom nothing was typed: what belongs to two people is never mixed.
func fillClient(form *screen.DeliveryForm, buyer facturx.Party) bool {
	if len(form.Recipients) == 0 {
		return false
	}
	r := &form.Recipients[0]
	if strings.TrimSpace(r.Name.Value+r.Email.Value+r.Phone.Value) != "" {
		return false
	}
	r.Name.Value = buyer.Contact
	if r.Name.Value == "" {
		r.Name.Value = buyer.Name
	} else {
		fillEmpty(&r.Company, buyer.Name)
	}
	r.Email.Value, r.Phone.Value = buyer.Email, buyer.Phone
	return r.Name.Value != ""
}

func fillEmpty(f *frontend.Field, value string) bool {
	if strings.TrimSpace(f.Value) != "" {
		return false
	}
	f.Value = value
	return value != ""
}

// dayFrom is a day that has not passed, or nothing: an old due date cannot be asked for.
func dayFrom(day, today string) string {
	if day < today {
		return ""
	}
	return day
}
