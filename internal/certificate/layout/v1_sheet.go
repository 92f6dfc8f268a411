package layout

import "strings"

// Measures of layout 1, in points on A4.
const (
	pageWidth   = 595.28
	pageHeight  = 841.89
	marginLeft  = 56.0
	marginRight = 56.0
	bodyTop     = 74.0
	bodyBottom  = pageHeight - 70
	bodyWidth   = pageWidth - marginLeft - marginRight
	labelWidth  = 128.0
	valueLeft   = marginLeft + labelWidth
	valueWidth  = bodyWidth - labelWidth
	maxPages    = 2000
)

type colour [3]int

var (
	ink    = colour{28, 31, 36}
	soft   = colour{96, 103, 112}
	accent = colour{23, 68, 92}
	hair   = colour{208, 213, 218}
	alarm  = colour{168, 46, 30}
	blush  = colour{252, 238, 234}
	ghost  = colour{248, 226, 220}
)

// style is how a text is set. Lead is the height of its line; the baseline depends on it alone, so that texts of
// different sizes stand on one line.
type style struct {
	face   face
	size   float64
	lead   float64
	colour colour
}

var (
	bodyStyle    = style{regular, 9.2, 13, ink}
	strongStyle  = style{medium, 9.2, 13, ink}
	labelStyle   = style{regular, 8.4, 13, soft}
	noteStyle    = style{regular, 8, 11.4, soft}
	hashStyle    = style{mono, 7.1, 11.4, ink}
	codeStyle    = style{mono, 7.6, 13, ink}
	headingStyle = style{medium, 11.6, 17, accent}
	titleStyle   = style{medium, 25, 31, ink}
	leadStyle    = style{regular, 12.2, 17, ink}
	smallStyle   = style{regular, 7.4, 10, soft}
)

// op is one mark on a page: a text when face text is set, else a filled rectangle.
type op struct {
	x, y, w, h float64
	style      style
	text       string
}

// line is one set line of a cell.
type line struct {
	style style
	text  string
}

// cell is a column of lines.
type cell struct {
	x, w  float64
	lines []line
}

func (c cell) height() float64 {
	h := 0.0
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
	return c
}

// row is cells that stand side by side. Space lies above; a rule is drawn under the row.
type row struct {
	cells []cell
	space float64
	rule  bool
	below float64
}

func (r row) height() float64 {
	h := 0.0
	for _, c := range r.cells {
		h = max(h, c.height())
	}
	if r.rule {
		h += 5
	}
	return h + r.below
}

// sheet collects the marks of all pages; nothing is written before the number of pages is known.
type sheet struct {
	pages   [][]op
	y       float64
	waiting []row // headings that go with the next rows
}

func newSheet() *sheet { return &sheet{pages: [][]op{nil}, y: bodyTop} }

func (s *sheet) mark(o op) { s.pages[len(s.pages)-1] = append(s.pages[len(s.pages)-1], o) }

func (s *sheet) text(x, y float64, st style, t string) {
	s.mark(op{x: x, y: y + st.lead*0.72, style: st, text: t})
}

func (s *sheet) box(x, y, w, h float64, c colour) {
	s.mark(op{x: x, y: y, w: w, h: h, style: style{colour: c}})
}

func (s *sheet) rule(y float64, c colour) { s.box(marginLeft, y, bodyWidth, 0.6, c) }

func (s *sheet) newPage() {
	s.pages = append(s.pages, nil)
	s.y = bodyTop
}

// full tells that the certificate has outgrown any that is real.
func (s *sheet) full() bool { return len(s.pages) > maxPages }

// room begins a page when less than h is left on this one.
func (s *sheet) room(h float64) {
	if s.y+h > bodyBottom && s.y > bodyTop {
		s.newPage()
	}
}

// put sets rows that belong together: on one page when a page can hold them, else over as many as it takes.
func (s *sheet) put(rows ...row) {
	rows = append(s.waiting, rows...)
	s.waiting = nil
	total := 0.0
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
				s.rule(s.y-r.below-2.4, hair)
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

func split(cells []cell, room float64) (now, later []cell) {
	for _, c := range cells {
		n, h := 0, 0.0
		for n < len(c.lines) && h+c.lines[n].style.lead <= room {
			h += c.lines[n].style.lead
			n++
		}
		now = append(now, cell{c.x, c.w, c.lines[:n]})
		later = append(later, cell{c.x, c.w, c.lines[n:]})
	}
	return now, later
}

func (s *sheet) draw(cells []cell, h float64) {
	for _, c := range cells {
		y := s.y
		for _, l := range c.lines {
			s.text(c.x, y, l.style, l.text)
			y += l.style.lead
		}
	}
	s.y += h
}

func (s style) width(text string) float64 { return s.face.width(text) * s.size / 1000 }

// wrap cuts a text into lines no wider than w: at spaces, and inside a word only when it is wider than a line.
func wrap(s style, text string, w float64) []string {
	var out []string
	space := s.width(" ")
	for _, paragraph := range strings.Split(Visible(text), "\n") {
		current, used := "", 0.0
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
func (s style) fit(word string, w float64) string {
	used, end, soft := 0.0, 0, 0
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
