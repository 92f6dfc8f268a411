package jobs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/jobs/message"
)

// world is a delivery whose jobs are kept, transaction by transaction.
type world struct {
	*testing.T
	d    *delivery.Delivery
	at   delivery.Instant
	n    int
	jobs []string // of the last transaction: what goes to whom
}

func (w *world) id() string { w.n++; return fmt.Sprintf("i%02d", w.n) }

func (w *world) who(name string) string {
	for _, r := range w.d.Recipients {
		if string(r.Name) == name {
			return r.ID
		}
	}
	w.Fatalf("no %s", name)
	return ""
}

func (w *world) did(events []delivery.Event, err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	w.jobs = nil
	for _, ev := range events {
		for _, args := range caused(w.d, ev) {
			kind, to := "", ""
			switch a := args.(type) {
			case message.SendNotice:
				kind, to = a.Notice, a.Recipient
			case message.SendLink:
				kind, to = "sms:"+a.Notice, a.Recipient
			default:
				continue
			}
			if r, ok := w.d.Recipient(to); ok {
				w.jobs = append(w.jobs, kind+">"+string(r.Name))
			} else if kind == message.NoticePaymentFailed || kind == message.NoticeSigned {
				w.jobs = append(w.jobs, kind+">sender")
			}
		}
	}
}

// pays settles what is owed by card, as the processor tells it.
func (w *world) pays(name string) {
	w.Helper()
	due := w.d.Dues[0]
	events, err := w.d.StartPayment(w.at, w.who(name), due.ID, "p-"+name, "", delivery.Card)
	w.did(events, err)
	p, _ := w.d.Payment("p-" + name)
	w.did(w.d.Observe(w.at, delivery.Observation{
		Payment: p.ID, Session: "cs", Intent: "pi", IntentIs: delivery.IntentSucceeded, Received: delivery.Money{Amount: p.Amount, Currency: p.Currency}, SettledAt: w.at, Live: !w.d.Sandbox,
	}, w.id))
}

// fails begins a payment that does not come; bank says that it was on its way.
func (w *world) fails(name string, bank bool) {
	w.Helper()
	events, err := w.d.StartPayment(w.at, w.who(name), w.d.Dues[0].ID, "p-"+name, "", delivery.Card)
	w.did(events, err)
	for _, is := range []delivery.IntentState{delivery.IntentProcessing, delivery.IntentFailed} {
		if is == delivery.IntentFailed || bank {
			w.did(w.d.Observe(w.at, delivery.Observation{Payment: "p-" + name, Session: "cs", Intent: "pi", IntentIs: is, Live: !w.d.Sandbox}, w.id))
		}
	}
}

func (w *world) signs(name string) {
	w.Helper()
	who := w.who(name)
	rel, _, _ := w.d.ToSign(who)
	price, _ := w.d.Price(rel.ID)
	w.did(w.d.Sign(w.at, delivery.RecipientSigned{Recipient: who, Amount: price.Amount, Currency: price.Currency, Signature: delivery.Signature{
		Passcode: "c-" + name, Manifest: w.d.Manifest(rel.ID), Consent: consent.Text("fr", &price, "", ""),
	}}))
}

func (w *world) records() {
	w.Helper()
	w.did(w.d.RecordPayment("sender:m1", w.at, delivery.PaymentRecorded{Payment: "hand", Due: w.d.Dues[0].ID}))
}

func (w *world) waives(kind delivery.GateKind) {
	w.Helper()
	for _, g := range w.d.Releases[0].Gates {
		if g.Kind == kind && g.State == delivery.GatePending {
			w.did(w.d.Waive("sender:m1", w.at, w.d.Releases[0].ID, g.ID, "Convenu."))
			return
		}
	}
	w.Fatal("no such gate waits")
}

func (w *world) entrusts(name, to string) {
	w.Helper()
	w.did(w.d.NamePayer(w.at, delivery.PayerNamed{Recipient: w.id(), LinkID: w.id(), NamedBy: w.who(name), Name: delivery.Personal(to), Email: delivery.Personal(strings.ToLower(to) + "@example.org"), Language: "fr"}))
}

func (w *world) drops(name string, by delivery.Actor) {
	w.Helper()
	w.did(w.d.DropPayer(by, w.at, w.who(name)))
}

// refunds gives everything that was paid back, as the processor tells it.
func (w *world) refunds() {
	w.Helper()
	for _, p := range w.d.Payments {
		w.did(w.d.Refund("sender:m1", w.at, "back-"+p.ID, p.ID, 0))
		if p.Processor == delivery.ByStripe {
			w.tells(p, delivery.RefundSucceeded)
		}
	}
}

func (w *world) tells(p delivery.Payment, state delivery.RefundState) {
	w.Helper()
	w.did(w.d.Observe(w.at, delivery.Observation{
		Payment: p.ID, Session: "cs", Intent: "pi", IntentIs: delivery.IntentSucceeded, Received: delivery.Money{Amount: p.Amount, Currency: p.Currency}, SettledAt: w.at, Live: !w.d.Sandbox,
		Refunds: []delivery.RefundSeen{{ID: "back-" + p.ID, Processor: "re_1", Amount: p.Amount, State: state}},
	}, w.id))
}

// disputes follows a dispute of what somebody paid through its states.
func (w *world) disputes(name, id string, states ...delivery.DisputeState) {
	w.Helper()
	p, _ := w.d.Payment("p-" + name)
	for _, state := range states {
		w.did(w.d.Observe(w.at, delivery.Observation{
			Payment: p.ID, Session: "cs", Intent: "pi", IntentIs: delivery.IntentSucceeded, Received: delivery.Money{Amount: p.Amount, Currency: p.Currency}, SettledAt: w.at, Live: !w.d.Sandbox,
			Disputes: []delivery.DisputeSeen{{ID: id, Amount: p.Amount, State: state}},
		}, w.id))
	}
}

// TestWhoIsTold: whoever was waited for, or had something that is over, and nobody twice.
func TestWhoIsTold(t *testing.T) {
	const other = "+33639980002"
	pays, signs := []delivery.Role{delivery.Payer}, []delivery.Role{delivery.Signer}
	const open, won, lost = delivery.DisputeOpen, delivery.DisputeWon, delivery.DisputeLost
	both := []delivery.Role{delivery.Payer, delivery.Signer}
	for name, tt := range map[string]struct {
		ada, bob []delivery.Role
		texted   bool // the links go by text message
		first    delivery.GateKind
		happens  func(w *world)
		want     string
	}{
		"whoever paid reads it in the receipt":        {ada: both, happens: func(w *world) { w.pays("Ada") }, want: "paid>Ada"},
		"and is sent no text message about it":        {ada: both, texted: true, happens: func(w *world) { w.pays("Ada") }, want: "paid>Ada"},
		"who waits for another's payment is told":     {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada") }, want: "paid>Ada turn_sign>Bob"},
		"by text message where their link goes so":    {ada: pays, bob: signs, texted: true, happens: func(w *world) { w.pays("Ada") }, want: "paid>Ada sms:turn_sign>Bob turn_sign>Bob"},
		"a client whose accounts department paid":     {ada: both, happens: func(w *world) { w.entrusts("Ada", "Compta"); w.pays("Compta") }, want: "paid>Compta turn_sign>Ada"},
		"money recorded by hand: receipts say it":     {ada: both, happens: func(w *world) { w.records() }, want: "paid>Ada"},
		"and a text message, as nobody had it open":   {ada: both, texted: true, happens: func(w *world) { w.records() }, want: "paid>Ada sms:turn_sign>Ada"},
		"recorded by hand, another signs":             {ada: pays, bob: signs, happens: func(w *world) { w.records() }, want: "paid>Ada turn_sign>Bob"},
		"a payment the sender does without":           {ada: both, happens: func(w *world) { w.waives(delivery.PaymentGate) }, want: "turn_sign>Ada"},
		"signature first: the payer is told":          {ada: pays, bob: signs, first: delivery.SignatureGate, happens: func(w *world) { w.signs("Bob") }, want: "signed>sender turn_pay>Ada"},
		"who signed first and pays then has the page": {ada: both, first: delivery.SignatureGate, happens: func(w *world) { w.signs("Ada") }, want: "signed>sender"},
		"a signature the sender does without":         {ada: pays, bob: signs, first: delivery.SignatureGate, happens: func(w *world) { w.waives(delivery.SignatureGate) }, want: "turn_pay>Ada"},
		"the first of two signatures opens nothing":   {ada: both, bob: signs, first: delivery.SignatureGate, happens: func(w *world) { w.signs("Bob") }, want: "signed>sender"},
		"the second does":                             {ada: both, bob: signs, first: delivery.SignatureGate, happens: func(w *world) { w.signs("Ada"); w.signs("Bob") }, want: "signed>sender turn_pay>Ada"},
		"one of two signatures after the payment":     {ada: both, bob: signs, happens: func(w *world) { w.pays("Ada"); w.signs("Bob") }},
		"the last gate brings nobody's turn":          {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada"); w.signs("Bob") }},
		"a part of the price brings nobody's turn": {ada: pays, bob: signs, happens: func(w *world) {
			w.did(w.d.RecordPayment("sender:m1", w.at, delivery.PaymentRecorded{Payment: "h", Due: w.d.Dues[0].ID, Amount: 1}))
		}, want: "paid>Ada"},
		"a rest that is forgiven": {ada: both, happens: func(w *world) {
			w.did(w.d.RecordPayment("sender:m1", w.at, delivery.PaymentRecorded{Payment: "h", Due: w.d.Dues[0].ID, Amount: 44990}))
			w.did(w.d.ForgiveRest("sender:m1", w.at, w.d.Dues[0].ID, "Frais."))
		}, want: "turn_sign>Ada"},
		"or told by itself to a payer who does not sign then": {ada: pays, bob: signs, happens: func(w *world) {
			w.entrusts("Ada", "Compta")
			w.did(w.d.RecordPayment("sender:m1", w.at, delivery.PaymentRecorded{Payment: "h", Due: w.d.Dues[0].ID, Amount: 44990}))
			w.did(w.d.ForgiveRest("sender:m1", w.at, w.d.Dues[0].ID, "Frais."))
		}, want: "rest_forgiven>Ada rest_forgiven>Compta turn_sign>Bob"},
		"a number that was proposed waits": {ada: pays, bob: signs, happens: func(w *world) { w.did(w.d.ProposeNumber(w.who("Bob"), w.at, other)); w.pays("Ada") }, want: "paid>Ada"},
		"and is told once the sender takes it": {ada: both, happens: func(w *world) {
			w.pays("Ada")
			w.did(w.d.ProposeNumber(w.who("Ada"), w.at, other))
			w.did(w.d.AcceptNumber("sender:m1", w.at, w.who("Ada"), "new"))
		}, want: "number_confirmed>Ada"},
		"and told too when the sender keeps the other": {ada: both, happens: func(w *world) {
			w.pays("Ada")
			w.did(w.d.ProposeNumber(w.who("Ada"), w.at, other))
			w.did(w.d.DismissNumber("sender:m1", w.at, w.who("Ada")))
		}, want: "number_confirmed>Ada"},
		"before the payment too": {ada: both, happens: func(w *world) {
			w.did(w.d.ProposeNumber(w.who("Ada"), w.at, other))
			w.did(w.d.AcceptNumber("sender:m1", w.at, w.who("Ada"), "new"))
		}, want: "number_confirmed>Ada"},
		"with the new link by text message": {ada: both, texted: true, happens: func(w *world) {
			w.did(w.d.ProposeNumber(w.who("Ada"), w.at, other))
			w.did(w.d.AcceptNumber("sender:m1", w.at, w.who("Ada"), "new"))
		}, want: "number_confirmed>Ada sms:>Ada"},
		"a number the sender corrects, when it counts": {ada: both, happens: func(w *world) {
			w.pays("Ada")
			w.did(w.d.Correct("sender:m1", w.at, delivery.RecipientCorrected{Recipient: w.who("Ada"), Name: "Ada", Email: "ada@example.org", Phone: other}))
		}, want: "number_confirmed>Ada"},
		"and not before": {ada: both, happens: func(w *world) {
			w.did(w.d.Correct("sender:m1", w.at, delivery.RecipientCorrected{Recipient: w.who("Ada"), Name: "Ada", Email: "ada@example.org", Phone: other}))
		}},

		"a payer whom the sender takes back: it is for the client again": {ada: both, happens: func(w *world) { w.entrusts("Ada", "Compta"); w.drops("Compta", "sender:m1") }, want: "turn_pay>Ada"},
		"one of two payers whom the sender takes back: the other still is to pay": {ada: both, happens: func(w *world) {
			w.entrusts("Ada", "Compta")
			w.entrusts("Ada", "Siège")
			w.drops("Compta", "sender:m1")
		}},
		"a payer whom the client takes back":                 {ada: both, happens: func(w *world) { w.entrusts("Ada", "Compta"); w.drops("Compta", delivery.ByRecipient(w.who("Ada"))) }},
		"who paid everything reads of its end in the note":   {ada: both, happens: func(w *world) { w.pays("Ada"); w.refunds() }, want: "refunded>Ada"},
		"the others who had the files are told of it":        {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada"); w.refunds() }, want: "refunded>Ada access_ended>Bob"},
		"a client whose accounts department is paid back":    {ada: both, happens: func(w *world) { w.entrusts("Ada", "Compta"); w.pays("Compta"); w.refunds() }, want: "refunded>Compta access_ended>Ada"},
		"money by hand that goes back is told to all payers": {ada: pays, bob: signs, happens: func(w *world) { w.records(); w.refunds() }, want: "refunded>Ada access_ended>Bob"},
		"a refund that fails after it was told": {ada: both, happens: func(w *world) {
			w.pays("Ada")
			w.refunds()
			p, _ := w.d.Payment("p-Ada")
			w.tells(*p, delivery.RefundFailed)
		}, want: "refund_undone>Ada"},
		"one that was never made is the sender's alone": {ada: both, happens: func(w *world) {
			w.pays("Ada")
			p, _ := w.d.Payment("p-Ada")
			w.did(w.d.Refund("sender:m1", w.at, "back-p-Ada", p.ID, 0))
			w.tells(*p, delivery.RefundFailed)
		}},
		"a debit that the bank did not settle":              {ada: both, happens: func(w *world) { w.fails("Ada", true) }, want: "payment_failed>Ada payment_failed>sender"},
		"a card that is refused is the payer's alone":       {ada: both, happens: func(w *world) { w.fails("Ada", false) }, want: "payment_failed>Ada"},
		"a dispute that is lost ends it for everybody":      {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", open, lost) }, want: "access_ended>Ada access_ended>Bob"},
		"one that is opened keeps the files from everybody": {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", open) }, want: "access_paused>Ada access_paused>Bob"},
		"not from who only paid": {ada: both, happens: func(w *world) {
			w.entrusts("Ada", "Compta")
			w.pays("Compta")
			w.disputes("Compta", "dp", open)
		}, want: "access_paused>Ada"},
		"a second one keeps nothing more":              {ada: both, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", open); w.disputes("Ada", "dp2", open) }},
		"one that is won gives them back":              {ada: pays, bob: signs, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", open, won) }, want: "access_back>Ada access_back>Bob"},
		"not while another is open":                    {ada: both, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", open); w.disputes("Ada", "dp2", open, won) }},
		"one seen when it is over is not told":         {ada: both, happens: func(w *world) { w.pays("Ada"); w.disputes("Ada", "dp", lost) }, want: "access_ended>Ada"},
		"a dispute where the payment was no condition": {ada: both, happens: func(w *world) { w.waives(delivery.PaymentGate); w.pays("Ada"); w.disputes("Ada", "dp", open, won) }},
		"who declines is told so":                      {ada: both, happens: func(w *world) { w.did(w.d.Decline(w.who("Ada"), w.at, "Trop cher.")) }, want: "decline_noted>Ada"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{T: t, d: delivery.New("d1"), at: delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))}
			invite := delivery.InviteByEmail
			if tt.texted {
				invite = delivery.InviteBySMS
			}
			spec := draft.Spec{
				Terms: delivery.Terms{Title: "Plans", ExpiresOn: "2027-01-31"}, Price: &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000,
				Recipients: []delivery.Recipient{{Name: "Ada", Email: "ada@example.org", Phone: "+33639980001", Roles: tt.ada, Invite: invite}},
				Files:      []delivery.Deliverable{{Object: "o", Name: "plan.pdf", Size: 1, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32)}},
			}
			if tt.bob != nil {
				spec.Recipients = append(spec.Recipients, delivery.Recipient{Name: "Bob", Email: "bob@example.org", Phone: "+33639980001", Roles: tt.bob, Invite: invite})
			}
			if tt.first == delivery.SignatureGate {
				spec.Gates = []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}
			}
			plan := draft.Plan(spec, w.id)
			plan.Workspace, plan.Member = "w1", "m1"
			w.did(w.d.Save("sender:m1", w.at, plan))
			var links []delivery.LinkIssued
			for _, r := range w.d.Recipients {
				links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: w.id()})
			}
			w.did(w.d.Send("sender:m1", w.at, links, true))
			tt.happens(w)
			want := strings.Fields(tt.want)
			slices.Sort(want)
			slices.Sort(w.jobs)
			if !slices.Equal(w.jobs, want) {
				t.Errorf("told %v, want %v", w.jobs, want)
			}
		})
	}
}
