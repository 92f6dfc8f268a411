// Package receipt sets the papers that say money moved: the receipt of a payment and the note of a refund, one A4 page each,
// in French or English.
//
// Neither is an invoice or a credit note, and both say so: those are the sender's to make, with numbers in an unbroken series.
// The package is pure. The bytes are a function of the values given, so the same note composed twice is the same file;
// keep the file all the same, because fonts, words and the seller's name may change. A receipt is not sealed: the
// certificate is the proof.
package receipt

import (
	"errors"
	"strings"
	"time"

	"quittance/internal/tariff"
)

// Kind is which paper it is.
type Kind string

// The papers.
const (
	Payment Kind = "payment" // Reçu de paiement
	Refund  Kind = "refund"  // Note de remboursement
)

// Note is what a paper says. Texts of people are printed whole as far as their place allows and end in an ellipsis where it
// does not; characters that the fonts lack, or that nobody would see, are printed by their Unicode number. What is marked
// optional is left out when empty.
type Note struct {
	Kind     Kind
	Language string // "fr" or "en"; any other is French
	Number   string // of the paper: R-… ; not a series
	IssuedAt time.Time
	Zone     *time.Location // of the delivery: every time is printed in it, with its offset
	Sandbox  bool           // something was a stand-in: a mark says that nothing was paid
	Platform string         // name of the installation, in the foot

	Sender Sender
	Payer  Payer

	Title     string // of the delivery
	Reference string // optional: the sender's own
	Order     string // optional: by which a public buyer knows what was ordered (Chorus Pro: numéro d'engagement)
	Service   string // optional: of the public buyer (Chorus Pro: code service)
	Delivery  string // id, for support

	// Amounts are in minor units of the currency (ISO 4217), tax included.
	Currency string
	Amount   int64 // paid now, or refunded now
	Tax      int64 // the part of Amount that is tax: tariff.Price.TaxIn
	Rate     int   // basis points
	Regime   tariff.Regime
	Invoice  string // optional: the invoice of which this pays what was left, or gives back of it, and which alone splits the tax; Rate is 0 then
	Surplus  bool   // of a refund: of money that settled nothing, which is neither with nor without tax

	At      time.Time // when it was paid or refunded
	DayOnly bool      // only the day is known, as for a transfer that the sender recorded
	Method  string    // "card", "sepa_debit", "transfer", "link", or another word, printed as it is; optional
	Last4   string    // optional, of a card or an account
	Mention string    // optional, of a payment: the reference of a transfer, or the sender's note

	// Recorded is money that the sender says came, or that they gave back; no processor has confirmed it.
	Recorded bool

	// Of a payment: the whole price of the due, and what had been paid of it before. What is still owed is computed. A price
	// of 0 leaves these lines out, as for money that settles nothing.
	// Of a refund: the payment that is refunded, and what had been refunded of it before.
	Whole  int64
	Before int64
	// TooLittle is a rest that the processor does not take: the paper says how else it is paid.
	TooLittle bool

	PaidNumber string    // of a refund, optional: the receipt of the payment
	PaidAt     time.Time // of a refund, optional
}

// Sender is who received the money, as the paper must name them.
type Sender struct {
	Name    string // legal name
	Address string // lines
	SIREN   string // optional
	VAT     string // optional: number for tax
	Email   string // optional
	Phone   string // optional
}

// Payer is who paid.
type Payer struct {
	Name    string
	Company string // optional, printed first
	Email   string // optional
}

// ErrIncomplete is a note without something that the paper must say, or with amounts that contradict one another.
var ErrIncomplete = errors.New("the receipt lacks a value, or its amounts contradict one another")

func (n *Note) check() error {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	switch {
	case n.Kind != Payment && n.Kind != Refund, blank(n.Number), n.IssuedAt.IsZero(), n.At.IsZero(), n.Zone == nil,
		blank(n.Sender.Name), blank(n.Payer.Name) && blank(n.Payer.Company), blank(n.Title),
		n.Amount <= 0, n.Amount > tariff.MaxAmount, n.Tax < 0, n.Tax > n.Amount, n.Rate < 0, n.Rate > 10_000, !n.Regime.Known(),
		n.Regime != tariff.Ordinary && n.Tax != 0, n.Whole < 0, n.Whole > tariff.MaxAmount, n.Before < 0, n.Before > tariff.MaxAmount,
		n.Kind == Refund && n.Whole > 0 && n.Before+n.Amount > n.Whole:
		return ErrIncomplete
	}
	return nil
}
