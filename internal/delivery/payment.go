package delivery

import "time"

// PaymentState is where an attempt to pay a due stands. The comment says who must act next.
type PaymentState string

// The states of a payment.
const (
	PaymentStarted    PaymentState = "started"    // us: the session is being opened at the processor
	PaymentOpen       PaymentState = "open"       // the payer, on the processor's page
	PaymentProcessing PaymentState = "processing" // the bank: accepted, not settled
	PaymentSettled    PaymentState = "settled"    // nobody: the money is there and counts for its due
	PaymentFailed     PaymentState = "failed"     // the payer may begin another
	PaymentExpired    PaymentState = "expired"    // the payer may begin another
	PaymentUnapplied  PaymentState = "unapplied"  // the sender: money that opened nothing
)

// Reason says why money opened nothing.
type Reason string

// The reasons.
const (
	DoubleMoney   Reason = "double"   // the due was settled already
	WrongAmount   Reason = "amount"   // not what was asked for
	WrongCurrency Reason = "currency" // not what was asked for
	AfterEnd      Reason = "ended"    // withdrawn, declined, revoked, or its files are erased
	WrongMode     Reason = "mode"     // play money on a real delivery, or the reverse
)

// Processor is who moved the money.
type Processor string

// The processors.
const (
	ByStripe Processor = "stripe"
	ByHand   Processor = "recorded" // a transfer or cheque the sender recorded
)

// Payment is one attempt to settle a due. Its ID is Stripe's idempotency key, client_reference_id and metadata.
type Payment struct {
	ID        string       `json:"id"`
	Due       string       `json:"due"`
	Recipient string       `json:"recipient"` // "" when recorded by the sender
	Processor Processor    `json:"processor"`
	State     PaymentState `json:"state"`
	Amount    int64        `json:"amount"` // asked for; once settled or unapplied, received
	Currency  string       `json:"currency"`
	Applied   int64        `json:"applied"` // counted for the due
	Refunded  int64        `json:"refunded"`
	StartedAt Instant      `json:"started_at"`
	ExpiresAt Instant      `json:"expires_at"` // of the session at the processor
	SettledAt Instant      `json:"settled_at"`
	Account   string       `json:"account"` // connected account, "" = the instance's own
	Session   string       `json:"session"`
	Intent    string       `json:"intent"`
	Charge    string       `json:"charge"`
	Method    string       `json:"method"` // "card", "sepa_debit", …: chosen; once paid, used
	Last4     string       `json:"last4"`
	Live      bool         `json:"live"`
	Failure   string       `json:"failure"` // the processor's code
	Reason    Reason       `json:"reason"`  // why unapplied
	Reference Personal     `json:"reference"`
	Note      Personal     `json:"note"`

	ReceivedOn Date `json:"received_on"` // the sender's word, of what was recorded by hand
}

// CameAt is when the money came, in the zone: the instant that the processor names, or, of what was recorded by hand, the
// day that the sender names. It is zero while nothing came.
func (p *Payment) CameAt(zone *time.Location) (at time.Time, dayOnly bool) {
	if day, err := time.ParseInLocation(time.DateOnly, string(p.ReceivedOn), zone); err == nil {
		return day, true
	}
	if p.SettledAt.IsZero() {
		return time.Time{}, false
	}
	return p.SettledAt.Time().In(zone), false
}

// OffProcessor is the way in which money came that the sender recorded.
const OffProcessor = "other"

// Way is how the money comes, where that has a name: Card, SEPADebit or OffProcessor; "" for other ways of the processor.
func (p *Payment) Way() string {
	switch {
	case p.Processor == ByHand:
		return OffProcessor
	case p.Method == Card || p.Method == SEPADebit:
		return p.Method
	}
	return ""
}

// RefundState is where a refund stands.
type RefundState string

// The states of a refund. A failed one is shown to the sender until another gives as much back.
const (
	RefundRequested RefundState = "requested" // us, then the bank
	RefundSucceeded RefundState = "succeeded"
	RefundFailed    RefundState = "failed"
)

// Refund is money on its way back. Its ID is the idempotency key; one seen at the processor first has its id.
type Refund struct {
	ID        string      `json:"id"`
	Payment   string      `json:"payment"`
	Amount    int64       `json:"amount"`
	State     RefundState `json:"state"`
	Processor string      `json:"processor_id"` // the processor's id, "" until known; of one that succeeded, "" is the sender's word
	Surplus   bool        `json:"surplus"`      // of money that counts for no due: revokes nothing
	Failure   string      `json:"failure"`
	At        Instant     `json:"at"`
}

// DisputeState is where a dispute stands.
type DisputeState string

// The states of a dispute.
const (
	DisputeOpen DisputeState = "open"
	DisputeWon  DisputeState = "won"
	DisputeLost DisputeState = "lost"
)

// Dispute is a chargeback: it suspends the releases its payment's due guards.
type Dispute struct {
	ID      string       `json:"id"` // the processor's
	Payment string       `json:"payment"`
	Amount  int64        `json:"amount"`
	Reason  string       `json:"reason"`
	State   DisputeState `json:"state"`
	At      Instant      `json:"at"`
}

// Observation is what the processor says of one payment now, whatever told us to look: a webhook, the payer's
// return, reconciliation. Observing the same truth twice changes nothing.
type Observation struct {
	Payment   string
	Account   string
	Live      bool
	Session   string
	SessionIs SessionState
	ExpiresAt Instant
	Intent    string
	IntentIs  IntentState
	Charge    string
	Received  Money // what the processor collected, zero until settled
	Method    string
	Last4     string
	Failure   string
	SettledAt Instant
	Refunds   []RefundSeen
	Disputes  []DisputeSeen
}

// SessionState is the state of a checkout session at the processor.
type SessionState string

// The states of a checkout session.
const (
	SessionOpen     SessionState = "open"
	SessionComplete SessionState = "complete"
	SessionExpired  SessionState = "expired"
)

// IntentState is the state of the payment behind a session, reduced to what matters here.
type IntentState string

// The states of an intent.
const (
	IntentNone       IntentState = ""           // none yet
	IntentWaiting    IntentState = "waiting"    // for the payer (method or authentication)
	IntentProcessing IntentState = "processing" // the bank
	IntentSucceeded  IntentState = "succeeded"
	IntentFailed     IntentState = "failed" // last attempt failed and the session cannot be paid any more
)

// RefundSeen is a refund as the processor shows it. ID is ours when the refund carries it in its metadata.
type RefundSeen struct {
	ID        string
	Processor string
	Amount    int64
	State     RefundState
	Failure   string
}

// DisputeSeen is a dispute as the processor shows it.
type DisputeSeen struct {
	ID     string
	Amount int64
	Reason string
	State  DisputeState
}
