package layout

import (
	"strings"

	"quittance/internal/certificate/layout/pdf"
)

// pt is a typographic point in the whole numbers that layout 1 counts with, so that every processor sets the same page.
const pt = 1000

// Measures of layout 1, on A4.
const (
	pageWidth   = 595.28 * pt
	pageHeight  = 841.89 * pt
	marginLeft  = 56 * pt
	marginRight = 56 * pt
	bodyTop     = 74 * pt
	bodyBottom  = pageHeight - 70*pt
	bodyWidth   = pageWidth - marginLeft - marginRight
	labelWidth  = 128 * pt
	valueLeft   = marginLeft + labelWidth
	valueWidth  = bodyWidth - labelWidth
	maxPages    = 2000
)

type (
	length = pdf.Length
	colour = pdf.Colour
)

// The colours are those of the pages by day, as they were when this version was shipped.
var (
	ink    = colour{27, 31, 29}
	soft   = colour{83, 91, 86}
	accent = colour{15, 92, 74}
	hair   = colour{222, 219, 210}
	alarm  = colour{163, 33, 28}
	blush  = colour{251, 234, 232}
	ghost  = colour{248, 226, 220}
)

// style is how a text is set. Lead is the height of its line; the baseline depends on it alone, so that texts of
// different sizes stand on one line.
type style struct {
	face   face
	size   length
	lead   length
	colour colour
}

var (
	bodyStyle    = style{regular, 9.2 * pt, 13 * pt, ink}
	strongStyle  = style{medium, 9.2 * pt, 13 * pt, ink}
	labelStyle   = style{regular, 8.4 * pt, 13 * pt, soft}
	noteStyle    = style{regular, 8 * pt, 11.4 * pt, soft}
	hashStyle    = style{mono, 7.1 * pt, 11.4 * pt, ink}
	codeStyle    = style{mono, 7.6 * pt, 13 * pt, ink}
	headingStyle = style{medium, 11.6 * pt, 17 * pt, accent}
	titleStyle   = style{medium, 25 * pt, 31 * pt, ink}
	leadStyle    = style{regular, 12.2 * pt, 17 * pt, ink}
	smallStyle   = style{regular, 7.4 * pt, 10 * pt, soft}
)

// op is one mark on a page: a text on its base line, or without one a filled rectangle. The origin is the upper left
// corner.
type op struct {
	x, y, w, h length
	style      style
	text       string
	sloped     bool // as a mark across the page
}

// line is one set line of a cell.
type line struct {
	style style
	text  string
}

// cell is a column of lines. It is numbered when some characters of it stand as their numbers.
type cell struct {
	x, w     length
	lines    []line
	numbered bool
}

func (c cell) height() length {
	h := length(0)
	for _, l := range c.lines {
		h += l.style.lead
	}
	return h
}

// add wraps a text into the cell.
func (c cell) add(s style, text string) cell {
	for _, t := range wrap(s, text, c.w) {
		c.lines = append(c.lines, line{style: s, text: t})
	}
	c.numbered = c.numbered || s.face.numbers(text)
	return c
}

// row is cells that stand side by side. Space lies above; a rule is drawn under the row.
type row struct {
	cells []cell
	space length
	rule  bool
	below length
}

func (r row) height() length {
	h := length(0)
	for _, c := range r.cells {
		h = max(h, c.height())
	}
	if r.rule {
		h += 5 * pt
	}
	return h + r.below
}

// sheet collects the marks of all pages; nothing is written before the number of pages is known.
type sheet struct {
	pages    [][]op
	y        length
	waiting  []row // headings that go with the next rows
	numbered bool  // a cell that was drawn is
}

func newSheet() *sheet { return &sheet{pages: [][]op{nil}, y: bodyTop} }

func (s *sheet) mark(o op) { s.pages[len(s.pages)-1] = append(s.pages[len(s.pages)-1], o) }

func (s *sheet) text(x, y length, st style, t string) {
	s.mark(op{x: x, y: y + st.lead*72/100, style: st, text: t})
}

func (s *sheet) box(x, y, w, h length, c colour) {
	s.mark(op{x: x, y: y, w: w, h: h, style: style{colour: c}})
}

func (s *sheet) rule(y length, c colour) { s.box(marginLeft, y, bodyWidth, 0.6*pt, c) }

func (s *sheet) newPage() {
	s.pages = append(s.pages, nil)
	s.y = bodyTop
}

// full tells that the certificate has outgrown any that is real.
func (s *sheet) full() bool { return len(s.pages) > maxPages }

// room begins a page when less than h is left on this one.
func (s *sheet) room(h length) {
	if s.y+h > bodyBottom && s.y > bodyTop {
		s.newPage()
	}
}

// put sets rows that belong together: on one page when a page can hold them, else over as many as it takes.
func (s *sheet) put(rows ...row) {
	rows = append(s.waiting, rows...)
	s.waiting = nil
	total := length(0)
	for _, r := range rows {
		total += r.space + r.height()
	}
	if total <= bodyBottom-bodyTop {
		s.room(total)
	}
	for _, r := range rows {
		s.set(r)
	}
}

func (s *sheet) set(r row) {
	if s.full() {
		return
	}
	if s.y > bodyTop {
		s.y += r.space
	}
	for {
		h := r.height()
		if s.y+h <= bodyBottom {
			s.draw(r.cells, h)
			if r.rule {
				s.rule(s.y-r.below-2.4*pt, hair)
			}
			return
		}
		if s.y > bodyTop && h <= bodyBottom-bodyTop {
			s.newPage()
			continue
		}
		// Higher than what is left and than any page: the lines that fit, then the rest.
		now, later := split(r.cells, bodyBottom-s.y)
		s.draw(now, bodyBottom-s.y)
		r.cells = later
		if s.newPage(); s.full() {
			return
		}
	}
}

func split(cells []cell, room length) (now, later []cell) {
	for _, c := range cells {
		n, h := 0, length(0)
		for n < len(c.lines) && h+c.lines[n].style.lead <= room {
			h += c.lines[n].style.lead
			n++
		}
		now = append(now, cell{c.x, c.w, c.lines[:n], c.numbered})
		later = append(later, cell{c.x, c.w, c.lines[n:], c.numbered})
	}
	return now, later
}

func (s *sheet) draw(cells []cell, h length) {
	for _, c := range cells {
		s.numbered = s.numbered || c.numbered
		y := s.y
		for _, l := range c.lines {
			s.text(c.x, y, l.style, l.text)
			y += l.style.lead
		}
	}
	s.y += h
}

// width is that of a text, to the nearest thousandth of a point.
func (s style) width(text string) length { return (length(s.face.width(text))*s.size + 500) / 1000 }

// wrap cuts a text into lines no wider than w: at spaces, and inside a word only when it is wider than a line.
func wrap(s style, text string, w length) []string {
	var out []string
	space := s.width(" ")
	for _, paragraph := range strings.Split(Visible(text), "\n") {
		current, used := "", length(0)
		for _, word := range strings.Split(paragraph, " ") {
			width := s.width(word)
			if current != "" && used+space+width <= w {
				current, used = current+" "+word, used+space+width
				continue
			}
			if current != "" {
				out = append(out, current)
			}
			for current, used = word, width; used > w; used = s.width(current) {
				head := s.fit(current, w)
				out = append(out, head)
				current = current[len(head):]
			}
		}
		out = append(out, current)
	}
	return out
}

// fit returns the longest beginning of a word that fits, after a sign of punctuation where one is near; at least
// one character.
func (s style) fit(word string, w length) string {
	used, end, soft := length(0), 0, 0
	for i, r := range word {
		a := s.width(string(r))
		if used+a > w && i > 0 {
			break
		}
		used += a
		end = i + len(string(r))
		if strings.ContainsRune("/-_.,;:&?=@", r) {
			soft = end
		}
	}
	if soft > end*2/3 && end < len(word) {
		return word[:soft]
	}
	return word[:end]
}
