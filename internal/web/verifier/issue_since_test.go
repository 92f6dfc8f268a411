package verifier

import (
	"slices"
	"testing"

	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

func TestWhatChangedSinceTheCertificateIsTold(t *testing.T) {
	const made = delivery.Instant(1_000)
	x := &delivery.Delivery{
		Payments: []delivery.Payment{{ID: "p", Currency: "EUR"}},
		Releases: []delivery.Release{{ID: "r", State: delivery.ReleaseRevoked}, {ID: "other"}},
		Refunds: []delivery.Refund{
			{ID: "done", Payment: "p", Amount: 1, State: delivery.RefundSucceeded, At: made},
			{ID: "late", Payment: "p", Amount: 7, State: delivery.RefundSucceeded, Processor: "re_7", At: made - 1},
			{Payment: "p", Amount: 2, State: delivery.RefundSucceeded, Processor: "re_2", At: made + 1},
			{Payment: "p", Amount: 6, State: delivery.RefundSucceeded, At: made + 1},
			{Payment: "of nothing", Amount: 3, State: delivery.RefundSucceeded, At: made + 1},
			{Payment: "p", Amount: 4, State: delivery.RefundFailed, At: made + 2},
		},
		Disputes: []delivery.Dispute{{ID: "over", Payment: "p", Amount: 8, State: delivery.DisputeLost, At: made - 1}, {Payment: "p", Amount: 5, State: delivery.DisputeOpen, At: made + 3}},
	}
	kinds := func(release string) (out []string) {
		for _, c := range changesSince(x, release, made, map[string]delivery.Instant{"late": made + 4, "over": made + 4, "done": made}) {
			out = append(out, c.Kind)
		}
		return out
	}
	money := []string{"refund_succeeded", "refund_succeeded", "refund_declared", "refund_failed", "dispute_lost", "dispute_open"}
	if got := kinds("other"); !slices.Equal(got, money) {
		t.Error(got)
	}
	if got := kinds("r"); !slices.Equal(got, append(money, "revoked")) {
		t.Error(got)
	}
}

// What is certified is a price, or what was left of an invoice; and what of it had gone back already, by whose word.
func TestWhatIsCertifiedOfMoneyIsTold(t *testing.T) {
	of := evidence.Document{
		Dues: []evidence.Due{{Label: "autoliquidation", Price: evidence.Money{Amount: 45_000, Currency: "EUR"}}},
		Payments: []evidence.Payment{
			{Price: evidence.Money{Amount: 30_000, Currency: "EUR"}, Refunded: 20_000, RefundedByHand: 5_000},
			{Price: evidence.Money{Amount: 15_000, Currency: "EUR"}, Refunded: 1},
		},
	}
	if got := certified(&of); got.RestOf != "" || got.Price.Amount != 45_000 || got.Returned.Amount != 20_001 || got.Declared.Amount != 5_000 {
		t.Errorf("%+v", got)
	}
	for _, language := range []string{"fr", "en"} {
		of.Dues[0].Label = consent.Rest(language, "F-7")
		if got := certified(&of); got.RestOf != of.Dues[0].Label {
			t.Errorf("%s: %+v", language, got)
		}
	}
}
