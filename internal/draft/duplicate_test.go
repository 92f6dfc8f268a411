package draft_test

import (
	"reflect"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

func TestADuplicateHasTheTermsAndNothingOfTheLife(t *testing.T) {
	lived := &delivery.Delivery{
		ID: "d1", State: delivery.Completed,
		Terms: delivery.Terms{
			Title: "Plans", Message: "Voici", Reference: "2026-118", Language: "en", ClientKind: delivery.Consumer, ExpiresOn: "2026-12-31",
			Zone: delivery.DefaultZone, ReachableDays: 730, InformedFirst: true, Previous: "d0",
		},
		Recipients: []delivery.Recipient{{
			ID: "r1", Name: "Ada", Company: "Lovelace", Email: "ada@example.org", Phone: "+33639980001", Roles: []delivery.Role{delivery.Payer},
			Language: "fr", LinkID: "l1", OpenedAt: morning, SignedAt: morning, ProposedPhone: "+33639980002",
		}},
		Dues:         []delivery.Due{{ID: "u1", Amount: 45000, Currency: "EUR", VATRate: 2000, DueOn: "2026-12-15", Settled: 45000}},
		Deliverables: []delivery.Deliverable{{ID: "f1", Object: "o1", Name: "a.pdf"}},
		Releases:     []delivery.Release{{Gates: []delivery.Gate{{Kind: delivery.SignatureGate, State: delivery.GateWaived}, {Kind: delivery.PaymentGate}}}},
	}
	no := false
	want := draft.Spec{
		Terms: delivery.Terms{Title: "Plans", Message: "Voici", Language: "en", ClientKind: delivery.Consumer, Zone: delivery.DefaultZone, ReachableDays: 730},
		Recipients: []delivery.Recipient{{
			Name: "Ada", Company: "Lovelace", Email: "ada@example.org", Phone: "+33639980001", Roles: []delivery.Role{delivery.Payer}, Language: "fr",
		}},
		Price: &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000,
		Gates: []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}, Digital: &no,
	}
	got := draft.Duplicate(lived)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	got.Recipients[0].Roles[0] = delivery.Reader
	if lived.Recipients[0].Roles[0] != delivery.Payer {
		t.Error("the delivery it was made of changes with it")
	}
	free := draft.Duplicate(&delivery.Delivery{Terms: delivery.Terms{Title: "Plans", NoGateReason: "Offert"}, Releases: []delivery.Release{{}}})
	if free.Price != nil || free.Gates == nil || len(free.Gates) > 0 || free.Terms.NoGateReason != "Offert" {
		t.Errorf("%+v", free)
	}
}
