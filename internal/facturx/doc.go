// Package facturx reads what an electronic invoice says of itself: the Cross Industry Invoice (UN/CEFACT D16B and later) that
// a Factur-X or ZUGFeRD 2 file carries inside its PDF. It is read to save somebody some typing, so it never decides
// anything: what is not said plainly is left empty, and a file that cannot be read is no reason to refuse it.
//
// The file is a stranger's. The cross-reference of the PDF is not looked at: its streams are scanned in the order they stand
// and none is trusted for its length. A stream that holds XML is never inside an object stream (ISO 32000-1 section
// 7.5.7), so none is missed but those of encrypted files. Everything has a limit: see the constants. The package never panics,
// resolves no entity, opens nothing, and keeps nothing.
package facturx

import "errors"

// Limits of what is read.
const (
	MaxPDF = 16 << 20 // bytes of a PDF
	MaxXML = 5 << 20  // bytes of an invoice, unpacked

	maxStreams = 2000     // looked into
	maxPeek    = 4 << 10  // bytes unpacked of each, to see what it is
	maxTag     = 64 << 10 // bytes of one tag with its attributes
	maxDepth   = 40       // elements inside one another; an invoice has nine
	maxText    = 300      // characters of one value
	maxTaxes   = 20       // rates of one invoice
)

// Why a file gives no invoice. They are matched with errors.Is and hold nothing of the file.
var (
	ErrTooLarge = errors.New("the file is too large to be read for an invoice")
	ErrAbsent   = errors.New("the file holds no Cross Industry Invoice that can be read")
	ErrDamaged  = errors.New("the Cross Industry Invoice in the file is damaged")
)

// Invoice is what the file says, not what is true. Texts are on one line; empty is not said.
type Invoice struct {
	Number   string // BT-1
	TypeCode string // BT-3: "380" an invoice, "381" a credit note, "386" for a deposit
	IssuedOn string // BT-2, ISO 8601
	DueOn    string // BT-9, ISO 8601; of the first terms
	Currency string // BT-5, ISO 4217

	Net   Amount // BT-109, without tax
	Tax   Amount // BT-110, in Currency
	Gross Amount // BT-112, tax included
	Due   Amount // BT-115, what is left to pay after deposits

	Taxes []Tax // BG-23, in the order of the file

	Seller Party
	Buyer  Party

	BuyerReference string // BT-10; for a French public buyer the code of the service
	Order          string // BT-13; for a French public buyer the engagement
}

// ToPay is what the buyer still owes: the total less what was paid before, a deposit as a rule.
func (i Invoice) ToPay() Amount {
	if i.Due.Said && i.Due.Minor > 0 && i.Due.Minor < i.Gross.Minor {
		return i.Due
	}
	return i.Gross
}

// CreditNote reports whether money goes the other way.
func (i Invoice) CreditNote() bool { return i.TypeCode == "381" || i.TypeCode == "261" }

// Amount is in the smallest unit of the invoice's currency. Said is false where the file does not tell it, or not as an
// amount of that currency.
type Amount struct {
	Minor int64
	Said  bool
}

// Tax is one line of the breakdown.
type Tax struct {
	Category string // UNTDID 5305: "S" ordinary, "E" exempt, "AE" reverse charge, "O" outside, "Z", "K", "G"
	Rate     int    // basis points; -1 where it is not said
	Net      Amount
	Tax      Amount
	Reason   string // of an exemption
}

// Party is a seller or a buyer.
type Party struct {
	Name    string
	Contact string // a person
	Email   string
	Phone   string // as written
	SIREN   string // nine digits, from the register number (scheme 0002) or from a French VAT number
	VAT     string // number for tax
}
