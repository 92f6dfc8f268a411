package message

import (
	"context"
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// The notices: what a message is about. The words are the business of whoever implements Mail.
const (
	NoticeInvitation      = "invitation"
	NoticeReminder        = "reminder"
	NoticeTurnPay         = "turn_pay"
	NoticeTurnSign        = "turn_sign"
	NoticeFreshLink       = "fresh_link"
	NoticeOwnLink         = "own_link"
	NoticePayerInvited    = "payer_invited"
	NoticeContractEnded   = "contract_ended"
	NoticeReplaced        = "replaced"
	NoticeWithdrawn       = "withdrawn"
	NoticePaid            = "paid"
	NoticePaymentFailed   = "payment_failed"
	NoticeRefunded        = "refunded"
	NoticeAccessEnded     = "access_ended"
	NoticeAccessPaused    = "access_paused"
	NoticeAccessBack      = "access_back"
	NoticeDeclineNoted    = "decline_noted"
	NoticeRestForgiven    = "rest_forgiven"
	NoticeSigned          = "signed"
	NoticeCertificate     = "certificate"
	NoticeAttestation     = "attestation"
	NoticeUnsigned        = "paid_unsigned"
	NoticeDeclined        = "declined"
	NoticeExpiring        = "expiring"
	NoticeExpired         = "expired"
	NoticeNumberProposed  = "number_proposed"
	NoticeCodesSpent      = "codes_spent"
	NoticeNumberConfirmed = "number_confirmed"
	NoticeProblem         = "problem_reported"
	NoticeProblemNoted    = "problem_noted"
	NoticeUnapplied       = "unapplied"
	NoticeRefundFailed    = "refund_failed"
	NoticeRefundUndone    = "refund_undone"
	NoticeTransfer        = "transfer_declared"
	NoticeDisputed        = "disputed"
	NoticeDisputeClosed   = "dispute_closed"
)

// Notices lists every kind, for whoever composes them.
func Notices() []string {
	return []string{
		NoticeInvitation, NoticeTurnPay, NoticeTurnSign, NoticeNumberConfirmed, NoticeReminder, NoticeExpiring, NoticeProblemNoted, NoticeFreshLink, NoticeOwnLink, NoticePayerInvited, NoticeContractEnded, NoticeReplaced, NoticeWithdrawn, NoticePaid, NoticePaymentFailed, NoticeRefunded, NoticeAccessEnded,
		NoticeAccessPaused, NoticeAccessBack, NoticeDeclineNoted, NoticeRestForgiven, NoticeSigned,
		NoticeCertificate, NoticeAttestation, NoticeUnsigned, NoticeDeclined, NoticeExpired, NoticeNumberProposed, NoticeProblem,
		NoticeUnapplied, NoticeTransfer, NoticeRefundFailed, NoticeRefundUndone, NoticeCodesSpent, NoticeDisputed, NoticeDisputeClosed,
	}
}

// Notice is everything a message may need; what its kind does not use stays empty. It exists in memory only.
type Notice struct {
	Kind        string
	ID          string // of the message: makes its Message-ID
	Language    string // of the reader
	To          string // e-mail address
	ToName      string
	ToSender    bool           // the reader is the sender, not a recipient
	Workspace   string         // the sender's name as clients know it
	Accent      account.Accent // the colour they know it by
	SentBy      string         // the member who sent
	ReplyTo     string         // the member's address, for recipients
	Recipient   string         // name of the recipient it is about
	Title       string
	Message     string // the sender's own words
	Price       delivery.Money
	VATRegime   tariff.Regime  // why Price has no VAT
	RestOf      string         // the invoice of which Price is what is left to pay; "": it is a price of its own
	Owed        delivery.Money // of the price, what is still to pay
	Whole, Paid delivery.Money // of the price, where a part is still to pay and a part came
	Forgiven    delivery.Money // the rest that the sender does without, where that brings the reader's turn
	TooLittle   bool           // what is owed is less than can be paid online
	ByTransfer  bool           // the sender takes transfers
	Amount      delivery.Money // of what happened
	Surplus     delivery.Money // of Amount, what counts for nothing; Reason says why, where all of it does
	ReceivedOn  delivery.Date  // the sender's word, of money recorded by hand
	ReturnBy    delivery.Date  // the last day for it
	ByHand      delivery.Money // what only the sender can give back; of a refund, what they say they gave
	Announced   delivery.Money // a transfer that was announced and is not recorded
	AnnouncedOn delivery.Date
	ByReader    bool   // nobody but the reader can have announced it
	Reference   string // that a transfer carries, as people read it; of the contract, where one was ended
	DueOn       delivery.Date
	ExpiresOn   delivery.Date
	Until       delivery.Date // how long the files stay
	Files       int
	Phone       string        // masked, but in a number proposed to the sender
	Pay, Sign   bool          // what this reader is asked to do
	Kept        bool          // the sender keeps the number on file, whatever was proposed
	MyTurn      bool          // nothing stands before it
	Course      Course        // of it
	RightUntil  delivery.Date // last day of a consumer's right of withdrawal, which was kept
	GaveUp      bool          // the consumer's right, to have the files at once
	NumberWaits bool          // a number that a signer proposed waits for the sender
	Creditor    Creditor
	SignOnly    bool   // no payment comes before the files
	NamedBy     string // who named this reader to pay in their place; "" = nobody
	OldFile     string
	NewFile     string
	Reason      string // free text or stable code, by kind
	Refunding   bool
	Again       bool // what was given back is owed again: the price was not paid in full
	Won         bool
	Renounced   string    // who did, to the contract
	Dropped     string    // who was named to pay, and taken back by the sender
	Declined    string    // who did
	Payer       bool      // the payment it is about is the reader's
	Opened      bool      // the files had been the recipients'
	Ready       bool      // they are
	Closed      bool      // they are not any more
	At          time.Time // of what happened, in the workspace's zone
	URL         string    // the reader's page
	Public      bool      // the client is a public buyer, who pays after delivery
	Engagement  string    // by which a public buyer knows the order
	Service     string    // of a public buyer
	Sandbox     bool
	Number      string // of the certificate; of the note of a refund that is void
	Certificate []byte // the sealed PDF
	TooLarge    bool   // it is, for a message: it is on the page
	Receipt     bool   // the paper of the money is among the attachments
	Attachments []Attachment
	Papers      []string // names of the files that may be read before payment
	Enclosed    bool     // they are among Attachments
}

// Course is what stands before and after what a reader is asked to do: names, and when the files come.
type Course struct {
	PaysBefore, SignsBefore string
	PaysToo, SignsToo       string
	SignsFirst              bool
	Chooses                 bool          // by what they choose about the right of withdrawal
	FilesOn                 delivery.Date // held by that right
}

// Creditor is the sender as an accounts department checks it.
type Creditor struct{ LegalName, SIREN, Telephone string }

// Attachment is a file that goes with a message.
type Attachment struct {
	Name      string
	MediaType string
	Data      []byte
}

// Mail sends a notice. A failure may say more by methods IsRefused, IsUnknown and Code: without them nothing was
// sent and it may be tried again.
type Mail interface {
	SendNotice(ctx context.Context, n Notice) error
	SendConfirmation(ctx context.Context, c Confirmation) error
	SendReset(ctx context.Context, r Reset) error
	SendAlert(ctx context.Context, a Alert) error
	SendAddress(ctx context.Context, a AddressMail) error
	SendInvitation(ctx context.Context, i TeamInvitation) error
	SendAbuse(ctx context.Context, a AbuseNotice) error
}

// Confirmation asks a new member to confirm their address.
type Confirmation struct {
	ID       string
	Language string
	To       string
	ToName   string
	URL      string
	Valid    time.Duration
}

// Reset lets a member choose a new password.
type Reset struct {
	ID       string
	Language string
	To       string
	ToName   string
	URL      string
	Valid    time.Duration
}

// Alert tells a member what became of the protection of their account.
type Alert struct {
	ID        string
	Language  string
	To        string
	ToName    string
	What      account.Alert
	Workspace string
	Role      account.Role // the member's
	By        string       // name of the member who did it, of what another did
	URL       string       // where they look after it; "" = nowhere
}

// AddressMail brings one of the two links of a changed e-mail address.
type AddressMail struct {
	ID       string
	Language string
	To       string
	ToName   string
	Old      bool // to the address that was, from which the change can be undone; else to the new one, to confirm it
	URL      string
	Valid    time.Duration
}

// TeamInvitation lets somebody into a workspace.
type TeamInvitation struct {
	ID        string
	Language  string
	To        string
	By        string // name of the member who invites; "" is the operator
	Workspace string
	URL       string
	Valid     time.Duration
}

// AbuseNotice tells an operator what a recipient reported.
type AbuseNotice struct {
	ID        string
	Language  string
	To        string
	ToName    string
	Workspace string
	Delivery  string
	Text      string // a stranger's
	At        time.Time
	URL       string // where operators look
}

// SMS sends text messages.
type SMS interface {
	SendPasscode(ctx context.Context, p PasscodeMessage) (provider, id string, err error)
	SendLink(ctx context.Context, l LinkMessage) (provider, id string, err error)
}

// LinkMessage brings a link by text message.
type LinkMessage struct {
	ID        string // of the message
	To        string // E.164
	Language  string
	Workspace string // the sender's name as clients know it
	Title     string
	URL       string // the short one
	Turn      string // NoticeTurnPay, NoticeTurnSign or NoticeNumberConfirmed: what it is for; "" = a new link
	Sandbox   bool
}

// PasscodeMessage is what the text names: what is signed, and the code.
type PasscodeMessage struct {
	ID       string // of the message
	To       string // E.164
	Language string
	Code     string
	Title    string
	Price    delivery.Money // zero amount: nothing to pay
	Manifest string         // hex
	Until    time.Time      // when the code ends, in the workspace's zone
	Sandbox  bool
}

// failure is what a sending error may tell.
type failure interface {
	IsRefused() bool
	IsUnknown() bool
	Code() string
}
