package layout

import (
	"strconv"
	"strings"

	"quittance/internal/evidence"
)

// signatures prints each person's act: the words agreed to, and how the phone was proved.
func (t *writer) signatures() {
	t.heading(t.w.signatures)
	if len(t.Document.Signatures) == 0 {
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.noSignature)}})
		return
	}
	for i, s := range t.Document.Signatures {
		if i > 0 {
			t.y += 10 * pt
		}
		t.put(append([]row{
			{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(style{medium, 10.2 * pt, 15 * pt, ink}, t.name(s.Recipient))}},
			fieldRow(t.w.signedAt, bodyStyle, t.clock.instant(s.SignedAt)),
		}, t.statement(t.w.consent, s.Consent)...)...)
		t.put(t.statement(t.w.convention, s.Convention)...)
		for _, c := range s.Choices {
			t.put(t.choice(c)...)
		}
		if s.Passcode == nil {
			t.field(t.w.passcode, bodyStyle, t.w.noPasscode)
			continue
		}
		t.put(t.passcode(s.Passcode)...)
	}
}

func (t *writer) statement(label string, s evidence.Statement) []row {
	open, end := "«\u00a0", "\u00a0»"
	if s.Language == "en" {
		open, end = "“", "”"
	}
	return []row{
		apart(fieldRow(label, bodyStyle, open+s.Text+end)),
		{cells: []cell{cell{x: valueLeft, w: valueWidth}.
			add(smallStyle, t.w.version+" "+s.Version+", "+s.Language+"  ·  "+t.w.textHash).
			add(hashStyle, grouped(s.SHA256))}},
	}
}

func (t *writer) choice(c evidence.Choice) []row {
	name, ok := t.w.choiceNames[c.Name]
	if !ok {
		name = c.Name
	}
	box, said := "□", t.w.notTicked
	if c.Ticked {
		box, said = "■", t.w.ticked
		if c.At != 0 {
			said += ", " + t.clock.instant(c.At)
		}
	}
	return []row{
		apart(fieldRow(name, bodyStyle, box+"\u00a0"+c.Statement.Text)),
		{cells: []cell{cell{x: valueLeft, w: valueWidth}.add(noteStyle, said).add(hashStyle, grouped(c.Statement.SHA256))}},
	}
}

func (t *writer) passcode(p *evidence.Passcode) []row {
	channel, ok := t.w.channels[p.Channel]
	if !ok {
		channel = p.Channel
	}
	provider := p.Provider
	if p.MessageID != "" {
		provider += "  ·  " + strings.ToLower(t.w.messageID) + " " + p.MessageID
	}
	delivered := t.w.notReported
	if p.DeliveredAt != 0 {
		delivered = t.clock.instant(p.DeliveredAt)
	}
	bound := cell{x: valueLeft, w: valueWidth}.add(bodyStyle, t.w.boundTitle+"\u00a0: "+p.BoundTo.Title)
	if p.BoundTo.Price != nil {
		bound = bound.add(bodyStyle, t.w.boundPrice+"\u00a0: "+t.w.money(*p.BoundTo.Price))
	}
	bound = bound.add(smallStyle, strings.ToLower(t.w.manifest)).add(hashStyle, grouped(p.BoundTo.Manifest)).
		add(smallStyle, t.w.boundConsent).add(hashStyle, grouped(p.BoundTo.Consent))
	return []row{
		apart(fieldRow(t.w.passcode, bodyStyle, channel+", "+masked(p.Phone))),
		fieldRow(t.w.provider, bodyStyle, provider),
		fieldRow(t.w.sent, bodyStyle, t.clock.instant(p.SentAt)),
		fieldRow(t.w.delivered, bodyStyle, delivered),
		fieldRow(t.w.validated, bodyStyle, t.clock.instant(p.ValidatedAt)+"  ·  "+strings.ToLower(t.w.attempts)+"\u00a0: "+strconv.Itoa(p.Attempts)),
		fieldRow(t.w.expires, bodyStyle, t.clock.instant(p.ExpiresAt)),
		{cells: []cell{cell{x: marginLeft, w: labelWidth - 10*pt}.add(labelStyle, t.w.bound), bound}},
		fieldRow(t.w.id, codeStyle, p.ID),
		noteRow(t.w.codeNever),
	}
}

// payments prints what was owed and what came, and who says so.
func (t *writer) payments() {
	t.heading(t.w.payment)
	gated := false
	for _, g := range t.Document.Gates {
		gated = gated || g.Kind == paymentGate
	}
	if len(t.Document.Dues) == 0 {
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.noPayment)}})
		return
	}
	if !gated {
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.noGateOfPaymentNote)}})
	}
	for _, d := range t.Document.Dues {
		t.put(t.dueRows(d)...)
		for _, p := range t.Document.Payments {
			if p.Due == d.ID {
				t.y += 6 * pt
				t.put(t.paymentRows(p)...)
			}
		}
	}
}

func (t *writer) dueRows(d evidence.Due) []row {
	price := t.w.money(d.Price)
	if d.VATRate > 0 {
		price += " (" + t.w.vat + " " + t.w.percent(d.VATRate) + ")"
	}
	if d.Label != "" {
		price = d.Label + "\u00a0: " + price
	}
	state, ok := t.w.dueStates[d.State]
	if !ok {
		state = d.State
	}
	if m := t.moneyOf(d.ID); m.refunded.Amount > 0 && d.State != refundedDue {
		state += ", " + t.refund(m)
	}
	rows := []row{fieldRow(t.w.due, strongStyle, price)}
	if d.DueOn != "" {
		rows = append(rows, fieldRow(t.w.dueOn, bodyStyle, t.w.isoDay(d.DueOn)))
	}
	if d.Forgiven > 0 {
		rows = append(rows, fieldRow(t.w.forgiven, bodyStyle, t.w.money(evidence.Money{Amount: d.Forgiven, Currency: d.Price.Currency})))
	}
	return append(rows, fieldRow(t.w.state, bodyStyle, state), fieldRow(t.w.id, codeStyle, d.ID))
}

func (t *writer) paymentRows(p evidence.Payment) []row {
	rows := []row{fieldRow(t.w.amount, strongStyle, t.w.money(p.Price))}
	if p.Surplus > 0 {
		rows = append(rows, fieldRow(t.w.surplus, bodyStyle, t.w.money(evidence.Money{Amount: p.Surplus, Currency: p.Price.Currency})))
	}
	if r := p.Recorded; r != nil {
		rows = append(rows, fieldRow(t.w.recordedBy, bodyStyle, t.actor(r.By)), fieldRow(t.w.recordedAt, bodyStyle, t.clock.instant(r.At)))
		if r.Reference != "" {
			rows = append(rows, fieldRow(t.w.reference, bodyStyle, r.Reference))
		}
		if r.Note != "" {
			rows = append(rows, fieldRow(t.w.note, bodyStyle, r.Note))
		}
		rows = append(rows, noteRow(t.w.recordedNote))
	}
	if x := p.Processor; x != nil {
		rows = append(rows, fieldRow(t.w.settledAt, bodyStyle, t.clock.instant(p.SettledAt)))
		rows = append(rows, t.processorRows(x)...)
	}
	refund := t.w.noRefund
	if p.Refunded > 0 {
		refund = t.refund(received{}.with(p))
	}
	dispute := t.w.noDispute
	if p.Dispute != "" {
		dispute = t.dispute(p.Dispute)
	}
	return append(rows, fieldRow(t.w.state, bodyStyle, refund+", "+dispute), fieldRow(t.w.id, codeStyle, p.ID))
}

func (t *writer) processorRows(x *evidence.Processor) []row {
	name, mode := x.Name, t.w.test
	if x.Name == "stripe" {
		name = "Stripe"
	}
	if x.Live {
		mode = t.w.live
	}
	rows := []row{fieldRow(t.w.processor, bodyStyle, name+", "+mode)}
	method := x.MethodKind
	if known, ok := t.w.methods[x.MethodKind]; ok {
		method = known
	}
	if x.LastFour != "" {
		method += " ••••\u00a0" + x.LastFour
	}
	for _, f := range []struct{ label, value string }{{t.w.account, x.Account}, {t.w.intent, x.Intent}, {t.w.charge, x.Charge}} {
		if f.value != "" {
			rows = append(rows, fieldRow(f.label, codeStyle, f.value))
		}
	}
	if method != "" {
		rows = append(rows, fieldRow(t.w.method, bodyStyle, method))
	}
	return rows
}

// handover prints what was served, in a certificate of delivery.
func (t *writer) handover() {
	h := t.Document.Handover
	if h == nil {
		return
	}
	t.heading(t.w.handover)
	t.put(
		fieldRow(t.w.recipient, strongStyle, t.name(h.Recipient)),
		fieldRow(t.w.started, bodyStyle, t.clock.instant(h.StartedAt)),
		fieldRow(t.w.ended, bodyStyle, t.clock.instant(h.CompletedAt)),
		fieldRow(t.w.served, bodyStyle, t.w.size(h.BytesServed)),
		fieldRow(t.w.address, bodyStyle, h.Address+" ("+h.AddressSource+")"),
		fieldRow(capital(t.w.agent), bodyStyle, h.UserAgent),
		fieldRow(t.w.completion, codeStyle, h.Completion),
		hashRow(t.w.completionHash, h.CompletionSHA256),
	)
}
