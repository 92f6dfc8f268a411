package sender_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/storage/storagetest"
)

// The list as a person without script filters it: every answer has an address that can be kept.
func TestTheListIsFilteredByItsAddress(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	b.get("/deliveries").is(http.StatusOK).has("Your first delivery").hasNot("Search deliveries")
	sent := b.sent("title", "Plans, maison Berthier")
	draft := b.draft("title", "Étude thermique, école Jean-Macé")
	cases := map[string]struct {
		query    string
		has, not []string
	}{
		"all of them":                 {"", []string{sent, draft, `href="/deliveries?state=sent"`}, []string{"delivery found", "deliveries found"}},
		"by state":                    {"?state=sent", []string{sent, "1 delivery found.", `href="/deliveries?state=sent" aria-current="true"`, `name="state" value="sent"`}, []string{draft}},
		"by words without accents":    {"?q=etude+ECOLE", []string{draft, `value="etude ECOLE"`, `href="/deliveries?q=etude+ECOLE&state=draft"`}, []string{sent}},
		"by both":                     {"?q=berthier&state=draft", []string{"/" + draft}, []string{"/" + sent}},
		"a state that is unknown":     {"?state=nowhere", []string{sent, draft}, nil},
		"nothing found":               {"?q=zzz", []string{"No delivery matches", "See all deliveries", "0 deliveries found."}, []string{sent, draft, "Your first delivery"}},
		"wildcards mean themselves":   {"?q=" + "%25_%5C", []string{sent, draft}, nil},
		"hostile words are text":      {"?q=%22%3E%3Cscript%3E%00%ff", []string{"No delivery matches"}, []string{`"><script>\x00`}},
		"too many words are cut":      {"?q=" + strings.Repeat("%C3%A9", 300), []string{strings.Repeat("é", 200)}, []string{strings.Repeat("é", 201)}},
		"a cursor that leads nowhere": {"?older=0", []string{"No delivery matches", "See all deliveries"}, []string{"Your first delivery"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.get("/deliveries" + c.query).is(http.StatusOK).has(c.has...).hasNot(c.not...)
		})
	}
	b.t, b.lang = t, "fr"
	b.get("/deliveries?state=declined").is(http.StatusOK).has("Aucune remise ne correspond", "Chercher une remise")
}

func TestTheListIsExportedAsItIsFiltered(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	sent := b.sent()
	draft := b.draft("title", "=HYPERLINK(1)")
	b.get("/deliveries?state=sent").has(`href="/deliveries/export.csv?state=sent"`)
	got := b.get("/deliveries/export.csv").is(http.StatusOK).has(sent, draft, "'=HYPERLINK(1)", ",2026-12-15,,", "1041.67,20,208.33,1250.00,0.00,0.00,0.00,0.00,EUR", "Hélène Berthier")
	if kind := got.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || !strings.Contains(got.header.Get("Content-Disposition"), "deliveries.csv") {
		t.Error(got.header)
	}
	next := b.draft("previous", sent, "client_kind", "public", "chorus_engagement", "2026-EJ-004512", "chorus_service", "VOIRIE-03")
	b.get("/deliveries/export.csv").has("Title,Revision,Reference,Order number (engagement),Service code", next, ",B,", ",2026-EJ-004512,VOIRIE-03,", sent, ",A,")
	b.lang = "fr"
	b.get("/deliveries/export.csv?state=sent&q=berthier").is(http.StatusOK).has(sent, ";1041,67;20;208,33;1250,00;0,00;0,00;0,00;0,00;EUR").hasNot(draft)
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.get("/deliveries/export.csv").is(http.StatusOK).hasNot("Berthier", sent)
	w.browser().get("/deliveries/export.csv").is(http.StatusSeeOther)
	for range 17 {
		b.get("/deliveries/export.csv").is(http.StatusOK)
	}
	b.get("/deliveries/export.csv").is(http.StatusTooManyRequests)
}

func TestWhatNeedsTheSenderStandsAtTheHeadOfTheList(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent("due_on", "2026-11-24")
	b.get("/deliveries").is(http.StatusOK).hasNot("What needs you")
	b.get("/deliveries/needs").is(http.StatusOK).has("Nothing needs you").hasNot(id)
	w.now = w.now.AddDate(0, 0, 3)
	b.get("/deliveries").is(http.StatusOK).has("What needs you", "Payment is late").hasNot("See all<")
	b.get("/deliveries?state=sent").is(http.StatusOK).hasNot("What needs you")
	for range 5 {
		b.sent("due_on", "2026-11-26")
	}
	w.now = w.now.AddDate(0, 0, 1)
	b.get("/deliveries").is(http.StatusOK).has(`href="/deliveries/needs"`, `<span class="count">6</span>`)
	b.get("/deliveries/needs").is(http.StatusOK).has(id, "Payment is late")
	for _, nowhere := range []string{"x", "5-", "-5-a", "5-" + strings.Repeat("z", 99), "1764000000000000-%00'", "9999999999999999999999-a"} {
		b.get("/deliveries/needs?after=" + nowhere).is(http.StatusOK)
	}
	b.lang = "fr"
	b.get("/deliveries").is(http.StatusOK).has("Ce qui vous attend", "En retard de paiement")
	w.signedIn(w.member("owner", "paul@roux.example", "")).get("/deliveries").hasNot("What needs you", "Berthier")
}

// Two deliveries of one title to one client: when they were sent and what the client did last tells them apart. What a
// consumer ended is not what the sender withdrew, in every place that names it.
func TestDeliveriesOfOneTitleAreToldApart(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			owner := w.member("owner", "camille@moreau.example", "")
			b := w.signedIn(owner)
			old := b.sent("client_kind", "consumer", "contract", "digital")
			w.now = w.now.AddDate(0, 0, 2)
			w.happens(old, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Open(delivery.At(w.now), delivery.RecipientOpened{Recipient: d.Recipients[0].ID})
			})
			withdrawn := b.sent()
			b.post("/deliveries/"+withdrawn+"/withdraw", "reason", "Mauvais fichier").is(http.StatusSeeOther)
			w.now = w.now.AddDate(0, 0, 1)
			b.sent()
			b.draft()
			b.get("/deliveries").is(http.StatusOK).has("Sent today", "Sent yesterday", "Saved today", "Sent on 23 Nov", "opened yesterday")
			b.post("/deliveries/"+old+"/record-payment", "due", w.delivery(old).Dues[0].ID, "amount", "1 250", "received_on", "2026-11-24").is(http.StatusSeeOther)
			b.get("/deliveries").is(http.StatusOK).has("paid on 24 Nov")
			w.happens(old, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.EndContract(delivery.At(w.now), delivery.ContractEnded{Recipient: d.Recipients[0].ID}, func() string { return "refund" })
			})
			b.get("/deliveries?state=renounced").is(http.StatusOK).has(old, "ended today", "Contract withdrawn from").hasNot(withdrawn)
			b.get("/deliveries?state=withdrawn").is(http.StatusOK).has(withdrawn).hasNot(old)
			b.get("/deliveries/"+old).is(http.StatusOK).has("Your client withdrew from the contract", "€1,250.00 is to go back to your client", "No longer needed", "Will not be delivered").hasNot("You have withdrawn")
			// What is owed by a day that the law sets stands first, with sum and day, whatever is newer.
			const owed = "Give back €1,250.00 by 10 December 2026"
			w.now = w.now.Add(time.Hour)
			newer := b.sent("title", "Newer")
			w.happens(newer, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Decline(d.Recipients[0].ID, delivery.At(w.now), "not what was ordered")
			})
			b.get("/deliveries/needs").is(http.StatusOK).hasInOrder(old, owed, newer).hasNot("Money received is to be given back")
			b.get("/deliveries").is(http.StatusOK).has(owed)
			w.signedIn(owner).get("/settings/workspace").is(http.StatusOK).has(owed)
			before := w.now
			w.now = time.Date(2026, 12, 10, 22, 59, 0, 0, time.UTC) // in Paris still the 10th
			today := b
			b = w.signedIn(owner)
			b.get("/deliveries/needs").is(http.StatusOK).has(owed)
			w.now = w.now.Add(time.Minute)
			b.get("/deliveries/needs").is(http.StatusOK).hasInOrder("Late: €1,250.00 to give back since 10 December 2026", newer).hasNot(owed)
			b.get("/deliveries/" + old).is(http.StatusOK).has("Late: €1,250.00 was to go back to your client, who withdrew from the contract, by 10 December 2026.")
			w.now, b = before, today
			b.get("/deliveries/export.csv?state=renounced").is(http.StatusOK).has(old, "Contract withdrawn from").hasNot(withdrawn)
			b.lang = "fr"
			b.get("/deliveries?state=renounced").is(http.StatusOK).has("Contrat renoncé", "contrat renoncé aujourd’hui")
			b.get("/deliveries/" + old).is(http.StatusOK).has("Votre client a renoncé au contrat")
		})
	}
}
