package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// Page collects the marks of one page, in the order they are drawn (ISO 32000-1 sections 8 and 9).
type Page struct {
	document *Document
	marks    []byte
	path     bool // rectangles wait to be filled
	coloured bool
	colour   Colour
	font     *subset
	size     Length
}

// Run is a piece of text in one font, which has all its characters.
type Run struct {
	Font *Font
	Text string
}

// Place is where a text begins, on its base line, and how it is set. Cos and Sin are those of its slope in thousandths;
// both zero is a level text.
type Place struct {
	X, Y, Size Length
	Colour     Colour
	Cos, Sin   Length
}

// Text draws runs one after the other.
func (p *Page) Text(at Place, runs []Run) {
	p.stop()
	p.fill(at.Colour)
	p.marks = append(p.marks, "BT\n"...)
	if at.Cos == 0 && at.Sin == 0 {
		p.operate("Td", at.X, at.Y)
	} else {
		p.operate("Tm", at.Cos, at.Sin, -at.Sin, at.Cos, at.X, at.Y)
	}
	for _, r := range runs {
		s := p.document.subset(r.Font)
		if s != p.font || at.Size != p.size {
			p.marks = append(strconv.AppendInt(append(p.marks, "/F"...), int64(s.number), 10), ' ')
			p.operate("Tf", at.Size)
			p.font, p.size = s, at.Size
		}
		p.show(s, r.Text)
	}
	p.marks = append(p.marks, "ET\n"...)
}

// show writes each character as two bytes, its number in the subset.
func (p *Page) show(s *subset, text string) {
	b := append(p.marks, '(')
	for _, r := range text {
		code, ok := s.code(r)
		if !ok {
			p.document.fail(&missingError{s.font.name, r})
		}
		b = appendEscaped(appendEscaped(b, byte(code>>8)), byte(code&0xFF))
	}
	p.marks = append(b, ") Tj\n"...)
}

// appendEscaped writes a byte of a literal string (ISO 32000-1 section 7.3.4.2).
func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // alone it would be read as a line feed
		return append(b, `\r`...)
	}
	return append(b, c)
}

// Box fills a rectangle, x and y being its lower left corner.
func (p *Page) Box(x, y, width, height Length, c Colour) {
	if p.path && c != p.colour {
		p.stop()
	}
	p.fill(c)
	p.operate("re", x, y, width, height)
	p.path = true
}

// stop fills the rectangles collected so far.
func (p *Page) stop() {
	if p.path {
		p.marks = append(p.marks, "f\n"...)
		p.path = false
	}
}

func (p *Page) fill(c Colour) {
	if p.coloured && c == p.colour {
		return
	}
	shade := func(v uint8) Length { return (Length(v)*1000 + 127) / 255 }
	p.operate("rg", shade(c[0]), shade(c[1]), shade(c[2]))
	p.coloured, p.colour = true, c
}

func (p *Page) operate(operator string, operands ...Length) {
	for _, n := range operands {
		p.marks = append(n.number(p.marks), ' ')
	}
	p.marks = append(append(p.marks, operator...), '\n')
}

// number writes a length in points, or anything else that is counted in thousandths.
func (n Length) number(b []byte) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, int64(n/1000), 10)
	rest := n % 1000
	if rest == 0 {
		return b
	}
	b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// textString writes a text for people, in UTF-16 unless it is ASCII (ISO 32000-1 section 7.9.2.2).
func textString(s string) []byte {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r >= 0x7F || strings.ContainsRune(`()\`, r) }) {
		return []byte("(" + s + ")")
	}
	b := []byte("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		b = appendHex(b, unit)
	}
	return append(b, '>')
}

func appendHex(b []byte, unit uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}
