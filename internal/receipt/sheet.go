package receipt

import (
	"strings"

	"quittance/internal/certificate/layout/pdf"
)

// pt is a typographic point in the whole numbers that the emitter counts with.
const pt = 1000

// Measures of the page, A4 portrait. Heights are counted from the top.
const (
	pageWidth  = 595.28 * pt
	pageHeight = 841.89 * pt
	left       = 64 * pt
	right      = pageWidth - 64*pt
	bodyWidth  = right - left
	valueLeft  = left + 132*pt
	footTop    = pageHeight - 54*pt // nothing of the body stands below
)

type (
	length = pdf.Length
	colour = pdf.Colour
)

// The colours are those of the pages by day (frontend/styles/tokens.css), whatever colour the sender's workspace has: a paper
// drawn again later is the same.
var (
	ink    = colour{27, 31, 29}
	soft   = colour{83, 91, 86}
	accent = colour{15, 92, 74}
	hair   = colour{222, 219, 210}
	mist   = colour{228, 240, 235}
	alarm  = colour{163, 33, 28}
	blush  = colour{251, 234, 232}
	ghost  = colour{248, 226, 220}
)

// style is how a text is set. Lead is the height of its line.
type style struct {
	face   face
	size   length
	lead   length
	colour colour
}

var (
	nameStyle   = style{medium, 11 * pt, 15 * pt, ink}
	smallStyle  = style{regular, 8.4 * pt, 12 * pt, soft}
	footStyle   = style{regular, 7.6 * pt, 10.6 * pt, soft}
	titleStyle  = style{medium, 27 * pt, 33 * pt, ink}
	leadStyle   = style{regular, 11.4 * pt, 16.4 * pt, ink}
	labelStyle  = style{regular, 9 * pt, 14.4 * pt, soft}
	bodyStyle   = style{regular, 9.6 * pt, 14.4 * pt, ink}
	strongStyle = style{medium, 9.6 * pt, 14.4 * pt, ink}
	codeStyle   = style{mono, 8.8 * pt, 14.4 * pt, ink}
	amountStyle = style{medium, 28 * pt, 34 * pt, accent}
)

// width is that of a visible text, to the nearest thousandth of a point.
func (s style) width(text string) length {
	total := 0
	for _, r := range text {
		_, a, _ := s.face.find(r)
		total += a
	}
	return (length(total)*s.size + 500) / 1000
}

// wrap cuts a stranger's text into at most so many lines no wider than w; the last ends in an ellipsis when there is more.
func (s style) wrap(text string, w length, most int) []string {
	var out []string
	for _, paragraph := range strings.Split(visible(strings.TrimSpace(text)), "\n") {
		words := strings.FieldsFunc(paragraph, func(r rune) bool { return r == ' ' })
		if len(words) == 0 {
			continue
		}
		current := ""
		for _, word := range words {
			switch {
			case current == "":
				current = word
			case s.width(current+" "+word) <= w:
				current += " " + word
			default:
				out, current = append(out, current), word
			}
			for s.width(current) > w && len(out) <= most {
				head := s.fit(current, w)
				out, current = append(out, head), current[len(head):]
			}
			if len(out) > most {
				break
			}
		}
		out = append(out, current)
	}
	if len(out) == 0 {
		return []string{""}
	}
	if len(out) > most {
		out = out[:most]
		last := out[most-1]
		if s.width(last+"…") > w {
			last = s.fit(last, w-s.width("…"))
		}
		out[most-1] = strings.TrimRight(last, " ,;:-") + "…"
	}
	return out
}

// fit returns the longest beginning that fits, at least one character.
func (s style) fit(text string, w length) string {
	used := length(0)
	for i, r := range text {
		a := s.width(string(r))
		if used+a > w && i > 0 {
			return text[:i]
		}
		used += a
	}
	return text
}

// sheet is the one page, with the height that has been used.
type sheet struct {
	page *pdf.Page
	y    length
}

// at sets one visible line whose top is y.
func (s *sheet) at(x, y length, st style, text string) {
	s.page.Text(pdf.Place{X: x, Y: pageHeight - y - st.lead*72/100, Size: st.size, Colour: st.colour}, st.face.runs(text))
}

// ending sets one visible line that ends at x.
func (s *sheet) ending(x, y length, st style, text string) { s.at(x-st.width(text), y, st, text) }

func (s *sheet) box(x, y, w, h length, c colour) { s.page.Box(x, pageHeight-y-h, w, h, c) }

func (s *sheet) rule(y length) { s.box(left, y, bodyWidth, 0.6*pt, hair) }

// lines sets a wrapped text below what is there.
func (s *sheet) lines(x, w length, st style, text string, most int) {
	for _, l := range st.wrap(text, w, most) {
		s.at(x, s.y, st, l)
		s.y += st.lead
	}
}

// field sets a label with its value; nothing for an empty one.
func (s *sheet) field(label string, st style, value string, most int) {
	if strings.TrimSpace(value) == "" {
		return
	}
	s.at(left, s.y, labelStyle, label)
	s.lines(valueLeft, right-valueLeft, st, value, most)
	s.y += 3 * pt
}

// sum sets an amount in the right column.
func (s *sheet) sum(label string, st style, value string) {
	s.at(valueLeft, s.y, style{st.face, st.size, st.lead, labelColour(st)}, label)
	s.ending(right, s.y, st, value)
	s.y += st.lead + 2*pt
}

// labelColour is soft beside an ordinary amount.
func labelColour(st style) colour {
	if st.face == regular {
		return soft
	}
	return st.colour
}
