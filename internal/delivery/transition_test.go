package delivery_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

var update = flag.Bool("update", false, "write testdata/transitions.golden again")

// situations are the states a delivery can be in, each reached by its own way.
var situations = []struct {
	name  string
	reach func(t *testing.T, l *life)
}{
	{"nothing saved", func(*testing.T, *life) {}},
	{"draft", func(t *testing.T, l *life) { l.save(t, simple()) }},
	{"sent", func(t *testing.T, l *life) { l.sent(t, simple()) }},
	{"checkout open", func(t *testing.T, l *life) { l.sent(t, simple()).checkout(t) }},
	{"payment processing", func(t *testing.T, l *life) { l.sent(t, simple()).process(t) }},
	{"paid, not signed", func(t *testing.T, l *life) { l.sent(t, simple()).pay(t) }},
	{"paid, disputed", func(t *testing.T, l *life) { l.sent(t, simple()).dispute(t, l.pay(t), delivery.DisputeOpen) }},
	{"paid, whole refund on its way", func(t *testing.T, l *life) { l.sent(t, simple()).refund(t, l.pay(t), 0) }},
	{"sealing", func(t *testing.T, l *life) { l.sent(t, simple()).pay(t); l.sign(t) }},
	{"completed", func(t *testing.T, l *life) { l.sent(t, simple()).pay(t); l.sign(t); l.seal(t) }},
	{"completed, disputed", func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		l.dispute(t, p, delivery.DisputeOpen)
	}},
	{"dispute lost", func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		l.dispute(t, p, delivery.DisputeLost)
	}},
	{"wholly refunded", func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		o := l.money(p)
		o.Refunds = []delivery.RefundSeen{{Processor: "re_1", Amount: 45000, State: delivery.RefundSucceeded}}
		l.observe(t, o)
	}},
	{"sent, a delegate named", func(t *testing.T, l *life) { l.sent(t, simple()).delegate(t) }},
	{"sent, a delegate pays", func(t *testing.T, l *life) {
		l.sent(t, simple()).delegate(t)
		l.begin(t, l.who(2))
	}},
	{"sent, a delegate taken back", func(t *testing.T, l *life) {
		l.sent(t, simple()).delegate(t)
		l.begin(t, l.who(2))
		events, err := l.d.DropPayer("sender:m1", l.at, l.who(2))
		l.must(t, events, err)
	}},
	{"completed, a delegate paid", func(t *testing.T, l *life) {
		l.sent(t, simple()).delegate(t)
		l.observe(t, l.money(l.begin(t, l.who(2))))
		l.sign(t)
		l.seal(t)
	}},
	{"withdrawn", func(t *testing.T, l *life) {
		l.sent(t, simple()).checkout(t)
		events, err := l.d.Withdraw("sender:m1", l.at, "", false)
		l.must(t, events, err)
	}},
	{"declined", func(t *testing.T, l *life) {
		l.sent(t, simple()).checkout(t)
		events, err := l.d.Decline(l.who(0), l.at, "too dear")
		l.must(t, events, err)
	}},
	{"expired", func(t *testing.T, l *life) {
		l.sent(t, simple()).checkout(t)
		l.at = l.d.Deadline()
		events, err := l.d.Expire(l.at)
		l.must(t, events, err)
	}},
	{"expired, its files erased", func(t *testing.T, l *life) {
		l.sent(t, simple())
		l.at = l.d.Deadline()
		events, err := l.d.Expire(l.at)
		l.must(t, events, err)
		l.at = l.d.Retention().Files
		l.erase(t, delivery.Files)
	}},
	{"completed, erased", func(t *testing.T, l *life) {
		l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		l.at = l.d.Retention().All
		l.erase(t, delivery.Everything)
	}},
}

func (l *life) process(t testing.TB) string {
	t.Helper()
	o := l.money(l.checkout(t))
	o.IntentIs, o.Received = delivery.IntentProcessing, delivery.Money{}
	l.observe(t, o)
	return o.Payment
}

func (l *life) dispute(t testing.TB, payment string, state delivery.DisputeState) {
	t.Helper()
	o := l.money(payment)
	o.Disputes = []delivery.DisputeSeen{{ID: "dp_1", Amount: 45000, Reason: "fraudulent", State: state}}
	l.observe(t, o)
}

func (l *life) refund(t testing.TB, payment string, amount int64) {
	t.Helper()
	events, err := l.d.Refund("sender:m1", l.at, l.id(), payment, amount)
	l.must(t, events, err)
}

// named is somebody else to pay, asked for by the recipient.
func (l *life) named(by string) delivery.PayerNamed {
	id := l.id()
	return delivery.PayerNamed{Recipient: id, LinkID: "link-" + id, NamedBy: by, Language: "fr", Name: "Accounts", Email: delivery.Personal(id + "@example.org")}
}

func (l *life) delegate(t testing.TB) {
	t.Helper()
	events, err := l.d.NamePayer(l.at, l.named(l.who(0)))
	l.must(t, events, err)
}

// begin has somebody begin to pay, and returns the payment.
func (l *life) begin(t testing.TB, recipient string) string {
	t.Helper()
	id := l.id()
	events, err := l.d.StartPayment(l.at, recipient, l.due(0), id, "", delivery.Card)
	l.must(t, events, err)
	return id
}

type outcome = func(l *life) ([]delivery.Event, error)

// verbs are everything that can be asked of a delivery.
var verbs = []struct {
	name string
	ask  outcome
}{
	{"save the draft", func(l *life) ([]delivery.Event, error) {
		return l.d.Save("sender:m1", l.at, draft.Plan(simple(), l.id))
	}},
	{"send", func(l *life) ([]delivery.Event, error) { return l.d.Send("sender:m1", l.at, l.links(), false) }},
	{"withdraw", func(l *life) ([]delivery.Event, error) { return l.d.Withdraw("sender:m1", l.at, "mistake", false) }},
	{"decline as the payer", func(l *life) ([]delivery.Event, error) { return l.d.Decline(l.first(), l.at, "too dear") }},
	{"decline as a reader", func(l *life) ([]delivery.Event, error) { return l.d.Decline(l.second(), l.at, "too dear") }},
	{"expire before the day", func(l *life) ([]delivery.Event, error) { return l.d.Expire(l.at) }},
	{"expire after the day", func(l *life) ([]delivery.Event, error) { return l.d.Expire(max(l.at, l.d.Deadline())) }},
	{"let ninety days go by", func(l *life) ([]delivery.Event, error) { return l.d.Elapse(l.at.Add(90 * 24 * hour)) }},
	{"extend", func(l *life) ([]delivery.Event, error) { return l.d.Extend("sender:m1", l.at, "2027-03-31") }},
	{"replace a file", func(l *life) ([]delivery.Event, error) {
		f := file("better.pdf")
		f.ID = l.id()
		return l.d.Replace("sender:m1", l.at, l.aFile(), f)
	}},
	{"waive the payment", func(l *life) ([]delivery.Event, error) {
		return l.d.Waive("sender:m1", l.at, l.aRelease(), l.aGate(0), "old client")
	}},
	{"waive the signature", func(l *life) ([]delivery.Event, error) {
		return l.d.Waive("sender:m1", l.at, l.aRelease(), l.aGate(1), "phone lost")
	}},
	{"pay as the payer", func(l *life) ([]delivery.Event, error) {
		return l.d.StartPayment(l.at, l.first(), l.aDue(), "new", "", delivery.Card)
	}},
	{"pay as a reader", func(l *life) ([]delivery.Event, error) {
		return l.d.StartPayment(l.at, l.second(), l.aDue(), "new", "", delivery.Card)
	}},
	{"name somebody to pay", func(l *life) ([]delivery.Event, error) { return l.d.NamePayer(l.at, l.named(l.first())) }},
	{"name somebody as a reader", func(l *life) ([]delivery.Event, error) { return l.d.NamePayer(l.at, l.named(l.second())) }},
	{"name somebody as a delegate", func(l *life) ([]delivery.Event, error) { return l.d.NamePayer(l.at, l.named(l.third())) }},
	{"take back who was named", func(l *life) ([]delivery.Event, error) { return l.d.DropPayer("sender:m1", l.at, l.third()) }},
	{"take back who was named, as the payer", func(l *life) ([]delivery.Event, error) {
		return l.d.DropPayer(delivery.ByRecipient(l.first()), l.at, l.third())
	}},
	{"take back who was named, as somebody else", func(l *life) ([]delivery.Event, error) {
		return l.d.DropPayer(delivery.ByRecipient(l.second()), l.at, l.third())
	}},
	{"pay as a delegate", func(l *life) ([]delivery.Event, error) {
		return l.d.StartPayment(l.at, l.third(), l.aDue(), "new", "", delivery.Card)
	}},
	{"decline as a delegate", func(l *life) ([]delivery.Event, error) { return l.d.Decline(l.third(), l.at, "too dear") }},
	{"download everything as a delegate", func(l *life) ([]delivery.Event, error) {
		return l.d.StartDownload(l.third(), l.at, delivery.DownloadStarted{Release: l.aRelease(), Download: "x"})
	}},
	{"download a file as a delegate", func(l *life) ([]delivery.Event, error) {
		return l.d.StartDownload(l.third(), l.at, delivery.DownloadStarted{Deliverable: l.aFile(), Download: "x"})
	}},
	{"mail a delegate the link", func(l *life) ([]delivery.Event, error) { return l.d.LinkToComputer(l.third(), l.at) }},
	{"the session is made", func(l *life) ([]delivery.Event, error) {
		return l.d.OpenedCheckout(l.at, delivery.CheckoutOpened{Payment: l.aPayment(), Session: "cs_" + l.aPayment(), ExpiresAt: l.at.Add(hour)})
	}},
	{"see the session expired", observing(func(o *delivery.Observation) {
		o.SessionIs, o.IntentIs, o.Received = delivery.SessionExpired, delivery.IntentNone, delivery.Money{}
	})},
	{"see the bank at work", observing(func(o *delivery.Observation) {
		o.IntentIs, o.Received = delivery.IntentProcessing, delivery.Money{}
	})},
	{"see the payment failed", observing(func(o *delivery.Observation) {
		o.IntentIs, o.Received, o.Failure = delivery.IntentFailed, delivery.Money{}, "card_declined"
	})},
	{"see the money", observing(func(*delivery.Observation) {})},
	{"see too little money", observing(func(o *delivery.Observation) { o.Received.Amount = 4500 })},
	{"see other money", observing(func(o *delivery.Observation) { o.Received.Currency = "usd" })},
	{"see play money", observing(func(o *delivery.Observation) { o.Live = false })},
	{"see a second money", observing(func(o *delivery.Observation) { o.Intent = "pi_other" })},
	{"see a part refunded", observing(func(o *delivery.Observation) {
		o.Refunds = []delivery.RefundSeen{{Processor: "re_9", Amount: 100, State: delivery.RefundSucceeded}}
	})},
	{"see all refunded", observing(func(o *delivery.Observation) {
		o.Refunds = []delivery.RefundSeen{{Processor: "re_9", Amount: o.Received.Amount, State: delivery.RefundSucceeded}}
	})},
	{"see a dispute", observing(func(o *delivery.Observation) {
		o.Disputes = []delivery.DisputeSeen{{ID: "dp_1", Amount: 45000, State: delivery.DisputeOpen}}
	})},
	{"see the dispute won", observing(func(o *delivery.Observation) {
		o.Disputes = []delivery.DisputeSeen{{ID: "dp_1", Amount: 45000, State: delivery.DisputeWon}}
	})},
	{"see the dispute lost", observing(func(o *delivery.Observation) {
		o.Disputes = []delivery.DisputeSeen{{ID: "dp_1", Amount: 45000, State: delivery.DisputeLost}}
	})},
	{"announce a transfer", func(l *life) ([]delivery.Event, error) {
		return l.d.DeclareTransfer(l.at, l.first(), l.aDue())
	}},
	{"record a transfer", func(l *life) ([]delivery.Event, error) {
		return l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.aDue(), Reference: "VIR 12"})
	}},
	{"record more than is owed", func(l *life) ([]delivery.Event, error) {
		return l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.aDue(), Amount: 46000})
	}},
	{"do without the rest", func(l *life) ([]delivery.Event, error) { return l.d.ForgiveRest("sender:m1", l.at, l.aDue(), "") }},
	{"refund a part", func(l *life) ([]delivery.Event, error) { return l.d.Refund("sender:m1", l.at, "rf", l.aPayment(), 100) }},
	{"refund everything", func(l *life) ([]delivery.Event, error) { return l.d.Refund("sender:m1", l.at, "rf", l.aPayment(), 0) }},
	{"issue a new link", func(l *life) ([]delivery.Event, error) { return l.d.IssueLink("sender:m1", l.at, l.first(), "fresh") }},
	{"mail the link to the computer", func(l *life) ([]delivery.Event, error) { return l.d.LinkToComputer(l.first(), l.at) }},
	{"correct the address", func(l *life) ([]delivery.Event, error) {
		return l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: l.first(), Name: "Ada", Email: "ada@new.example", Phone: "+33639980001", LinkID: "fresh"})
	}},
	{"correct the number", func(l *life) ([]delivery.Event, error) {
		return l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: l.first(), Name: "Ada", Email: "ada@example.org", Phone: "+33639980002"})
	}},
	{"propose another number", func(l *life) ([]delivery.Event, error) { return l.d.ProposeNumber(l.first(), l.at, "06 39 98 00 03") }},
	{"accept a number", func(l *life) ([]delivery.Event, error) {
		return l.d.AcceptNumber("sender:m1", l.at, l.first(), "another")
	}},
	{"dismiss a number", func(l *life) ([]delivery.Event, error) { return l.d.DismissNumber("sender:m1", l.at, l.first()) }},
	{"open the page", func(l *life) ([]delivery.Event, error) {
		return l.d.Open(l.at, delivery.RecipientOpened{Recipient: l.first()})
	}},
	{"waive the right of withdrawal", func(l *life) ([]delivery.Event, error) { return l.d.WaiveRight(l.first(), l.at, agreed()) }},
	{"report a problem", func(l *life) ([]delivery.Event, error) { return l.d.ReportProblem(l.second(), l.at, "page 3 is blank") }},
	{"say that a problem is dealt with", func(l *life) ([]delivery.Event, error) { return l.d.CloseProblem("sender:m1", l.at, l.second()) }},
	{"reset the codes", func(l *life) ([]delivery.Event, error) { return l.d.ResetPasscode("sender:m1", l.at, l.first()) }},
	{"sign as the signer", func(l *life) ([]delivery.Event, error) { return l.d.Sign(l.at, l.signature(l.first())) }},
	{"sign as a reader", func(l *life) ([]delivery.Event, error) { return l.d.Sign(l.at, l.signature(l.second())) }},
	{"record the certificate", func(l *life) ([]delivery.Event, error) {
		return l.d.RecordCertificate(l.at, delivery.CertificateRecorded{Release: l.aRelease(), Kind: delivery.CompletionCertificate, Certificate: "Q-2", Evidence: "e2"})
	}},
	{"seal the certificate", func(l *life) ([]delivery.Event, error) {
		return l.d.Seal(l.at, delivery.CertificateSealed{Release: l.aRelease(), Kind: delivery.CompletionCertificate, Certificate: "Q-completion"})
	}},
	{"record the certificate of delivery", func(l *life) ([]delivery.Event, error) {
		return l.d.RecordCertificate(l.at, delivery.CertificateRecorded{Release: l.aRelease(), Kind: delivery.DeliveryCertificate, Certificate: "Q-3"})
	}},
	{"download a file", func(l *life) ([]delivery.Event, error) {
		return l.d.StartDownload(l.second(), l.at, delivery.DownloadStarted{Deliverable: l.aFile(), Download: "x"})
	}},
	{"download everything", func(l *life) ([]delivery.Event, error) {
		return l.d.StartDownload(l.first(), l.at, delivery.DownloadStarted{Release: l.aRelease(), Download: "x"})
	}},
	{"end a download", func(l *life) ([]delivery.Event, error) {
		return l.d.EndDownload(l.first(), l.at, delivery.DownloadEnded{Deliverable: l.aFile(), Download: "x", Served: 1000, Complete: true})
	}},
	{"let time go by until near the day", func(l *life) ([]delivery.Event, error) {
		return l.d.Elapse(max(l.at, l.d.Deadline().Add(-3*24*hour)))
	}},
	{"remind the payer", func(l *life) ([]delivery.Event, error) { return l.d.Remind("sender:m1", l.at, l.first()) }},
	{"remind a reader", func(l *life) ([]delivery.Event, error) { return l.d.Remind("sender:m1", l.at, l.second()) }},
	{"hand over every file", func(l *life) ([]delivery.Event, error) {
		return l.d.HandOver(l.first(), l.at, l.aRelease(), "x")
	}},
	{"erase everything early", func(l *life) ([]delivery.Event, error) {
		return l.d.Erase(l.at, delivery.Erased{Scope: delivery.Everything, Early: true, Reason: "asked for"})
	}},
	{"erase the files in a year", func(l *life) ([]delivery.Event, error) {
		return l.d.Erase(delivery.At(l.at.Time().AddDate(1, 0, 0)), delivery.Erased{Scope: delivery.Files})
	}},
}

// observing asks the delivery to look at its first payment, paid as asked but for the change.
func observing(change func(*delivery.Observation)) outcome {
	return func(l *life) ([]delivery.Event, error) {
		o := l.money(l.aPayment())
		change(&o)
		return l.d.Observe(l.at, o, l.id)
	}
}

func at[T any](all []T, n int, id func(T) string) string {
	if n >= len(all) {
		return "none"
	}
	return id(all[n])
}

func (l *life) first() string {
	return at(l.d.Recipients, 0, func(r delivery.Recipient) string { return r.ID })
}
func (l *life) second() string {
	return at(l.d.Recipients, 1, func(r delivery.Recipient) string { return r.ID })
}
func (l *life) third() string {
	return at(l.d.Recipients, 2, func(r delivery.Recipient) string { return r.ID })
}
func (l *life) aDue() string { return at(l.d.Dues, 0, func(x delivery.Due) string { return x.ID }) }
func (l *life) aFile() string {
	return at(l.d.Deliverables, 0, func(f delivery.Deliverable) string { return f.ID })
}
func (l *life) aRelease() string {
	return at(l.d.Releases, 0, func(r delivery.Release) string { return r.ID })
}
func (l *life) aPayment() string {
	return at(l.d.Payments, 0, func(p delivery.Payment) string { return p.ID })
}

func (l *life) aGate(n int) string {
	if len(l.d.Releases) == 0 {
		return "none"
	}
	return at(l.d.Releases[0].Gates, n, func(g delivery.Gate) string { return g.ID })
}

func TestEveryVerbInEverySituation(t *testing.T) {
	var b strings.Builder
	b.WriteString("What each verb does in each situation: the events it causes, \"nothing\", or the code of its refusal.\n")
	for _, s := range situations {
		fmt.Fprintf(&b, "\n== %s\n", s.name)
		for _, v := range verbs {
			l := newLife()
			s.reach(t, l)
			events, err := v.ask(l)
			said := types(events)
			switch {
			case err != nil:
				said = "refused: " + code(err)
				if f := fields(err); f != "" {
					said += " (" + f + ")"
				}
			case said == "":
				said = "nothing"
			}
			fmt.Fprintf(&b, "%-36s %s\n", v.name, said)
		}
	}
	const path = "testdata/transitions.golden"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, expected := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	section := ""
	for i := range max(len(got), len(expected)) {
		g, w := line(got, i), line(expected, i)
		if strings.HasPrefix(w, "== ") {
			section = w
		}
		if g != w {
			t.Errorf("%s\n got %s\nwant %s", section, g, w)
		}
	}
}

func line(all []string, n int) string {
	if n < len(all) {
		return all[n]
	}
	return "(no line)"
}
