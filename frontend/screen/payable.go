package screen

import (
	"slices"
	"strings"

	"quittance/frontend"
)

// Payable is what the payment form needs, from either page that shows it.
type Payable struct {
	Share           Share
	Amount          frontend.Money
	Received        frontend.Money // so far; with Amount it is the whole
	Methods         []PayMethod
	Transfer        Transfer
	HasFiles        bool   // no file of this reader waits for the money: they are there already, or go to somebody else
	Besides         bool   // the page is first of all of the files, which its reader has
	Signs           bool   // a signature comes besides, before the files
	Signer          string // whose, when none of them is the reader's
	ClientKind      string
	ConsumerConsent string
	ConsumerKeeps   string
	RightChosen     string
	RightOther      string
	Waive           GiveUpForm
	Keeps           bool // a consumer who kept the right of withdrawal: the files wait for its end
	Pay             PayForm
	Declared        PayForm // the announcement of a transfer
}

// Whole is what is owed in all.
func (p Payable) Whole() frontend.Money {
	return frontend.Money{Amount: p.Amount.Amount + p.Received.Amount, Currency: p.Amount.Currency}
}

// When says what the words beside each way to pay promise: that it is "paid" by then, that the "files" come then, the "choice"
// between that and the end of the right of withdrawal, or that it is "kept" and they come at its end.
func (p Payable) When() string {
	switch {
	case p.HasFiles:
		return "paid"
	case p.ConsumerConsent != "":
		return "choice"
	case p.Keeps:
		return "kept"
	case p.Signs: // and nobody knows the hour of that
		return "paid"
	}
	return "files"
}

// Asks reports whether the page asks its reader for money first of all: the sum stands at its head, and leads to the
// choice of how to pay. Any other step is short, and stands there itself.
func (p RecipientDelivery) Asks() bool { return p.Next == NextPay && p.Named == "" }

// Asks reports whether the reader of the files is asked for money besides.
func (p RecipientUnlocked) Asks() bool {
	return !p.StillOwed.IsZero() && p.Named == "" && p.Transfer.Declared.IsZero()
}

// Payable is what the reader can pay before the files come.
func (p RecipientDelivery) Payable() Payable {
	amount := p.ToPay
	if amount.IsZero() {
		amount = p.Share.Price
	}
	out := Payable{
		Share: p.Share, Amount: amount, Received: p.Received, Methods: p.Methods, Transfer: p.Transfer, ClientKind: p.ClientKind,
		ConsumerConsent: p.ConsumerConsent, ConsumerKeeps: p.ConsumerKeeps, Keeps: p.KeepsRight, Pay: p.Pay, Declared: p.Declared,
		RightChosen: p.RightChosen, RightOther: p.RightOther, Waive: p.Waive,
	}
	out.Signs, out.Signer = signers(p.Steps)
	out.HasFiles = p.IsOnlyOwed()
	return out
}

// IsOnlyOwed reports whether the files wait for the money no more, which is owed all the same.
func (p RecipientDelivery) IsOnlyOwed() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.State == "owed" })
}

// SignsLater reports whether the reader signs once somebody else has paid.
func (p RecipientDelivery) SignsLater() bool {
	any, others := signers(p.Steps)
	return any && others == ""
}

// signers reports whether a signature is still to come, and whose where none is the reader's.
func signers(steps []Step) (any bool, others string) {
	var names []string
	for _, s := range steps {
		if s.Kind != "signature" || s.State == "done" || s.State == "waived" {
			continue
		}
		if s.Who == "" {
			return true, ""
		}
		names = append(names, s.Who)
	}
	return len(names) > 0, strings.Join(names, ", ")
}

// Payable is what the reader still owes for files they have.
func (p RecipientUnlocked) Payable() Payable {
	return Payable{
		Share: p.Share, Amount: p.StillOwed, Received: p.Received, Methods: p.Methods, Transfer: p.Transfer, HasFiles: true, Besides: true, ClientKind: p.ClientKind,
		ConsumerConsent: p.ConsumerConsent, ConsumerKeeps: p.ConsumerKeeps, Pay: p.Pay, Declared: p.Declared,
	}
}
