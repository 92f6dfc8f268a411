package verifier

import (
	"slices"
	"testing"

	"quittance/internal/delivery"
)

func TestWhatChangedSinceTheCertificateIsTold(t *testing.T) {
	const made = delivery.Instant(1_000)
	x := &delivery.Delivery{
		Payments: []delivery.Payment{{ID: "p", Currency: "EUR"}},
		Releases: []delivery.Release{{ID: "r", State: delivery.ReleaseRevoked}, {ID: "other"}},
		Refunds: []delivery.Refund{
			{Payment: "p", Amount: 1, State: delivery.RefundSucceeded, At: made},
			{Payment: "p", Amount: 2, State: delivery.RefundSucceeded, At: made + 1},
			{Payment: "of nothing", Amount: 3, State: delivery.RefundSucceeded, At: made + 1},
			{Payment: "p", Amount: 4, State: delivery.RefundFailed, At: made + 2},
		},
		Disputes: []delivery.Dispute{{Payment: "p", Amount: 5, State: delivery.DisputeOpen, At: made + 3}},
	}
	kinds := func(release string) (out []string) {
		for _, c := range changesSince(x, release, made) {
			out = append(out, c.Kind)
		}
		return out
	}
	money := []string{"refund_succeeded", "refund_failed", "dispute_open"}
	if got := kinds("other"); !slices.Equal(got, money) {
		t.Error(got)
	}
	if got := kinds("r"); !slices.Equal(got, append(money, "revoked")) {
		t.Error(got)
	}
}
