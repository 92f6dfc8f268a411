package receipt

import (
	"fmt"
	"strings"
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/text/unicode/norm"

	"quittance/internal/certificate/layout/pdf"
)

// face is one of the fonts: those of the certificate, so that the papers of one delivery look alike.
type face uint8

const (
	regular face = iota
	medium
	mono
	fallback
)

var fonts [4]*pdf.Font

// gaps are spaces of a fixed width in every font, in thousandths.
var gaps = map[rune]int{'\u202f': 260, '\u2009': 200, '\u200a': 120, '\u2007': 560}

// loadFonts reads the programs once per process; before that no face is measured.
var loadFonts = sync.OnceValue(func() error {
	for f, from := range [...]struct {
		name    string
		program []byte
	}{{"GoRegular", goregular.TTF}, {"GoMedium", gomedium.TTF}, {"GoMono", gomono.TTF}, {"DejaVuSans", dejavusans.TTF}} {
		font, err := pdf.ReadFont(from.name, from.program, gaps)
		if err != nil {
			return err
		}
		fonts[f] = font
	}
	return nil
})

// find returns the font that has a visible character, the one asked for or the fallback, and its advance in thousandths.
func (f face) find(r rune) (in face, advance int, ok bool) {
	if a, ok := fonts[f].Advance(r); ok {
		return f, a, true
	}
	a, ok := fonts[fallback].Advance(r)
	return fallback, a, ok
}

// runs cuts a visible text into pieces that each have a font.
func (f face) runs(text string) []pdf.Run {
	var out []pdf.Run
	for _, r := range text {
		in, _, _ := f.find(r)
		if last := len(out) - 1; last >= 0 && out[last].Font == fonts[in] {
			out[last].Text += string(r)
		} else {
			out = append(out, pdf.Run{Font: fonts[in], Text: string(r)})
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
		case hides(r) || !drawn:
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hides are the characters that nobody would see, or that move others.
func hides(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0x9F, r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF, r == 0xFFFD, r > 0xFFFD:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return false
}
