package consent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

func TestTexts(t *testing.T) {
	euros := &delivery.Money{Amount: 125000, Currency: "EUR"}
	for name, c := range map[string]struct {
		language string
		price    *delivery.Money
		regime   tariff.Regime
		want     string
	}{
		"where the seller has no VAT": {"fr", euros, tariff.Exempt293B, "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte, au prix de 1\u202f250,00\u00a0€ " +
			"(TVA non applicable, art. 293 B du CGI). Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu."},
		"where the buyer owes the VAT": {"fr", euros, tariff.ReverseCharge, "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte, au prix de 1\u202f250,00\u00a0€ HT " +
			"(autoliquidation). Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu."},
		"where the buyer owes the VAT, in English": {"en", euros, tariff.ReverseCharge, "I ask for the delivery of the files below, identified by their fingerprint, at the price of €1,250.00 (reverse charge). " +
			"The code received by SMS counts as my signature (agreement on proof, “convention de preuve”). It does not approve their content."},
		"in French with a price": {"fr", euros, "", "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte, au prix de 1\u202f250,00\u00a0€ TTC. " +
			"Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu."},
		"in French where there is nothing to pay": {"fr", nil, "", "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte. " +
			"Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu."},
		"in English with a price": {"en", euros, "", "I ask for the delivery of the files below, identified by their fingerprint, at the price of €1,250.00 including VAT. " +
			"The code received by SMS counts as my signature (agreement on proof, “convention de preuve”). It does not approve their content."},
		"in a language without texts of its own": {"de", nil, "", consent.Text("fr", nil, "", "").Text},
		"in a currency nobody knows": {"en", &delivery.Money{Amount: 5, Currency: "ZZZ"}, "", "I ask for the delivery of the files below, identified by their fingerprint, at the price of 5 ZZZ including VAT. " +
			"The code received by SMS counts as my signature (agreement on proof, “convention de preuve”). It does not approve their content."},
	} {
		t.Run(name, func(t *testing.T) {
			got := consent.Text(c.language, c.price, c.regime, "")
			if got.Text != c.want {
				t.Errorf("got  %q\nwant %q", got.Text, c.want)
			}
			sum := sha256.Sum256([]byte(got.Text))
			if got.SHA256 != hex.EncodeToString(sum[:]) || got.Version != "1" {
				t.Errorf("version %q, hash %q", got.Version, got.SHA256)
			}
		})
	}
}

func TestWhatIsLeftOfAnInvoiceIsNoPrice(t *testing.T) {
	for language, want := range map[string]string{
		"fr": "identifiés par leur empreinte, contre 1\u202f250,00\u00a0€, reste à payer de la facture F-117. ",
		"en": "identified by their fingerprint, against €1,250.00, left to pay of invoice F-117. ",
	} {
		got := consent.Text(language, &delivery.Money{Amount: 125000, Currency: "EUR"}, "", "F-117").Text
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q", language, got)
		}
	}
}

func TestTheConventionIsAPartOfTheConsent(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		convention, ok := consent.Convention("1", language)
		whole := consent.Text(language, nil, "", "").Text
		if !ok || convention.Language != language || len(convention.Text) == 0 || !strings.Contains(whole, convention.Text) {
			t.Errorf("%s: %q is not in %q", language, convention.Text, whole)
		}
		if consent.RightWaiver(language).Language != language || consent.Informed(language).Language != language {
			t.Errorf("%s: a text is in another language", language)
		}
	}
	if _, ok := consent.Convention("0", "fr"); ok {
		t.Error("an unknown version was given a text")
	}
}
