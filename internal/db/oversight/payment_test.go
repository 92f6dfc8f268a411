package oversight_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
)

func TestMoneyThatNobodyKnowsIsListedOnceUntilItIsDealtWith(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		at := delivery.At(evening)
		first := oversight.UnknownPayment{
			Payment: "p1", Delivery: "d9", Intent: "pi_1", Amount: delivery.Money{Amount: 45_000, Currency: "EUR"}, PaidAt: at.Add(-time.Hour), HeardAt: at,
		}
		connected, later := first, first
		connected.Account, connected.Intent, connected.Delivery, connected.HeardAt = "acct_1", "pi_2", "", at.Add(time.Minute)
		later.Payment, later.Intent, later.HeardAt = "p0", "pi_3", at.Add(time.Hour)
		again := first
		again.Amount.Amount, again.HeardAt = 1, at.Add(2*time.Hour)
		keep := func(list ...oversight.UnknownPayment) {
			t.Helper()
			for _, p := range list {
				if err := oversight.KeepUnknownPayment(t.Context(), d, p); err != nil {
					t.Fatal(err)
				}
			}
		}
		listed := func(limit int, want ...oversight.UnknownPayment) {
			t.Helper()
			if got, err := oversight.UnknownPayments(t.Context(), d, limit); err != nil || !slices.Equal(got, want) {
				t.Errorf("listed %+v %v, want %+v", got, err, want)
			}
		}
		listed(10)
		keep(later, connected, first, again)
		listed(10, first, connected, later)
		listed(2, first, connected)
		for _, c := range []struct {
			account, payment string
			want             error
		}{{"acct_2", "p1", db.ErrNotFound}, {"", "p1", nil}, {"", "p1", db.ErrNotFound}} {
			if err := oversight.CloseUnknownPayment(t.Context(), d, c.account, c.payment, "m1", at); !errors.Is(err, c.want) {
				t.Errorf("close %s/%s: %v, want %v", c.account, c.payment, err, c.want)
			}
		}
		keep(again) // what is dealt with does not come back
		listed(10, connected, later)
	})
}
