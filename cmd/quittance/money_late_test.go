package main

import (
	"net/http"
	"strings"
	"testing"
)

// down makes the processor answer nobody, while its pages still take money.
func (x *trial) down(t *testing.T) {
	t.Helper()
	x.faults(t, map[string]any{"stripe": []any{map[string]any{"mode": "down"}}})
}

// up ends what down began.
func (x *trial) up(t *testing.T) {
	t.Helper()
	x.faults(t, map[string]any{"stripe": []any{}})
}

func TestMoneyThatComesTooLate(t *testing.T) {
	t.Parallel()
	refunded := func(d deliveryView) bool {
		return len(d.Refunds) > 0 && d.Refunds[len(d.Refunds)-1].State == "succeeded"
	}
	tell(t, map[string]story{
		"after the end: it opens nothing, is told, and goes back": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			session := must[string](t)(b.startPayment(t.Context(), p))
			// The page cannot be closed in time: somebody else has it open and pays.
			x.down(t)
			must[page](t)(b.post(t.Context(), p.verb("decline"), "reason", "Ce n’est pas ma commande"))
			x.await(t, p, "decline", func(d deliveryView) bool { return d.State == "declined" })
			check(t, x.outside.pay(t.Context(), session, "success"))
			x.up(t)
			x.awaitPayment(t, p, "unapplied")
			d := x.await(t, p, "refund", refunded)
			if d.State != "declined" || d.Releases[0].State != "locked" || d.Payments[0].Reason != "ended" || d.Payments[0].Refunded != 45000 {
				t.Errorf("%+v", d)
			}
			x.expectOneRefund(t, p, 45000)
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			x.expectMail(t, senderEmail, "reçus sans effet", p.order.title)
			x.expectMail(t, p.order.to.email, "Remboursement de 450,00", p.order.title)

			// The bank sends the refund back: that is told, and the sender can do it again.
			check(t, x.outside.act(t.Context(), p.id, "fail-refund"))
			x.expectEvents(t, p, "refund.failed", 1)
			x.expectMail(t, senderEmail, "Remboursement échoué", p.order.title)
			check(t, x.sender.act(t.Context(), p.id, "refund", map[string]any{"all": true}, nil))
			x.await(t, p, "another refund", func(d deliveryView) bool { return len(d.Refunds) == 2 && refunded(d) })
			x.expectAtTheBank(t, p, 45000, 2)
		},
		"paid and withdrawn in the same moment: one of the two holds": func(t *testing.T, x *trial, n int) {
			for race := range 4 {
				p, b := x.opened(t, n+100*(race+1))
				session := must[string](t)(b.startPayment(t.Context(), p))
				paid, withdrawn := make(chan error, 1), make(chan error, 1)
				go func() { paid <- x.outside.pay(t.Context(), session, "success") }()
				go func() {
					withdrawn <- x.sender.act(t.Context(), p.id, "withdraw", map[string]any{"reason": "Devis annulé"}, nil)
				}()
				isPaid, isWithdrawn := <-paid == nil, <-withdrawn == nil
				switch {
				case isPaid && isWithdrawn:
					x.awaitPayment(t, p, "unapplied")
					x.await(t, p, "refund", refunded)
					x.expectOneRefund(t, p, 45000)
				case isPaid:
					x.awaitPayment(t, p, "settled")
				case !isWithdrawn:
					t.Error("neither paid nor withdrawn")
				}
				d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id))
				if (d.State == "withdrawn") != isWithdrawn || d.Releases[0].State != "locked" {
					t.Errorf("paid %t, withdrawn %t: %+v", isPaid, isWithdrawn, d)
				}
				p.expectNothing(t, b)
			}
		},
		"a refund that comes back after it took the files away": func(t *testing.T, x *trial, n int) {
			p, b := x.completed(t, n)
			check(t, x.sender.act(t.Context(), p.id, "refund", map[string]any{"all": true}, nil))
			x.await(t, p, "revocation", func(d deliveryView) bool { return d.Releases[0].State == "revoked" })
			x.await(t, p, "refund", refunded)
			says := func(words string) {
				t.Helper()
				at := must[page](t)(b.get(t.Context(), p.page()))
				if !strings.Contains(string(at.body), words) {
					t.Errorf("the page does not say %q: %s", words, at.answer)
				}
			}
			says("Le paiement a été rendu, et les fichiers ne sont plus accessibles")
			check(t, x.outside.act(t.Context(), p.id, "fail-refund"))
			x.expectEvents(t, p, "refund.failed", 1)
			says("Le remboursement n’a pas abouti")
			x.expectMail(t, senderEmail, "Remboursement échoué", p.order.title)
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			check(t, x.sender.act(t.Context(), p.id, "refund", map[string]any{"all": true}, nil))
			x.await(t, p, "another refund", func(d deliveryView) bool { return len(d.Refunds) == 2 && refunded(d) })
			x.expectAtTheBank(t, p, 45000, 2)
			says("Le paiement a été rendu, et les fichiers ne sont plus accessibles")
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			if x.count(t, p, "release.revoked") != 1 {
				t.Error("the files were taken back twice")
			}
		},
	})
}

// expectAtTheBank wants so much given back in so many refunds, those that came back included.
func (x *trial) expectAtTheBank(t *testing.T, p *parcel, amount int64, refunds int) {
	t.Helper()
	for _, of := range must[[]bankView](t)(x.outside.bank(t.Context())) {
		if of.Metadata["quittance_delivery"] == p.id && (of.Refunded != amount || len(of.Refunds) != refunds) {
			t.Errorf("at the bank: %+v, want %d in %d refunds", of, amount, refunds)
		}
	}
}
