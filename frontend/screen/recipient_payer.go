package screen

import "quittance/frontend"

// RecipientPayer is GET /d/{publicID} for whoever was named to pay in a client's place: the price, what anybody may read,
// and the payment. Nothing on it is of the files that wait, nor a code.
type RecipientPayer struct {
	frontend.Shell
	Share    Share  // its Files are the visible ones alone
	State    string // "pay", "announced" (a transfer), "processing", "later" (another step comes first) or "paid"
	NamedBy  string
	Steps    []Step
	ToPay    frontend.Money
	Received frontend.Money // of a part that was paid; zero: nothing yet, or all
	Methods  []PayMethod
	Transfer Transfer
	Kind     string // of client: "business" or "public"
	Paid     bool   // money was given: a problem can be reported
	Pay      PayForm
	Problem  ProblemForm `ids:"problem-"`
	Open     frontend.Verb
}

// PayerForm names somebody to pay in the reader's place.
type PayerForm struct {
	Name  frontend.Field `form:"name"`
	Email frontend.Field `form:"email"`
}

// NamedPayer is somebody whom the reader named to pay, and can take back.
type NamedPayer struct{ ID, Name, Email string }

// Payable is what is owed.
func (p RecipientPayer) Payable() Payable {
	return Payable{Share: p.Share, Amount: p.ToPay, Received: p.Received, Methods: p.Methods, Transfer: p.Transfer, HasFiles: true, ClientKind: p.Kind, Pay: p.Pay}
}

// PayerNaming is what the form that names a payer needs, from either page that shows it.
type PayerNaming struct {
	PublicID string
	Can      bool
	Named    string // who was named already
	Payers   []NamedPayer
	Form     PayerForm
	Open     bool
}

// PayerNaming is the form of the page before the files.
func (p RecipientDelivery) PayerNaming() PayerNaming {
	return PayerNaming{p.Share.PublicID, p.CanNamePayer, p.Named, p.Payers, p.Payer, p.Open == frontend.VerbPayer}
}

// PayerNaming is the form of the page that hands over before payment.
func (p RecipientUnlocked) PayerNaming() PayerNaming {
	return PayerNaming{p.Share.PublicID, p.CanNamePayer, p.Named, p.Payers, p.Payer, p.Open == frontend.VerbPayer}
}

func (RecipientPayer) Template() string { return "recipient/payer" }
