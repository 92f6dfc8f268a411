// Package delivery is the life of a delivery: what a sender sends, what must be paid and signed before it is
// unlocked, and everything that can happen to it on the way (DESIGN section 4).
//
// The package is pure. A verb (Send, Pay, Sign, Waive, …) looks at the state, an input and a time, decides, and
// returns the events that happened; Apply is the only place where a state changes, so that replaying the events
// gives the state again. Persistence commits state, events and the jobs they cause together.
package delivery

import (
	"cmp"

	"quittance/internal/tariff"
)

// ID names a delivery: 26 lower-case characters, time-ordered (ULID).
type ID string

// State is where a delivery stands. The comment says who must act next.
type State string

// The states of a delivery.
const (
	Draft     State = "draft"     // the sender
	Sent      State = "sent"      // the recipients
	Completed State = "completed" // nobody
	Withdrawn State = "withdrawn" // nobody
	Declined  State = "declined"  // nobody
	Expired   State = "expired"   // the sender may extend
)

// ClientKind decides which law applies between sender and client.
type ClientKind string

// The kinds of client.
const (
	Business ClientKind = "business"
	Consumer ClientKind = "consumer"
	Public   ClientKind = "public"
)

// Delivery is the aggregate: everything that changes together. Version counts committed writes.
type Delivery struct {
	ID            ID
	Workspace     string
	Member        string // who created it
	Version       int64
	State         State
	Sandbox       bool // made with a stand-in: the mark stays for ever
	CreatedAt     Instant
	SentAt        Instant
	EndedAt       Instant // completed, withdrawn, declined or expired
	FilesErasedAt Instant // the files that were sent were erased
	ErasedAt      Instant // everything personal was erased: what is left is empty, and nobody acts on it any more
	ExpiryTold    Date    // the last day to start paying of which everybody was told that it comes near
	Terms         Terms
	Deliverables  []Deliverable
	Recipients    []Recipient
	Dues          []Due
	Releases      []Release
	Payments      []Payment
	Refunds       []Refund
	Disputes      []Dispute
	Unfinished    *Unfinished // of a draft that still lacks something; nil: it holds together
	Seq           int64       // of the last event
	Head          [32]byte    // hash of the last event; kept by persistence
	LastAt        Instant     // of the last event: time never goes back
}

// Terms are what the sender promises and asks, beyond amounts.
type Terms struct {
	Title         Personal   `json:"title"`
	Message       Personal   `json:"message"`
	Reference     Personal   `json:"reference"`
	Language      string     `json:"language"` // "fr" or "en": of the certificate
	ClientKind    ClientKind `json:"client_kind"`
	ExpiresOn     Date       `json:"expires_on"`        // last day to start paying; "" = never
	Zone          string     `json:"zone"`              // IANA zone of the workspace when drafted
	ReachableDays int        `json:"reachable_days"`    // how long files stay after the unlock, at least 365
	NoGateReason  Personal   `json:"no_gate_reason"`    // why nothing guards a release
	InformedFirst bool       `json:"informed_before"`   // client told before ordering that delivery is against payment
	Digital       bool       `json:"digital_content"`   // consumers: digital content, whose right of withdrawal is waived before paying
	Previous      ID         `json:"previous"`          // the delivery this one is a new version of
	Revision      string     `json:"revision,omitzero"` // the letter of this version; "" was not said

	// The references by which a public buyer finds a claim in Chorus Pro: of the order, and of the service that executes.
	ChorusEngagement Personal `json:"chorus_engagement,omitzero"`
	ChorusService    Personal `json:"chorus_service,omitzero"`
}

// Unfinished is what was chosen for the parts that a draft does not have yet: for its release, and for its price where there
// is none. It is never changed, only replaced.
type Unfinished struct {
	Gates     []GateKind    `json:"gates"` // in order
	Side      tariff.Side   `json:"side"`  // which is typed, the price with tax or the one without
	VATRate   int           `json:"vat_rate"`
	VATRegime tariff.Regime `json:"vat_regime"`
	DueOn     Date          `json:"due_on"`
}

// Deliverable is one file. Its object is immutable; a replacement is another deliverable.
type Deliverable struct {
	ID        string   `json:"id"`
	Object    string   `json:"object"` // storage object id
	Name      Personal `json:"name"`
	Size      int64    `json:"size"`
	MediaType string   `json:"media_type"`
	SHA256    string   `json:"sha256"` // hex
	CRC32     uint32   `json:"crc32"`
	Pages     int      `json:"pages"`   // 0 where not countable
	Visible   bool     `json:"visible"` // before payment: belongs to no release
	Document  Document `json:"document,omitzero"`
	FirstSeen Instant  `json:"first_seen_at"` // when the upload was finished
	Replaced  bool     `json:"replaced"`      // by a later deliverable: no longer delivered
}

// DocumentKind is what a file that is seen before payment is.
type DocumentKind string

// The kinds of document.
const (
	NoDocument DocumentKind = ""
	Invoice    DocumentKind = "invoice"
	Quote      DocumentKind = "quote"
	CreditNote DocumentKind = "credit_note"
)

// Document is what the sender says of an invoice or a quote that they attach. We make none, and transmit none as the law
// has it (CGI art. 289 bis): the file is theirs.
type Document struct {
	Kind     DocumentKind `json:"kind"`
	Number   Personal     `json:"number"`
	IssuedOn Date         `json:"issued_on"`
	DueOn    Date         `json:"due_on"`
	Total    int64        `json:"total"` // what it asks for, less what was paid before: minor units, VAT included; 0 is not said
	Currency string       `json:"currency"`
	Whole    int64        `json:"whole,omitzero"`  // the invoice's total, where part of it was paid before; 0: nothing was
	Filled   string       `json:"filled,omitzero"` // what of the delivery was taken from the file, of "price", "due_on" and "client", with spaces between
}

// Called names an invoice or a quote: by its number, where it is known.
func (f *Deliverable) Called() string { return cmp.Or(string(f.Document.Number), string(f.Name)) }

// Seen is what a file that is seen before payment is called: its kind, or "other".
func (x Document) Seen() string {
	return cmp.Or(string(x.Kind), "other")
}

// Role is what a recipient is asked to do.
type Role string

// The roles; a recipient has one or more. A reader has the files once they are unlocked, as the others do.
const (
	Payer  Role = "payer"
	Signer Role = "signer"
	Reader Role = "reader"
)

// Invite is how a link goes out, besides being there to be copied.
type Invite string

// The ways. A text message costs the sender, so it is never the usual one.
const (
	InviteByEmail Invite = ""
	InviteBySMS   Invite = "sms" // by e-mail, and by text message
)

// Recipient is a person the delivery is for. LinkID is the jti of the one link that is valid now.
type Recipient struct {
	ID            string    `json:"id"`
	Name          Personal  `json:"name"`
	Company       Personal  `json:"company"`
	Email         Personal  `json:"email"`
	Phone         Personal  `json:"phone"` // E.164
	Roles         []Role    `json:"roles"`
	Language      string    `json:"language"`
	Invite        Invite    `json:"invite,omitzero"`
	LinkID        string    `json:"link_id"`
	PhoneBy       Actor     `json:"phone_by"` // who supplied the number
	PhoneAt       Instant   `json:"phone_at"`
	ProposedPhone Personal  `json:"proposed_phone"`          // by the recipient, waiting for the sender
	NumberKeptAt  Instant   `json:"number_kept_at,omitzero"` // when the sender dismissed what they proposed, while it is the last word
	OpenedAt      Instant   `json:"opened_at"`               // first sign of a person
	SignedAt      Instant   `json:"signed_at"`
	DeclinedAt    Instant   `json:"declined_at,omitzero"` // when they ended the delivery
	Signature     Signature `json:"signature"`
	CodesResetAt  Instant   `json:"codes_reset_at"`         // the sender gave a new allowance of codes
	WaivedRightAt Instant   `json:"waived_right_at"`        // consumer's express consent, C. conso. L221-28 13°
	RemindedAt    Instant   `json:"reminded_at,omitzero"`   // when the sender last asked again
	RightKeptAt   Instant   `json:"right_kept_at,omitzero"` // consumer's choice to wait for the end of the right of withdrawal instead
	WithdrewAt    Instant   `json:"withdrew_at,omitzero"`   // consumer ended the contract, C. conso. L221-21
	ProblemAt     Instant   `json:"problem_at,omitzero"`    // when they last reported a problem, or declined, and the sender has not answered
	Delegate      bool      `json:"delegate,omitzero"`      // named by a payer to pay in their place: sees the price, never a guarded file
	NamedBy       string    `json:"named_by,omitzero"`      // the recipient who named the delegate
}

// Called is what to call a recipient: of one in an unfinished draft, what there is of them.
func (r *Recipient) Called() string {
	return string(cmp.Or(r.Name, r.Company, r.Email, r.Phone))
}

// Has reports whether the recipient has the role.
func (r *Recipient) Has(role Role) bool {
	_, ok := find(r.Roles, func(x *Role) bool { return *x == role })
	return ok
}

// IsDropped reports whether the recipient was named to pay, and taken back: asked for nothing, with a link that opens nothing.
func (r *Recipient) IsDropped() bool { return r.Delegate && len(r.Roles) == 0 }

// Due is an amount owed, settled by payments. Settled and Refunded count money that was applied to it.
type Due struct {
	ID        string        `json:"id"`
	Amount    int64         `json:"amount"` // minor units, VAT included
	Currency  string        `json:"currency"`
	VATRate   int           `json:"vat_rate"`             // basis points; 0 in a regime without
	VATRegime tariff.Regime `json:"vat_regime,omitempty"` // why there is none
	Net       int64         `json:"net,omitempty"`        // the price without VAT where that was typed; 0: Amount was
	DueOn     Date          `json:"due_on"`
	Settled   int64         `json:"settled"`
	Refunded  int64         `json:"refunded"`
	Forgiven  int64         `json:"forgiven,omitempty"` // of it, what the sender does without
	// Reference is what a transfer for this due carries (ISO 11649), unique on the instance; "" where none was made.
	Reference string `json:"reference,omitempty"`
	// DeclaredAt is when a payer last said that a transfer of Declared was made. It settles nothing.
	DeclaredAt Instant `json:"declared_at,omitempty"`
	Declared   int64   `json:"declared,omitempty"`
}

// Parts are the price without VAT, the VAT and the whole, by the one rounding rule.
func (d *Due) Parts() tariff.Price {
	if d.Net > 0 {
		if p, err := tariff.Compute(tariff.Net, d.Net, d.VATRate, d.VATRegime); err == nil && p.Gross == d.Amount {
			return p
		}
	}
	p, err := tariff.Compute(tariff.Gross, d.Amount, d.VATRate, d.VATRegime)
	if err != nil { // no draft of ours holds such a due: check refuses it
		return tariff.Price{Net: d.Amount, Gross: d.Amount, Exact: true}
	}
	return p
}

// IsSettled reports whether nothing is owed any more. What was refunded later stays settled.
func (d *Due) IsSettled() bool { return d.Settled+d.Forgiven >= d.Amount }
