// Package transfer knows what a bank transfer is written with: the account (IBAN, ISO 13616; BIC, ISO 9362), the
// reference a payer copies (ISO 11649) and the code a banking application reads (EPC069-12).
//
// It is pure: text in, text out. What it checks is shape and check digits, which catch a typing error; whether the
// account exists, and whose it is, only a bank knows. Its errors are fixed values that hold nothing of the input, so they
// may be logged; callers turn them into the sentence of their field.
package transfer

import (
	"errors"
	"strings"
)

// What can be wrong with a text that somebody typed. They are matched with errors.Is.
var (
	ErrIBANShape     = errors.New("an IBAN is two letters, two digits and up to thirty letters and digits")
	ErrIBANCountry   = errors.New("the country has no IBAN")
	ErrIBANLength    = errors.New("the IBAN has not the length of its country")
	ErrIBANCheck     = errors.New("the check digits of the IBAN do not fit")
	ErrBIC           = errors.New("a BIC has eight or eleven letters and digits")
	ErrReference     = errors.New("the text is not a creditor reference")
	ErrAmount        = errors.New("a transfer carries 0.01 to 999,999,999.99 euros")
	ErrName          = errors.New("a transfer needs the name of the account's holder")
	ErrNotSEPA       = errors.New("the account is not in the single euro payments area")
	ErrBICNeeded     = errors.New("an account outside the European Economic Area needs its BIC")
	ErrTwoReferences = errors.New("a transfer has a creditor reference or a text, not both")
)

// noBreak joins the groups of what is printed, so that a number stays on one line.
const noBreak = "\u00a0"

// compact removes what people put between groups, and makes letters capital.
func compact(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\u00a0', r == '\u202f', r == '\u2009', r == '\t', r == '\n', r == '\r', r == '-', r == '\u2011':
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

// group sets a text in fours, the last group being what is left, as French and other banks print it.
func group(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i += 4 {
		if i > 0 {
			b.WriteString(noBreak)
		}
		b.WriteString(text[i:min(i+4, len(text))])
	}
	return b.String()
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

// every reports whether a text has only bytes that satisfy is.
func every(text string, is func(byte) bool) bool {
	for i := range len(text) {
		if !is(text[i]) {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool { return isDigit(c) || isLetter(c) }

// mod97 is the remainder of ISO 7064 MOD 97-10 of capital letters (A is 10, Z is 35) and digits.
func mod97(text string) int {
	rest := 0
	for i := range len(text) {
		if c := text[i]; isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest
}
