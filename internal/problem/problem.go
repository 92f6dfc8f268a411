// Package problem is the vocabulary of errors that people may see.
//
// A *Problem carries a kind (which every door maps once: HTTP status, exit code), a stable code (which is also
// the key of the translated sentence) and a plain English message for logs and for callers of the API. Anything
// that is not a *Problem is a fault of ours: it is wrapped with %w on its way up and shown as one neutral
// sentence with a request id, never with its own text.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of answer a problem asks for. The HTTP status of each is that of DESIGN section 12.
type Kind int

// The kinds, in the order of their HTTP statuses.
const (
	Unauthenticated Kind = iota + 1 // 401: who are you?
	Locked                          // 402: a gate of the release has not been passed
	Forbidden                       // 403: known, but not allowed
	NotFound                        // 404
	Conflict                        // 409: the state does not allow it, or another writer was first
	Ended                           // 410: withdrawn, declined, expired or revoked
	TooLarge                        // 413
	Invalid                         // 422: the input is wrong; Fields names what
	TooMany                         // 429: Wait says how long
	Busy                            // 503: nothing can be written just now; Wait says when to try again
	Full                            // 507: there is no room left to store anything
)

// Field is one wrong field of an input: its path as the caller wrote it ("recipients.0.phone") and the code of
// what is wrong with it, which is a translation key like Problem.Code.
type Field struct {
	Name   string
	Code   string
	Params map[string]string
}

// Problem is an error that people may see. Params fill the translated sentence and must not hold secrets.
type Problem struct {
	Kind    Kind
	Code    string
	Message string
	Params  map[string]string
	Fields  []Field
	Wait    time.Duration
}

// New makes a problem of a kind with its stable code and English message.
func New(kind Kind, code, message string) *Problem {
	return &Problem{Kind: kind, Code: code, Message: message}
}

// Newf is New with a formatted message.
func Newf(kind Kind, code, format string, args ...any) *Problem {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Error returns the English message.
func (p *Problem) Error() string { return p.Message }

// Is reports whether target is a problem with the same code, so that errors.Is works with the exported
// problems of the domain packages whatever their parameters.
func (p *Problem) Is(target error) bool {
	t, ok := target.(*Problem) // errors.Is unwraps; here the target itself is compared
	return ok && t.Code == p.Code
}

// With returns a copy of the problem with a parameter set.
func (p *Problem) With(name, value string) *Problem {
	c := *p
	c.Params = make(map[string]string, len(p.Params)+1)
	for k, v := range p.Params {
		c.Params[k] = v
	}
	c.Params[name] = value
	return &c
}

// After returns a copy of the problem that asks the caller to wait.
func (p *Problem) After(wait time.Duration) *Problem {
	c := *p
	c.Wait = wait
	return &c
}

// KindOf returns the kind of the first problem in err's chain, or 0 for a fault of ours.
func KindOf(err error) Kind {
	var p *Problem
	if errors.As(err, &p) {
		return p.Kind
	}
	return 0
}
