package recipient_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/link"
)

// as is a browser that followed a recipient's link.
func (w *world) as(d *delivery.Delivery, n int) *browser {
	w.t.Helper()
	b := w.browser()
	token, err := w.keys.Sign(link.For(d, d.Recipients[n]))
	must(w.t, err)
	b.get("/d/" + token).is(http.StatusSeeOther)
	return b
}

func accounts(n int) url.Values {
	return url.Values{"name": {"Accounts"}, "email": {fmt.Sprintf("accounts%d@berthier.example", n)}}
}

func TestWhoIsNamedToPaySeesThePriceAndNothingOfTheFiles(t *testing.T) {
	w := newWorld(t)
	d := w.withInvoice()
	base := "/d/" + string(d.ID)
	payer := w.as(d, 0)
	payer.get(base).is(http.StatusOK).has("Have my accounts department pay")
	payer.post(base+"/payer", url.Values{"name": {""}, "email": {"accounts"}}).is(http.StatusUnprocessableEntity).has("payer-email")
	payer.post(base+"/payer", url.Values{"name": {"Win at http://evil.example"}, "email": {"accounts@berthier.example"}}).is(http.StatusUnprocessableEntity).has("A name alone")
	payer.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
	payer.get(base).is(http.StatusOK).has("The payment link is on its way", "The link to pay went to Accounts", "Waiting for Accounts").hasNot("Your turn")
	payer.post(base+"/payer", accounts(1)).is(http.StatusUnprocessableEntity).has("has a link already")

	d, err := w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	if r := d.Recipients[1]; !r.Delegate || r.NamedBy != d.Recipients[0].ID || r.LinkID == "" {
		t.Fatalf("%+v", r)
	}
	plan, invoice := d.Deliverables[0], d.Deliverables[1]
	delegate := w.as(d, 1)
	first := delegate.get(base).is(http.StatusOK).has("To be paid to ", "450.00", "Hélène Berthier asked you to pay", "facture.pdf", `action="`+base+`/pay"`).hasNot("delivers to you")
	nothingOf := func(p page, when string) {
		t.Helper()
		for what, hidden := range map[string]string{
			"the guarded file's name": string(plan.Name), "its hash": plan.SHA256, "its address": plan.ID, "the manifest": d.Manifest(d.Releases[0].ID)[:8],
			"a code": base + "/sign", "declining": base + "/decline", "naming another": base + "/payer", "the certificate": "certificate.pdf", "the archive": "files.zip",
		} {
			if strings.Contains(p.body, hidden) {
				t.Errorf("%s, the page of a delegate has %s", when, what)
			}
		}
	}
	refused := func(when string) {
		t.Helper()
		for path, status := range map[string]int{
			base + "/files/" + plan.ID: http.StatusForbidden, base + "/files.zip": http.StatusForbidden, base + "/certificate.pdf": http.StatusNotFound,
			base + "/files/" + invoice.ID: http.StatusOK, base + "/sign": http.StatusSeeOther,
		} {
			if got := delegate.get(path); got.status != status || status != http.StatusOK && strings.Contains(got.body, "bytes of") {
				t.Errorf("%s, %s: status %d, want %d", when, path, got.status, status)
			}
		}
		for _, verb := range []string{"payer", "decline", "code", "to-computer", "number"} {
			before, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			delegate.post(base+"/"+verb, url.Values{"name": {"X"}, "email": {"x@x.example"}, "reason": {"no"}, "consent": {"yes"}, "phone": {"06 39 98 00 02"}})
			if now, err := w.db.Delivery(t.Context(), d.ID); err != nil || now.Seq != before.Seq {
				t.Errorf("%s, a delegate's %s changed something", when, verb)
			}
		}
	}
	nothingOf(first, "before payment")
	refused("before payment")

	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 15000, Currency: "EUR"})
	})
	delegate.get(base).is(http.StatusOK).has("Received: €150.00 of €450.00")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	d = w.waived(d.ID)
	if d.Releases[0].State != delivery.ReleaseUnlocked {
		t.Fatal(d.Releases[0].State)
	}
	nothingOf(delegate.get(base).is(http.StatusOK).has("Everything is paid"), "after the unlock")
	refused("after the unlock")
	payer.get(base + "/files/" + plan.ID).is(http.StatusOK)
}

func TestNamingPayersIsNoMailRelay(t *testing.T) {
	w := newWorld(t)
	n := 0
	for range 4 { // three of each delivery, ten of a network
		d := w.withInvoice()
		b := w.as(d, 0)
		for range 4 {
			n++
			p := b.post("/d/"+string(d.ID)+"/payer", accounts(n))
			if n <= 13 {
				p.is(http.StatusSeeOther)
				continue
			}
			p.is(http.StatusTooManyRequests).has("Ten people have been asked to pay from your network today. Pay here yourself, call your sender", fmt.Sprintf(`value="accounts%d@berthier.example"`, n), `value="Accounts"`)
			if p.header.Get("Retry-After") == "" {
				b.t.Error("nothing says when it may be tried again")
			}
		}
		d, err := w.db.Delivery(t.Context(), d.ID)
		must(t, err)
		if got := len(d.Recipients) - 1; n <= 12 && got != delivery.MaxDelegates || n > 12 && got != 1 {
			t.Errorf("%d were named", got)
		}
	}
}

func TestAConsumerNamesNobody(t *testing.T) {
	w := newWorld(t)
	d := w.consumer()
	b := w.as(d, 0)
	base := "/d/" + string(d.ID)
	if page := b.get(base).is(http.StatusOK); strings.Contains(page.body, base+"/payer") {
		t.Error("the form is offered")
	}
	b.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
	if d, err := w.db.Delivery(t.Context(), d.ID); err != nil || len(d.Recipients) != 1 {
		t.Error("somebody was named", err)
	}
}
