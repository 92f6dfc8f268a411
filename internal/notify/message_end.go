package notify

import "quittance/internal/delivery"

type (
	// AccessEnded tells a recipient that the files are not theirs any more, or will not be.
	AccessEnded struct {
		About
		forRecipient
		Announcement
		Opened    bool   // they had been
		Renounced string // who withdrew from the contract; "" = nobody
		Declined  string // who refused it before anything was paid; "" = nobody
		Disputed  bool   // the bank took the money back; else, where nobody ended it, the sender refunded it
	}
	// AccessPaused tells a recipient that a dispute keeps the files from them.
	AccessPaused struct {
		About
		forRecipient
		Opened bool // they had been theirs; else the delivery stands still
		Payer  bool // the payment is the reader's
	}
	// AccessBack tells them that it does no more.
	AccessBack struct {
		About
		forRecipient
		Opened bool // they are theirs
		Sign   bool // the reader has still to sign
	}
	// DeclineNoted confirms to a recipient that they declined.
	DeclineNoted struct {
		About
		forRecipient
		Announcement
		Reason string `lines:"many"` // their own words, several lines; may be ""
	}
	// RefundMade tells a payer that money comes back.
	RefundMade struct {
		About
		forRecipient
		Amount   delivery.Money
		Attached bool // the caller attaches the note
		ByHand   bool // the sender says so: no processor moved it
		Closed   bool // it was the whole price: the files are the reader's no more
		Opened   bool // they had been
		// Owed is what the reader is asked for, the amount being a part of a price that was not paid in full; else zero.
		Owed delivery.Money
		Rest
	}
	// RefundUndone tells a payer that money which was said to come back does not.
	RefundUndone struct {
		About
		forRecipient
		Amount delivery.Money
		Note   string // number of the note that is void; "" when there was none
	}
)

// Kind names the message.
func (AccessEnded) Kind() string { return "access_ended" }

func (a AccessEnded) variant() string {
	switch {
	case a.Renounced != "":
		return "renounced"
	case a.Declined != "":
		return "declined"
	case a.Disputed:
		return "disputed"
	}
	return ""
}

// Kind names the message.
func (AccessPaused) Kind() string { return "access_paused" }

func (a AccessPaused) variant() string {
	if a.Payer {
		return "payer"
	}
	return ""
}

// Kind names the message.
func (AccessBack) Kind() string { return "access_back" }

func (a AccessBack) variant() string {
	if !a.Opened {
		return "waiting"
	}
	return ""
}

// Kind names the message.
func (DeclineNoted) Kind() string { return "decline_noted" }

// Kind names the message.
func (RefundMade) Kind() string { return "refund_made" }

func (r RefundMade) variant() string {
	switch {
	case r.ByHand:
		return "by_hand"
	case r.Closed:
		return "whole"
	case r.Owed.Amount > 0:
		return "again"
	}
	return ""
}

// Kind names the message.
func (RefundUndone) Kind() string { return "refund_undone" }
