package certificate_test

import (
	"encoding/json"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// Why a price carries no VAT is said beside it, in the language of the certificate.
func TestARegimeWithoutVATIsTheLabelOfThePrice(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		language string
		regime   tariff.Regime
		invoice  string // of which the price is what is left
		label    string
	}{
		{"fr", tariff.Exempt293B, "", "TVA non applicable, art. 293 B du CGI"},
		{"en", tariff.ReverseCharge, "", "reverse charge"},
		{"fr", tariff.Ordinary, "", ""},
		{"fr", tariff.Ordinary, "F-117", "Reste à payer de la facture F-117"},
	} {
		m := samples["simple"](t)
		m.Delivery.Terms.Language = c.language
		m.Delivery.Dues[0].VATRate, m.Delivery.Dues[0].VATRegime = 0, c.regime
		if due := &m.Delivery.Dues[0]; c.invoice != "" {
			due.VATRate = 2000
			f := &m.Delivery.Deliverables[0]
			f.Visible, f.Document = true, delivery.Document{Kind: delivery.Invoice, Number: delivery.Personal(c.invoice), Total: due.Amount, Whole: 2 * due.Amount, Currency: due.Currency}
		}
		made := w.input(t, m)
		var document struct {
			Dues []struct {
				Label   string
				VATRate int `json:"vat_rate"`
			}
		}
		if err := json.Unmarshal(made.Evidence, &document); err != nil {
			t.Fatal(err)
		}
		if len(document.Dues) != 1 || document.Dues[0].Label != c.label || document.Dues[0].VATRate != 0 {
			t.Errorf("%s %s: %+v", c.language, c.regime, document)
		}
		if r := certificate.Verify(w.make(t, made), w.trust()); r.Verdict != certificate.Valid {
			t.Errorf("%s %s: %+v", c.language, c.regime, r)
		}
	}
}
