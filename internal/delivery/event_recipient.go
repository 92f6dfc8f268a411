package delivery

// RecipientOpened: a sign of a person on the page (a POST, or the page's own beacon), never a bare GET.
type RecipientOpened struct {
	Recipient string `json:"recipient"`
	Origin
}

// RecipientCorrected: the sender corrected who or where a recipient is. Pending codes are void.
type RecipientCorrected struct {
	Recipient string   `json:"recipient"`
	Name      Personal `json:"name"`
	Company   Personal `json:"company"`
	Email     Personal `json:"email"`
	Phone     Personal `json:"phone"`
	PhoneBy   Actor    `json:"phone_by"`  // recipient:… when the sender accepted a proposal
	PhoneAt   Instant  `json:"phone_at"`  // when the number was supplied
	NewPhone  bool     `json:"new_phone"` // the number changed: said apart, because the numbers may have been erased
	LinkID    string   `json:"link_id"`   // a new one when the address changed, else the same
	NewLink   bool     `json:"new_link"`  // it is a new one
}

// NumberProposed: the recipient says the number is not theirs and proposes another.
type NumberProposed struct {
	Recipient string   `json:"recipient"`
	Phone     Personal `json:"phone"`
	Origin
}

// NumberDismissed: the sender keeps the number on file in the place of the one that a recipient proposed.
type NumberDismissed struct {
	Recipient string `json:"recipient"`
}

// PayerNamed: a payer named somebody to pay in their place, who has a link of their own.
type PayerNamed struct {
	Recipient string   `json:"recipient"` // who was named, from now on a recipient
	Name      Personal `json:"name"`
	Email     Personal `json:"email"`
	Language  string   `json:"language"`
	LinkID    string   `json:"link_id"`
	NamedBy   string   `json:"named_by"` // the recipient who did
	Origin
}

// PayerDropped: who was named to pay is asked no more, by the payer who named them or by the sender.
type PayerDropped struct {
	Recipient string `json:"recipient"`
}

// RightWaived: a consumer consents to lose the right of withdrawal once the digital content is delivered
// (C. conso. L221-28 13°), before paying.
type RightWaived struct {
	Recipient string  `json:"recipient"`
	Consent   Consent `json:"consent"`
	Origin
}

// RightKept: a consumer prefers, before paying, to keep the right of withdrawal: the files come when it has run out.
type RightKept struct {
	Recipient string  `json:"recipient"`
	Consent   Consent `json:"consent"`
	Origin
}

// ContractEnded: a consumer withdrew from the contract (C. conso. L221-21). It ends the delivery.
type ContractEnded struct {
	Recipient string `json:"recipient"`
	Refunding int64  `json:"refunding"` // on its way back by the processor
	ByHand    int64  `json:"by_hand"`   // recorded by the sender, who alone can give it back
	Currency  string `json:"currency"`
	Origin
}

// ProblemReported: after payment, a recipient tells the sender that something is wrong.
type ProblemReported struct {
	Recipient string   `json:"recipient"`
	Text      Personal `json:"text"`
	Origin
}

// ProblemClosed: the sender says that what a recipient reported is dealt with.
type ProblemClosed struct {
	Recipient string `json:"recipient"`
}

// MessageSent: a message left for a recipient or for the sender.
type MessageSent struct {
	Message   string `json:"message"`   // id of the row
	Kind      string `json:"kind"`      // "invitation", "receipt", "certificate", …
	Channel   string `json:"channel"`   // "email" or "sms"
	Recipient string `json:"recipient"` // "" = the sender
}

// MessageFailed: a message was refused for good, or its outcome is unknown and it is not sent again.
type MessageFailed struct {
	Message   string `json:"message"`
	Kind      string `json:"kind"`
	Channel   string `json:"channel"`
	Recipient string `json:"recipient"`
	Reason    string `json:"reason"` // a stable code
}

// RecipientReminded: the sender asked a recipient again to do what is still theirs to do.
type RecipientReminded struct {
	Recipient string `json:"recipient"`
}

// PasscodeRequested: a recipient asked for a code; the row exists, the message is on its way.
type PasscodeRequested struct {
	Passcode  string `json:"passcode"`
	Recipient string `json:"recipient"`
	Origin
}

// PasscodeSent: a code left for the recipient's phone, bound to exactly what the page showed.
type PasscodeSent struct {
	Passcode  string   `json:"passcode"`
	Recipient string   `json:"recipient"`
	Release   string   `json:"release"` // what is to be signed
	Channel   string   `json:"channel"`
	Phone     Personal `json:"phone"` // masked
	Provider  string   `json:"provider"`
	MessageID string   `json:"message_id"` // the provider's
	Manifest  string   `json:"manifest"`   // hex
	Amount    int64    `json:"amount"`
	Currency  string   `json:"currency"`
	ExpiresAt Instant  `json:"expires_at"`
}

// PasscodeDelivered: the gateway says that the code arrived at the phone. It says so at the instant of the event.
type PasscodeDelivered struct {
	Passcode  string `json:"passcode"`
	Recipient string `json:"recipient"`
}

// PasscodeRejected: what was typed was wrong, late, already used or one too many.
type PasscodeRejected struct {
	Passcode  string `json:"passcode"`
	Recipient string `json:"recipient"`
	Reason    string `json:"reason"` // "wrong", "expired", "exhausted", "used", "void"
	Left      int    `json:"left"`   // attempts left
	Origin
}

// PasscodeReset: the sender gave a recipient who is stuck a new allowance.
type PasscodeReset struct {
	Recipient string `json:"recipient"`
}

// RecipientSigned: the right code came in time for what it was bound to.
type RecipientSigned struct {
	Recipient string    `json:"recipient"`
	Release   string    `json:"release"` // "" on the way in: the one that is the recipient's to sign now
	Amount    int64     `json:"amount"`  // the price the code was bound to; set by Sign
	Currency  string    `json:"currency"`
	Signature Signature `json:"signature"`
	Attempts  int       `json:"attempts"`
	Origin
}
