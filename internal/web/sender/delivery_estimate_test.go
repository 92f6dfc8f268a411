package sender_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/tariff"
	"quittance/internal/web/sender"
)

// Before sending, the sender reads what is left after fees, that this is an estimate, of which rates, and that the payer pays none.
func TestTheReviewEstimatesWhatIsReceived(t *testing.T) {
	own, err := tariff.ReadTable(strings.NewReader("kind,name,since,basis_points,fixed,currency,source\ncard,eea,2026-01-01,150,250000,EUR,contract\nsms,FR,2026-01-01,0,70000,EUR,contract\n"))
	must(t, err)
	for name, c := range map[string]struct {
		table tariff.Table
		typed []string
		says  []string
		not   []string
	}{
		"by the published rates, without SMS": {
			tariff.Known(), nil,
			[]string{"Vous recevrez environ 1 231,00 €", "estimation", "19,00 € de frais", "10 avril 2023", "Le prix des SMS n’y est pas", "Votre client paie 1 250,00 €, sans aucun frais"}, nil,
		},
		"by rates that know the price of an SMS": {
			own, nil, []string{"Vous recevrez environ 1 230,86 €", "19,14 € de frais", "Carte européenne : 19,00 €, au tarif du 1er janvier 2026 (contract)", "SMS : 0,14 €"}, []string{"Le prix des SMS"},
		},
		"by what the operator says, with a fee of its own, and a debit": {
			append(own, tariff.Row{Kind: tariff.Platform, Since: "2026-06-01", BasisPoints: 50, Source: "conditions"}, tariff.Row{Kind: tariff.Debit, Name: "sepa", Since: "2026-01-01", Fixed: 350_000, Currency: "EUR", Source: "contract"}), nil,
			[]string{"Vous recevrez environ 1 224,61 €", "25,39 € de frais", "Frais de la plateforme : 6,25 €, au tarif du 1er juin 2026 (conditions)", "Par prélèvement SEPA : environ 1 243,26 €"}, nil,
		},
		"a public buyer, who pays by transfer": {own, []string{"client_kind", "public"}, []string{"Vous recevrez environ 1 249,86 €", "pour un virement"}, []string{"Carte européenne"}},
		"nobody signs":                         {tariff.Known(), []string{"gates", "payment"}, []string{"Vous recevrez environ 1 231,00 €"}, []string{"Le prix des SMS"}},
		"a rate that is not known":             {tariff.Table{}, nil, []string{"Votre client paie 1 250,00 €, sans aucun frais"}, []string{"Vous recevrez"}},
		"nothing to pay":                       {tariff.Known(), []string{"price", "", "due_on", "", "gates", "signature"}, nil, []string{"Vous recevrez", "sans aucun frais"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(d *sender.Deps) { d.Tariff = func(context.Context) (tariff.Table, error) { return c.table, nil } })
			b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
			b.lang = "fr"
			plain(b.get("/deliveries/" + b.draft(c.typed...) + "/send").is(http.StatusOK)).has(c.says...).hasNot(c.not...)
		})
	}
}

// A number is judged as soon as it is left, for members who may send, and not without end.
func TestANumberIsJudgedAtOnce(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	for phone, want := range map[string]string{
		"06 12 34 56 78": "", "": "", "01 42 68 53 00": "land_line", "0800 123 456": "land_line", "12": "not_a_phone", "+1 202 555 0123 x9": "not_a_phone",
	} {
		p := b.post("/check/phone", "phone", phone)
		if p.body != want || (p.status != http.StatusOK) != (want == "") {
			t.Errorf("%q: %d %q", phone, p.status, p.body)
		}
	}
	w.browser().post("/check/phone", "phone", "12").is(http.StatusUnauthorized)
	w.signedIn(w.member(account.Auditor, "audit@example.org", "")).post("/check/phone", "phone", "12").is(http.StatusForbidden)
	for range 60 {
		b.post("/check/phone", "phone", "12")
	}
	b.post("/check/phone", "phone", "12").is(http.StatusTooManyRequests)
	if strings.Contains(w.log.String(), url.QueryEscape("01 42 68 53 00")) {
		t.Error("a number is in the log")
	}
}
