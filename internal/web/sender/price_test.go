package sender_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/tariff"
)

// plain has ordinary spaces for those of French typography.
func plain(p page) page {
	p.body = strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(p.body)
	return p
}

// A price is typed with VAT or without; both are shown, kept as typed, and printed by the one rounding rule.
func TestPricesWithAndWithoutVAT(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	for name, c := range map[string]struct {
		typed   []string
		amount  int64
		net     int64 // as typed
		rate    int
		regime  tariff.Regime
		review  []string // in French
		absent  string
		editing []string // in the editor, opened again
	}{
		"with VAT": {
			typed: []string{"price", "1 250,00"}, amount: 125_000, rate: 2000,
			review:  []string{"Prix hors taxes", "1 041,67 €", "TVA 20 %", "208,33 €", "Total TTC", "1 250,00 €"},
			editing: []string{`value="1250,00"`, "1 041,67 € HT + 208,33 € de TVA = 1 250,00 € TTC"},
		},
		"without VAT": {
			typed: []string{"price", "1041,67", "price_kind", "net"}, amount: 125_000, net: 104_167, rate: 2000,
			review:  []string{"1 041,67 €", "208,33 €", "1 250,00 €"},
			editing: []string{`value="1041,67"`, `<option value="net" selected>HT</option>`, "1 041,67 € HT + 208,33 € de TVA = 1 250,00 € TTC"},
		},
		"without VAT, at 5.5 %": {
			typed: []string{"price", "1000", "price_kind", "net", "vat_rate", "550"}, amount: 105_500, net: 100_000, rate: 550,
			review: []string{"TVA 5,5 %", "55,00 €", "1 055,00 €"}, editing: []string{"1 000,00 € HT + 55,00 € de TVA = 1 055,00 € TTC"},
		},
		"of a seller without VAT": {
			typed: []string{"price", "450", "vat_rate", "exempt_293b"}, amount: 45_000, regime: tariff.Exempt293B,
			review: []string{"TVA non applicable, art. 293 B du CGI", "450,00 €"}, absent: "Total TTC",
			editing: []string{`<option value="exempt_293b" selected>`, "450,00 €, sans TVA"},
		},
		"of which the buyer owes the VAT": {
			typed: []string{"price", "450", "price_kind", "net", "vat_rate", "reverse_charge"}, amount: 45_000, net: 45_000, regime: tariff.ReverseCharge,
			review: []string{"Autoliquidation", "Prix hors taxes"}, absent: "Total TTC", editing: []string{`<option value="reverse_charge" selected>`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			id := b.draft(c.typed...)
			due := w.delivery(id).Dues[0]
			if due.Amount != c.amount || due.Net != c.net || due.VATRate != c.rate || due.VATRegime != c.regime {
				t.Errorf("the due is %+v", due)
			}
			p := plain(b.get("/deliveries/" + id + "/send").is(http.StatusOK)).has(c.review...)
			if c.absent != "" {
				p.hasNot(c.absent)
			}
			plain(b.get("/deliveries/" + id + "/edit").is(http.StatusOK)).has(c.editing...)
		})
	}
	plain(b.postForm("/deliveries/new", input("vat_rate", "soon"), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity)).has("TVA : Cette valeur n’est pas acceptée.")
	plain(b.postForm("/deliveries/new", input("price", "999 999,99", "price_kind", "net"), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity)).has("Prix : ")
}

// The options fold, say what holds, and open by themselves when something of them is wrong.
func TestTheOptionsSayWhatHolds(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	folded := `<details class="card options" id="options">`
	b.get("/deliveries/new").is(http.StatusOK).has(folded,
		"Client professionnel, fichiers ouverts après le paiement, puis la signature, lien valable jusqu’au 23 novembre 2027.")
	id := b.draft("gates", "signature", "client_kind", "public", "expires_on", "2026-12-31")
	b.get("/deliveries/"+id+"/edit").is(http.StatusOK).has(folded,
		"Acheteur public, fichiers ouverts après la signature, lien valable jusqu’au 31 décembre 2026, à payer au plus tard le 15 décembre 2026.")
	open := `<details class="card options" id="options" open>`
	for name, pairs := range map[string][]string{
		"a day that has passed": {"due_on", "2020-01-01"}, "a kind nobody is": {"client_kind", "friend"}, "no role": {"recipients-0-language", "de"},
	} {
		t.Run(name, func(t *testing.T) {
			b.postForm("/deliveries/new", input(pairs...), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity).has(open)
		})
	}
	b.postForm("/deliveries/new", input("recipients-0-phone", "12"), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity).has(folded)
	b.postForm("/deliveries/new", input("action", "add-recipient")).is(http.StatusOK).has(open, "2 destinataires.")
}
