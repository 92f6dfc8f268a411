package evidence

// Money is an amount in minor units of an ISO 4217 currency.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Due is an amount to be paid. It is a gate of the release only when Gates names it.
type Due struct {
	ID       string `json:"id"`
	Label    string `json:"label,omitempty"`
	Price    Money  `json:"price"`              // VAT included
	VATRate  int    `json:"vat_rate,omitempty"` // basis points
	DueOn    string `json:"due_on,omitempty"`   // YYYY-MM-DD
	Forgiven int64  `json:"forgiven,omitempty"` // minor units of it that the sender does without
	State    string `json:"state"`              // at issue
}

// Payment is money that settled, or helped to settle, a due. Exactly one of Processor and Recorded is set: what the
// sender only declares is printed as such.
type Payment struct {
	ID        string     `json:"id"`
	Due       string     `json:"due"`
	Price     Money      `json:"price"`
	Surplus   int64      `json:"surplus,omitempty"` // minor units of it that count for no due
	SettledAt int64      `json:"settled_at"`
	Processor *Processor `json:"processor,omitempty"`
	Recorded  *Recorded  `json:"recorded,omitempty"`
	Refunded  int64      `json:"refunded,omitempty"` // minor units, at issue
	// RefundedByHand is what of Refunded went back by the sender's word alone.
	RefundedByHand int64  `json:"refunded_by_hand,omitempty"`
	Dispute        string `json:"dispute,omitempty"` // state at issue
}

// Processor is what a payment processor confirmed.
type Processor struct {
	Name       string `json:"name"`
	Account    string `json:"account,omitempty"`
	Intent     string `json:"intent"`
	Charge     string `json:"charge,omitempty"`
	MethodKind string `json:"method_kind,omitempty"`
	LastFour   string `json:"last_four,omitempty"`
	Live       bool   `json:"live"`
}

// Recorded is a payment declared by the sender.
type Recorded struct {
	By        string `json:"by"` // actor
	At        int64  `json:"at"`
	Reference string `json:"reference,omitempty"`
	Note      string `json:"note,omitempty"`
}

// Statement is a text shown to a person, word for word.
type Statement struct {
	Text     string `json:"text"`
	Version  string `json:"version"`
	Language string `json:"language"`
	SHA256   Hash   `json:"sha256"` // of Text as UTF-8
}

// Choice is a statement with a box the person ticked or left.
type Choice struct {
	Name      string    `json:"name"`
	Statement Statement `json:"statement"`
	Ticked    bool      `json:"ticked"`
	At        int64     `json:"at,omitempty"`
}

// Signature is one person's: what was consented to, and how the person was asked to prove possession of the phone.
type Signature struct {
	Recipient  string    `json:"recipient"`
	SignedAt   int64     `json:"signed_at"`
	Consent    Statement `json:"consent"`
	Convention Statement `json:"convention"`        // convention de preuve
	Choices    []Choice  `json:"choices,omitempty"` // informed beforehand; consumer choices where they apply
	Passcode   *Passcode `json:"passcode,omitempty"`
}

// Passcode is the one-time passcode that was validated; never the code. Earlier ones are in the events.
type Passcode struct {
	ID          string  `json:"id"`
	Channel     string  `json:"channel"`
	Phone       string  `json:"phone"`
	Provider    string  `json:"provider"`
	MessageID   string  `json:"message_id"`
	SentAt      int64   `json:"sent_at"`
	DeliveredAt int64   `json:"delivered_at,omitempty"`
	ValidatedAt int64   `json:"validated_at"`
	ExpiresAt   int64   `json:"expires_at"`
	Attempts    int     `json:"attempts"`
	BoundTo     Binding `json:"bound_to"`
}

// Binding is what a passcode was valid for, and nothing else.
type Binding struct {
	Title    string `json:"title"`
	Price    *Money `json:"price,omitempty"`
	Manifest Hash   `json:"manifest"` // over all files named by the SMS
	Consent  Hash   `json:"consent"`  // SHA-256 of the consent's text
}

// Handover is what was served, in a certificate of delivery. It says served, not read.
type Handover struct {
	Recipient        string `json:"recipient"`
	Completion       string `json:"completion"`        // number of the certificate of completion
	CompletionSHA256 Hash   `json:"completion_sha256"` // of its PDF
	BytesServed      int64  `json:"bytes_served"`
	StartedAt        int64  `json:"started_at"`
	CompletedAt      int64  `json:"completed_at"`
	Address          string `json:"address"`
	AddressSource    string `json:"address_source"` // the header it came from, or "connection"
	UserAgent        string `json:"user_agent,omitempty"`
}
