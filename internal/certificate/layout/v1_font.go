package layout

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one of the fonts of layout 1: the Go fonts, and DejaVu Sans for letters they lack.
type face int

const (
	regular face = iota
	medium
	mono
	fallback
)

// faceNames are the fonts' names inside the file.
var faceNames = [...]string{"regular", "medium", "mono", "fallback"}

func (f face) program() []byte {
	return [...][]byte{goregular.TTF, gomedium.TTF, gomono.TTF, dejavusans.TTF}[f]
}

// metrics are the advances of a font's characters in thousandths of its size.
type metrics struct {
	once    sync.Once
	latin   [0x180]float64 // the most frequent ones again; 0 where the font has none
	advance map[rune]float64
}

var allMetrics [4]metrics

// advances reads a font once per process.
func (f face) advances() map[rune]float64 {
	m := &allMetrics[f]
	m.once.Do(func() {
		m.advance = map[rune]float64{}
		parsed, err := sfnt.Parse(f.program())
		if err != nil {
			return // a font with no characters: everything is drawn as code points
		}
		var buf sfnt.Buffer
		em := parsed.UnitsPerEm()
		for r := rune(0x20); r < 0xFFFE; r++ {
			glyph, err := parsed.GlyphIndex(&buf, r)
			if err != nil || glyph == 0 {
				continue
			}
			a, err := parsed.GlyphAdvance(&buf, glyph, fixed.I(int(em)), font.HintingNone)
			if err != nil {
				continue
			}
			m.advance[r] = math.Round(float64(a) / 64 * 1000 / float64(em))
			if int(r) < len(m.latin) {
				m.latin[r] = m.advance[r]
			}
		}
	})
	return m.advance
}

// gaps are spaces that move the pen and are no characters of a font, in thousandths.
var gaps = map[rune]float64{'\u202f': 200, '\u2009': 200, '\u200a': 120, '\u2007': 560}

// run is a piece of text in one font, or a gap when it has no text.
type run struct {
	face  face
	text  string
	width float64 // in thousandths
}

// runs cuts a text that is already visible into pieces that each have a font.
func runs(f face, s string) []run {
	var out []run
	from, now := 0, run{face: -1}
	flush := func(to int) {
		if now.face >= 0 {
			now.text = s[from:to]
			out = append(out, now)
		}
		from, now = to, run{face: -1}
	}
	for i, r := range s {
		if w, ok := gaps[r]; ok {
			flush(i)
			out = append(out, run{face: f, width: w})
			from = i + utf8.RuneLen(r)
			continue
		}
		in, w, ok := f.find(r)
		if !ok {
			flush(i)
			code := codePoint(r)
			out = append(out, run{face: f, text: code, width: f.width(code)})
			from = i + utf8.RuneLen(r)
			continue
		}
		if in != now.face {
			flush(i)
			now.face = in
		}
		now.width += w
	}
	flush(len(s))
	return out
}

// find returns the font that has a character: the one asked for, or the fallback.
func (f face) find(r rune) (in face, width float64, ok bool) {
	if w, ok := f.advances()[r]; ok {
		return f, w, true
	}
	w, ok := fallback.advances()[r]
	return fallback, w, ok
}

// width is that of s in thousandths of the size.
func (f face) width(s string) float64 {
	total := 0.0
	own := f.advances()
	latin := &allMetrics[f].latin
	for _, r := range s {
		if int(r) < len(latin) && latin[r] > 0 {
			total += latin[r]
			continue
		}
		if w, ok := own[r]; ok {
			total += w
			continue
		}
		for _, piece := range runs(f, string(r)) {
			total += piece.width
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
		case hides(r) || r > 0xFFFD:
			b.WriteString(codePoint(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hides is a fixed list rather than a Unicode category: categories grow with each version, a layout does not.
func hides(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0x9F, r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF, r == 0xFFFD:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return false
}
