package screen

import (
	"slices"
	"time"

	"quittance/frontend"
)

// DeliveryState is where a delivery stands (DESIGN section 4).
type DeliveryState string

// The states of a delivery.
const (
	StateDraft     DeliveryState = "draft"
	StateSent      DeliveryState = "sent"
	StateCompleted DeliveryState = "completed"
	StateWithdrawn DeliveryState = "withdrawn"
	StateDeclined  DeliveryState = "declined"
	StateExpired   DeliveryState = "expired"
)

// ReleaseState is where a release stands.
type ReleaseState string

// The states of a release.
const (
	ReleaseLocked   ReleaseState = "locked"
	ReleaseSealing  ReleaseState = "sealing"
	ReleaseUnlocked ReleaseState = "unlocked"
	ReleaseRevoked  ReleaseState = "revoked"
)

// Situation is the one sentence that says where a delivery is, "situation.<value>" in the catalogue. It is finer
// than the state: it also says who owes the next step.
type Situation string

// The situations, in the order of a life.
const (
	SituationDraft             Situation = "draft"
	SituationAwaitingPayment   Situation = "awaiting_payment"
	SituationPaymentProcessing Situation = "payment_processing"
	SituationTransferAnnounced Situation = "transfer_announced" // the sender looks at the bank
	SituationAwaitingSignature Situation = "awaiting_signature"
	SituationAwaitingBoth      Situation = "awaiting_both"
	SituationAwaitingRight     Situation = "awaiting_right" // a consumer kept the right of withdrawal
	SituationSealing           Situation = "sealing"
	SituationUnlocked          Situation = "unlocked"
	SituationUnlockedUnpaid    Situation = "unlocked_unpaid" // files handed over, money still owed
	SituationCompleted         Situation = "completed"
	SituationWithdrawn         Situation = "withdrawn"
	SituationRenounced         Situation = "renounced" // a consumer withdrew from the contract
	SituationDeclined          Situation = "declined"
	SituationExpired           Situation = "expired"
	SituationRevoked           Situation = "revoked"
	SituationRefundFailed      Situation = "refund_failed" // revoked, and the money is not back
	SituationLostApart         Situation = "lost_apart"    // revoked by a lost dispute, and other money is kept
	SituationRefunding         Situation = "refunding"     // all the money is on its way back
	SituationReturned          Situation = "returned"      // the price was given back and the files stay
	SituationSuspended         Situation = "suspended"
)

// Deliveries is GET /deliveries.
type Deliveries struct {
	frontend.Shell
	Rows         []DeliveryRow
	Guide        Guide
	Needs        []Need // the first of them, on the first page, when nothing is filtered
	NeedsCount   int    // how many deliveries wait
	NeedsMore    bool   // more than NeedsCount do
	IsMaking     bool   // filters and words do not find everything yet
	Filters      []ListFilter
	State        ListState // the one chosen; "" is all
	Search       string    // the words searched for
	IsFiltered   bool
	IsFurther    bool   // not the first page
	IsShort      bool   // so many were looked through that looking ended; OlderURL or NewerURL looks further
	OlderURL     string // "" when this is the last page
	NewerURL     string
	ExportURL    string // the same as a file
	NeedsProfile bool   // nothing can be sent before the profile is filled
}

// Guide is the steps of a first delivery; none: it is not shown.
type Guide struct {
	Steps  []GuideStep
	Demo   bool   // a delivery can be walked through as the client here
	DemoAt string // or there; "" nowhere
}

// GuideStep is one of them: "guide.step.<Kind>" in the catalogue, with a link where it can be taken.
type GuideStep struct {
	Kind  string // "profile", "draft", "send", "pay", "attest"
	State string // "done", "yours" for the next one, "later"
	URL   string // "" where it cannot be taken yet, or not by this member
}

// Need is a delivery that waits for its sender, with why: kinds are "need.<kind>" in the catalogue.
type Need struct {
	ID         string
	Title      string
	Recipients []string
	Kinds      []string  // the newest reason first
	Owed       OwedBack  // where "return_due" is one of them
	Since      time.Time // of the newest
	Sandbox    bool
}

// Needs is GET /deliveries/needs.
type Needs struct {
	frontend.Shell
	Needs     []Need
	IsFurther bool   // not the first page
	OlderURL  string // "" when this is the last page
}

// ListState is what a list can be filtered by: a state of deliveries, or what is waited for in one.
type ListState string

// The states of a list.
const (
	ListDraft     ListState = "draft"
	ListSent      ListState = "sent"
	ListToPay     ListState = "to_pay"
	ListToSign    ListState = "to_sign"
	ListCompleted ListState = "completed"
	ListExpired   ListState = "expired"
	ListWithdrawn ListState = "withdrawn"
	ListRenounced ListState = "renounced"
	ListDeclined  ListState = "declined"
)

// ListFilter is a link to the deliveries in one state; State "" is all of them.
type ListFilter struct {
	State  ListState
	URL    string
	Chosen bool
}

// DeliveryRow is one line of the list.
type DeliveryRow struct {
	ID         string
	Title      string
	Revision   string
	Recipients []string       // names
	Price      frontend.Money // zero: nothing to pay
	DueOn      time.Time
	Overdue    bool
	Situation  Situation
	SentAt     time.Time // zero: a draft
	Move       string    // the last of a client's: "move.<Move>"; "": none yet
	MovedAt    time.Time // of a draft without one, when it was last saved
	Now        time.Time // today and yesterday are told from it
	Sandbox    bool
}

// DeliveryEditor is GET and POST of /deliveries/new and /deliveries/{id}/edit. Buttons post "action": "save",
// "review", "add-recipient" or "remove-recipient-<i>" (from 0).
type DeliveryEditor struct {
	frontend.Shell
	ID         string // "" for a new one
	At         string // of a new one: the end of its address
	Form       DeliveryForm
	Uploads    []Upload       // already received, kept by hidden inputs "upload"
	VersionOf  string         // title of the delivery this one follows
	MaxBytes   int64          // largest file accepted
	Signatures bool           // false when no SMS can be sent: gates with a signature cannot be chosen
	VATRates   []int          // basis points, those that hold today
	Both       Parts          // the price as it can be read; zero: it cannot
	RestOf     frontend.Money // what is left of an invoice among the files, which splits its tax itself; zero: there is none
	Setting    Setting
	Open       bool          // the options
	Keeps      bool          // what is typed is kept as it is typed
	KeptAt     time.Time     // another form was kept then, and can be taken up; zero: none
	ChangedAt  time.Time     // the draft was saved then by somebody else, or from another window; zero: it is what this was typed over
	Clients    []KnownClient // those sent to last, for a new delivery
}

// Parts are a price without VAT, the VAT, and both.
type Parts struct{ Net, Tax, Gross frontend.Money }

// Setting is what holds beyond the first fields of the editor, typed or left open.
type Setting struct {
	ClientKind string
	Contract   string // of a consumer: "digital" or "bespoke"; else ""
	Gates      string // those of DeliveryForm.Gates, with "_" for the comma
	ExpiresOn  time.Time
	DueOn      time.Time // zero: none
	Recipients int
	Texted     bool // a link goes by text message too
}

// KnownClient is somebody whose details complete themselves.
type KnownClient struct{ Name, Email, Phone, Company string }

// DeliveryForm is a delivery as typed.
type DeliveryForm struct {
	Title        frontend.Field  `form:"title"`
	Message      frontend.Field  `form:"message"`
	Price        frontend.Field  `form:"price"`      // as typed: "1 250,00"
	PriceKind    frontend.Field  `form:"price_kind"` // "net": Price is without VAT; "": it is included
	Currency     frontend.Field  `form:"currency"`
	VATRate      frontend.Field  `form:"vat_rate"`   // basis points, or a regime without: "exempt_293b", "reverse_charge"
	DueOn        frontend.Field  `form:"due_on"`     // YYYY-MM-DD
	ExpiresOn    frontend.Field  `form:"expires_on"` // YYYY-MM-DD
	ClientKind   frontend.Field  `form:"client_kind"`
	Contract     frontend.Field  `form:"contract"` // of a consumer: "digital" or "bespoke"
	Engagement   frontend.Field  `form:"chorus_engagement"`
	Service      frontend.Field  `form:"chorus_service"`
	Gates        frontend.Field  `form:"gates"` // in their order, separated by a comma: "payment,signature", "signature"; "none" for none
	NoGateReason frontend.Field  `form:"no_gate_reason"`
	Reference    frontend.Field  `form:"reference"`
	Recipients   []RecipientForm `form:"recipients,10"`
	Files        frontend.Field  `form:"files"`        // only for its Error: the parts are read as a stream
	Uploads      []string        `form:"upload,201"`   // ids of finished uploads: one more than may be, so that too many are told
	Removed      []string        `form:"remove,201"`   // ids of uploads no longer wanted
	Documents    []DocumentForm  `form:"document,201"` // of the uploads that are seen before payment
	Previous     frontend.Field  `form:"previous"`     // id of the delivery that this one is a new version of
	Revision     frontend.Field  `form:"revision"`     // the letter of this version
	Like         frontend.Field  `form:"like"`         // id of the delivery that this one was begun as a duplicate of
	Kept         frontend.Field  `form:"kept"`         // name under which what is typed is kept; "": it is not
	Seen         frontend.Field  `form:"seen"`         // the version of the draft that the form was opened on
	Shown        frontend.Field  `form:"shown"`        // the id of this showing of the form: what it saved itself is no other's change
	Action       frontend.Field  `form:"action"`
}

// DocumentForm says what one upload is.
type DocumentForm struct {
	ID       frontend.Field `form:"id"`   // of the upload
	Kind     frontend.Field `form:"kind"` // "": it waits as the others; "invoice", "quote", "credit_note", "other": it is seen before payment
	Number   frontend.Field `form:"number"`
	IssuedOn frontend.Field `form:"issued_on"` // YYYY-MM-DD
	Filled   frontend.Field `form:"filled"`    // what of the form was taken from the file: "price", "due_on", "client", "contact" (a client with them)
	Proposed frontend.Field `form:"proposed"`  // set: the file says itself what it is, and that was proposed
}

// PhoneForm is a number to be judged while the rest is typed.
type PhoneForm struct {
	Phone frontend.Field `form:"phone"`
}

// RecipientForm is one recipient as typed.
type RecipientForm struct {
	Name     frontend.Field  `form:"name"`
	Email    frontend.Field  `form:"email"`
	Phone    frontend.Field  `form:"phone"`
	Company  frontend.Field  `form:"company"`
	Language frontend.Field  `form:"language"`
	Invite   frontend.Field  `form:"link_by"` // "sms": the link goes by text message too
	Roles    frontend.Choice `form:"roles,3"` // "payer", "signer", "reader"
}

// Upload is a file received, not yet part of a sent delivery.
type Upload struct {
	ID     string
	Name   string
	Size   int64
	Error  string // problem code, e.g. "empty_file"
	Params map[string]string
	Row    DocumentForm
	Total  frontend.Money // what an invoice says of itself, where that is not the price
	Filled []string       // what of the form was taken from it

	Proposed bool // what it is was proposed just now
}

// Number is that of an invoice.
func (u Upload) Number() string { return u.Row.Number.Value }

// WithContact reports whether somebody to reach was among what was taken from it.
func (u Upload) WithContact() bool { return slices.Contains(u.Filled, "contact") }

// Kind is what it is.
func (u Upload) Kind() string { return u.Row.Kind.Value }

// Rest is an invoice of which the price is what is left to pay; Whole is zero where the price is none.
type Rest struct {
	Number      string
	Whole, Paid frontend.Money
}

// DeliveryReview is GET /deliveries/{id}/send, and its POST when something is missing.
type DeliveryReview struct {
	frontend.Shell
	ID         string
	Title      string
	Revision   string
	Message    string
	Reference  string
	Chorus     Chorus
	Price      frontend.Money
	Net        frontend.Money // without VAT
	Rest       Rest
	VATRate    int    // basis points
	VATRegime  string // why there is none: "vat_regime.<VATRegime>"
	DueOn      time.Time
	ExpiresOn  time.Time
	ClientKind string
	Gates      []Gate
	NoGate     string // reason, when there is no gate
	Files      []frontend.File
	Recipients []ReviewRecipient
	Sender     Party
	Accent     string // the sender's colour
	Estimate   Estimate
	Form       SendForm

	AsksInformed bool // files wait for a payment, and it was never declared that who pays knew before ordering
	WasInformed  bool // it was, for an earlier delivery
}

// Estimate is what is likely to reach the sender; zero where nothing can be said.
type Estimate struct {
	Net, Fees  frontend.Money
	Parts      []EstimatePart
	ByTransfer bool           // a public buyer pays so; else a European card is meant
	ByDebit    frontend.Money // what is left of a SEPA debit; zero: not known
	WithoutSMS bool           // their price is not known here, and not counted
}

// EstimatePart is one fee with the rate it comes from.
type EstimatePart struct {
	Kind   string // "card_eea", "platform", "sms": "tariff.of.<Kind>"
	Amount frontend.Money
	Since  time.Time // from when the rate holds
	Source string
}

// SendForm is the tick that the client knew that the files come against payment (kept as evidence).
type SendForm struct {
	Informed frontend.Tick  `form:"informed"`
	Seen     frontend.Field `form:"seen"` // the version of the draft that was shown; another one since, and it is shown again
}

// Shown is the form without what has no input to lead to.
func (f SendForm) Shown() SendForm {
	f.Seen.Error = ""
	return f
}

// ReviewRecipient is who will receive a link.
type ReviewRecipient struct {
	Name    string
	Company string
	Email   string
	Phone   string
	Roles   []string // "payer", "signer", "reader"
	Texted  bool     // the link goes by text message too
}

func (Deliveries) Template() string     { return "sender/deliveries" }
func (Needs) Template() string          { return "sender/needs" }
func (DeliveryEditor) Template() string { return "sender/delivery_editor" }
func (DeliveryReview) Template() string { return "sender/delivery_review" }
