package receipt

import (
	"fmt"
	"strings"

	"github.com/bojanz/currency"
	"golang.org/x/text/unicode/norm"

	"quittance/internal/certificate/layout/pdf"
	"quittance/internal/tariff"
)

// writer sets one note.
type writer struct {
	*sheet
	Note
	w *words
	p paper
}

// Compose returns the paper as a PDF of one page. The error is ErrIncomplete, or a fault of ours.
func Compose(n Note) ([]byte, error) {
	if _, known := currency.GetDigits(n.Currency); !known {
		return nil, ErrIncomplete
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	if err := loadFonts(); err != nil {
		return nil, fmt.Errorf("compose receipt: %w", err)
	}
	t := newWriter(n)
	language := "fr"
	if t.w == &english {
		language = "en"
	}
	d := pdf.New(pdf.Info{
		Title: t.p.title + " " + n.Number, Language: language, Producer: "Quittance", At: n.IssuedAt, Width: pageWidth, Height: pageHeight,
	})
	t.sheet = &sheet{page: d.AddPage()}
	t.set()
	out, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("compose receipt: %w", err)
	}
	return out, nil
}

func newWriter(n Note) *writer {
	t := &writer{Note: n, w: wordsIn(n.Language)}
	t.p = t.w.payment
	if n.Kind == Refund {
		t.p = t.w.refund
	}
	return t
}

func (t *writer) set() {
	if t.Sandbox {
		for _, y := range []length{470 * pt, 800 * pt} {
			t.page.Text(pdf.Place{X: 96 * pt, Y: pageHeight - y, Size: 92 * pt, Colour: ghost, Cos: 848, Sin: 530}, medium.runs(t.w.sandbox))
		}
	}
	t.head()
	t.title()
	t.panel()
	t.facts()
	t.sums()
	t.closing()
	t.foot()
}

// head names the sender on the left, the paper's number on the right.
func (t *writer) head() {
	t.box(left, 44*pt, 28*pt, 2.4*pt, accent)
	t.y = 56 * pt
	const width = 300 * pt
	t.lines(left, width, nameStyle, t.Sender.Name, 2)
	t.lines(left, width, smallStyle, t.Sender.Address, 5)
	var ids []string
	if t.Sender.SIREN != "" {
		ids = append(ids, t.w.siren+nbsp+thirds(t.Sender.SIREN))
	}
	if t.Sender.VAT != "" {
		ids = append(ids, t.w.vatNumber+nbsp+t.Sender.VAT)
	}
	for _, line := range []string{strings.Join(ids, dot), joined(dot, grouped(t.Sender.Phone), t.Sender.Email)} {
		if line != "" {
			t.lines(left, width, smallStyle, line, 1)
		}
	}
	t.ending(right, 57*pt, smallStyle, t.w.number)
	for i, line := range codeStyle.wrap(t.Number, 150*pt, 2) {
		t.ending(right, 69*pt+length(i)*12*pt, codeStyle, line)
	}
}

func (t *writer) title() {
	t.y = max(t.y+22*pt, 172*pt)
	if t.Sandbox {
		t.y -= 6 * pt
		t.box(left, t.y, bodyWidth, 26*pt, blush)
		t.box(left, t.y, 3*pt, 26*pt, alarm)
		t.at(left+14*pt, t.y+6*pt, style{medium, 9.4 * pt, 14 * pt, alarm}, t.w.sandbox+nbsp+"— "+t.w.sandboxText)
		t.y += 42 * pt
	}
	t.lines(left, bodyWidth, titleStyle, t.p.title, 1)
	t.y += 4 * pt
	lead, most := t.p.lead, 2
	if t.rest() > 0 {
		lead, most = lead+t.w.part, 3
	}
	t.lines(left, bodyWidth, leadStyle, t.filled(lead), most)
	t.y += 14 * pt
}

// filled puts names and values into a sentence. Names are shortened, because they stand whole elsewhere.
func (t *writer) filled(sentence string) string {
	short := func(name string) string { return bodyStyle.wrap(strings.Join(strings.Fields(name), " "), 220*pt, 1)[0] }
	payer := t.Payer.Company
	if strings.TrimSpace(payer) == "" {
		payer = t.Payer.Name
	}
	return strings.NewReplacer(
		"{payer}", short(payer), "{sender}", short(t.Sender.Name), "{amount}", t.money(t.Amount),
		"{rest}", t.money(t.rest()), "{day}", t.w.day(t.At.In(t.Zone)), "{instant}", t.w.instant(t.IssuedAt.In(t.Zone)),
	).Replace(sentence)
}

// rest is what is still to be paid after a payment of a part, else 0.
func (t *writer) rest() int64 {
	if t.Kind == Refund {
		return 0
	}
	return max(t.Whole-t.Before-t.Amount, 0)
}

func (t *writer) money(amount int64) string { return t.w.money(amount, t.Currency) }

// panel is what the reader looks for: how much, when and how.
func (t *writer) panel() {
	const height = 72 * pt
	t.box(left, t.y, bodyWidth, height, mist)
	t.box(left, t.y, 3*pt, height, accent)
	t.at(left+18*pt, t.y+13*pt, labelStyle, t.p.amount)
	t.at(left+18*pt, t.y+29*pt, amountStyle, t.money(t.Amount))
	when := t.w.day(t.At.In(t.Zone))
	if !t.DayOnly {
		when = t.w.instant(t.At.In(t.Zone))
	}
	t.ending(right-18*pt, t.y+13*pt, labelStyle, t.p.on)
	t.ending(right-18*pt, t.y+28*pt, strongStyle, when)
	if how := t.how(); how != "" {
		t.ending(right-18*pt, t.y+44*pt, bodyStyle, bodyStyle.wrap(how, 220*pt, 1)[0])
	}
	t.y += height + 17*pt
}

// how is the method with the last digits.
func (t *writer) how() string {
	how, known := t.w.methods[t.Method]
	if !known {
		how = t.Method
	}
	if t.Last4 != "" {
		how = joined(" ", how, "••••"+nbsp+t.Last4)
	}
	return how
}

func (t *writer) facts() {
	var payer []string
	for _, line := range []string{t.Payer.Company, t.Payer.Name, t.Payer.Email} {
		if strings.TrimSpace(line) != "" {
			most := 1
			if visible(line) != norm.NFC.String(line) { // numbers of characters are long
				most = 2
			}
			payer = append(payer, bodyStyle.wrap(line, right-valueLeft, most)...)
		}
	}
	t.at(left, t.y, labelStyle, t.p.who)
	for _, line := range payer {
		t.at(valueLeft, t.y, bodyStyle, line)
		t.y += bodyStyle.lead
	}
	t.y += 3 * pt
	title, mention := 3, 2
	switch { // a note, and a receipt of a part, have lines of their own, and the first receipt has these whole
	case t.Kind == Refund && t.Recorded:
		title = 1
	case t.Kind == Refund || t.TooLittle:
		title, mention = 2, 1
	}
	t.field(t.w.subject, strongStyle, t.Title, title)
	t.field(t.w.reference, bodyStyle, t.Reference, 1)
	t.field(t.w.order, bodyStyle, t.Order, 1)
	t.field(t.w.service, bodyStyle, t.Service, 1)
	if t.Kind == Payment {
		t.field(t.w.mention, bodyStyle, t.Mention, mention)
	} else {
		t.field(t.w.receipt, codeStyle, t.PaidNumber, 1)
		if !t.PaidAt.IsZero() {
			t.field(t.w.paidOn, bodyStyle, t.w.day(t.PaidAt.In(t.Zone)), 1)
		}
	}
	t.field(t.w.delivery, codeStyle, t.Delivery, 1)
	t.y += 7 * pt
}

// sums is the tax within the amount, and what stands between it and the price.
func (t *writer) sums() {
	t.rule(t.y)
	t.y += 9 * pt
	if t.Rate > 0 {
		counted, label := t.Amount, t.p.amount
		if t.Kind == Payment && t.Whole > 0 && t.Before+t.Amount > t.Whole { // what is too much is neither with nor without tax
			counted, label = t.Whole-t.Before, t.w.counted
		}
		t.sum(t.w.net, bodyStyle, t.money(counted-t.Tax))
		t.sum(t.w.tax+" "+t.w.percent(t.Rate), bodyStyle, t.money(t.Tax))
		t.sum(label+", "+t.w.withTax, strongStyle, t.money(counted))
	} else {
		t.sum(t.p.amount, strongStyle, t.money(t.Amount))
		if t.Whole > 0 && !t.Surplus || t.Regime != tariff.Ordinary { // money that settles nothing is neither with nor without tax
			t.lines(valueLeft, right-valueLeft, style{regular, bodyStyle.size, bodyStyle.lead, soft}, t.taxSentence(), 1)
		}
		t.y += 2 * pt
	}
	if t.Whole == 0 {
		if t.Kind == Payment {
			t.sum(t.w.surplus, strongStyle, t.money(t.Amount))
		}
		return
	}
	t.y += 5 * pt
	t.box(valueLeft, t.y, right-valueLeft, 0.6*pt, hair)
	t.y += 8 * pt
	t.sum(t.p.whole, bodyStyle, t.money(t.Whole))
	if t.Before > 0 {
		t.sum(t.p.before, bodyStyle, t.money(t.Before))
	}
	done := t.Before + t.Amount
	switch {
	case t.Kind == Refund:
		if t.Before > 0 {
			t.sum(t.w.refundedInAll, bodyStyle, t.money(done))
		}
		t.sum(t.w.kept, strongStyle, t.money(t.Whole-done))
	case done < t.Whole:
		t.sum(t.w.owed, strongStyle, t.money(t.rest()))
		if t.TooLittle {
			t.lines(valueLeft, right-valueLeft, style{regular, bodyStyle.size, bodyStyle.lead, soft}, t.filled(t.w.little), 2)
		}
	case done > t.Whole:
		t.sum(t.w.surplus, strongStyle, t.money(done-t.Whole))
	default:
		t.sum(t.w.nothingOwed, strongStyle, t.money(0))
	}
}

// taxSentence says why there is no tax.
func (t *writer) taxSentence() string {
	if t.Invoice != "" {
		return bodyStyle.wrap(t.p.invoice+" "+t.Invoice, right-valueLeft, 1)[0]
	}
	switch t.Regime {
	case tariff.Exempt293B:
		return t.w.exempt
	case tariff.ReverseCharge:
		return t.w.reverse
	case tariff.Ordinary:
	}
	return t.w.noTax
}

// closing says what the paper is not.
func (t *writer) closing() {
	t.y += 10 * pt
	t.rule(t.y)
	t.y += 10 * pt
	if t.Recorded {
		t.lines(left, bodyWidth, smallStyle, t.filled(t.p.recorded), 2)
	}
	t.lines(left, bodyWidth, smallStyle, t.filled(t.p.not), 2)
}

func (t *writer) foot() {
	const y = footTop + 8*pt
	t.rule(footTop)
	made := t.filled(t.w.issued)
	if t.Platform != "" {
		made += t.w.of + t.Platform
	}
	t.at(left, y, footStyle, footStyle.wrap(made, bodyWidth-226*pt, 1)[0])
	t.ending(right, y, footStyle, footStyle.wrap(t.p.title+" "+t.Number, 220*pt, 1)[0])
}

// joined leaves out what is empty.
func joined(between string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, between)
}
