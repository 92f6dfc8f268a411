package payment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/stripe/stripe-go/v76"
)

// Codes of errors that are not Stripe's own. Others are Stripe's error codes, such as "amount_too_small".
const (
	CodeNetwork     = "network"           // no answer: not reached, cut, or too slow
	CodeGarbage     = "garbage"           // an answer that is not Stripe's
	CodeRateLimited = "rate_limited"      // 429
	CodeUnavailable = "unavailable"       // 5xx
	CodeConflict    = "conflict"          // another request holds the lock or the key
	CodeCredentials = "credentials"       // 401, 403: the operator must mend the key
	CodeIdempotency = "idempotency_error" // the key was used with other parameters
	CodeInvalid     = "invalid_request"   // refused without a code
	CodeMismatch    = "mismatch"          // Stripe's object is not of the payment it was asked for
	CodeMissing     = "resource_missing"  // Stripe does not know the id
	CodeTooMany     = "too_many"          // more pages than are ever read
)

// Error is a call to Stripe that failed. Its text holds a code and a status, never what was sent or answered.
type Error struct {
	Op        string // what was tried, as a verb phrase
	Code      string // stable; one of the constants or Stripe's
	Status    int    // HTTP, 0 without an answer
	RequestID string // Stripe's, for its support
	Retryable bool   // trying again later may work
	Unknown   bool   // the request may have been carried out
	cause     error  // the context's, so that errors.Is sees a cancellation
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: stripe answers %s (status %d, request %q)", e.Op, e.Code, e.Status, e.RequestID)
}

// Unwrap gives the context's error, if that was the reason.
func (e *Error) Unwrap() error { return e.cause }

// IsRetryable reports whether trying the same again later may work.
func IsRetryable(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Retryable
}

// CodeOf returns the stable code of a failed call, "" when err is none.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

var shortCode = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

// stable lets a code of Stripe's through when it is one: short, lower case, nothing to hide anything in.
func stable(code string) string {
	switch {
	case code == "":
		return ""
	case shortCode.MatchString(code):
		return code
	}
	return "unknown"
}

// classify turns what stripe-go returns into an Error.
func classify(op string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Op: op}
	var told *stripe.Error
	if !errors.As(err, &told) {
		e.Code, e.Retryable, e.Unknown = CodeGarbage, true, true
		var transport interface{ Timeout() bool } // every *url.Error, which is what http.Client returns
		if errors.As(err, &transport) {
			e.Code = CodeNetwork
		}
		if errors.Is(err, errUnavailable) {
			e.Code = CodeUnavailable
		}
		for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
			if errors.Is(err, cause) {
				e.Code, e.cause = CodeNetwork, cause
			}
		}
		return e
	}
	e.Status, e.Code = told.HTTPStatusCode, stable(string(told.Code))
	if shortCode.MatchString(told.RequestID) || requestID.MatchString(told.RequestID) {
		e.RequestID = told.RequestID
	}
	switch s := told.HTTPStatusCode; {
	case s == http.StatusTooManyRequests && e.Code != "lock_timeout":
		e.Code, e.Retryable = CodeRateLimited, true
	case e.Code == "lock_timeout", e.Code == "idempotency_key_in_use", s == http.StatusConflict:
		e.Code, e.Retryable = CodeConflict, true
	case s >= 500:
		e.Code, e.Retryable, e.Unknown = CodeUnavailable, true, true
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		e.Code = CodeCredentials
	case told.Type == stripe.ErrorTypeIdempotency:
		e.Code = CodeIdempotency
	case s == http.StatusNotFound && e.Code == "":
		e.Code = CodeMissing
	case e.Code == "":
		e.Code = CodeInvalid
	}
	return e
}

var requestID = regexp.MustCompile(`^req_[A-Za-z0-9]{1,64}$`)

// garbage says that an answer was readable and still not what was asked for.
func garbage(op string) error {
	return &Error{Op: op, Code: CodeGarbage, Status: http.StatusOK, Retryable: true, Unknown: true}
}
