package layout

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"quittance/internal/evidence"
)

const (
	paymentGate   = "payment"
	signatureGate = "signature"
	refundedDue   = "refunded"
)

// conditions says in words how each gate was met, or that there was none. A waived gate is never called met.
func (t *writer) conditions() {
	t.heading(t.w.conditions)
	d := t.Document
	has := map[string]bool{}
	waived := false
	for _, g := range d.Gates {
		has[g.Kind] = true
		waived = waived || g.State == evidence.GateWaived
	}
	switch {
	case d.Kind == evidence.Delivery:
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.attestServe)}})
	case len(d.Gates) == 0:
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.attestNoGate)}})
	case waived:
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.attestWaived)}})
	default:
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.attestAll)}})
	}
	t.y += 5 * pt
	for _, g := range d.Gates {
		t.put(t.gate(g))
	}
	if len(d.Gates) == 0 {
		t.put(t.condition(false, soft, t.w.noGate+d.NoGateReason))
		return
	}
	if !has[paymentGate] {
		t.put(t.condition(false, soft, t.w.noPaymentGate))
	}
	if !has[signatureGate] {
		t.put(t.condition(false, soft, t.w.noSignatureGate))
	}
}

func (t *writer) gate(g evidence.Gate) row {
	subject := t.w.gateSignature + "\u00a0— " + t.name(g.Subject)
	if g.Kind == paymentGate {
		subject = t.w.gatePayment
		if due, ok := t.due(g.Subject); ok {
			subject += "\u00a0— " + t.w.money(due.Price)
			if due.Forgiven > 0 {
				subject += " (" + t.w.forgiven + "\u00a0: " + t.w.money(evidence.Money{Amount: due.Forgiven, Currency: due.Price.Currency}) + ")"
			}
		}
	}
	if g.State == evidence.GateWaived {
		return t.condition(false, alarm, subject, t.w.waived+" ("+t.member(g.By)+"), "+t.clock.instant(g.At), t.w.waivedWhy+g.Reason)
	}
	if g.Kind == paymentGate {
		how, more := t.paid(g.Subject)
		return t.condition(true, accent, subject, append([]string{how + ", " + t.clock.instant(g.At)}, more...)...)
	}
	how := t.w.gateSigned
	for _, s := range t.Document.Signatures {
		if s.Recipient == g.Subject && s.Passcode != nil {
			how = t.w.gateCode
		}
	}
	return t.condition(true, accent, subject, how+", "+t.clock.instant(g.At))
}

// paid says how a due was paid, and what else is to be known of its money: how much by whose word, and what of it went back.
func (t *writer) paid(due string) (how string, more []string) {
	m := t.moneyOf(due)
	how = t.w.gateSettled
	switch {
	case m.recorded.Amount > 0 && m.confirmed.Amount > 0:
		more = append(more, t.w.gateConfirmed+"\u00a0: "+t.w.money(m.confirmed), t.w.gateRecorded+"\u00a0: "+t.w.money(m.recorded))
	case m.recorded.Amount > 0:
		how = t.w.gateRecorded
	}
	if m.surplus.Amount > 0 {
		more = append(more, t.w.surplus+"\u00a0: "+t.w.money(m.surplus))
	}
	if m.refunded.Amount > 0 {
		more = append(more, t.refund(m))
	}
	if m.dispute != "" {
		more = append(more, t.dispute(m.dispute))
	}
	return how, more
}

// received is money of one payment, or of several.
type received struct {
	confirmed, recorded, surplus, refunded, byHand evidence.Money
	dispute                                        string // of the last that has one
}

func (r received) with(p evidence.Payment) received {
	add := func(to *evidence.Money, amount int64) {
		to.Amount, to.Currency = to.Amount+amount, p.Price.Currency
	}
	if p.Recorded != nil {
		add(&r.recorded, p.Price.Amount)
	} else {
		add(&r.confirmed, p.Price.Amount)
	}
	add(&r.surplus, p.Surplus)
	add(&r.refunded, p.Refunded)
	add(&r.byHand, p.RefundedByHand)
	if p.Dispute != "" {
		r.dispute = p.Dispute
	}
	return r
}

// moneyOf is all that was received for a due.
func (t *writer) moneyOf(due string) (m received) {
	for _, p := range t.Document.Payments {
		if p.Due == due {
			m = m.with(p)
		}
	}
	return m
}

// refund says how much went back before the certificate was made, and what of it by the sender's word alone.
func (t *writer) refund(m received) string {
	out := t.w.refunded + "\u00a0" + t.w.money(m.refunded)
	switch {
	case m.byHand.Amount > 0 && m.byHand == m.refunded:
		out += t.w.refundWord
	case m.byHand.Amount > 0:
		out += t.w.refundWordPart + "\u00a0" + t.w.money(m.byHand) + ")"
	}
	return out
}

func (t *writer) dispute(state string) string {
	if known, ok := t.w.disputeStates[state]; ok {
		state = known
	}
	return t.w.disputed + " " + state
}

// condition is one line of the list: a full mark only for what was met.
func (t *writer) condition(met bool, c colour, subject string, more ...string) row {
	mark := "○"
	if met {
		mark = "●"
	}
	text := cell{x: marginLeft + 18*pt, w: bodyWidth - 18*pt}.add(strongStyle, subject)
	for _, m := range more {
		text = text.add(bodyStyle, m)
	}
	return row{space: 4 * pt, cells: []cell{cell{x: marginLeft + 2*pt, w: 14 * pt}.add(style{regular, 9.2 * pt, 13 * pt, c}, mark), text}}
}

func (t *writer) due(id string) (evidence.Due, bool) {
	for _, d := range t.Document.Dues {
		if d.ID == id {
			return d, true
		}
	}
	return evidence.Due{}, false
}

// name is that of a recipient, or the id when there is no such person.
func (t *writer) name(recipient string) string {
	for _, r := range t.Document.Recipients {
		if r.ID == recipient {
			if r.Company != "" {
				return r.Name + " (" + r.Company + ")"
			}
			return r.Name
		}
	}
	return recipient
}

// member is the name of the member behind an actor, or what identifies them.
func (t *writer) member(actor string) string {
	id := strings.TrimPrefix(actor, "sender:")
	if id == t.Document.Sender.Member && t.Document.Sender.Name != "" {
		return t.Document.Sender.Name
	}
	return t.w.actorMember + " " + id
}

// actor says who did something, by name where the evidence has one.
func (t *writer) actor(actor string) string {
	kind, id, _ := strings.Cut(actor, ":")
	switch kind {
	case "sender":
		return t.w.actorSender + " (" + t.member(actor) + ")"
	case "recipient":
		return t.name(id)
	case "stripe":
		return "Stripe"
	case "system":
		return t.w.actorSystem
	}
	return actor
}

// files lists every deliverable with its hash, and the hash over all of them.
func (t *writer) files() {
	d := t.Document
	t.heading(t.w.files + " (" + strconv.Itoa(len(d.Deliverables)) + ")")
	for i, f := range d.Deliverables {
		facts := t.w.size(f.Size) + "  ·  " + f.MediaType
		if f.Pages > 0 {
			facts += "  ·  " + t.w.pageCount(f.Pages)
		}
		facts += "  ·  " + t.w.fileSeen + " " + t.clock.instant(f.FirstSeenAt)
		body := cell{x: marginLeft + 24*pt, w: bodyWidth - 24*pt}.
			add(strongStyle, f.Name).
			add(noteStyle, facts).
			add(hashStyle, "SHA-256 "+grouped(f.SHA256))
		t.put(row{space: 2 * pt, rule: true, cells: []cell{
			cell{x: marginLeft, w: 20 * pt}.add(labelStyle, strconv.Itoa(i+1)), body,
		}})
		t.y += 2 * pt
	}
	t.y += 3 * pt
	t.put(hashRow(t.w.manifest, d.Manifest), noteRow(t.w.manifestNote))
}

// parties are the sender and every recipient.
func (t *writer) parties() {
	s := t.Document.Sender
	t.heading(t.w.sender)
	rows := []row{fieldRow(t.w.legalName, strongStyle, s.LegalName), fieldRow(t.w.address, bodyStyle, s.Address)}
	if s.SIREN != "" {
		rows = append(rows, fieldRow(t.w.siren, bodyStyle, spaced(s.SIREN)))
	}
	member := s.Name
	if s.Email != "" {
		member += "  ·  " + s.Email
	}
	t.put(append(rows, fieldRow(t.w.member, bodyStyle, member),
		fieldRow(t.w.workspace, codeStyle, s.Workspace+"  ·  "+t.w.actorMember+" "+s.Member))...)
	t.heading(t.w.recipients)
	for i, r := range t.Document.Recipients {
		if i > 0 {
			t.y += 9 * pt
		}
		t.put(t.recipient(r)...)
	}
}

func (t *writer) recipient(r evidence.Recipient) []row {
	roles := make([]string, 0, len(r.Roles))
	for _, role := range r.Roles {
		if name, ok := t.w.roles[role]; ok {
			role = name
		}
		roles = append(roles, role)
	}
	if len(roles) == 0 {
		roles = append(roles, t.w.roles[""])
	}
	rows := []row{{cells: []cell{
		cell{x: marginLeft, w: labelWidth - 10*pt}.add(labelStyle, capital(strings.Join(roles, ", "))),
		cell{x: valueLeft, w: valueWidth}.add(strongStyle, t.name(r.ID)),
	}}}
	rows = append(rows, fieldRow(t.w.email, bodyStyle, r.Email))
	if r.Phone != "" {
		rows = append(rows, fieldRow(t.w.phone, bodyStyle, masked(r.Phone)),
			fieldRow(t.w.phoneBy, bodyStyle, t.actor(r.PhoneSuppliedBy)+", "+t.clock.instant(r.PhoneSuppliedAt)))
	}
	for _, c := range r.PhoneCorrections {
		rows = append(rows, fieldRow(t.w.phoneChange, bodyStyle,
			masked(c.From)+" "+t.w.to+" "+masked(c.To)+", "+t.actor(c.By)+", "+t.clock.instant(c.At)))
	}
	return append(rows, fieldRow(t.w.id, codeStyle, r.ID))
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[size:]
}

// masked hides a number unless it is hidden already.
func masked(phone string) string {
	if phone == "" {
		return "—"
	}
	if strings.Contains(phone, "•") {
		return phone
	}
	return evidence.MaskPhone(phone)
}

// spaced writes a SIREN in groups of three.
func spaced(siren string) string {
	if len(siren) != 9 {
		return siren
	}
	return siren[:3] + "\u202f" + siren[3:6] + "\u202f" + siren[6:]
}
