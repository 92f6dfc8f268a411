package screen

import (
	"time"

	"quittance/frontend"
)

// Party is the sender as the recipient must be able to know and reach them.
type Party struct {
	LegalName string
	SIREN     string // "" when there is none
	Address   string // lines separated by \n
	Phone     string // as dialled, E.164
	Email     string
}

// Share is what every recipient page knows of the delivery.
type Share struct {
	PublicID     string
	Title        string
	Message      string
	Reference    string
	Sender       Party
	Accent       string         // the sender's colour
	Recipient    string         // name of the reader
	Price        frontend.Money // zero: nothing to pay
	Net          frontend.Money // of Price, without VAT
	Rest         Rest
	Forgiven     frontend.Money // the rest of the price that the sender does without; zero: none
	VATRate      int
	VATRegime    string // why there is none: "vat_regime.<VATRegime>"
	DueOn        time.Time
	ExpiresOn    time.Time
	Files        []frontend.File
	RefundFailed frontend.Money // what was to come back to a payer and did not; zero: nothing
	Papers       []Paper        // receipts of what was paid, for payers
	Sandbox      bool           // this delivery was made with a stand-in
	PaysOnly     bool           // the reader pays in a client's place
	// IsPublic is a public buyer: who pays after delivery, by rules of their own.
	IsPublic  bool
	AsksMoney bool // the reader is asked to pay before the files come
	IsSettled bool // nothing is owed: neither any more nor at all
	Chorus    Chorus

	Revision   string    // the letter of this version; "" where there is no other
	Replaces   string    // that of the one it follows; "" for the first
	ReplacedOn time.Time // when that one was sent
	Newer      NewerVersion
	TooLittle  bool      // less is left than can be paid online
	Bounced    time.Time // when a payment was begun that the bank did not settle; zero: none, or another came since
}

// NewerVersion is a version of the same that the reader was sent; Revision is "" where there is none.
type NewerVersion struct {
	Revision string
	SentOn   time.Time
	Href     string // "" where this browser has not opened its link
}

// Paper is a receipt of a payment or the note of a refund, to be downloaded.
type Paper struct {
	Number  string
	Href    string
	Payment string // id of the payment
	Refund  bool
	ByHand  bool // of a refund: the sender says that they made it
	Amount  frontend.Money
	Surplus frontend.Money // of a payment, what counts for nothing and is to be given back
	At      time.Time
}

// Given is what the papers say was paid and went back in all, where something did, and what is left of it.
func (s Share) Given() (out struct{ Paid, Back, Left frontend.Money }) {
	for _, p := range s.Papers {
		sum := &out.Paid
		if p.Refund {
			sum = &out.Back
		}
		if sum.Currency != "" && sum.Currency != p.Amount.Currency {
			return struct{ Paid, Back, Left frontend.Money }{} // of two currencies there is no sum
		}
		sum.Amount, sum.Currency = sum.Amount+p.Amount.Amount, p.Amount.Currency
	}
	out.Left = frontend.Money{Amount: out.Paid.Amount - out.Back.Amount, Currency: out.Paid.Currency}
	return out
}

// Visible are the files that are to be read at once, whatever is still to be paid or signed.
func (s Share) Visible() []frontend.File { return s.filesBy(true) }

// Guarded are the files that wait for every step.
func (s Share) Guarded() []frontend.File { return s.filesBy(false) }

func (s Share) filesBy(visible bool) []frontend.File {
	var out []frontend.File
	for _, f := range s.Files {
		if (f.Href != "") == visible {
			out = append(out, f)
		}
	}
	return out
}

// Next is the one step that is the reader's, "recipient.next.<value>" in the catalogue.
type Next string

// The next steps.
const (
	NextPay        Next = "pay"
	NextTransfer   Next = "transfer" // a transfer was announced: the sender looks at the bank
	NextSign       Next = "sign"
	NextWaitBank   Next = "wait_bank"   // a debit is processing
	NextWaitOthers Next = "wait_others" // the reader's part is done
	NextWaitTurn   Next = "wait_turn"   // it comes after what others have to do
	NextRead       Next = "read"        // the reader was asked for nothing
	NextWaitRight  Next = "wait_right"  // the files come when a right of withdrawal has run out
	NextWaitNumber Next = "wait_number" // a number was proposed, the sender has not accepted yet
)

// Step is one line of the ordered list: what must happen before the files come.
type Step struct {
	Kind  string // "payment", "signature", "files"
	State string // "done", "yours", "later", "others", "waived", "owed" (the files do not wait for it), "processing", "announced", "number" (the sender is to accept one)
	Who   string // who does it, when not the reader
	At    time.Time
}

// RecipientDelivery is GET /d/{publicID} while gates are open, and what a refused POST of pay, number, decline or
// problem shows again.
type RecipientDelivery struct {
	frontend.Shell
	Share          Share
	Steps          []Step
	Next           Next
	Paid           bool           // money was given: "decline" has become "report a problem"
	MaskedNumber   string         // "" when the reader does not sign
	ProposedNumber string         // what the reader said is theirs, and the sender has not answered
	NumberKept     bool           // the sender dismissed the one that the reader proposed
	ToPay          frontend.Money // what this payment would settle; zero: the whole price
	Received       frontend.Money // of a part that was paid
	CanNamePayer   bool           // somebody else may be named to pay
	CanDecline     bool           // nothing was given, and the reader is asked for something
	Named          string         // who was
	Payers         []NamedPayer   // whom the reader can take back of them
	Awaited        string         // whose step it is, when it is not the reader's
	Payer          PayerForm      `ids:"payer-"`
	Methods        []PayMethod
	Transfer       Transfer
	ClientKind     string // "business", "consumer", "public"
	// ConsumerConsent is the exact sentence a consumer accepts before paying; "" asks for none.
	ConsumerConsent string
	ConsumerKeeps   string    // the exact sentence of the other choice; "" asks for none
	RightChosen     string    // the sentence of the choice that was made, while it can be changed
	RightOther      string    // the one it can be changed into
	FilesFrom       time.Time // when the files come that wait for the end of the right of withdrawal
	KeepsRight      bool      // the reader chose to wait for that end
	CanEndContract  bool      // a consumer can still withdraw from the contract
	Waive           GiveUpForm
	Pay             PayForm
	Declared        PayForm       `ids:"transfer-"` // the announcement of a transfer
	Number          NumberForm    `ids:"number-"`
	Decline         ReasonForm    `ids:"decline-"`
	Problem         ProblemForm   `ids:"problem-"`
	Open            frontend.Verb // VerbNumber, VerbDecline or VerbProblem: the folded form that was refused
}

// PayMethod is a way to pay that can be chosen now.
type PayMethod string

// The ways to pay.
const (
	PayCard      PayMethod = "card"
	PaySEPADebit PayMethod = "sepa_debit"
)

// PayForm starts a payment. Consent and Keep are the consumer's choice of one of two, never ticked beforehand.
type PayForm struct {
	Method  frontend.Field `form:"method"`
	Consent frontend.Tick  `form:"consent"`
	Keep    frontend.Tick  `form:"keep"`
}

// GiveUpForm chooses otherwise than before what becomes of the right of withdrawal: until something is paid either way,
// then only to give up the one that was kept, to have the files at once.
type GiveUpForm struct {
	Consent frontend.Tick `form:"consent"`
	Keep    frontend.Tick `form:"keep"`
}

// NumberForm proposes another telephone number.
type NumberForm struct {
	Phone frontend.Field `form:"phone"`
}

// ProblemForm is a problem told in the recipient's own words.
type ProblemForm struct {
	Text frontend.Field `form:"text"`
}

// RecipientPaid is GET /d/{publicID}/paid. State is "checking", "processing", "settled", "unapplied" (money that
// opened nothing), "failed" or "cancelled"; "checking" loads itself again.
type RecipientPaid struct {
	frontend.Shell
	Share   Share
	State   string
	Method  PayMethod
	Awaited string // whose step comes then, of "others"; "" where it is nobody's
	Then    string // what comes after money that settled: "files", "sign", "number" (the sender confirms it first), "others", "nothing"

	FilesFrom time.Time // when the files come that wait for the end of a right of withdrawal; zero: they do not
}

// RecipientSign is GET and POST /d/{publicID}/sign, and a refused POST /d/{publicID}/code.
type RecipientSign struct {
	frontend.Shell
	Share        Share
	Consent      string // the exact sentence that is signed, in the language it is signed in
	ManifestHash string // first eight characters
	MaskedNumber string
	NumberKept   bool
	Form         SignForm
	CodeSent     bool
	CodeExpires  time.Time
	AttemptsLeft int
	Late         bool       // the code was to leave some time ago, and has not
	NoneSince    time.Time  // since when codes were asked for of which none has left, and the newest has ended
	ResendIn     int        // seconds before another code may be asked for; 0: now
	Locked       bool       // no attempt is left: the sender can reset
	Problem      string     // a problem code about the code as a whole, e.g. "sms.unavailable"
	Number       NumberForm `ids:"number-"`
	Open         frontend.Verb
}

// SignForm is the tick and the code. Consent is posted with both forms.
type SignForm struct {
	Consent frontend.Tick  `form:"consent"`
	Code    frontend.Field `form:"code"`
}

// RecipientSealing is GET /d/{publicID} between the last gate and the unlock; it loads itself again.
type RecipientSealing struct {
	frontend.Shell
	Share Share
}

// RecipientUnlocked is GET /d/{publicID} once the files are the reader's.
type RecipientUnlocked struct {
	frontend.Shell
	Share          Share
	HasCertificate bool
	HasAttestation bool // the certificate of delivery
	FilesUntil     time.Time
	FilesEnded     bool // they are kept no longer: only the certificate is to be had
	TotalBytes     int64
	StillOwed      frontend.Money // handed over before payment: what remains to pay
	Received       frontend.Money // of a part that was paid
	CanNamePayer   bool
	Named          string
	Payers         []NamedPayer
	Payer          PayerForm `ids:"payer-"`
	Methods        []PayMethod
	Transfer       Transfer
	ClientKind     string
	// ConsumerConsent is as in RecipientDelivery.
	ConsumerConsent string
	ConsumerKeeps   string
	CanEndContract  bool
	Pay             PayForm
	Declared        PayForm     `ids:"transfer-"`
	Problem         ProblemForm `ids:"problem-"`
	Open            frontend.Verb
}

// OwedBack is what a consumer who withdrew from the contract is owed.
type OwedBack struct {
	Amount frontend.Money
	By     time.Time // the last day
	IsLate bool      // which is over
}

// RecipientClosed is GET /d/{publicID} when nothing can be done here. Reason is "expired", "expired_unsigned" (only a signature was awaited), "withdrawn", "declined",
// "revoked", "refunding", "refund_failed" (all with "_before" where the files never came), "lost_apart" (a part of the money, in a dispute), "suspended" (by
// a dispute), "halted" (by the operator), "gone" (the sender closed), "renounced" (the reader withdrew from the contract) or "renounced_other".
type RecipientClosed struct {
	frontend.Shell
	Share  Share
	Reason string
	By     string    // who declined or withdrew from the contract, where it was not the reader; "" also where that is not known
	Paid   bool      // the reader gave money: it says what becomes of it
	At     time.Time // of the withdrawal from the contract

	Owed      OwedBack       // to whoever withdrew from the contract, by the sender
	Announced frontend.Money // a transfer that was announced and that nobody has recorded, to whoever pays

	CanEndContract bool // a consumer can still withdraw from the contract: also while a payment is contested (C. conso. L221-21)
	Proofs
}

// IsAnswered reports whether the page says that the sender owes who paid an answer: where it does not say otherwise what becomes of
// the money.
func (p RecipientClosed) IsAnswered() bool {
	switch p.Reason {
	case "renounced", "renounced_other", "revoked", "revoked_before", "refunding", "refunding_before", "refund_failed", "refund_failed_before", "suspended":
		return false
	}
	return p.Paid
}

// Proofs are the certificates that can be had.
type Proofs struct{ HasCertificate, HasAttestation bool }

// RecipientRenounce is GET /d/{publicID}/renoncer: what withdrawing from the contract means, and the button that does.
type RecipientRenounce struct {
	frontend.Shell
	Share Share
	Email string    // where the acknowledgement goes
	Until time.Time // last day of the right
}

// RecipientLinkExpired is the answer to a link that is too old or was replaced: a fresh one can be asked for, and
// goes only to the address on file.
type RecipientLinkExpired struct {
	frontend.Shell
	Share   Share // only its PublicID, because a dead link shows nothing; of Dropped what the message said that brought it
	Asked   bool  // it was just asked for
	Unknown bool  // it was cut, altered or never ours: whose it is nobody can tell
	Paying  bool  // the processor's page led here
	Dropped bool  // of somebody who was named to pay and is asked no more

	NumberAccepted bool // it ended with the number that it went to: the reader's own was accepted
}

func (RecipientRenounce) Template() string    { return "recipient/renounce" }
func (RecipientDelivery) Template() string    { return "recipient/delivery" }
func (RecipientPaid) Template() string        { return "recipient/paid" }
func (RecipientSign) Template() string        { return "recipient/sign" }
func (RecipientSealing) Template() string     { return "recipient/sealing" }
func (RecipientUnlocked) Template() string    { return "recipient/unlocked" }
func (RecipientClosed) Template() string      { return "recipient/closed" }
func (RecipientLinkExpired) Template() string { return "recipient/link_expired" }
