package api_test

import (
	"net/http"
	"testing"

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
				return want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"amount": amount}, "Idempotency-Key", key), http.StatusOK)
			}
			_, path := sent()
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
			for n, amount := range []int64{45000, 1000, 45000} { // the second payment, the surplus of the first, and what counted
				x = want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/refund", object{"all": true}), http.StatusOK)
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
