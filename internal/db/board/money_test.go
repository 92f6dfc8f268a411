package board_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// What lines say of money is what each delivery says by itself: what counts and what does not, what a bank took back, and the
// invoice of which the price is what is left.
func TestLinesHaveTheMoneyOfTheirDeliveries(t *testing.T) {
	onAll(t, func(t *testing.T, d *db.DB) {
		drafted(t, d, "Without money")
		rest, err := d.CreateDelivery(t.Context(), delivery.ID(newID()), func(x *delivery.Delivery) ([]delivery.Event, error) {
			s := spec("A rest")
			s.Files = append(s.Files, delivery.Deliverable{
				ID: newID(), Object: newID(), Name: "facture.pdf", Size: 9, MediaType: "application/pdf", SHA256: strings.Repeat("cd", 32), FirstSeen: morning, Visible: true,
				Document: delivery.Document{Kind: delivery.Invoice, Number: "F-7", Total: 45000, Whole: 60000, Currency: "EUR"},
			})
			plan := draft.Plan(s, newID)
			plan.Workspace, plan.Member = "w1", "m1"
			return x.Save("sender:m1", morning, plan)
		})
		if err != nil {
			t.Fatal(err)
		}
		paid := sent(t, d, "Paid twice, and contested")
		at, card := morning.Add(time.Hour), newID()
		update(t, d, paid.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.StartPayment(at, x.Recipients[0].ID, x.Dues[0].ID, card, "", delivery.Card)
		})
		update(t, d, paid.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Observe(at, delivery.Observation{
				Payment: card, Session: "cs", SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch",
				Received: delivery.Money{Amount: 45000, Currency: "EUR"}, Method: "card", SettledAt: at,
				Disputes: []delivery.DisputeSeen{{ID: "dp", Amount: 45000, Reason: "fraudulent", State: delivery.DisputeLost}},
			}, newID)
		})
		update(t, d, paid.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.RecordPayment("sender:m1", at, delivery.PaymentRecorded{Payment: newID(), Due: x.Dues[0].ID, Amount: 45000})
		})
		lines := lister(t, d)(board.Query{}).Rows
		if err := board.Of(d).AddMoney(t.Context(), lines); err != nil || len(lines) != 3 {
			t.Fatal(len(lines), err)
		}
		for _, line := range lines {
			want, err := d.Delivery(t.Context(), line.ID)
			if err != nil {
				t.Fatal(err)
			}
			got := line.Money
			if !reflect.DeepEqual(got.Dues, want.Dues) || !reflect.DeepEqual(got.Payments, want.Payments) || !reflect.DeepEqual(got.Disputes, want.Disputes) {
				t.Errorf("%s: %+v, want %+v", line.Title, got, want)
			}
			if line.ID == paid.ID && (len(got.Payments) != 2 || len(got.Disputes) != 1) {
				t.Errorf("%s: %+v", line.Title, got)
			}
			if _, ok := got.RestOf(&got.Dues[0]); ok != (line.ID == rest.ID) {
				t.Errorf("%s: what is left of an invoice is %t", line.Title, ok)
			}
		}
	})
}
