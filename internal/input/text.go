// Package input judges what people type, whoever asks for it: lines of text, names of files, addresses and telephone
// numbers. What is wrong is noted by field, as a code.
package input

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"quittance/internal/problem"
)

// Longest texts, in characters.
const (
	MaxTitle     = 200
	MaxName      = 200
	MaxReference = 100
	MaxReason    = 1000
	MaxMessage   = 5000
)

// Line notes what is wrong with a text of one line; an empty one is wrong only where it is required. Names and
// titles are told apart by their look alone, so that nothing invisible may be in them, see hidesSomething.
func Line(f *problem.Fields, name, text string, longest int, required bool) {
	checkText(f, name, text, longest, required, hidesSomething)
}

// Lines is Line for a text that may have several lines. What merely is not seen is left in: a soft hyphen
// that came along with a pasted sentence deceives nobody.
func Lines(f *problem.Fields, name, text string, longest int, required bool) {
	checkText(f, name, text, longest, required, func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\r' && r != '\t' && isUnprintable(r) })
	})
}

func checkText(f *problem.Fields, name, text string, longest int, required bool, bad func(string) bool) {
	switch {
	case !utf8.ValidString(text):
		f.Add(name, "not_text")
	case bad(text):
		f.Add(name, "control_characters")
	case utf8.RuneCountInString(text) > longest:
		f.Add(name, "too_long", "max", strconv.Itoa(longest))
	case required && strings.TrimSpace(text) == "":
		f.Add(name, "required")
	}
}

// isUnprintable reports characters that break or reorder what a reader sees: controls, line separators, and those that
// change the direction of writing (Unicode TR 36, section 3.4).
func isUnprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || unicode.Is(unicode.Bidi_Control, r)
}

// hidesSomething reports a text with a character that breaks it or that nobody sees: two that look the same would be
// two.
func hidesSomething(text string) bool {
	runes := []rune(text)
	for i, r := range runes {
		if isUnprintable(r) || isInvisible(runes, i) {
			return true
		}
	}
	return false
}

// isInvisible reports a character that shows nothing or has no agreed look: format characters (Unicode category Cf) such
// as a zero-width space, fillers, the empty Braille cell, private use and what is no character. The signs that some
// scripts write over several letters are seen, joiners have their place, see joins, and so have variation selectors.
func isInvisible(text []rune, i int) bool {
	r := text[i]
	switch {
	case unicode.Is(unicode.Variation_Selector, r):
		return i == 0 || !unicode.In(text[i-1], unicode.So, unicode.Sm, unicode.Po, unicode.Nd, unicode.Han, unicode.Mongolian)
	case unicode.Is(unicode.Cf, r):
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r) && !joins(text, i)
	}
	return r == '\u2800' || unicode.In(r, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// joining are the scripts whose letters take another form next to a joiner or a non-joiner.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// joins reports a zero-width joiner or non-joiner that changes what is seen: between two letters of a script that needs
// it, or a joiner that makes one picture of two.
func joins(text []rune, i int) bool {
	const nonJoiner, joiner, asPicture = '\u200c', '\u200d', '\ufe0f'
	if text[i] != nonJoiner && text[i] != joiner || i == 0 || i == len(text)-1 {
		return false
	}
	before, after := text[i-1], text[i+1]
	if unicode.In(before, joining...) && unicode.In(after, joining...) {
		return true
	}
	return text[i] == joiner && (before == asPicture || unicode.In(before, unicode.So, unicode.Sk)) && unicode.Is(unicode.So, after)
}

// Newlines makes the line breaks of a text those of Unix: browsers send both characters, which would count twice.
func Newlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// Day reads a day as a date input posts it, or as it is typed where a browser has none (day/month/year), in ISO 8601
// form. What is neither is returned as it is, to be refused.
func Day(text string) string {
	text = strings.TrimSpace(text)
	if t, err := time.Parse("02/01/2006", text); err == nil {
		return t.Format(time.DateOnly)
	}
	return text
}
