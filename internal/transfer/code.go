package transfer

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Credit is a SEPA credit transfer that somebody is asked to make.
type Credit struct {
	Name      string // of the account's holder
	IBAN      IBAN
	BIC       BIC       // needed outside the European Economic Area only
	Amount    int64     // cents of euro
	Reference Reference // or Text, or neither
	Text      string
}

// Limits of EPC069-12, version 2.1.
const (
	maxAmount  = 99_999_999_999 // cents
	maxName    = 70
	maxText    = 140
	maxPayload = 331 // bytes: a code of version 13 at error correction M
)

// Payload is the text of the code that a banking application scans to fill in the transfer (EPC069-12, version 002, in
// UTF-8, lines ended by a line feed). Encode it at error correction level M: applications may refuse another. The name and
// the text are put on one line, and a name too long for the code is cut.
func (c Credit) Payload() (string, error) {
	name, text := oneLine(c.Name, maxName), oneLine(c.Text, maxText)
	switch {
	case name == "":
		return "", ErrName
	case !c.IBAN.SEPA():
		return "", ErrNotSEPA
	case c.IBAN.NeedsBIC() && c.BIC == "":
		return "", ErrBICNeeded
	case c.Amount < 1 || c.Amount > maxAmount:
		return "", ErrAmount
	case c.Reference != "" && text != "":
		return "", ErrTwoReferences
	}
	for {
		payload := c.lines(name, text)
		if len(payload) <= maxPayload {
			return payload, nil
		}
		// Only letters of several bytes come here: the longer of the two gives one up.
		if len(text) > len(name) {
			text = cut(text)
		} else {
			name = cut(name)
		}
	}
}

// lines leaves out the empty ones at the end, as the guidelines ask.
func (c Credit) lines(name, text string) string {
	amount := fmt.Sprintf("EUR%d.%02d", c.Amount/100, c.Amount%100)
	purpose := ""
	all := []string{"BCD", "002", "1", "SCT", string(c.BIC), name, string(c.IBAN), amount, purpose, string(c.Reference), text}
	return strings.TrimRight(strings.Join(all, "\n"), "\n")
}

// oneLine replaces breaks and control characters, which would move what follows to another line of the code.
func oneLine(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return r <= ' ' || (r >= 0x7F && r <= 0xA0) || r == '\u202f' || r == '\u2028' || r == '\u2029'
	}), " ")
	for utf8.RuneCountInString(s) > most {
		s = cut(s)
	}
	return s
}

// cut removes the last character.
func cut(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return strings.TrimRight(s[:len(s)-size], " ")
}
