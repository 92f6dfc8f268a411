package delivery

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quittance/internal/problem"
)

// Longest texts, in characters.
const (
	maxTitle   = 200
	maxName    = 200
	maxRef     = 100
	maxReason  = 1000
	maxMessage = 5000
)

// checkLine notes what is wrong with a text of one line; an empty one is wrong only where it is required.
func checkLine(f *problem.Fields, name, text string, longest int, required bool) {
	checkText(f, name, text, longest, required, func(r rune) bool { return isUnprintable(r) })
}

// checkLines is checkLine for a text that may have several lines.
func checkLines(f *problem.Fields, name, text string, longest int, required bool) {
	checkText(f, name, text, longest, required, func(r rune) bool {
		return r != '\n' && r != '\r' && r != '\t' && isUnprintable(r)
	})
}

func checkText(f *problem.Fields, name, text string, longest int, required bool, bad func(rune) bool) {
	switch {
	case !utf8.ValidString(text):
		f.Add(name, "not_text")
	case strings.ContainsFunc(text, bad):
		f.Add(name, "control_characters")
	case utf8.RuneCountInString(text) > longest:
		f.Add(name, "too_long", "max", itoa(int64(longest)))
	case required && strings.TrimSpace(text) == "":
		f.Add(name, "required")
	}
}

// isUnprintable reports characters that hide or reorder what a reader sees: controls, line separators, and the
// overrides of writing direction (Unicode TR 36, section 3.4).
func isUnprintable(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
		return true
	}
	return false
}

// oneText is the problem of a verb's only free text, or nil.
func oneText(name string, text Personal, longest int, required bool) error {
	var f problem.Fields
	checkLines(&f, name, string(text), longest, required)
	return f.Err()
}
