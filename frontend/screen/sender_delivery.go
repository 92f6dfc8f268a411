package screen

import (
	"slices"
	"time"

	"quittance/frontend"
)

// SenderDelivery is GET /deliveries/{id}, and what a refused POST /deliveries/{id}/{verb} shows again with the form
// of that verb filled and open.
type SenderDelivery struct {
	frontend.Shell
	ID              string
	Version         int64  // of what is shown: the page is told when there is a newer one
	Money           string // names what was paid and given back so far: forms about money are answered on that, and once
	Title           string
	Revision        string // its letter; that of the first too once another follows it
	Message         string
	Reference       string
	Chorus          Chorus
	State           DeliveryState
	Situation       Situation
	Missing         []string  // of a draft: where it still waits for something, "files", "price", "client", "options"
	Declined        Declined  // by whom, and why; zero: it was not
	WaitingFor      []string  // names of those who owe the next step
	Marked          bool      // made with a stand-in: it carries the SANDBOX mark for ever
	FilesErased     time.Time // when the files were erased; zero: they are kept
	Erased          time.Time // when everything personal was
	Price           frontend.Money
	VATRate         int
	VATRegime       string
	DueOn           time.Time
	ExpiresOn       time.Time
	SentAt          time.Time
	FilesUntil      time.Time // until when unlocked files stay reachable
	FilesEnded      bool      // that is over
	Suspended       bool
	ReleaseState    ReleaseState
	IsOver          bool // withdrawn, declined or renounced: what has not happened does not any more
	Files           []frontend.File
	Recipients      []SenderRecipient
	Gates           []Gate
	Dues            []Due
	Payments        []PaymentRow
	Timeline        []TimelineEntry // the oldest first, as they are chained
	HasCertificate  bool
	HasAttestation  bool // the certificate of delivery
	PreviousVersion Link
	NextVersions    []Link
	Can             SenderActions
	Notes           []Note
	CanNote         bool
	CanSeeEvidence  bool
	Forms           SenderForms
}

// Link is a delivery named elsewhere.
type Link struct {
	ID       string
	Title    string
	Revision string
}

// SenderActions says which actions the page offers; the domain decides again when one is posted.
type SenderActions struct {
	Edit, Send, Withdraw, Extend, Refund, RecordPayment, ReplaceFile, NewVersion, Duplicate bool

	RefundSurplus frontend.Money // what is refunded first counts for nothing; zero where it counts
	RefundByHand  bool           // it is the sender who moves the money, all of it
	RefundOwn     frontend.Money // of all that can be refunded now, what the sender moves
	RefundEnds    bool           // refunding all ends the access to files
	ToGiveBack    frontend.Money // all that has to go back and is not on its way, of every payment
	GiveBackBy    time.Time      // the last day, where the law sets one
	GivesBackLate bool           // it is over
	RefundFailed  FailedRefund   // the newest that nothing made good; the zero value: none
	Takes         Takes          // what becomes of money that is recorded
}

// FailedRefund is money that was to go back to its payer and did not.
type FailedRefund struct {
	ID     string
	Amount frontend.Money
	Again  bool // by the processor, which moved the money in
}

// Takes is what becomes of money that arrives outside the processor.
type Takes string

// Money that is recorded counts for what is owed, or is to be given back.
const (
	TakesMoney           Takes = "money"
	TakesWhatWasInTime   Takes = "in_time"   // the last day to pay is over: what was sent before counts
	TakesNothingMore     Takes = "settled"   // everything is paid
	TakesNothingAfterEnd Takes = "after_end" // the delivery has ended
)

// SenderRecipient is one recipient, with their link when it may be shown.
type SenderRecipient struct {
	ID              string
	Name            string
	Company         string
	Email           string
	Phone           string
	Roles           []string // "payer", "signer", "reader"
	NamedBy         string   // the client who named them to pay; "" for those the sender chose
	Link            string   // the signed link to copy; "" when there is none to show
	Opened          time.Time
	Signed          time.Time
	Downloaded      time.Time
	ProposedNumber  string // waiting for the sender's click
	Problem         string // what they reported and the sender has not said to be dealt with, in their own words
	CanCloseProblem bool
	PasscodeLocked  bool // too many attempts: the sender can reset
	CanCorrect      bool
	CanDrop         bool      // was named to pay in a client's place, and can be taken back
	CanRemind       bool      // something is theirs to do, and they were not asked again today
	Reminded        time.Time // when they last were
}

// Gate is one condition of the release.
type Gate struct {
	ID           string
	Kind         string // "payment" or "signature"
	Who          string // the signer's name, or the payers'
	Passed       time.Time
	Refunded     bool // what passed it was all given back
	Disputed     bool // what passed it is contested at the bank
	Waived       time.Time
	WaiverReason string
	CanWaive     bool
}

// Due is an amount owed.
type Due struct {
	ID             string
	Amount         frontend.Money
	Settled        frontend.Money // what was received and not refunded
	DueOn          time.Time
	Overdue        bool
	SettledAt      time.Time      // zero: still open
	Announced      frontend.Money // a payer says that a transfer of it was made, and nothing was recorded since; zero: nobody does
	Declared       time.Time
	Reference      string         // that a transfer carries; "" where none is expected
	ReferenceShown string         // in groups
	TooLittle      bool           // less is left than can be paid online
	Forgiven       frontend.Money // the rest that the sender does without; zero: none
	CanForgive     bool           // a part came
	Bounced        time.Time      // when a payment was begun that did not come though it was on its way; zero: none, or another came since
	Refunded       bool           // all of it was given back
	Disputed       bool           // the payer contests it at the bank
}

// Remains is what is still owed of it.
func (d Due) Remains() frontend.Money {
	return frontend.Money{Amount: d.Amount.Amount - d.Settled.Amount - d.Forgiven.Amount, Currency: d.Amount.Currency}
}

// Announced is the first due of which a transfer is announced; a zero ID where there is none.
func (p SenderDelivery) Announced() Due {
	for _, d := range p.Dues {
		if !d.Announced.IsZero() {
			return d
		}
	}
	return Due{}
}

// Partly is the first due of which a part came, and the rest is what is waited for; a zero ID where there is none.
func (p SenderDelivery) Partly() Due {
	switch p.Situation {
	case SituationAwaitingPayment, SituationAwaitingBoth, SituationUnlockedUnpaid, SituationTransferAnnounced:
	default:
		return Due{}
	}
	for _, d := range p.Dues {
		if d.SettledAt.IsZero() && d.Settled.Amount > 0 {
			return d
		}
	}
	return Due{}
}

// WholePayment is the one click that records all that is owed of a due.
type WholePayment struct {
	ID, Due   string
	Money     string
	Reference string
	Amount    frontend.Money
}

// Whole records a due as paid: by the transfer that was announced, where one was.
func (p SenderDelivery) Whole(d Due) WholePayment {
	w := WholePayment{ID: p.ID, Due: d.ID, Money: p.Money, Amount: d.Remains()}
	if !d.Announced.IsZero() {
		w.Reference = d.Reference
	}
	return w
}

// PaymentRow is one payment as recorded.
type PaymentRow struct {
	ID       string
	Amount   frontend.Money
	Refunded frontend.Money // zero: none
	Surplus  frontend.Money // of it, what counts for nothing and is to be given back, where the rest counts
	Method   string         // "card", "sepa_debit", "other"; "" for money recorded by hand
	LastFour string
	State    string // "processing", "settled", "failed", "cancelled", "refunded", "partially_refunded", "disputed", "unapplied", "refund_failed"
	At       time.Time
	DayOnly  bool // the sender's word: the day on which it arrived
	Note     string
	Papers   []Paper
}

// TimelineEntry is one event of the audit trail: the sentence "event.<Type>", then what makes it plain which one.
type TimelineEntry struct {
	Seq     int64
	Type    string
	At      time.Time
	Actor   string         // "sender", "recipient", "stripe", "system"
	Name    string         // of the sender's member or the recipient; "" when erased or none
	Message string         // kind of a message, as recorded: "message_kind.<Message>"
	Gate    string         // kind of a step: "gate.<Gate>"
	Channel string         // "email" or "sms"
	Whom    string         // whom it is about or for, by name
	Detail  string         // a reason, a note, an amount, a file
	Surplus frontend.Money // of money that was recorded, what counted for nothing
	Hash    string
	Times   int // how many events of a day in a row one line stands for; 0: it is one
}

// TimelineDay is what happened on one day, the newest first.
type TimelineDay struct {
	Day     time.Time
	Entries []TimelineEntry
}

// latest is how many events are shown at once.
const latest = 12

// Latest are the newest events by day, and Earlier all the others.
func (d SenderDelivery) Latest() []TimelineDay {
	lines := folded(d.Timeline)
	return byDay(lines[max(0, len(lines)-latest):])
}

// Earlier is what Latest leaves.
func (d SenderDelivery) Earlier() []TimelineDay {
	lines := folded(d.Timeline)
	return byDay(lines[:max(0, len(lines)-latest)])
}

// folded makes one line, the newest, of what somebody saved of a draft in a row on one day.
func folded(entries []TimelineEntry) []TimelineEntry {
	var out []TimelineEntry
	for _, e := range entries {
		if n := len(out); n > 0 && e.Type == "delivery.drafted" && e.Type == out[n-1].Type && e.Actor == out[n-1].Actor && e.Name == out[n-1].Name && sameDay(e.At, out[n-1].At) {
			e.Times = max(out[n-1].Times, 1) + 1
			out = out[:n-1]
		}
		out = append(out, e)
	}
	return out
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

func byDay(entries []TimelineEntry) []TimelineDay {
	var out []TimelineDay
	for _, e := range slices.Backward(entries) {
		last := len(out) - 1
		if last < 0 || !sameDay(out[last].Day, e.At) {
			out = append(out, TimelineDay{Day: e.At})
			last++
		}
		out[last].Entries = append(out[last].Entries, e)
	}
	return out
}

// SenderForms holds the forms of the page. Open names the verb whose form was refused; Target the recipient, gate,
// file or due it was about.
type SenderForms struct {
	Open          frontend.Verb
	Target        string
	Withdraw      WithdrawForm
	Extend        ExtendForm
	Waive         WaiveForm
	Refund        RefundForm
	RefundSum     frontend.Money // to be confirmed, as access ends or a part of it is the sender's to move; zero: nothing is
	RefundOwn     frontend.Money // of RefundSum, what the sender moves
	RefundEnds    bool           // it ends the access to files, or what is to become of it
	RecordPayment RecordPaymentForm
	Recorded      RecordedSum // more than what is owed, to be confirmed; zero: nothing is
	Correct       CorrectForm
	Replace       ReplaceForm
	Received      []Upload // what the form to replace a file brought before
	Note          NoteForm
}

// RecordedSum is a payment that is more than what was owed.
type RecordedSum struct{ Amount, Owed, TooMuch frontend.Money }

// ReasonForm is a reason typed.
type ReasonForm struct {
	Reason frontend.Field `form:"reason"`
}

// WithdrawForm ends a delivery.
type WithdrawForm struct {
	Reason          frontend.Field `form:"reason"`
	DespiteTransfer frontend.Tick  `form:"despite_transfer"` // one that is announced may still come
}

// ExtendForm moves the end of the right to start paying.
type ExtendForm struct {
	ExpiresOn frontend.Field `form:"expires_on"`
}

// WaiveForm renounces a gate.
type WaiveForm struct {
	Gate   frontend.Field `form:"gate"`
	Reason frontend.Field `form:"reason"`
}

// RefundForm gives money back: Extent is "whole" or "part".
type RefundForm struct {
	Seen   frontend.Field `form:"seen"` // SenderDelivery.Money when it was typed
	Extent frontend.Field `form:"extent"`
	Sum    frontend.Field `form:"sum"` // of the whole, in minor units: said by the page and confirmed
	Amount frontend.Field `form:"amount"`
	Failed frontend.Field `form:"failed"`  // a refund that failed, which this one repeats: the other fields do not count
	ByHand frontend.Field `form:"by_hand"` // set: the sender gave that one back by their own means
}

// RecordPaymentForm is money received outside the product.
type RecordPaymentForm struct {
	Seen      frontend.Field `form:"seen"` // SenderDelivery.Money when it was typed
	Due       frontend.Field `form:"due"`
	Whole     frontend.Field `form:"whole"` // set: all that is owed, whatever the amount says
	Amount    frontend.Field `form:"amount"`
	PaidOn    frontend.Field `form:"received_on"`
	Reference frontend.Field `form:"reference"`
	Note      frontend.Field `form:"note"`
	Sure      frontend.Field `form:"sure"` // set: it is known to be more than what is owed
}

// CorrectForm corrects how a recipient is reached.
type CorrectForm struct {
	Recipient frontend.Field `form:"recipient"`
	Email     frontend.Field `form:"email"`
	Phone     frontend.Field `form:"phone"`
}

// ReplaceForm replaces one file before anyone paid or signed.
type ReplaceForm struct {
	File    frontend.Field `form:"file"`
	Files   frontend.Field `form:"files"`    // only for its Error
	Uploads []string       `form:"upload,2"` // one is wanted: two are told
	Remove  []string       `form:"remove,2"` // of those
}

func (SenderDelivery) Template() string { return "sender/delivery" }

// Declined is who declined a delivery, in their words.
type Declined struct {
	Recipient string // their id
	Name      string
	Reason    string
	CanClose  bool // the reader may say that it is dealt with
}
