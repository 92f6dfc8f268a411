package delivery_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
)

var morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

const hour = time.Hour

// life is one delivery under test with its clock and all that happened to it.
type life struct {
	d      *delivery.Delivery
	at     delivery.Instant
	ids    int
	events []delivery.Event
}

func newLife() *life { return &life{d: delivery.New("d1"), at: morning} }

func (l *life) id() string {
	l.ids++
	return fmt.Sprintf("i%03d", l.ids)
}

// keep takes the result of a verb in.
func (l *life) keep(events []delivery.Event, err error) error {
	l.events = append(l.events, events...)
	return err
}

func (l *life) must(t testing.TB, events []delivery.Event, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	l.events = append(l.events, events...)
}

func file(name string) delivery.Deliverable {
	sum := sha256.Sum256([]byte(name))
	return delivery.Deliverable{Object: "o-" + name, Name: delivery.Personal(name), Size: 1000, MediaType: "application/pdf", SHA256: hex.EncodeToString(sum[:])}
}

func person(name string, roles ...delivery.Role) delivery.Recipient {
	return delivery.Recipient{Name: delivery.Personal(name), Email: delivery.Personal(strings.ToLower(name) + "@example.org"), Phone: "+33639980001", Roles: roles}
}

// simple is a price of 450 euros, one client who pays and signs, and one reader.
func simple() draft.Spec {
	return draft.Spec{
		Terms:      delivery.Terms{Title: "Plans of the house", ExpiresOn: "2027-01-31"},
		Recipients: []delivery.Recipient{person("Ada", delivery.Payer, delivery.Signer), person("Rea", delivery.Reader)},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000, DueOn: "2026-12-15",
		Files: []delivery.Deliverable{file("plan.pdf"), file("report.pdf")},
	}
}

func (l *life) save(t testing.TB, s draft.Spec) {
	t.Helper()
	if err := s.Validate(l.at); err != nil {
		t.Fatalf("the spec is not valid: %v %+v", err, fields(err))
	}
	l.saveDrafted(t, draft.Plan(s, l.id))
}

func (l *life) saveDrafted(t testing.TB, x delivery.Drafted) {
	t.Helper()
	x.Workspace, x.Member = "w1", "m1"
	events, err := l.d.Save("sender:m1", l.at, x)
	l.must(t, events, err)
}

func (l *life) send(t testing.TB) {
	t.Helper()
	events, err := l.d.Send("sender:m1", l.at, l.links(), false)
	l.must(t, events, err)
}

func (l *life) links() []delivery.LinkIssued {
	var out []delivery.LinkIssued
	for i := range l.d.Recipients {
		out = append(out, delivery.LinkIssued{Recipient: l.d.Recipients[i].ID, LinkID: "link-" + l.d.Recipients[i].ID})
	}
	return out
}

func (l *life) sent(t testing.TB, s draft.Spec) *life {
	t.Helper()
	l.save(t, s)
	l.send(t)
	return l
}

func (l *life) who(n int) string     { return l.d.Recipients[n].ID }
func (l *life) due(n int) string     { return l.d.Dues[n].ID }
func (l *life) release(n int) string { return l.d.Releases[n].ID }

// checkout begins a payment of the first due and returns its id.
func (l *life) checkout(t testing.TB) string {
	t.Helper()
	id := l.id()
	events, err := l.d.StartPayment(l.at, l.who(0), l.due(0), id, "", delivery.Card)
	l.must(t, events, err)
	return id
}

// money is what the processor says when the payment has been paid as asked.
func (l *life) money(payment string) delivery.Observation {
	p, ok := l.d.Payment(payment)
	if !ok {
		p = &delivery.Payment{Amount: 45000}
	}
	return delivery.Observation{
		Payment: payment, Live: true, Session: "cs_" + payment, SessionIs: delivery.SessionComplete, Intent: "pi_" + payment,
		IntentIs: delivery.IntentSucceeded, Charge: "ch_" + payment, Received: delivery.Money{Amount: p.Amount, Currency: "eur"},
		Method: "card", Last4: "4242", SettledAt: l.at,
	}
}

func (l *life) observe(t testing.TB, o delivery.Observation) {
	t.Helper()
	events, err := l.d.Observe(l.at, o, l.id)
	l.must(t, events, err)
}

func (l *life) pay(t testing.TB) string {
	t.Helper()
	id := l.checkout(t)
	l.observe(t, l.money(id))
	return id
}

func (l *life) signature(recipient string) delivery.RecipientSigned {
	x := delivery.RecipientSigned{Recipient: recipient, Attempts: 1, Signature: delivery.Signature{Passcode: "pc", Consent: agreed()}}
	if rel, _, ok := l.d.ToSign(recipient); ok {
		x.Signature.Manifest = l.d.Manifest(rel.ID)
	}
	return x
}

func (l *life) sign(t testing.TB) {
	t.Helper()
	events, err := l.d.Sign(l.at, l.signature(l.who(0)))
	l.must(t, events, err)
}

func (l *life) certificate(kind delivery.CertificateKind) delivery.CertificateRecorded {
	return delivery.CertificateRecorded{Release: l.release(0), Kind: kind, Certificate: "Q-" + string(kind), Evidence: "e1"}
}

func (l *life) sealed(kind delivery.CertificateKind) delivery.CertificateSealed {
	return delivery.CertificateSealed{Release: l.release(0), Kind: kind, Certificate: "Q-" + string(kind), PDF: "p1", Level: "B-T"}
}

func (l *life) seal(t testing.TB) {
	t.Helper()
	events, err := l.d.RecordCertificate(l.at, l.certificate(delivery.CompletionCertificate))
	l.must(t, events, err)
	events, err = l.d.Seal(l.at, l.sealed(delivery.CompletionCertificate))
	l.must(t, events, err)
}

func agreed() delivery.Consent {
	text := "Je demande la remise des fichiers ci-dessous."
	sum := sha256.Sum256([]byte(text))
	return delivery.Consent{Version: "1", Language: "fr", Text: text, SHA256: hex.EncodeToString(sum[:])}
}

// code is the stable code of a refusal, "" for none.
func code(err error) string {
	if err == nil {
		return ""
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return "fault: " + err.Error()
}

func fields(err error) string {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return ""
	}
	var out []string
	for _, f := range p.Fields {
		out = append(out, f.Name+" "+f.Code)
	}
	return strings.Join(out, ", ")
}

func types(events []delivery.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, e.Data.EventType())
	}
	return strings.Join(out, " ")
}

// has counts the events of a type in the whole life.
func (l *life) has(eventType string) int {
	n := 0
	for _, e := range l.events {
		if e.Data.EventType() == eventType {
			n++
		}
	}
	return n
}
