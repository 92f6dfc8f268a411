package layout

import (
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"quittance/internal/evidence"
)

// writer sets one certificate in layout 1.
type writer struct {
	*sheet
	Page
	w     *words
	clock clock
}

// composeV1 is the first layout: two languages, A4 portrait, a head with the conditions, then one section for each
// group of EVIDENCE.md section 2. It is a pure function of the page.
func composeV1(p Page) ([]byte, error) {
	if d := p.Document; len(d.Recipients) > 100 || len(d.Gates) > 500 || len(d.Dues) > 500 || len(d.Payments) > 500 || len(d.Signatures) > 100 ||
		len(d.Deliverables) > 10_000 || len(d.Events) > 10_000 {
		return nil, ErrTooLong
	}
	if err := loadFonts(); err != nil {
		return nil, err
	}
	t, err := writeV1(p, false)
	if err == nil && t.numbered {
		t, err = writeV1(p, true)
	}
	if err != nil {
		return nil, err
	}
	return t.emit(t.title()+" "+p.Document.Certificate.Number, p.Document.Language, p.Document.Certificate.MadeAt)
}

// writeV1 sets the pages. Explained says on the first one what the numbers of characters are: whether there are any is
// known only when everything is set.
func writeV1(p Page, explained bool) (*writer, error) {
	w := wordsIn(p.Document.Language)
	t := &writer{sheet: newSheet(), Page: p, w: w, clock: newClock(w, p.Document.Events)}
	if err := t.head(); err != nil {
		return nil, err
	}
	if explained {
		t.y += 2 * pt
		t.put(noteRow(w.numbered))
	}
	t.conditions()
	t.files()
	t.parties()
	t.handover()
	t.signatures()
	t.payments()
	t.proof()
	t.law()
	t.events()
	if t.full() {
		return nil, ErrTooLong
	}
	t.furniture()
	return t, nil
}

func (t *writer) title() string {
	switch {
	case t.Document.Kind == evidence.Delivery:
		return t.w.titleDelivery
	case len(t.Document.Signatures) == 0:
		return t.w.titleUnsigned
	default:
		return t.w.titleSigned
	}
}

const qrSize = 78 * pt

// head is the title, what it is about and where to verify it, with the QR code of that address.
func (t *writer) head() error {
	right := length(pageWidth - marginRight)
	if err := t.qr(right-qrSize, 52*pt, t.Document.Certificate.VerifyURL); err != nil {
		return err
	}
	t.text(right-qrSize, (52+2)*pt+qrSize, smallStyle, t.w.scan)
	width := length(bodyWidth - qrSize - 28*pt)
	t.y = 50 * pt
	t.set(row{cells: []cell{cell{x: marginLeft, w: width}.add(style{medium, 8.6 * pt, 14 * pt, accent}, t.Document.Platform.Name)}})
	t.set(row{cells: []cell{cell{x: marginLeft, w: width}.add(titleStyle, t.title())}})
	t.set(row{space: 3 * pt, cells: []cell{cell{x: marginLeft, w: width}.add(leadStyle, t.Document.Certificate.Title)}})
	t.y = max(t.y+12*pt, (52+22)*pt+qrSize)
	if len(t.Document.Certificate.Sandbox) > 0 {
		t.sandboxNote()
	}
	c := t.Document.Certificate
	t.field(t.w.number, codeStyle, c.Number)
	t.field(t.w.madeAt, bodyStyle, t.clock.instant(c.MadeAt))
	if c.Reference != "" {
		t.field(t.w.reference, bodyStyle, c.Reference)
	}
	t.field(t.w.deliveryID, codeStyle, c.Delivery+"  ·  "+strings.ToLower(t.w.releaseID)+" "+c.Release)
	t.field(t.w.verifyAt, bodyStyle, c.VerifyURL)
	return nil
}

// qr draws the code as rectangles, runs of dark modules merged, so that it is a part of the compared content.
func (t *writer) qr(x, y length, address string) error {
	if address == "" {
		return nil
	}
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	bitmap := code.Bitmap()
	edge := func(n int) length { return length(n) * qrSize / length(len(bitmap)) }
	for i, line := range bitmap {
		for from := 0; from < len(line); from++ {
			if !line[from] {
				continue
			}
			to := from
			for to < len(line) && line[to] {
				to++
			}
			t.box(x+edge(from), y+edge(i), edge(to)-edge(from), edge(i+1)-edge(i)+0.05*pt, ink)
			from = to
		}
	}
	return nil
}

func (t *writer) sandboxNote() {
	names := make([]string, 0, len(t.Document.Certificate.Sandbox))
	for _, n := range t.Document.Certificate.Sandbox {
		if known, ok := t.w.standIns[n]; ok {
			n = known
		}
		names = append(names, n)
	}
	body := cell{x: marginLeft + 14*pt, w: bodyWidth - 28*pt}.
		add(style{medium, 9.4 * pt, 14 * pt, alarm}, t.w.sandbox+"\u00a0— "+t.w.sandboxText).
		add(style{regular, 8.6 * pt, 12 * pt, alarm}, t.w.sandboxNames+strings.Join(names, ", ")+".")
	t.box(marginLeft, t.y, bodyWidth, body.height()+12*pt, blush)
	t.box(marginLeft, t.y, 3*pt, body.height()+12*pt, alarm)
	t.y += 6 * pt
	t.draw([]cell{body}, body.height())
	t.y += 18 * pt
}

// furniture is what every page carries: running head, foot with the certificate's number and the page of how many,
// and the SANDBOX mark under the text.
func (t *writer) furniture() {
	total := strconv.Itoa(len(t.pages))
	c := t.Document.Certificate
	for i := range t.pages {
		marks := t.pages[i]
		t.pages[i] = nil
		under := &sheet{pages: [][]op{nil}}
		if len(c.Sandbox) > 0 {
			for _, y := range []length{360 * pt, 700 * pt} {
				under.mark(op{x: 92 * pt, y: y, style: style{medium, 92 * pt, 0, ghost}, text: t.w.sandbox, sloped: true})
			}
		}
		if i > 0 {
			under.text(marginLeft, 40*pt, smallStyle, clip(smallStyle, t.title()+"  ·  "+Visible(oneLine(c.Title)), bodyWidth))
			under.rule(56*pt, hair)
		}
		foot := length(pageHeight - 48*pt)
		under.rule(foot-8*pt, hair)
		number := t.w.page + "\u00a0" + strconv.Itoa(i+1) + "\u00a0" + t.w.pages + "\u00a0" + total
		under.text(pageWidth-marginRight-smallStyle.width(number), foot, smallStyle, number)
		left := t.w.number + " " + c.Number + "  ·  " + t.Document.Platform.Name + " " + t.Document.Platform.Build
		under.text(marginLeft, foot, smallStyle, clip(smallStyle, Visible(oneLine(left)), bodyWidth-80*pt))
		t.pages[i] = append(under.pages[0], marks...)
	}
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// clip shortens a visible text to one line; it is used only where the whole text stands elsewhere.
func clip(s style, text string, w length) string {
	if s.width(text) <= w {
		return text
	}
	return s.fit(text, w-s.width("…")) + "…"
}

// heading begins a section, never at the foot of a page.
func (t *writer) heading(text string) {
	t.waiting = []row{{space: 20 * pt, rule: true, below: 3 * pt, cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(headingStyle, text)}}}
}

// field is a label with its value.
func (t *writer) field(label string, s style, value string) { t.put(fieldRow(label, s, value)) }

func fieldRow(label string, s style, value string) row {
	return row{cells: []cell{
		cell{x: marginLeft, w: labelWidth - 10*pt}.add(labelStyle, label),
		cell{x: valueLeft, w: valueWidth}.add(s, value),
	}}
}

// apart sets a row off from the one before.
func apart(r row) row {
	r.space = 4 * pt
	return r
}

// noteRow is a sentence in the value column.
func noteRow(text string) row {
	return row{cells: []cell{cell{x: valueLeft, w: valueWidth}.add(noteStyle, text)}}
}

// hashRow is a labelled hash, set in groups.
func hashRow(label string, h evidence.Hash) row {
	s := hashStyle
	s.lead = 13 * pt
	return row{cells: []cell{
		cell{x: marginLeft, w: labelWidth - 10*pt}.add(labelStyle, label),
		cell{x: valueLeft, w: valueWidth}.add(s, grouped(h)),
	}}
}
