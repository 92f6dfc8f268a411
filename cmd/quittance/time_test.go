package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

// beginMovable is begin with an address that stays over restarts, as links and browsers of these tests outlive many.
func beginMovable(t *testing.T, engine string) *trial {
	t.Helper()
	return begin(t, engine, "QUITTANCE_ADDR=127.0.0.1:"+fixedPort(t))
}

// travel starts the server again with its clock that far ahead.
func (x *trial) travel(t *testing.T, ahead time.Duration) {
	t.Helper()
	const variable = "QUITTANCE_SANDBOX_AHEAD="
	x.stop(t)
	x.env = append(slices.DeleteFunc(x.env, func(line string) bool { return strings.HasPrefix(line, variable) }), variable+ahead.String())
	x.restart(t)
}

// until sends a small delivery that can be paid until the day so many days from now, and opens its link.
func (x *trial) until(t *testing.T, n, days int) (*parcel, *browser) {
	t.Helper()
	o := order{title: fmt.Sprintf("Plans d’exécution, lot %04d", n), amount: 45000, to: customer(n), until: time.Now().AddDate(0, 0, days).Format(time.DateOnly)}
	p := must[*parcel](t)(x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", marked(t, newMarker(t), 50_000)}))
	b := x.browser(t)
	must[page](t)(b.openLink(t.Context(), p))
	return p, b
}

// count counts the events of a type.
func (x *trial) count(t *testing.T, p *parcel, event string) (n int) {
	t.Helper()
	for _, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
		if ev.Type == event {
			n++
		}
	}
	return n
}

// expectEvents waits until so many events of a type are on record: time acts when the server comes to it.
func (x *trial) expectEvents(t *testing.T, p *parcel, event string, want int) {
	t.Helper()
	got := 0
	err := eventually(t.Context(), event, func() (bool, error) {
		got = x.count(t, p, event)
		return got >= want, nil
	})
	if err != nil || got != want {
		t.Fatalf("%d events %s, want %d: %v", got, event, want, err)
	}
}

// expectMail waits for a message whose subject says all of these, and wants one alone.
func (x *trial) expectMail(t *testing.T, to string, words ...string) {
	t.Helper()
	var subjects []string
	found := 0
	err := eventually(t.Context(), "a message", func() (bool, error) {
		all, err := x.outside.messages(t.Context(), to)
		subjects, found = nil, 0
		for _, m := range all {
			subjects = append(subjects, m.Subject)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(m.Subject, w) }) {
				found++
			}
		}
		return found > 0, err
	})
	if err != nil || found != 1 {
		t.Fatalf("%d messages to %s say %q: %v\n%s", found, to, words, err, strings.Join(subjects, "\n"))
	}
}

// signsAfresh signs with a code that is asked for now; the earlier ones are known to the telephone too.
func (x *trial) signsAfresh(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	earlier := must[string](t)(x.outside.newestCode(t.Context(), p.order.to.phone))
	if at := must[page](t)(b.askCode(t.Context(), p)); at.status != http.StatusOK {
		t.Fatalf("ask for another code: %s", at.answer)
	}
	check(t, eventually(t.Context(), "another code", func() (bool, error) {
		code, err := x.outside.newestCode(t.Context(), p.order.to.phone)
		if err != nil || code == "" || code == earlier {
			return false, err
		}
		at, err := b.sign(t.Context(), p, code)
		return err == nil && at.at.Path == p.page(), err
	}))
	x.await(t, p, "unlock", unlocked)
	p.expectFiles(t, b)
}

// cannotPay presses "pay" and wants no payment page.
func (p *parcel) cannotPay(t *testing.T, b *browser) {
	t.Helper()
	if at := must[page](t)(b.post(t.Context(), p.verb("pay"), "method", "card")); checkoutPath.MatchString(at.at.Path) {
		t.Errorf("a payment page is opened: %s", at.at.Path)
	}
}

// TestTimePasses starts a server again and again at later times, with deliveries in every situation that time ends.
func TestTimePasses(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := beginMovable(t, engine)
		late, ofLate := x.opened(t, 1)
		x.pays(t, ofLate, late, "success")
		x.awaitPayment(t, late, "settled")
		code := x.code(t, ofLate, late)
		open, ofOpen := x.opened(t, 2)
		session := must[string](t)(ofOpen.startPayment(t.Context(), open))
		paid, ofPaid := x.until(t, 3, 5)
		x.pays(t, ofPaid, paid, "success")
		x.awaitPayment(t, paid, "settled")
		debit, ofDebit := x.until(t, 4, 5)
		x.pays(t, ofDebit, debit, "sepa")
		x.awaitPayment(t, debit, "processing")
		unpaid, ofUnpaid := x.until(t, 5, 5)
		done, ofDone := x.completed(t, 6)
		member := x.signedIn(t)

		x.travel(t, 11*time.Minute)
		at := must[page](t)(ofLate.sign(t.Context(), late, code))
		if at.status != http.StatusConflict || x.count(t, late, "recipient.signed") != 0 || x.count(t, late, "passcode.rejected") != 1 || !strings.Contains(string(at.body), "Ce code est trop ancien") {
			t.Errorf("a late code: %s", at.answer)
		}
		x.signsAfresh(t, ofLate, late)

		x.travel(t, 26*time.Hour)
		x.isAhead(t, "26h0m0s", "1\u00a0jour 2\u00a0heures")
		x.checkFutureProof(t, ofLate, late)
		x.expectEvents(t, paid, "signature.awaited", 1)
		x.expectMail(t, paid.order.to.email, "Votre fichier vous attend")
		x.awaitPayment(t, open, "expired")
		if err := x.outside.pay(t.Context(), session, "success"); err == nil {
			t.Error("a payment page can be paid after its time")
		}
		if again := x.pays(t, ofOpen, open, "success"); again == session {
			t.Error("the payment page that expired is opened again")
		}
		x.signedAndHad(t, ofOpen, open)

		x.travel(t, 8*day)
		x.await(t, unpaid, "expiry", func(d deliveryView) bool { return d.State == "expired" })
		x.expectMail(t, senderEmail, unpaid.order.title, "a expiré")
		unpaid.cannotPay(t, ofUnpaid)
		if at := must[page](t)(ofUnpaid.get(t.Context(), unpaid.page())); !strings.Contains(string(at.body), "Le délai est passé") {
			t.Errorf("the page of what has expired: %s", at.answer)
		}
		unpaid.expectNothing(t, ofUnpaid)
		check(t, x.sender.act(t.Context(), unpaid.id, "extend", map[string]any{"expires_on": time.Now().AddDate(0, 0, 12).Format(time.DateOnly)}, nil))
		x.pays(t, ofUnpaid, unpaid, "success")
		x.signedAndHad(t, ofUnpaid, unpaid)
		// Begun in time, or paid and not signed: expiry ends the right to begin, nothing else.
		x.expectEvents(t, paid, "signature.awaited", 2)
		x.signsAfresh(t, ofPaid, paid)
		check(t, x.outside.act(t.Context(), debit.id, "settle"))
		x.signedAndHad(t, ofDebit, debit)
		for _, p := range []*parcel{paid, debit} {
			if x.count(t, p, "delivery.expired") != 0 {
				t.Errorf("%s expired, with its money", p.order.title)
			}
		}

		x.travel(t, 2*365*day)
		done.expectAll(t, ofDone, http.StatusGone, done.everyFile()...)
		for _, address := range []string{done.linkPath(), done.page(), done.verb("certificate.pdf")} {
			if at := must[page](t)(ofDone.get(t.Context(), address)); at.status != http.StatusGone {
				t.Errorf("with an expired link at %s: %s", address, at.answer)
			}
		}
		x.expectFreshLink(t, ofDone, done)
		done.expectAll(t, ofDone, http.StatusGone, done.everyFile()...)
		if at := must[page](t)(ofDone.get(t.Context(), done.verb("certificate.pdf"))); at.status != http.StatusOK {
			t.Errorf("the certificate after the files' time: %s", at.answer)
		}
		if at := must[page](t)(member.get(t.Context(), "/deliveries")); at.at.Path != "/signin" {
			t.Errorf("a session of two years: at %s: %s", at.at.Path, at.answer)
		}
	})
}

// expectNothing wants no byte of any file, whatever the answer is called.
func (p *parcel) expectNothing(t *testing.T, b *browser) {
	t.Helper()
	for _, address := range p.everyFile() {
		at := must[page](t)(b.get(t.Context(), address))
		if at.status != http.StatusPaymentRequired && at.status != http.StatusGone || bytes.Contains(at.body, p.files[0].content[:8]) {
			t.Errorf("GET %s: %s", address, at.answer)
		}
	}
}

// signedIn is the member's browser, in which they stay signed in.
func (x *trial) signedIn(t *testing.T) *browser {
	t.Helper()
	b := x.browser(t)
	must[page](t)(b.post(t.Context(), "/signin", "email", senderEmail, "password", senderPassword))
	if at := must[page](t)(b.get(t.Context(), "/deliveries")); at.status != http.StatusOK || at.at.Path != "/deliveries" {
		t.Fatalf("sign in: at %s: %s", at.at.Path, at.answer)
	}
	return b
}

// isAhead wants everybody told that the time is not the machine's.
func (x *trial) isAhead(t *testing.T, banner, page string) {
	t.Helper()
	said := must[[]byte](t)(os.ReadFile(x.log()))
	if !strings.Contains(string(said), "the clock is "+banner+" ahead") {
		t.Error("the start does not say that the clock is ahead")
	}
	a := must[answer](t)(x.sender.send(t.Context(), http.MethodGet, "/sandbox", nil, nil))
	if !strings.Contains(string(a.body), "L’heure est avancée de "+page) {
		t.Errorf("the sandbox does not say that the clock is ahead: %s", a)
	}
}

// checkFutureProof has an auditor, whose clock is right, judge a certificate of a time that is yet to come.
func (x *trial) checkFutureProof(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	e := x.saveEvidence(t, b, p)
	if r := e.verify(t, e.pdf, "--file", e.deliverables[0]); r.code != 0 {
		t.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.err)
	}
}

// expectFreshLink asks for a fresh link with an old one and opens what comes by mail.
func (x *trial) expectFreshLink(t *testing.T, b *browser, p *parcel) (asked page) {
	t.Helper()
	asked = must[page](t)(b.post(t.Context(), p.verb("fresh-link")))
	check(t, eventually(t.Context(), "the fresh link by mail", func() (bool, error) {
		all, err := x.outside.messages(t.Context(), p.order.to.email)
		for _, m := range all {
			if _, after, ok := strings.Cut(m.Text, "/s/"); ok && strings.Contains(m.Subject, "Votre lien pour") {
				p.link = x.base + "/s/" + strings.Fields(after)[0]
				return true, err
			}
		}
		return false, err
	}))
	must[page](t)(b.openLink(t.Context(), p))
	return asked
}

// TestACodeThatCannotLeaveInTime: the gateway is away for as long as a code lives. That is on record, and another code
// leaves as soon as it is back.
func TestACodeThatCannotLeaveInTime(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := beginMovable(t, engine)
		p, b := x.opened(t, 1)
		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		x.faults(t, map[string]any{"vonage": []any{map[string]any{"mode": "down"}}})
		if at := must[page](t)(b.askCode(t.Context(), p)); at.status != http.StatusOK {
			t.Fatalf("ask for a code: %s", at.answer)
		}
		x.travel(t, 11*time.Minute)
		x.expectEvents(t, p, "message.failed", 1)
		for _, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
			if ev.Type == "message.failed" && !strings.Contains(string(ev.Data), `"not_sent_in_time"`) {
				t.Errorf("the event does not say why: %s", ev.Data)
			}
		}
		x.faults(t, map[string]any{"vonage": []any{}})
		x.signsAfresh(t, b, p)
		if x.count(t, p, "passcode.sent") != 1 {
			t.Error("the code that came too late is on record as sent")
		}
	})
}

// faults makes stand-ins fail.
func (x *trial) faults(t *testing.T, f map[string]any) {
	t.Helper()
	check(t, x.outside.do(t.Context(), http.MethodPost, "/sandbox/faults.json", f, nil))
}

// TestTimeDoesNotGoBack: an installation that was made ahead of time is not used before it, as its seals would not hold.
func TestTimeDoesNotGoBack(t *testing.T) {
	t.Parallel()
	x := begin(t, "sqlite", "QUITTANCE_SANDBOX_AHEAD=720h")
	x.stop(t)
	x.env = slices.DeleteFunc(x.env, func(line string) bool { return line == "QUITTANCE_SANDBOX_AHEAD=720h" })
	for _, args := range [][]string{{"serve"}, {"demo"}} {
		if r := x.run(t, "", args...); r.code != 1 || !strings.Contains(r.err, "set QUITTANCE_SANDBOX_AHEAD to at least") {
			t.Errorf("%s before its time: exit %d\n%s", args, r.code, r.err)
		}
	}
}
