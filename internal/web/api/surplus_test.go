package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/web/api"
)

// A program records what its sender received, whatever the delivery can take of it.
func TestWhatTheDueCannotTakeIsRecordedAsUnapplied(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			h := newHouseOn(t, e.URL(t))
			sent := func() (d api.Delivery, path string) {
				d = h.create(t, nil)
				path = "/api/v1/deliveries/" + d.ID
				want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
				return d, path
			}
			record := func(path, key string, amount int64) api.Delivery {
				return want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"amount": amount, "surplus": true}, "Idempotency-Key", key), http.StatusOK)
			}
			_, path := sent()
			wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"amount": 45001}, "Idempotency-Key", "k-0"), http.StatusConflict, "more_than_owed")
			for range 2 {
				x := record(path, "k-1", 46000)
				if p := x.Payments[0]; len(x.Payments) != 1 || p.State != "settled" || p.Amount != 46000 || p.Applied != 45000 || x.Dues[0].Owing != 0 {
					t.Fatalf("%+v", x.Payments)
				}
			}
			wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/record-payment", nil), http.StatusConflict, "due_settled")
			x := record(path, "k-2", 45000)
			if p := x.Payments[1]; p.State != "unapplied" || p.Applied != 0 || p.Reason != "double" {
				t.Fatalf("%+v", p)
			}
			for range 2 { // the second payment and the surplus of the first, then what counted
				x = want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/refund", object{"all": true, "again": true}), http.StatusOK)
			}
			if len(x.Refunds) != 3 {
				t.Fatalf("%+v", x.Refunds)
			}
			for n, amount := range []int64{45000, 1000, 45000} {
				if r := x.Refunds[n]; r.Amount != amount || r.State != "succeeded" || r.Surplus != (n < 2) {
					t.Fatalf("%d: %+v", n, r)
				}
			}

			rest, path := sent()
			record(path, "k-rest", 44970)
			x = want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/waive", object{"gate": rest.Dues[0].ID, "reason": "Frais de banque"}), http.StatusOK)
			if due := x.Dues[0]; due.Owing != 0 || due.Forgiven != 30 || due.Settled != 44970 || x.Releases[0].Gates[0].State != "passed" {
				t.Fatalf("%+v", x)
			}

			d, path := sent()
			_, err := h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.DeclareTransfer(delivery.At(h.clock()), x.Recipients[0].ID, x.Dues[0].ID)
			})
			check(t, err)
			wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/withdraw", object{"reason": "Devis annulé"}), http.StatusConflict, "transfer_announced")
			want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/withdraw", object{"reason": "Devis annulé", "despite_transfer": true}), http.StatusOK)
			x = record(path, "k-3", 45000)
			if p := x.Payments[0]; p.State != "unapplied" || p.Reason != "ended" || x.State != "withdrawn" {
				t.Fatalf("%+v", x)
			}
		})
	}
}

// A program that sends a payment again without a key, as its first answer was lost, does not record a second one.
func TestAPaymentSentAgainIsNotRecordedTwice(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			h := newHouseOn(t, e.URL(t))
			d := h.create(t, nil)
			path := "/api/v1/deliveries/" + d.ID
			want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
			record := func(body object, headers ...string) reply {
				return h.call(t, h.key, http.MethodPost, path+"/record-payment", body, headers...)
			}
			body := func(amount int64, more ...any) object {
				o := object{"amount": amount, "reference": "VIR 7"}
				for i := 0; i < len(more); i += 2 {
					o[more[i].(string)] = more[i+1]
				}
				return o
			}
			first := want[api.Delivery](t, record(body(5000)), http.StatusOK).Payments[0].ID
			for range 2 { // of a part, while more is owed
				r := record(body(5000))
				wantProblem(t, r, http.StatusConflict, "payment_recorded_before")
				if !strings.Contains(string(r.body), first) {
					t.Errorf("%s does not name %s", r.body, first)
				}
			}
			for n, x := range []reply{
				record(body(5000, "again", true)), record(body(5000), "Idempotency-Key", "k-1"), record(body(5000), "Idempotency-Key", "k-1"),
				record(body(5001)), record(body(5000, "reference", "VIR 8")), record(body(5000, "received_on", "2026-11-18")),
			} {
				if x := want[api.Delivery](t, x, http.StatusOK); len(x.Payments) != []int{2, 3, 3, 4, 5, 6}[n] {
					t.Errorf("%d: %d payments", n, len(x.Payments))
				}
			}
			h.later(24 * time.Hour)
			if x := want[api.Delivery](t, record(body(5000, "received_on", "2026-11-18")), http.StatusOK); len(x.Payments) != 7 {
				t.Errorf("a day later: %d payments", len(x.Payments))
			}
		})
	}
}

// A program that asks for a refund again without a key, as its first answer was lost, does not give money back twice.
func TestARefundSentAgainIsNotMadeTwice(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			h := newHouseOn(t, e.URL(t))
			made := func(amounts ...int64) func(object, ...string) reply {
				path := "/api/v1/deliveries/" + h.create(t, nil).ID
				want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
				for _, amount := range amounts {
					want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"amount": amount, "surplus": true, "again": true}), http.StatusOK)
				}
				h.later(time.Minute)
				return func(body object, headers ...string) reply {
					h.later(time.Minute)
					return h.call(t, h.key, http.MethodPost, path+"/refund", body, headers...)
				}
			}
			part := object{"amount": 20000}
			refund := made(15000, 15000, 15000) // a sum that several payments give
			first := want[api.Delivery](t, refund(part), http.StatusOK).Refunds
			if len(first) != 2 {
				t.Fatalf("%+v", first)
			}
			for range 2 {
				r := refund(part)
				wantProblem(t, r, http.StatusConflict, "refunded_before")
				if !strings.Contains(string(r.body), first[0].ID) {
					t.Errorf("%s does not name %s", r.body, first[0].ID)
				}
			}
			want[api.Delivery](t, refund(object{"amount": 1000}), http.StatusOK)
			want[api.Delivery](t, refund(object{"amount": 1000, "again": true}), http.StatusOK)
			for range 2 {
				if x := want[api.Delivery](t, refund(object{"amount": 1000}, "Idempotency-Key", "its-own"), http.StatusOK); len(x.Refunds) != 5 {
					t.Errorf("%d refunds", len(x.Refunds))
				}
			}
			h.later(24 * time.Hour)
			want[api.Delivery](t, refund(object{"amount": 1000}), http.StatusOK)

			refund = made(45000, 700) // all, which is what came too much, asked for again would be the price
			if x := want[api.Delivery](t, refund(object{"all": true}), http.StatusOK).Refunds; len(x) != 1 || x[0].Amount != 700 {
				t.Errorf("%+v", x)
			}
			wantProblem(t, refund(object{"all": true}), http.StatusConflict, "refunded_before")
			want[api.Delivery](t, refund(object{"all": true, "again": true}), http.StatusOK)
			wantProblem(t, refund(object{"all": true}), http.StatusConflict, "nothing_to_refund")
		})
	}
}

// What a refund that failed did not give back is noted as given back by the sender's own means: once, and their word.
func TestARefundThatFailedIsNotedAsMadeByHand(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			h := newHouseOn(t, e.URL(t))
			d := h.create(t, nil)
			path := "/api/v1/deliveries/" + d.ID
			want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
			happens := func(decide func(*delivery.Delivery) ([]delivery.Event, error)) {
				t.Helper()
				_, err := h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), decide)
				check(t, err)
			}
			observe := func(seen ...delivery.RefundSeen) {
				t.Helper()
				happens(func(x *delivery.Delivery) ([]delivery.Event, error) {
					return x.Observe(delivery.At(h.clock()), delivery.Observation{
						Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
						Received: delivery.Money{Amount: 45000, Currency: "EUR"}, SettledAt: delivery.At(h.clock()), Refunds: seen,
					}, func() string { return "re" })
				})
			}
			happens(func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.StartPayment(delivery.At(h.clock()), x.Recipients[0].ID, x.Dues[0].ID, "pay1", "", delivery.Card)
			})
			observe()
			asked := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/refund", object{"amount": 10000}), http.StatusOK).Refunds[0]
			note := func(headers ...string) reply {
				return h.call(t, h.key, http.MethodPost, path+"/note-refund", object{"refund": asked.ID}, headers...)
			}
			wantProblem(t, note(), http.StatusConflict, "nothing_to_refund") // it is on its way
			observe(delivery.RefundSeen{ID: asked.ID, Processor: "re_1", Amount: 10000, State: delivery.RefundFailed, Failure: "lost_or_stolen_card"})
			for range 2 {
				x := want[api.Delivery](t, note("Idempotency-Key", "k-1"), http.StatusOK)
				if len(x.Refunds) != 2 || x.Refunds[0].State != "failed" || x.Refunds[1].State != "succeeded" || x.Refunds[1].Amount != 10000 || x.Payments[0].Refunded != 10000 {
					t.Fatalf("%+v", x.Refunds)
				}
			}
			wantProblem(t, note(), http.StatusConflict, "nothing_to_refund")
			wantProblem(t, h.call(t, h.other, http.MethodPost, path+"/note-refund", object{"refund": asked.ID}), http.StatusNotFound, "not_found")
			wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/note-refund", object{}), http.StatusUnprocessableEntity, "invalid_input")
		})
	}
}
