package layout

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"quittance/internal/certificate/layout/pdf"
)

// face is one of the fonts of layout 1.
type face pdf.Face

const (
	regular = face(pdf.Regular)
	medium  = face(pdf.Medium)
	mono    = face(pdf.Mono)
)

var family *pdf.Family

// loadFonts reads the programs once per process; before that no face is measured.
var loadFonts = sync.OnceValue(func() (err error) {
	family, err = pdf.ReadFamily(gaps)
	return err
})

// gaps are spaces of a fixed width in every font, in thousandths.
var gaps = map[rune]int{'\u202f': 200, '\u2009': 200, '\u200a': 120, '\u2007': 560}

// appendRuns cuts a text that is already visible into pieces that each have a font.
func appendRuns(out []pdf.Run, f face, s string) []pdf.Run {
	from, now := 0, f
	flush := func(to int) {
		if to > from {
			out = append(out, pdf.Run{Font: now.font(), Text: s[from:to]})
		}
		from = to
	}
	for i, r := range s {
		in, _, ok := f.find(r)
		switch {
		case !ok:
			flush(i)
			out = append(out, pdf.Run{Font: f.font(), Text: codePoint(r)})
			from, now = i+len(string(r)), f
		case in != now:
			flush(i)
			now = in
		}
	}
	flush(len(s))
	return out
}

func (f face) font() *pdf.Font { return family.Font(pdf.Face(f)) }

// find returns the face that has a character, and its advance in thousandths.
func (f face) find(r rune) (in face, advance int, ok bool) {
	has, advance, ok := family.Find(pdf.Face(f), r)
	return face(has), advance, ok
}

// width is that of s in thousandths of the size.
func (f face) width(s string) int {
	total := 0
	for _, r := range s {
		if _, a, ok := f.find(r); ok {
			total += a
		} else {
			total += f.width(codePoint(r)) // which is ASCII
		}
	}
	return total
}

func codePoint(r rune) string { return fmt.Sprintf("[U+%04X]", r) }

// Visible makes every character of a stranger's text show: composed letters, and the code point in the place of
// what would be invisible, turn the text around or have no letter in the fonts. A line break stays.
func Visible(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t':
			b.WriteRune(' ')
		case r == '\u2011':
			b.WriteRune('-')
		case numbered(r):
			b.WriteString(codePoint(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// numbered reports what Visible writes as its code point; for a letter of the basic plane the fonts decide.
func numbered(r rune) bool { return pdf.Hides(r) || r > 0xFFFD }

// numbers reports whether some character of a text is drawn as its code point.
func (f face) numbers(s string) bool {
	if !strings.ContainsFunc(s, func(r rune) bool { return (r < 0x20 || r > 0x7E) && r != '\n' && r != '\t' }) {
		return false // as most texts
	}
	for _, r := range norm.NFC.String(s) {
		if r == '\n' || r == '\t' || r == '\u2011' {
			continue
		}
		if _, _, ok := f.find(r); numbered(r) || !ok {
			return true
		}
	}
	return false
}
