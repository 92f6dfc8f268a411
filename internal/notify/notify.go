// Package notify sends e-mail by SMTP and text messages by Vonage, and writes what they say in French and English.
//
// It promises three things. A failed sending says what is known of the message: refused for good, not sent and
// worth another try, or unknown (it may have left). No error text holds a secret, a code, an address, a number or
// a word of a message. Nothing a person typed can become a header, a second line of a subject or markup.
//
// The operator provides an SMTP server with TLS (a loopback one may do without) and a Vonage account.
package notify

import (
	"context"
	"errors"
	"fmt"
)

// Outcome is what is known of a message whose sending failed.
type Outcome int

// The outcomes. A person's code is sent again after Unknown, a notice is not (DESIGN section 2).
const (
	Refused Outcome = iota + 1 // for good: this address or number, this message, will never pass
	Retry                      // certainly not sent: the cause may pass, or the operator must act
	Unknown                    // it may have left
)

func (o Outcome) String() string {
	switch o {
	case Refused:
		return "refused"
	case Retry:
		return "not sent"
	case Unknown:
		return "outcome unknown"
	}
	return "no outcome"
}

// SendError is a sending that failed. Its text is safe to log: channel, outcome and a stable reason.
type SendError struct {
	Channel string // "email" or "sms"
	Outcome Outcome
	Reason  string // stable: "vonage_6", "smtp_550", "unreachable", "timeout", "bad_reply", …
	cause   error  // context.Canceled or context.DeadlineExceeded only; anything else may quote the message
}

func (e *SendError) Error() string {
	return fmt.Sprintf("send %s: %s (%s)", e.Channel, e.Outcome, e.Reason)
}

// Unwrap returns the context's error when that is why the sending ended.
func (e *SendError) Unwrap() error { return e.cause }

// IsRefused reports a message that must not be sent again as it is.
func (e *SendError) IsRefused() bool { return e.Outcome == Refused }

// IsUnknown reports a message that may have left.
func (e *SendError) IsUnknown() bool { return e.Outcome == Unknown }

// Code is the stable reason, for the event that records the failure.
func (e *SendError) Code() string { return e.Reason }

// OutcomeOf tells what is known after a sending returned err: 0 for nil, Retry for an error that is not of this
// package's sending (nothing was sent then).
func OutcomeOf(err error) Outcome {
	if err == nil {
		return 0
	}
	var e *SendError
	if errors.As(err, &e) {
		return e.Outcome
	}
	return Retry
}

// contextCause keeps of err only that the context ended.
func contextCause(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return context.Canceled
	}
	return nil
}
