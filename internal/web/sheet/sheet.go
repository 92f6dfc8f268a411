// Package sheet writes tables as files (RFC 4180) the way spreadsheets of a language open them by a double click.
//
// It promises that no cell is a formula to a spreadsheet, whatever a stranger typed, and that what was written is held in
// a small buffer only.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"quittance/frontend"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// MediaType is what a table is sent as.
const MediaType = "text/csv; charset=utf-8"

// Sheet is a table that is being written.
type Sheet struct {
	raw   io.Writer
	out   *csv.Writer
	point string
	zone  *time.Location
}

// New begins a table for readers of a language, with days and times in a zone. What an error of Head or Add left
// unwritten is lost: the caller cuts the file, so that half of it is never taken for the whole.
func New(w io.Writer, lang frontend.Lang, zone *time.Location) *Sheet {
	s := &Sheet{raw: w, out: csv.NewWriter(w), point: ".", zone: zone}
	s.out.UseCRLF = true
	if lang == frontend.French {
		s.point, s.out.Comma = ",", ';'
	}
	return s
}

// Head writes the mark by which spreadsheets know UTF-8, and the headings.
func (s *Sheet) Head(cells ...string) error {
	if _, err := io.WriteString(s.raw, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return s.Add(cells...)
}

// Add writes a line.
func (s *Sheet) Add(cells ...string) error {
	line := make([]string, len(cells))
	for i, cell := range cells {
		line[i] = harmless(cell)
	}
	if err := s.out.Write(line); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Flush writes what is held in the buffer.
func (s *Sheet) Flush() error {
	s.out.Flush()
	if err := s.out.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Day is the day of an instant; "" where it is unset.
func (s *Sheet) Day(at delivery.Instant) string { return s.format(at, time.DateOnly) }

// Time is an instant to the second, as spreadsheets read it; "" where it is unset.
func (s *Sheet) Time(at delivery.Instant) string { return s.format(at, time.DateTime) }

func (s *Sheet) format(at delivery.Instant, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().In(s.zone).Format(layout)
}

// Amount is an amount without its currency; "" where there is no currency.
func (s *Sheet) Amount(minor int64, code string) string {
	a, err := currency.NewAmountFromInt64(minor, code)
	if code == "" || err != nil {
		return ""
	}
	return strings.ReplaceAll(a.Number(), ".", s.point)
}

// DueOn is when the last of the dues is to be paid, paid or not.
func DueOn(dues []delivery.Due) string {
	last := delivery.Date("")
	for _, due := range dues {
		last = max(last, due.DueOn)
	}
	return string(last)
}

// PriceColumns are the headings, as the catalogue's "sheet.<name>", of what Price writes.
var PriceColumns = []string{"net", "vat_rate", "vat", "amount", "received", "applied", "refunded", "charged_back", "currency"}

// Price is what a delivery's dues ask for and what came: all money in their currency, what of it counts for the price, what
// the sender gave back and what banks took back. The rate is a number of percents, or the words of why there is none. Of what
// is left of an invoice the invoice alone splits the tax: these cells are empty.
func (s *Sheet) Price(x *delivery.Delivery, why func(tariff.Regime) string) []string {
	var sum delivery.Due
	isRest := false
	var parts tariff.Price
	rate := ""
	for i := range x.Dues {
		due, part := &x.Dues[i], x.Dues[i].Parts()
		parts.Net, parts.Tax, parts.Gross = parts.Net+part.Net, parts.Tax+part.Tax, parts.Gross+part.Gross
		sum.Settled, sum.Currency = sum.Settled+due.Settled, due.Currency
		own := strings.ReplaceAll(strconv.FormatFloat(float64(due.VATRate)/100, 'f', -1, 64), ".", s.point)
		if due.VATRegime != tariff.Ordinary {
			own = why(due.VATRegime)
		}
		if i > 0 && own != rate {
			own = "" // no one rate
		}
		rate = own
		_, of := x.RestOf(due)
		isRest = isRest || of
	}
	received, refunded, chargedBack := int64(0), int64(0), int64(0)
	for i := range x.Payments {
		if p := &x.Payments[i]; p.Currency == sum.Currency && (p.State == delivery.PaymentSettled || p.State == delivery.PaymentUnapplied) {
			received, refunded, chargedBack = received+p.Amount, refunded+p.Refunded, chargedBack+ChargedBack(x, p.ID)
		}
	}
	net, tax := s.Amount(parts.Net, sum.Currency), s.Amount(parts.Tax, sum.Currency)
	if isRest {
		net, rate, tax = "", "", ""
	}
	return []string{
		net, rate, tax, s.Amount(parts.Gross, sum.Currency), s.Amount(received, sum.Currency), s.Amount(sum.Settled, sum.Currency),
		s.Amount(refunded, sum.Currency), s.Amount(chargedBack, sum.Currency), sum.Currency,
	}
}

// ChargedBack is what the payer's bank took back of a payment, having decided a dispute against the sender.
func ChargedBack(x *delivery.Delivery, payment string) (sum int64) {
	for i := range x.Disputes {
		if d := &x.Disputes[i]; d.Payment == payment && d.State == delivery.DisputeLost {
			sum += d.Amount
		}
	}
	return sum
}

// harmless puts an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection).
func harmless(cell string) string {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	if start := strings.TrimLeft(cell, " \u00a0"); start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
