package sender_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/web/sender"
)

// The operator says what payments and text messages cost, from a day on; estimates follow, and say whose price they used.
func TestTheOperatorsTariff(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Operators = []string{"operator@example.org"} })
	b := w.signedIn(w.member(account.Owner, "operator@example.org", ""))
	b.lang = "fr"
	const path, remove = "/operator/tariff", "/operator/tariff/remove"
	plain(b.get(path).is(http.StatusOK)).has("Carte européenne", "1,5 % + 0,25 €", "depuis le 10 avril 2023", "livré avec le logiciel", "en vigueur", `value="2026-11-23"`).hasNot(`action="` + remove + `"`)
	set := func(pairs ...string) page {
		typed := url.Values{"rate_kind": {"card_eea"}, "percent": {"1,4"}, "fixed": {"0,25"}, "since": {"2026-11-01"}, "source": {"Contrat 2026"}}
		for i := 0; i < len(pairs); i += 2 {
			typed.Set(pairs[i], pairs[i+1])
		}
		return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(typed.Encode()))
	}
	set().is(http.StatusSeeOther).at(path)
	set("rate_kind", "platform", "percent", "0,50", "fixed", "", "country", "FR", "source", "Conditions").is(http.StatusSeeOther)
	set("rate_kind", "sms", "percent", "", "fixed", "0.0723", "country", " fr ").is(http.StatusSeeOther)
	set("rate_kind", "debit", "percent", "", "fixed", "0,35", "since", "2027-01-01").is(http.StatusSeeOther)
	plain(b.get(path).is(http.StatusOK)).has("1,4 % + 0,25 €", "SMS (FR)", "0,0723 €", "0,5 %", `action="`+remove+`"`)
	review := plain(b.get("/deliveries/"+b.draft()+"/send").is(http.StatusOK)).has("Vous recevrez environ 1 225,86 €", "24,14 € de frais", "Carte européenne : 17,75 €, au tarif du 1er novembre 2026 (Contrat 2026)",
		"Frais de la plateforme : 6,25 €", "SMS : 0,14 €", "Votre client paie 1 250,00 €, sans aucun frais")
	review.hasNot("Par prélèvement", "Le prix des SMS") // a debit is known from next year on

	b.post(remove, "rate_kind", "card_eea", "since", "2026-11-01").is(http.StatusSeeOther).at(path)
	plain(b.get("/deliveries/" + b.draft() + "/send").is(http.StatusOK)).has("Carte européenne : 19,00 €, au tarif du 10 avril 2023 (support.stripe.com)")
	b.post(remove, "rate_kind", "card_eea", "since", "2026-11-01").is(http.StatusNotFound)
	b.post(remove, "rate_kind", "vat", "since", "2014-01-01").is(http.StatusNotFound)
	b.post(remove, "rate_kind", "sms", "country", "FR", "since", "2026-11-01").is(http.StatusSeeOther)

	for name, c := range map[string]struct {
		typed []string
		says  string
	}{
		"a share above the whole":           {[]string{"percent", "100,01"}, "Part du montant : Ce n’est pas un prix attendu ici."},
		"a share that no processor takes":   {[]string{"percent", "20,01"}, "Part du montant : Trop élevé : 20 % au plus."},
		"a comma too far to the right":      {[]string{"percent", "99,99"}, "Part du montant : Trop élevé : 20 % au plus."},
		"a fixed part that nobody takes":    {[]string{"fixed", "10,01"}, "Part fixe : Trop élevé : 10 € au plus."},
		"a share in words":                  {[]string{"percent", "un"}, "Part du montant : "},
		"a share of a text message":         {[]string{"rate_kind", "sms"}, "Part du montant : Ce n’est pas un prix attendu ici."},
		"a negative fixed part":             {[]string{"fixed", "-0,25"}, "Part fixe : Ce n’est pas un prix attendu ici."},
		"a fixed part of seven decimals":    {[]string{"fixed", "0,0000001"}, "Part fixe : "},
		"nothing at all":                    {[]string{"percent", "", "fixed", " "}, "Part fixe : Donnez une part du montant, une part fixe, ou les deux."},
		"a country that is none":            {[]string{"rate_kind", "sms", "percent", "", "country", "France"}, "Pays : Deux lettres, comme FR."},
		"a day that is none":                {[]string{"since", "2026-02-30"}, "À partir du : "},
		"a day in another age":              {[]string{"since", "2999-01-01"}, "À partir du : "},
		"no source":                         {[]string{"source", " "}, "Source : "},
		"a rate of tax, which is the law's": {[]string{"rate_kind", "vat"}, "De quoi : Cette valeur n’est pas acceptée."},
	} {
		t.Run(name, func(t *testing.T) {
			plain(set(c.typed...).is(http.StatusUnprocessableEntity)).has(c.says, `action="/operator/tariff"`)
		})
	}
	other := w.signedIn(w.member(account.Owner, "other@example.org", ""))
	other.get(path).is(http.StatusNotFound)
	other.post(path, "rate_kind", "platform", "percent", "50", "since", "2026-11-01", "source", "x").is(http.StatusNotFound)
	other.post(remove, "rate_kind", "platform", "since", "2026-11-01").is(http.StatusNotFound)
	w.browser().get(path).is(http.StatusNotFound)
}

// The front page says what a payment costs by the rates of the day, and what the platform takes where it takes anything.
func TestTheFrontPageSaysWhatADeliveryCosts(t *testing.T) {
	now := screen.Cost{}
	w := newWorld(t, func(d *sender.Deps) { d.Cost = func(context.Context) (screen.Cost, error) { return now, nil } })
	b := w.browser()
	b.lang = "fr"
	b.get("/").is(http.StatusOK).hasNot("Ce que coûte une remise")
	now = screen.Cost{BasisPoints: 150, Fixed: 250_000, Price: frontend.Money{Amount: 100_000, Currency: "EUR"}, Received: frontend.Money{Amount: 98_475, Currency: "EUR"}, Since: w.now}
	plain(b.get("/").is(http.StatusOK)).has("Rien de notre part. Le prestataire de paiement retient 1,5 % + 0,25 €", "vous recevrez environ 984,75 €", "depuis le 23 novembre 2026")
	now.PlatformPoints = 50
	plain(b.get("/").is(http.StatusOK)).has("Nous retenons 0,5 % par paiement").hasNot("Rien de notre part")
}
