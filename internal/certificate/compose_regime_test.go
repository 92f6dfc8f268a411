package certificate_test

import (
	"encoding/json"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/tariff"
)

// Why a price carries no VAT is said beside it, in the language of the certificate.
func TestARegimeWithoutVATIsTheLabelOfThePrice(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		language string
		regime   tariff.Regime
		label    string
	}{
		{"fr", tariff.Exempt293B, "TVA non applicable, art. 293 B du CGI"},
		{"en", tariff.ReverseCharge, "reverse charge"},
		{"fr", tariff.Ordinary, ""},
	} {
		m := samples["simple"](t)
		m.Delivery.Terms.Language = c.language
		m.Delivery.Dues[0].VATRate, m.Delivery.Dues[0].VATRegime = 0, c.regime
		made := w.input(t, m)
		var document struct {
			Dues []struct{ Label string }
		}
		if err := json.Unmarshal(made.Evidence, &document); err != nil {
			t.Fatal(err)
		}
		if len(document.Dues) != 1 || document.Dues[0].Label != c.label {
			t.Errorf("%s %s: %+v", c.language, c.regime, document)
		}
		if r := certificate.Verify(w.make(t, made), w.trust()); r.Verdict != certificate.Valid {
			t.Errorf("%s %s: %+v", c.language, c.regime, r)
		}
	}
}
