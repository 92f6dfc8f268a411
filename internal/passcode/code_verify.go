package passcode

import (
	"crypto/subtle"
	"strconv"
	"strings"
	"time"

	"quittance/internal/problem"
)

// Outcome is what came of an attempt.
type Outcome string

// The outcomes. Every other than OK is the reason of a passcode.rejected event.
const (
	OK        Outcome = "ok"
	Wrong     Outcome = "wrong"
	Expired   Outcome = "expired"
	Exhausted Outcome = "exhausted"
	Replayed  Outcome = "used"
	Voided    Outcome = "void"
)

// Result is an outcome with the attempts that are left.
type Result struct {
	Outcome Outcome
	Left    int
}

// Verify judges what was typed against what the delivery is now, and changes the passcode accordingly: the caller
// stores it whatever the outcome. A right code is used up. What cannot be a code (not six digits) is wrong without
// costing an attempt: it is no guess.
func (p *Passcode) Verify(key []byte, typed string, now Binding, at time.Time) Result {
	switch {
	case p.State == Used:
		return Result{Replayed, 0}
	case p.State == Live && p.Binding != now:
		p.State = Void
	}
	switch {
	case p.State != Live:
		return Result{Voided, 0}
	case !at.Before(p.ExpiresAt):
		return Result{Expired, 0}
	case p.Left() == 0:
		return Result{Exhausted, 0}
	}
	typed, ok := clean(typed)
	if !ok {
		return Result{Wrong, p.Left()}
	}
	if subtle.ConstantTimeCompare([]byte(typed), []byte(p.Code(key))) != 1 {
		p.Attempts++
		return Result{Wrong, p.Left()}
	}
	p.State, p.UsedAt = Used, at
	return Result{OK, p.Left()}
}

// clean removes what people and keyboards put between digits.
func clean(typed string) (string, bool) {
	if len(typed) > 64 {
		return "", false
	}
	typed = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '-', '.', '\u00a0', '\u202f', '\u200b', '\u200e', '\u2068', '\u2069':
			return -1
		}
		return r
	}, typed)
	if len(typed) != digits || strings.Trim(typed, "0123456789") != "" {
		return "", false
	}
	return typed, true
}

// The problems a person may see.
var (
	ErrWrong     = problem.New(problem.Invalid, "passcode_wrong", "the code is wrong")
	ErrExpired   = problem.New(problem.Conflict, "passcode_expired", "the code is too old; ask for another")
	ErrExhausted = problem.New(problem.Conflict, "passcode_exhausted", "too many wrong codes; ask for another")
	ErrUsed      = problem.New(problem.Conflict, "passcode_used", "the code has been used")
	ErrVoid      = problem.New(problem.Conflict, "passcode_void", "what was to be signed changed, or a newer code was sent")
)

// Err is the problem of an outcome, nil for OK.
func (r Result) Err() error {
	switch r.Outcome {
	case OK:
		return nil
	case Wrong:
		return ErrWrong.With("left", strconv.Itoa(r.Left))
	case Expired:
		return ErrExpired
	case Exhausted:
		return ErrExhausted
	case Replayed:
		return ErrUsed
	case Voided:
	}
	return ErrVoid
}
