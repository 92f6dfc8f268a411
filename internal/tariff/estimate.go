package tariff

import (
	"maps"
	"slices"
	"strings"

	"github.com/bojanz/currency"
)

// Method is how a price is paid, as far as fees differ.
type Method string

// The methods.
const (
	CardEEA      Method = "card_eea"   // a card issued in the European Economic Area
	CardOther    Method = "card_other" // any other card
	SEPADebit    Method = "sepa_debit"
	BankTransfer Method = "transfer" // straight to the sender's bank: no processor, and no fee of the platform on it
)

// row is the kind and name under which the table has the processor's fee.
func (m Method) row() (kind Kind, name string, ok bool) {
	switch m {
	case CardEEA:
		return Card, "eea", true
	case CardOther:
		return Card, "other", true
	case SEPADebit:
		return Debit, "sepa", true
	case BankTransfer:
		return "", "", true
	}
	return "", "", false
}

// Sale is what is estimated.
type Sale struct {
	Amount   int64 // cents, tax included: what the payer pays
	Currency string
	Day      string // ISO 8601, on which rates are looked up
	Method   Method
	Platform bool           // whether the operator takes a fee of its own on payments
	SMSParts map[string]int // parts of SMS that will be sent, by country of the numbers (ISO 3166-1)
}

// Part is one fee, with the row it comes from.
type Part struct {
	Amount int64 // cents
	Count  int   // parts of SMS; 1 for a fee
	Row    Row
}

// Estimate is what the sender is likely to receive. It is an estimate in law and in fact: fees are without tax, a card's
// kind is not known before it is used, and a code may be asked for again. Say so ("environ"), with the days of Parts.
type Estimate struct {
	Sale    Sale
	Parts   []Part    // in the order processor, platform, SMS by country
	Fees    int64     // their sum
	Net     int64     // Amount - Fees; may be negative
	Missing []Missing // what the table does not know: with any, Fees and Net must not be shown
}

// Missing names a rate that the table does not have.
type Missing struct {
	Kind Kind
	Name string
}

// Complete reports whether every rate was known, so that Net may be shown.
func (e Estimate) Complete() bool { return len(e.Missing) == 0 }

// Estimate adds up the fees of a sale, each rounded on its own. Unknown methods and currencies and impossible amounts are
// errors; unknown rates are not, they are Missing.
func (t Table) Estimate(s Sale) (Estimate, error) {
	decimals, known := currency.GetDigits(s.Currency)
	kind, name, method := s.Method.row()
	if s.Amount < 0 || s.Amount > MaxAmount || !known || !method {
		return Estimate{}, ErrSale
	}
	e := Estimate{Sale: s}
	add := func(kind Kind, name string, count int) {
		r, ok := t.At(kind, name, s.Currency, s.Day)
		if kind == SMS && !ok {
			r, ok = t.At(SMS, "", s.Currency, s.Day)
		}
		if !ok {
			e.Missing = append(e.Missing, Missing{kind, name})
			return
		}
		fee := minor(r.Fixed*int64(count), int(decimals))
		if kind != SMS {
			fee += share(s.Amount, int64(r.BasisPoints), 10_000)
		}
		e.Parts = append(e.Parts, Part{fee, count, r})
		e.Fees += fee
	}
	if kind != "" {
		add(kind, name, 1)
		if s.Platform {
			add(Platform, "", 1)
		}
	}
	for _, country := range slices.Sorted(maps.Keys(s.SMSParts)) {
		if n := s.SMSParts[country]; n > 0 {
			add(SMS, strings.ToUpper(country), min(n, 10_000))
		}
	}
	e.Net = s.Amount - e.Fees
	return e, nil
}

// Latest is the last of the days since when the rates used hold, or empty: from that day on all of them did.
func (e Estimate) Latest() string {
	latest := ""
	for _, p := range e.Parts {
		latest = max(latest, p.Row.Since)
	}
	return latest
}
