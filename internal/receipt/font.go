package receipt

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"quittance/internal/certificate/layout/pdf"
)

// face is one of the fonts: those of the certificate, so that the papers of one delivery look alike.
type face pdf.Face

const (
	regular = face(pdf.Regular)
	medium  = face(pdf.Medium)
	mono    = face(pdf.Mono)
)

var family *pdf.Family

// gaps are spaces of a fixed width in every font, in thousandths.
var gaps = map[rune]int{'\u202f': 260, '\u2009': 200, '\u200a': 120, '\u2007': 560}

// loadFonts reads the programs once per process; before that no face is measured.
var loadFonts = sync.OnceValue(func() (err error) {
	family, err = pdf.ReadFamily(gaps)
	return err
})

// find returns the font that has a visible character, and its advance in thousandths.
func (f face) find(r rune) (in *pdf.Font, advance int, ok bool) {
	has, advance, ok := family.Find(pdf.Face(f), r)
	return family.Font(has), advance, ok
}

// runs cuts a visible text into pieces that each have a font.
func (f face) runs(text string) []pdf.Run {
	var out []pdf.Run
	for _, r := range text {
		in, _, _ := f.find(r)
		if last := len(out) - 1; last >= 0 && out[last].Font == in {
			out[last].Text += string(r)
		} else {
			out = append(out, pdf.Run{Font: in, Text: string(r)})
		}
	}
	return out
}

// visible makes every character of a stranger's text show: composed letters, and the code point in the place of what would
// be invisible, turn the text around, or has no letter in the fonts. Line breaks stay.
func visible(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		_, _, drawn := regular.find(r)
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t' || r == '\r':
			b.WriteRune(' ')
		case r == '\u2011':
			b.WriteRune('-')
		case pdf.Hides(r) || r > 0xFFFD || !drawn:
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
