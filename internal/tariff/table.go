package tariff

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind is what a row of the table is a rate of. The values are stored: never rename them.
type Kind string

// The kinds, with the names their rows have.
const (
	Card     Kind = "card"     // names "eea" and "other": where the card was issued
	Debit    Kind = "debit"    // name "sepa"
	Platform Kind = "platform" // name ""
	SMS      Kind = "sms"      // name: country of ISO 3166-1, or "" for any other; Fixed is the price of one part
	VAT      Kind = "vat"      // names "normal", "intermediate", "reduced"
)

func (k Kind) known() bool {
	return slices.Contains([]Kind{Card, Debit, Platform, SMS, VAT}, k)
}

// Row is one rate as it was published or agreed. It holds from the day Since until the day of the next row of its kind, name
// and currency.
type Row struct {
	Kind        Kind
	Name        string
	Since       string // day, ISO 8601
	BasisPoints int
	Fixed       int64  // millionths of the currency's unit, so that an SMS of 7.23 cents can be told
	Currency    string // ISO 4217; empty where Fixed is 0
	Source      string // who says so: printed beside every estimate
}

// Table is all rows that are known, in any order.
type Table []Row

//go:embed published.csv
var publishedRows string

// Published is what public sources say, read when this program was built. The rows of an operator come after it: of two with
// one kind, name, currency and day, At takes the later in the table.
func Published() (Table, error) { return ReadTable(strings.NewReader(publishedRows)) }

// Known is Published, read once. That it can be read is tested.
var Known = sync.OnceValue(func() Table {
	t, err := Published()
	if err != nil {
		return nil // nothing is known, so nothing is said
	}
	return t
})

// ReadTable reads rows as CSV: kind, name, since, basis_points, fixed, currency, source, in this order, the first line being
// these words. Lines that begin with # are remarks. At most ten thousand rows are read.
func ReadTable(r io.Reader) (Table, error) {
	in := csv.NewReader(r)
	in.Comment, in.FieldsPerRecord = '#', 7
	head, err := in.Read()
	if err != nil || strings.Join(head, ",") != "kind,name,since,basis_points,fixed,currency,source" {
		return nil, fmt.Errorf("read tariff: first line: %w", errors.Join(ErrTable, err))
	}
	var t Table
	for len(t) < 10_000 {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read tariff: %w", errors.Join(ErrTable, err))
		}
		row := Row{Kind: Kind(fields[0]), Name: fields[1], Since: fields[2], Currency: fields[5], Source: fields[6]}
		points, errPoints := strconv.Atoi(fields[3])
		fixed, errFixed := strconv.ParseInt(fields[4], 10, 64)
		row.BasisPoints, row.Fixed = points, fixed
		if err := errors.Join(errPoints, errFixed, row.Check()); err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("read tariff: line %d: %w", line, errors.Join(ErrTable, err))
		}
		t = append(t, row)
	}
	return nil, fmt.Errorf("read tariff: too many rows: %w", ErrTable)
}

// Check refuses a row that cannot be a rate: of an unknown kind, without a source or a day, above 100 % or ten thousand units,
// or a fixed part without a currency.
func (r Row) Check() error {
	_, err := time.Parse(time.DateOnly, r.Since)
	if !r.Kind.known() || err != nil || r.Source == "" || r.BasisPoints < 0 || r.BasisPoints > 10_000 || r.Fixed < 0 || r.Fixed > 10_000_000_000 ||
		(r.Fixed > 0 && len(r.Currency) != 3) {
		return ErrTable
	}
	return nil
}

// At returns the row that holds on a day (ISO 8601) for a currency; a row without currency holds for all. Ok is false when
// the table knows none: then nothing may be said.
func (t Table) At(kind Kind, name, currency, day string) (Row, bool) {
	best, found := Row{}, false
	for _, r := range t {
		if r.Kind == kind && r.Name == name && (r.Currency == "" || r.Currency == currency) && r.Since <= day && (!found || r.Since >= best.Since) {
			best, found = r, true
		}
	}
	return best, found
}

// VATRates are the rates of tax that hold on a day, the highest first.
func (t Table) VATRates(day string) []Row {
	var out []Row
	for _, r := range t {
		if r.Kind != VAT {
			continue
		}
		if holds, ok := t.At(VAT, r.Name, "", day); ok && !slices.Contains(out, holds) {
			out = append(out, holds)
		}
	}
	slices.SortStableFunc(out, func(a, b Row) int { return b.BasisPoints - a.BasisPoints })
	return out
}

// minor turns millionths of a unit into cents of a currency with so many decimals, half up.
func minor(millionths int64, decimals int) int64 {
	scale := int64(1)
	for range 6 - decimals {
		scale *= 10
	}
	return (millionths + scale/2) / scale
}
