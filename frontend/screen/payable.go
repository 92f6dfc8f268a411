package screen

import "quittance/frontend"

// Payable is what the payment form needs, from either page that shows it.
type Payable struct {
	Share           Share
	Amount          frontend.Money
	Methods         []PayMethod
	ClientKind      string
	ConsumerConsent string
	Pay             PayForm
}

// Payable is what the reader can pay before the files come.
func (p RecipientDelivery) Payable() Payable {
	amount := p.ToPay
	if amount.IsZero() {
		amount = p.Share.Price
	}
	return Payable{p.Share, amount, p.Methods, p.ClientKind, p.ConsumerConsent, p.Pay}
}

// Payable is what the reader still owes for files they have.
func (p RecipientUnlocked) Payable() Payable {
	return Payable{p.Share, p.StillOwed, p.Methods, p.ClientKind, p.ConsumerConsent, p.Pay}
}
