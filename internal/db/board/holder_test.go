package board_test

import (
	"fmt"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

// What holds a workspace open is named, the newest first: who paid and waits, and money that opened nothing.
func TestWhatHoldsAWorkspaceOpenIsNamed(t *testing.T) {
	onAll(t, func(t *testing.T, d *db.DB) {
		pay := func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.RecordPayment("sender:m1", morning.Add(time.Hour), delivery.PaymentRecorded{
				Payment: newID(), Due: x.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22", Reference: delivery.Personal(newID()),
			})
		}
		sent(t, d, "Open")
		drafted(t, d, "Draft")
		paid, twice, announced := sent(t, d, "Paid"), sent(t, d, "Paid twice"), sent(t, d, "Announced")
		update(t, d, paid.ID, pay)
		update(t, d, twice.ID, pay)
		update(t, d, twice.ID, pay)
		update(t, d, announced.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.DeclareTransfer(morning.Add(2*time.Hour), x.Recipients[0].ID, x.Dues[0].ID)
		})
		for limit, want := range map[int]string{
			10: "[Announced false [transfer_declared]][Paid twice true [money_unapplied]][Paid true []]0", 1: "[Announced false [transfer_declared]]2",
		} {
			list, others, err := board.Of(d).Holders(t.Context(), "w1", morning.Add(3*time.Hour), limit)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, h := range list {
				got += fmt.Sprint([]any{h.Title, h.IsPaid, h.Kinds})
			}
			if got += fmt.Sprint(others); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		if u, err := roster.Unfinished(t.Context(), d, "w1"); err != nil || u.Paid != 2 || u.Unapplied != 1 || u.Announced != 1 {
			t.Errorf("%+v, %v", u, err)
		}
		if list, others, err := board.Of(d).Holders(t.Context(), "w2", morning, 10); err != nil || len(list)+others > 0 {
			t.Errorf("another workspace: %v", list)
		}
	})
}
