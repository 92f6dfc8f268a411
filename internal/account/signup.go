package account

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// Mode says who may make an account on the instance.
type Mode string

// The modes.
const (
	Open    Mode = "open"
	Invited Mode = "invite"
	Closed  Mode = "closed"
)

// ParseMode reads the operator's choice.
func ParseMode(s string) (Mode, error) {
	switch m := Mode(s); m {
	case Open, Invited, Closed:
		return m, nil
	}
	return "", fmt.Errorf("parse sign-up mode: %q is none of open, invite, closed", s)
}

// Check tells whether someone may sign up, with or without a good invitation. An invitation into a workspace is a
// member's word, and holds in a closed instance too.
func (m Mode) Check(invited bool) error {
	switch {
	case invited || m == Open:
		return nil
	case m == Invited:
		return ErrInviteNeeded
	}
	return ErrSignupClosed
}

// Signup is what somebody types to have an account.
type Signup struct {
	Email     string
	Name      string
	Workspace string
	Password  string
}

// Validate tells every wrong field at once.
func (s Signup) Validate() error {
	var f problem.Fields
	if _, err := NormalEmail(s.Email); err != nil {
		f.Add("email", "not_an_email")
	}
	input.Line(&f, "name", s.Name, input.MaxName, true)
	input.Line(&f, "workspace", s.Workspace, input.MaxName, true)
	if p, ok := CheckPassword(s.Password, s.Email, s.Name, s.Workspace).(*problem.Problem); ok { //nolint:errorlint // CheckPassword returns it bare
		f = append(f, p.Fields...)
	}
	return f.Err()
}

const maxEmail = 254

var errEmail = problem.New(problem.Invalid, "not_an_email", "this is not an e-mail address")

// NormalEmail returns the address in the form in which it is stored and compared: composed (NFC), in lower case, without
// spaces around it. Anything but one bare address is refused.
func NormalEmail(s string) (string, error) {
	s = norm.NFC.String(strings.ToLower(strings.TrimSpace(s)))
	if len(s) > maxEmail || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) ||
		strings.ContainsAny(s, "\"(),:;<>[]\\") {
		return "", errEmail
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return "", errEmail
	}
	return s, nil
}
