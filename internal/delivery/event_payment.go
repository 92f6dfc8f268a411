package delivery

// CheckoutStarted: a payment row exists; its session is being opened at the processor.
type CheckoutStarted struct {
	Payment   string `json:"payment"`
	Due       string `json:"due"`
	Recipient string `json:"recipient"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`
	Account   string `json:"account"`
	Method    string `json:"method"` // the one way in which it can be paid
	Origin
}

// CheckoutOpened: the processor made the session.
type CheckoutOpened struct {
	Payment   string  `json:"payment"`
	Session   string  `json:"session"`
	ExpiresAt Instant `json:"expires_at"`
}

// CheckoutExpired: the session can no longer be paid: its time ran out, or we closed it.
type CheckoutExpired struct {
	Payment string `json:"payment"`
}

// PaymentInProcess: the bank has accepted, the money is not there yet (a SEPA debit may take fourteen days).
type PaymentInProcess struct {
	Payment string `json:"payment"`
	Intent  string `json:"intent"`
	Method  string `json:"method"`
}

// PaymentReceived: the money is there and counts for its due.
type PaymentReceived struct {
	Payment   string  `json:"payment"`
	Due       string  `json:"due"`
	Amount    int64   `json:"amount"`
	Applied   int64   `json:"applied"` // counted for the due; the rest is a surplus that goes back
	Currency  string  `json:"currency"`
	Intent    string  `json:"intent"`
	Charge    string  `json:"charge"`
	Method    string  `json:"method"`
	Last4     string  `json:"last4"`
	Live      bool    `json:"live"`
	SettledAt Instant `json:"settled_at"` // the processor's word
}

// PaymentRejected: the payer's bank refused for good, or a debit came back.
type PaymentRejected struct {
	Payment string `json:"payment"`
	Failure string `json:"failure"`
}

// PaymentNotApplied: money that opens nothing: double, wrong amount, currency or mode, after an end. Twin is the
// payment that already holds money when a second intent names it: this one then is a payment of its own.
type PaymentNotApplied struct {
	Payment   string  `json:"payment"`
	Twin      string  `json:"twin"`
	Amount    int64   `json:"amount"`
	Currency  string  `json:"currency"`
	Intent    string  `json:"intent"`
	Charge    string  `json:"charge"`
	Method    string  `json:"method"`
	Last4     string  `json:"last4"`
	Live      bool    `json:"live"`
	Reason    Reason  `json:"reason"`
	SettledAt Instant `json:"settled_at"`
}

// PaymentRecorded: the sender says that money arrived outside the processor. Printed as such.
type PaymentRecorded struct {
	Payment    string   `json:"payment"`
	Due        string   `json:"due"`
	Amount     int64    `json:"amount"`
	Surplus    int64    `json:"surplus,omitzero"` // of it, what the due cannot take
	Reason     Reason   `json:"reason,omitzero"`  // why it can take nothing
	Currency   string   `json:"currency"`
	ReceivedOn Date     `json:"received_on"`
	Reference  Personal `json:"reference"`
	Note       Personal `json:"note"`
}

// TransferDeclared: a payer says that a bank transfer was made. It settles nothing.
type TransferDeclared struct {
	Due       string `json:"due"`
	Recipient string `json:"recipient"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`
	Origin
}

// RestForgiven: of an amount of which a part came, the sender does without the rest. Nothing of it is owed any more.
type RestForgiven struct {
	Due      string   `json:"due"`
	Amount   int64    `json:"amount"`
	Currency string   `json:"currency"`
	Reason   Personal `json:"reason"`
}

// RefundStarted: money is to go back.
type RefundStarted struct {
	Refund  string `json:"refund"`
	Payment string `json:"payment"`
	Amount  int64  `json:"amount"`
	Surplus bool   `json:"surplus"`
}

// RefundDone: the processor confirmed it, or it is the sender's word.
type RefundDone struct {
	Refund    string `json:"refund"`
	Payment   string `json:"payment"`
	Amount    int64  `json:"amount"`
	Processor string `json:"processor_id"` // "" where it is the sender's word
}

// RefundRejected: the money did not go back; shown to the sender until solved. Undone: it was said to have gone back before.
type RefundRejected struct {
	Refund  string `json:"refund"`
	Payment string `json:"payment"`
	Failure string `json:"failure"`
	Undone  bool   `json:"undone,omitempty"`
}

// DisputeOpened: a chargeback; the releases that its due guards are suspended.
type DisputeOpened struct {
	Dispute string `json:"dispute"`
	Payment string `json:"payment"`
	Amount  int64  `json:"amount"`
	Reason  string `json:"reason"`
}

// DisputeClosed: won (the suspension is lifted) or lost (the releases are revoked).
type DisputeClosed struct {
	Dispute string       `json:"dispute"`
	Payment string       `json:"payment"`
	State   DisputeState `json:"state"`
}
