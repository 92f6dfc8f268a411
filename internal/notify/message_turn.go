package notify

import (
	"time"

	"quittance/internal/delivery"
)

// Course is what stands before and after what the reader is asked to do, and when the files come.
type Course struct {
	PaysBefore, SignsBefore string        // names of those who have to before the reader can; "" = nobody
	PaysToo, SignsToo       string        // names of those whom the files wait for as well
	SignsFirst              bool          // the reader does both, and signs before paying
	Chooses                 bool          // a payer has still to say what becomes of the right of withdrawal
	FilesOn                 delivery.Date // when that right, which was kept, has run out
}

// Rest is what the reader has still to pay after a part came; zero: none did.
type Rest struct {
	Whole, Paid delivery.Money
	TooLittle   bool // it is less than can be paid online
	ByTransfer  bool // the sender takes transfers
}

// Announcement is a transfer that a payer says was made on a day, and that has not been recorded; zero: none.
type Announcement struct {
	Announced   delivery.Money
	AnnouncedOn delivery.Date
	ByReader    bool // who announced it, as nobody else pays
}

type (
	// Turn tells a recipient that nobody has to act before them any more.
	Turn struct {
		About
		forRecipient
		Owed     delivery.Money // where they pay
		Forgiven delivery.Money // the rest of the price, where it is their turn because the sender does without it
		Dropped  string         // whom they had named to pay, and the sender took back; "" where something was done before them
		Rest
		DueOn     delivery.Date
		Phone     string // masked; where they sign
		Pay, Sign bool   // one of them
		Course
	}
	// RestForgiven tells a payer whose turn to sign does not come with it that the sender does without the rest.
	RestForgiven struct {
		About
		forRecipient
		Amount delivery.Money
	}
	// SignatureMade tells the sender of a signature that comes before the payment.
	SignatureMade struct {
		About
		forSender
		Recipient string
		SignedAt  time.Time // in the zone to show
		Owed      delivery.Money
		Sign      bool // another is awaited
	}
	// NumberConfirmed tells a signer that codes go to the number that they gave, that was corrected, or that was kept.
	NumberConfirmed struct {
		About
		forRecipient
		Phone     string // masked
		Pay, Sign bool   // what is still the reader's to do
		MyTurn    bool   // now
		Kept      bool   // the sender does not take the one they proposed
		Course
	}
)

// Kind names the message.
func (Turn) Kind() string { return "turn" }

func (t Turn) variant() string {
	if t.Paid.Amount > 0 {
		return "rest"
	}
	if t.Dropped != "" {
		return "dropped"
	}
	if t.Pay {
		return "pay"
	}
	if t.Forgiven.Amount > 0 {
		return "forgiven"
	}
	return ""
}

// Kind names the message.
func (RestForgiven) Kind() string { return "rest_forgiven" }

// Kind names the message.
func (SignatureMade) Kind() string { return "signature_made" }

// Kind names the message.
func (NumberConfirmed) Kind() string { return "number_confirmed" }

func (n NumberConfirmed) variant() string {
	if n.Kept {
		return "kept"
	}
	return ""
}

func (i Invitation) variant() string {
	if i.PaysBefore+i.SignsBefore != "" {
		return "waits"
	}
	return i.PublicBuyer.variant()
}

func (r Receipt) variant() string {
	switch {
	case r.NumberWaits:
		return "number"
	case r.Ready:
		return "ready"
	case r.SignsToo != "":
		return "others"
	case r.RightUntil != "":
		return "right_kept"
	case r.Owed.Amount > 0:
		return "part"
	}
	return ""
}

// CodesSpent tells the sender that a signer used up the attempts of a code.
type CodesSpent struct {
	About
	forSender
	Recipient string
}

// Kind names the message.
func (CodesSpent) Kind() string { return "codes_spent" }

func (x DisputeClosed) variant() string {
	switch {
	case x.Renounced != "":
		return "renounced"
	case !x.Won:
		return "lost"
	}
	return ""
}
