package draft_test

import (
	"reflect"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

func TestASettingFillsInWhatWasLeftOpen(t *testing.T) {
	year := draft.DefaultExpiry(morning, delivery.DefaultZone)
	payThenSign := []delivery.GateKind{delivery.PaymentGate, delivery.SignatureGate}
	for sentence, c := range map[string]struct {
		spec draft.Spec
		want draft.Setting
	}{
		"nothing was typed": {
			draft.Spec{}, draft.Setting{ClientKind: delivery.Business, Gates: payThenSign, ExpiresOn: year},
		},
		"a public buyer signs": {
			draft.Spec{Terms: delivery.Terms{ClientKind: delivery.Public}},
			draft.Setting{ClientKind: delivery.Public, Gates: []delivery.GateKind{delivery.SignatureGate}, ExpiresOn: year},
		},
		"a due date beyond the usual year": {
			draft.Spec{DueOn: "2030-01-31"}, draft.Setting{ClientKind: delivery.Business, Gates: payThenSign, DueOn: "2030-01-31", ExpiresOn: "2030-01-31"},
		},
		"everything was typed": {
			draft.Spec{
				Terms: delivery.Terms{ClientKind: delivery.Consumer, ExpiresOn: "2027-02-01"}, DueOn: "2027-01-01",
				Gates: []delivery.GateKind{delivery.PaymentGate}, Recipients: make([]delivery.Recipient, 2),
			},
			draft.Setting{ClientKind: delivery.Consumer, Gates: []delivery.GateKind{delivery.PaymentGate}, DueOn: "2027-01-01", ExpiresOn: "2027-02-01", Recipients: 2},
		},
		"nothing guards the files": {
			draft.Spec{Gates: []delivery.GateKind{}}, draft.Setting{ClientKind: delivery.Business, Gates: []delivery.GateKind{}, ExpiresOn: year},
		},
		"nothing that was typed means anything": {
			draft.Spec{Terms: delivery.Terms{ClientKind: "friend", ExpiresOn: "soon"}, DueOn: "x", Gates: []delivery.GateKind{"moon"}},
			draft.Setting{ClientKind: delivery.Business, Gates: payThenSign, ExpiresOn: year},
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			if got := c.spec.Setting(morning, delivery.DefaultZone); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}
