package screen

import (
	"time"

	"quittance/frontend"
)

// Bank is GET and POST /settings/bank: the account that clients' transfers go to.
type Bank struct {
	frontend.Shell
	Form  BankForm
	Known bool // an account is shown to clients now
}

// BankForm is the account. All empty: none.
type BankForm struct {
	IBAN   frontend.Field `form:"iban"`
	Holder frontend.Field `form:"holder"`
	BIC    frontend.Field `form:"bic"`
}

func (Bank) Template() string { return "sender/bank" }

// Transfer is what a payer copies into a bank transfer; without an IBAN none is asked for.
type Transfer struct {
	Holder         string
	IBAN           string // to be copied: banks' forms refuse other spaces than none
	IBANShown      string
	BIC            string // "" where the payer's bank needs none
	Amount         frontend.Money
	Reference      string
	ReferenceShown string
	QR             QR        // that banking applications read; zero: none
	Declared       time.Time // when a transfer was announced that nobody has answered yet; zero: none was
	Announced      frontend.Money
	By             string // who announced it; "" is the reader
}
