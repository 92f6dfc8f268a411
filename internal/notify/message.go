package notify

import (
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// About is what every message knows: who reads it, whose delivery it is about, and where its button leads.
type About struct {
	Language  string         // of the reader: "fr" or "en"; French when neither
	Name      string         // of the reader, for the greeting; may be ""
	Workspace string         // the sender's name as clients know it
	Accent    account.Accent // the colour of the button of a message to a recipient
	ReplyTo   string         // the sender's address, for messages to recipients; may be ""
	Title     string         // of the delivery
	Files     int            // handed over by it
	Link      string         // absolute http(s) address; "" only where a message has no button
	Sandbox   bool           // the delivery was made with a stand-in
	PaysOnly  bool           // the reader pays in a client's place, who gets the files
}

// Message is one of the structs of this package, one per kind of message.
type Message interface {
	// Kind is the stable name of the message, as recorded in events.
	Kind() string
	about() *About
	reader() string
}

// The readers of messages: their footers and sender names differ.
const (
	recipient = "recipient" // a client: from the workspace "via Quittance", replies go to the sender
	sender    = "sender"    // of the delivery
	member    = "member"    // of a workspace, about the account
)

type forRecipient struct{}
type forSender struct{}
type forMember struct{}

func (forRecipient) reader() string { return recipient }
func (forSender) reader() string    { return sender }
func (forMember) reader() string    { return member }

func (a *About) about() *About { return a }

// SetAbout replaces what every message knows, for callers that make a message before they know its reader.
func (a *About) SetAbout(b About) { *a = b }

// Creditor is to whom money is owed, as an accounts department checks it.
type Creditor struct{ LegalName, SIREN, Telephone string }

// ToRead are the files that may be read before payment, an invoice or a quote.
type ToRead struct {
	Papers   string // their names; "" when there are none
	Attached bool   // they are attached by the caller; else they are too large, and on the page
}

// PublicBuyer is what a message says besides to a client who pays after delivery by rules of their own: no condition and no
// day before which, but the references by which the claim is found in Chorus Pro.
type PublicBuyer struct {
	Public              bool
	Engagement, Service string // as the sender typed them; may be ""
}

func (p PublicBuyer) variant() string {
	if p.Public {
		return "public"
	}
	return ""
}

// SignatureOnly is what a message says besides where no payment comes before the files: it speaks of the signature.
type SignatureOnly struct{ SignOnly bool }

func (s SignatureOnly) variant() string {
	if s.SignOnly {
		return "sign_only"
	}
	return ""
}

// Messages to recipients.
type (
	// Invitation brings the signed link.
	Invitation struct {
		About
		forRecipient
		SentBy    string // the person, "" = the workspace alone
		Message   string `lines:"many"` // the sender's own words, several lines
		Price     delivery.Money
		VATRegime tariff.Regime // why Price has no VAT
		RestOf    string        // the invoice of which Price is what is left to pay
		DueOn     delivery.Date
		ExpiresOn delivery.Date
		Phone     string // masked; "" when this reader does not sign
		Pay, Sign bool   // what this reader is asked to do
		Course
		ToRead
		PublicBuyer
	}
	// Reminder asks again, by the sender's click, for what is still the reader's to do.
	Reminder struct {
		About
		forRecipient
		SentBy    string         // the person, "" = the workspace alone
		Owed      delivery.Money // what is still to pay
		DueOn     delivery.Date
		ExpiresOn delivery.Date
		Phone     string // masked; "" when nothing is to be signed
		Pay, Sign bool   // what is still the reader's to do
		Announcement
		Rest
		Course
		ToRead
		PublicBuyer
	}
	// EndNear tells who has still to pay or to sign that the last day to start paying is a week away.
	EndNear struct {
		About
		forRecipient
		Owed      delivery.Money
		ExpiresOn delivery.Date
		Pay, Sign bool
		Announcement
		ToRead
		PublicBuyer
	}
	// ProblemNoted tells a recipient that the problem they reported is with the sender.
	ProblemNoted struct {
		About
		forRecipient
		Text       string `lines:"many"` // their own words, several lines
		ReportedAt time.Time
	}
	// Receipt tells a payer that the money has arrived.
	Receipt struct {
		About
		forRecipient
		Amount     delivery.Money
		PaidAt     time.Time      // in the zone to show
		ReceivedOn delivery.Date  // the sender's word of the day, where no processor told the instant
		Surplus    delivery.Money // of Amount, what counts for nothing and is to be given back
		Reason     string         // why all of it does: double, ended
		Owed       delivery.Money // what is still to pay: it was a part
		Rest
		Sign        bool          // the reader's signature comes next
		Ready       bool          // the files are the reader's already
		NumberWaits bool          // the number that the signer proposed has to be accepted before a code can go to it
		Attached    bool          // the caller attaches the receipt
		RightUntil  delivery.Date // last day of a consumer's right of withdrawal, which was kept
		GaveUp      bool          // the consumer's right, to have the files at once
		Course
	}
	// DebitFailed tells a payer that a payment begun earlier did not settle.
	DebitFailed struct {
		About
		forRecipient
		Amount delivery.Money
	}
	// FilesReady tells a recipient that everything is unlocked. The certificate is attached by the caller where it fits.
	FilesReady struct {
		About
		forRecipient
		Certificate string        // its number; "" when there is none
		TooLarge    bool          // to be attached: it is on the page
		Until       delivery.Date // how long the files stay
	}
	// FilesServed brings the recipient who was served every file the certificate of delivery, attached by the caller.
	FilesServed struct {
		About
		forRecipient
		ServedAt    time.Time // in the zone to show
		Certificate string    // its number
		TooLarge    bool      // to be attached: it is on the page
	}
	// FreshLink answers the wish for a new link, at the address on file only.
	FreshLink struct {
		About
		forRecipient
	}
	// OwnLink brings a recipient who asked for it on a telephone the link they have, to open it on a computer.
	OwnLink struct {
		About
		forRecipient
	}
	// PayerInvited brings whoever was named to pay in a client's place a link that shows the price and takes the payment.
	PayerInvited struct {
		About
		forRecipient
		NamedBy string
		Price   delivery.Money
		DueOn   delivery.Date
		Creditor
		PublicBuyer
	}
	// WithdrawalAcknowledged is a consumer's proof, with day and hour, of having withdrawn from the contract.
	WithdrawalAcknowledged struct {
		About
		forRecipient
		Reference string
		At        time.Time // in the zone to show
		Price     delivery.Money
		Refunding delivery.Money // on its way back by the processor
		ByHand    delivery.Money // the sender gives back
		ReturnBy  delivery.Date
	}
	// FileReplaced tells that a file changed before payment and signature.
	FileReplaced struct {
		About
		forRecipient
		Old, New string // file names
	}
	// SignatureAwaited reminds a signer that what was paid waits for the code.
	SignatureAwaited struct {
		About
		forRecipient
		Phone string // masked
	}
	// DeliveryWithdrawn tells a recipient that there is nothing left to do.
	DeliveryWithdrawn struct {
		About
		forRecipient
		Announcement
		Reason string `lines:"many"` // the sender's own words, several lines; may be ""
	}
)

// Messages to the sender.
type (
	// PaymentReceived tells that the money has arrived.
	PaymentReceived struct {
		About
		forSender
		Recipient   string
		Amount      delivery.Money
		PaidAt      time.Time      // in the zone to show
		Owed        delivery.Money // what is still to pay: it was a part
		Sign        bool           // a signature comes next
		FilesOn     delivery.Date  // when the files come that wait for the end of a right of withdrawal
		NumberWaits bool           // the number that the signer proposed has to be accepted before a code can go to it
		Attached    bool           // the caller attaches the receipt
	}
	// PaymentFailed tells that a payment begun earlier did not settle.
	PaymentFailed struct {
		About
		forSender
		Recipient string
		Amount    delivery.Money
	}
	// CertificateReady tells that a release is unlocked. The certificate is attached by the caller where it fits.
	CertificateReady struct {
		About
		forSender
		Recipient   string
		Certificate string
		TooLarge    bool // to be attached: it is on the page
	}
	// DeliveryAttested brings the sender the certificate of delivery, attached by the caller.
	DeliveryAttested struct {
		About
		forSender
		Recipient   string
		ServedAt    time.Time // in the zone to show
		Certificate string    // its number
		TooLarge    bool      // to be attached: it is on the page
	}
	// NumberProposed asks whether a number a recipient gave is theirs.
	NumberProposed struct {
		About
		forSender
		Recipient, Phone string
	}
	// Declined tells that a recipient refused before payment.
	Declined struct {
		About
		forSender
		Announcement
		Recipient string
		Reason    string `lines:"many"` // several lines; may be ""
	}
	// WithdrawalConfirmed is the sender's own record of a withdrawal.
	WithdrawalConfirmed struct {
		About
		forSender
	}
	// ContractEnded tells that a consumer withdrew from the contract.
	ContractEnded struct {
		About
		forSender
		Recipient string
		At        time.Time
		Refunding delivery.Money
		ByHand    delivery.Money
		ReturnBy  delivery.Date
	}
	// Expired tells that the last day passed unpaid or, where only a signature was awaited, unsigned.
	Expired struct {
		About
		forSender
		SignatureOnly
	}
	// ExpiryNear tells that the last day to start paying, or to sign, is a week away.
	ExpiryNear struct {
		About
		forSender
		SignatureOnly
		Recipient string // names of those who are awaited
		ExpiresOn delivery.Date
	}
	// ProblemReported brings a recipient's words after payment.
	ProblemReported struct {
		About
		forSender
		Recipient string
		Text      string `lines:"many"` // several lines
	}
	// MoneyUnapplied tells of money that opened nothing.
	MoneyUnapplied struct {
		About
		forSender
		Amount    delivery.Money
		Reason    string // of delivery.Payment: late, double, amount, currency, ended, mode
		Refunding bool   // it is on its way back already
	}
	// TransferDeclared tells that a payer says a bank transfer was made, which nobody but the sender can see arrive.
	TransferDeclared struct {
		About
		forSender
		Recipient string
		Amount    delivery.Money
		Reference string // as people read it; "" when the transfer carries none
	}
	// RefundFailed asks the sender to give the money back another way.
	RefundFailed struct {
		About
		forSender
		Amount delivery.Money
	}
	// DisputeOpened tells of a chargeback.
	DisputeOpened struct {
		About
		forSender
		Amount delivery.Money
	}
	// DisputeClosed tells how it ended.
	DisputeClosed struct {
		About
		forSender
		Amount    delivery.Money
		Won       bool
		Opened    bool   // the files had been the recipients'
		Renounced string // the consumer who withdrew from the contract meanwhile: the money is theirs
	}
	// SignatureMissing offers the ways out when a client has paid and not signed.
	SignatureMissing struct {
		About
		forSender
		Recipient string
		Amount    delivery.Money
	}
	// Undeliverable tells that a recipient's address or number was refused for good.
	Undeliverable struct {
		About
		forSender
		Recipient string
		Channel   string // "email" or "sms"
	}
	// ConfirmEmail proves that a new member reads the address.
	ConfirmEmail struct {
		About
		forMember
		Hours int // how long the link is valid
	}
	// ConfirmAddress lets a member prove that they read the address they want to have from now on.
	ConfirmAddress struct {
		About
		forMember
		Hours int // how long the link is valid
	}
	// ResetPassword brings a member the link by which another password is chosen.
	ResetPassword struct {
		About
		forMember
		Minutes int // how long the link is valid
	}
	// TeamInvitation lets somebody into a workspace.
	TeamInvitation struct {
		About
		forMember
		By   string // who invites; "" is the operator
		Days int    // how long the link is valid
	}
)
