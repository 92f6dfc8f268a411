package main

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"quittance/internal/delivery"
)

// story is what may become of one delivery. n gives it a recipient of its own.
type story func(t *testing.T, x *trial, n int)

// tell tells every story on each engine, one server for all of them.
func tell(t *testing.T, stories map[string]story) {
	t.Helper()
	onEachEngine(t, func(t *testing.T, engine string) {
		x, n := begin(t, engine), 0
		for _, name := range slices.Sorted(maps.Keys(stories)) {
			n++
			t.Run(name, func(t *testing.T) { stories[name](t, x, n) })
		}
	})
}

func TestWhatPayersDo(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"a declined card, then another one": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			session := x.pays(t, b, p, "decline")
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			check(t, x.outside.pay(t.Context(), session, "success"))
			x.signedAndHad(t, b, p)
		},
		"3-D Secure refused, then confirmed": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			session := x.pays(t, b, p, "3ds")
			check(t, x.outside.authenticate(t.Context(), session, "refuse"))
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			check(t, x.outside.pay(t.Context(), session, "3ds"))
			check(t, x.outside.authenticate(t.Context(), session, "confirm"))
			x.signedAndHad(t, b, p)
		},
		"left the payment page, came back to the same one": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			first := x.pays(t, b, p, "cancel")
			at := must[page](t)(b.get(t.Context(), p.verb("paid")+"?cancelled=1"))
			if at.status != http.StatusOK {
				t.Errorf("back from the payment page: %s", at.answer)
			}
			if again := x.pays(t, b, p, "success"); again != first {
				t.Errorf("two payment pages are open: %s and %s", first, again)
			}
			x.signedAndHad(t, b, p)
		},
		"the page opened for a card takes no debit, and closes when a debit is chosen": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			ofCard := x.offers(t, b, p, delivery.Card, "success", "sepa")
			ofDebit := x.offers(t, b, p, delivery.SEPADebit, "sepa", "success")
			if again := must[string](t)(b.startPaymentBy(t.Context(), p, delivery.SEPADebit)); again != ofDebit {
				t.Errorf("the debit chosen again opened %s beside %s", again, ofDebit)
			}
			for session, outcome := range map[string]string{ofCard: "success", ofDebit: "success"} {
				if x.outside.pay(t.Context(), session, outcome) == nil {
					t.Errorf("%s could be paid by card", session)
				}
			}
			d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id))
			if len(d.Payments) != 2 || d.Payments[0].State != "expired" || d.Payments[0].Method != delivery.Card || d.Payments[1].State != "open" || d.Payments[1].Method != delivery.SEPADebit {
				t.Errorf("the payments are %+v", d.Payments)
			}
			at := must[page](t)(b.post(t.Context(), p.verb("pay"), "method", "bitcoin"))
			if at.status != http.StatusUnprocessableEntity || !strings.Contains(string(at.body), `id="method">Cette valeur n’est pas acceptée`) {
				t.Errorf("bitcoin: %s", at.answer)
			}
		},
		"pounds are not debited in euros": func(t *testing.T, x *trial, n int) {
			p, b := x.openedIn(t, n, "GBP")
			if at := must[page](t)(b.get(t.Context(), "/d/"+p.id)); !strings.Contains(string(at.body), `value="card"`) || strings.Contains(string(at.body), `value="sepa_debit"`) {
				t.Errorf("the page does not offer a card alone: %s", at.answer)
			}
			if at := must[page](t)(b.post(t.Context(), p.verb("pay"), "method", delivery.SEPADebit)); at.status != http.StatusUnprocessableEntity {
				t.Errorf("a debit: %s", at.answer)
			}
			x.pays(t, b, p, "success")
			x.signedAndHad(t, b, p)
		},
		"the success address alone opens nothing": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			must[string](t)(b.startPayment(t.Context(), p))
			must[page](t)(b.get(t.Context(), p.verb("paid")))
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			if d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id)); d.Payments[0].State != "open" {
				t.Errorf("the payment is %s", d.Payments[0].State)
			}
		},
		"a debit that settles later": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			x.pays(t, b, p, "sepa")
			x.awaitPayment(t, p, "processing")
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			check(t, x.outside.act(t.Context(), p.id, "settle"))
			x.signedAndHad(t, b, p)
		},
		"a debit that fails, then a card": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			x.pays(t, b, p, "sepa")
			x.awaitPayment(t, p, "processing")
			check(t, x.outside.act(t.Context(), p.id, "fail"))
			x.awaitPayment(t, p, "failed")
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			x.pays(t, b, p, "success")
			x.signedAndHad(t, b, p)
		},
		"another amount or currency is kept apart and goes back": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			session := must[string](t)(b.startPayment(t.Context(), p))
			check(t, x.outside.do(t.Context(), http.MethodPost, "/sandbox/stripe/sessions/"+session+"/pay", map[string]any{"outcome": "success", "amount": 100}, nil))
			d := x.await(t, p, "the refund", func(d deliveryView) bool { return len(d.Refunds) == 1 && d.Refunds[0].State == "succeeded" })
			if d.Payments[0].State != "unapplied" || d.Payments[0].Reason != "amount" {
				t.Errorf("the payment is %+v", d.Payments[0])
			}
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
		},
	})
}

// What the sender's page posts about money is done once, however often one page posts it at the same time; another decision
// of a page that no longer shows what is, is not done.
func TestOneFormMovesMoneyOnce(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{"pressed many times": func(t *testing.T, x *trial, n int) {
		p, b := x.small(t, n), x.browser(t)
		must[page](t)(b.post(t.Context(), "/signin", "email", senderEmail, "password", senderPassword))
		hidden := func(name string) string {
			t.Helper()
			_, rest, _ := strings.Cut(string(must[page](t)(b.get(t.Context(), "/deliveries/"+p.id)).body), `name="`+name+`" value="`)
			value, _, _ := strings.Cut(rest, `"`)
			return value
		}
		due := hidden("due")
		at := "/deliveries/" + p.id + "/"
		many := func(verb string, values ...string) {
			t.Helper()
			values = append(values, "seen", hidden("seen"))
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if got, err := b.post(t.Context(), at+verb, values...); err != nil || got.status != http.StatusOK || strings.Contains(string(got.body), "entre-temps") {
						t.Errorf("%s: %v %s", verb, err, got.answer)
					}
				})
			}
			all.Wait()
		}
		moved := func(payments, refunds int) {
			t.Helper()
			d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id))
			if len(d.Payments) != payments || len(d.Refunds) != refunds {
				t.Fatalf("%d payments and %d refunds, want %d and %d", len(d.Payments), len(d.Refunds), payments, refunds)
			}
		}
		first := hidden("seen")
		part := []string{"due", due, "amount", "33", "received_on", "", "reference", "VIR 77", "note", ""}
		many("record-payment", part...)
		moved(1, 0)
		if old := must[page](t)(b.post(t.Context(), at+"record-payment", append(slices.Clone(part[:2]), "amount", "50", "seen", first)...)); !strings.Contains(string(old.body), "entre-temps") {
			t.Errorf("a page from before was believed: %s", old.answer)
		}
		moved(1, 0)
		many("record-payment", part...) // the same again, on the page that shows the first: another transfer
		moved(2, 0)
		many("refund", "extent", "part", "amount", "10")
		moved(2, 1)
		many("refund", "extent", "part", "amount", "10")
		moved(2, 2)
		many("record-payment", "due", due, "whole", "yes", "reference", "")
		moved(3, 2)
	}})
}

// offers opens the payment page by a method, which offers one way to pay and not another.
func (x *trial) offers(t *testing.T, b *browser, p *parcel, method, has, not string) (session string) {
	t.Helper()
	session = must[string](t)(b.startPaymentBy(t.Context(), p, method))
	at := must[page](t)(b.get(t.Context(), "/sandbox/stripe/checkout/"+session))
	if !strings.Contains(string(at.body), `value="`+has+`"`) || strings.Contains(string(at.body), `value="`+not+`"`) {
		t.Errorf("the page of %s does not offer %s alone: %s", method, has, at.answer)
	}
	return session
}

// signedAndHad goes on from a payment that is about to settle to the files.
func (x *trial) signedAndHad(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	x.awaitPayment(t, p, "settled")
	x.signs(t, b, p)
	x.await(t, p, "unlock", unlocked)
	p.expectFiles(t, b)
}

// expectFiles downloads every file and wants it whole.
func (p *parcel) expectFiles(t *testing.T, b *browser) {
	t.Helper()
	for n, f := range p.files {
		if at := must[page](t)(b.get(t.Context(), p.file(n))); at.status != http.StatusOK || len(at.body) != len(f.content) {
			t.Errorf("%s: %d with %d bytes", f.name, at.status, len(at.body))
		}
	}
}

func TestMoneyThatGoesBack(t *testing.T) {
	t.Parallel()
	released := func(state string) func(deliveryView) bool {
		return func(d deliveryView) bool { return d.Releases[0].State == state }
	}
	tell(t, map[string]story{
		"a whole refund takes the files back": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.sender.act(t.Context(), p.id, "refund", map[string]any{"all": true}, nil))
			x.await(t, p, "revocation", released("revoked"))
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			x.expectOneRefund(t, p, 45000)
		},
		"a refund on the processor's own pages does too": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.outside.act(t.Context(), p.id, "refund"))
			x.await(t, p, "revocation", released("revoked"))
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
		},
		"a partial refund takes nothing back": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.sender.act(t.Context(), p.id, "refund", map[string]any{"amount": 15000}, nil))
			x.await(t, p, "refund", func(d deliveryView) bool { return len(d.Refunds) == 1 && d.Refunds[0].State == "succeeded" })
			p.expectFiles(t, b)
			x.expectOneRefund(t, p, 15000)
			x.expectPapers(t, b, p)
		},
		"a refund asked for twice under one key is one": func(t *testing.T, x *trial, n int) {
			p, _ := x.completed(t, n)
			for range 3 {
				check(t, x.sender.call(t.Context(), http.MethodPost, "/api/v1/deliveries/"+p.id+"/refund", "refund-of-"+p.id, map[string]any{"amount": 1000}, nil))
			}
			x.await(t, p, "refund", func(d deliveryView) bool { return len(d.Refunds) == 1 && d.Refunds[0].State == "succeeded" })
			x.expectOneRefund(t, p, 1000)
		},
		"a dispute suspends, one that is won gives back": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.outside.act(t.Context(), p.id, "dispute"))
			x.await(t, p, "suspension", func(d deliveryView) bool { return d.Releases[0].Suspended })
			p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
			check(t, x.outside.act(t.Context(), p.id, "win"))
			x.await(t, p, "the end of the dispute", func(d deliveryView) bool { return !d.Releases[0].Suspended })
			p.expectFiles(t, b)
		},
		"a dispute that is lost takes the files back": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.outside.act(t.Context(), p.id, "dispute"))
			x.await(t, p, "suspension", func(d deliveryView) bool { return d.Releases[0].Suspended })
			check(t, x.outside.act(t.Context(), p.id, "lose"))
			x.await(t, p, "revocation", released("revoked"))
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
		},
		"withdrawn while the payment page is open": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			session := must[string](t)(b.startPayment(t.Context(), p))
			check(t, x.sender.act(t.Context(), p.id, "withdraw", map[string]any{"reason": "Devis annulé"}, nil))
			check(t, eventually(t.Context(), "the payment page to be closed", func() (bool, error) {
				at, err := b.get(t.Context(), "/sandbox/stripe/checkout/"+session)
				return err == nil && !strings.Contains(string(at.body), `value="success"`), err
			}))
			if x.outside.pay(t.Context(), session, "success") == nil {
				t.Error("a withdrawn delivery could be paid")
			}
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			if at := must[page](t)(b.post(t.Context(), p.verb("pay"), "method", "card")); checkoutPath.MatchString(at.at.Path) {
				t.Error("a withdrawn delivery opens a payment page")
			}
		},
		"declined by the recipient": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			must[page](t)(b.post(t.Context(), p.verb("decline"), "reason", "Ce n’est pas ma commande"))
			x.await(t, p, "decline", func(d deliveryView) bool { return d.State == "declined" })
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
		},
	})
}

func (x *trial) expectOneRefund(t *testing.T, p *parcel, amount int64) {
	t.Helper()
	x.expectAtTheBank(t, p, amount, 1)
}
