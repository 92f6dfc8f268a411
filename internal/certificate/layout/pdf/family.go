package pdf

import (
	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
)

// Face is one of the fonts of a family.
type Face uint8

// The faces. Fallback has the letters that the others lack.
const (
	Regular Face = iota
	Medium
	Mono
	Fallback
)

// Family is the fonts that the papers of a delivery share, so that they look alike: the Go fonts, and DejaVu Sans.
type Family struct{ fonts [4]*Font }

// ReadFamily reads the programs. gaps are spaces of a fixed width in every font, in thousandths.
func ReadFamily(gaps map[rune]int) (*Family, error) {
	var f Family
	for face, from := range [...]struct {
		name    string
		program []byte
	}{{"GoRegular", goregular.TTF}, {"GoMedium", gomedium.TTF}, {"GoMono", gomono.TTF}, {"DejaVuSans", dejavusans.TTF}} {
		font, err := ReadFont(from.name, from.program, gaps)
		if err != nil {
			return nil, err
		}
		f.fonts[face] = font
	}
	return &f, nil
}

// Font is that of a face.
func (f *Family) Font(face Face) *Font { return f.fonts[face] }

// Find returns the face that has a character, the one asked for or the fallback, and its advance in thousandths.
func (f *Family) Find(face Face, r rune) (in Face, advance int, ok bool) {
	if a, ok := f.fonts[face].Advance(r); ok {
		return face, a, true
	}
	a, ok := f.fonts[Fallback].Advance(r)
	return Fallback, a, ok
}

// Hides tells the characters that nobody would see, that move others, or that are written from right to left: set one after
// the other from the left and unjoined, their words would be misspelt. It is a fixed list rather than a Unicode category:
// categories grow with each version, a layout does not.
func Hides(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0x9F, r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF, r == 0xFFFD:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	case r >= 0x590 && r <= 0x8FF, r >= 0xFB1D && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFE: // Hebrew, Arabic, Syriac, Thaana, N’Ko …
		return true
	}
	return false
}
