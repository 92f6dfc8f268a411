package draft_test

import (
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// What a public buyer's order and a consumer's contract become in the deliveries that follow.
func TestWhatOneKindOfClientIsAskedGoesOn(t *testing.T) {
	town := &delivery.Delivery{
		State: delivery.Sent, Terms: delivery.Terms{Title: "Plans", ClientKind: delivery.Public, ChorusEngagement: "EJ-1", ChorusService: "VOIRIE"},
		Releases: []delivery.Release{{Gates: []delivery.Gate{{Kind: delivery.SignatureGate}}}},
	}
	if x := draft.Duplicate(town).Terms; x.ChorusEngagement != "" || x.ChorusService != "VOIRIE" {
		t.Errorf("another order of the same service: %q, %q", x.ChorusEngagement, x.ChorusService)
	}
	if next, err := draft.NextVersion(town); err != nil || next.Terms.ChorusEngagement != "EJ-1" || next.Terms.ChorusService != "VOIRIE" {
		t.Errorf("a new version is of the same order: %+v, %v", next.Terms, err)
	}
	bespoke := &delivery.Delivery{State: delivery.Sent, Terms: delivery.Terms{Title: "Plans", ClientKind: delivery.Consumer}}
	next, err := draft.NextVersion(bespoke)
	if again := draft.SpecOf(bespoke); err != nil || next.IsDigital() || again.IsDigital() {
		t.Errorf("a service made to measure stays one: %v", err)
	}
	if business := draft.SpecOf(&delivery.Delivery{Terms: delivery.Terms{ClientKind: delivery.Business}}); business.Digital != nil {
		t.Error("nothing is said of who is no consumer")
	}
}
