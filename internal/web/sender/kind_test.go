package sender_test

import (
	"net/http"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

// What a consumer buys is asked of a consumer alone, and the usual holds where nothing is said.
func TestTheContractOfAConsumerIsChosen(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	b.get("/deliveries/new").is(http.StatusOK).has(`value="digital" checked`, "Sans autre choix, un contenu numérique")
	for name, c := range map[string]struct {
		typed   []string
		digital bool
		shows   []string
	}{
		"nothing is chosen":                   {[]string{"client_kind", "consumer"}, true, []string{`value="digital" checked`, "Client particulier (contenu numérique)"}},
		"digital content":                     {[]string{"client_kind", "consumer", "contract", "digital"}, true, []string{`value="digital" checked`}},
		"made to measure":                     {[]string{"client_kind", "consumer", "contract", "bespoke"}, false, []string{`value="bespoke" checked`, "Client particulier (prestation sur mesure)"}},
		"chosen before the client was a firm": {[]string{"client_kind", "business", "contract", "bespoke"}, false, []string{"Client professionnel, fichiers"}},
	} {
		t.Run(name, func(t *testing.T) {
			id := b.draft(c.typed...)
			if d := w.delivery(id); d.Terms.Digital != c.digital {
				t.Errorf("%+v", d.Terms)
			}
			b.get("/deliveries/" + id + "/edit").is(http.StatusOK).has(c.shows...)
		})
	}
	b.postForm("/deliveries/new", input("client_kind", "consumer", "contract", "rent"), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity).
		has("Ce qu’il achète : Cette valeur n’est pas acceptée.")
	id := b.draft("client_kind", "consumer", "contract", "digital")
	edited := input("client_kind", "consumer", "contract", "bespoke", "action", "save")
	edited["upload"] = []string{w.delivery(id).Deliverables[0].Object}
	b.postForm("/deliveries/"+id+"/edit", edited).is(http.StatusSeeOther)
	if w.delivery(id).Terms.Digital {
		t.Error("the other choice does not hold")
	}
}

// A public buyer signs, has the files, and pays after: whatever was chosen before, no file waits for money.
func TestAPublicBuyerIsAskedForASignatureAlone(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	references := []string{"client_kind", "public", "chorus_engagement", " 2026-EJ-004512 ", "chorus_service", "VOIRIE-03"}
	for _, gates := range []string{"", "payment,signature", "signature,payment", "payment", "signature"} {
		id := b.draft(append([]string{"gates", gates}, references...)...)
		d := w.delivery(id)
		if g := d.Releases[0].Gates; len(g) != 1 || g[0].Kind != delivery.SignatureGate || d.Terms.ChorusEngagement != "2026-EJ-004512" || d.Terms.ChorusService != "VOIRIE-03" {
			t.Errorf("%q: %+v, %+v", gates, g, d.Terms)
		}
		b.get("/deliveries/"+id+"/edit").is(http.StatusOK).has(`value="2026-EJ-004512"`, `value="VOIRIE-03"`)
		plain(b.get("/deliveries/" + id + "/send").is(http.StatusOK)).has("Numéro d’engagement 2026-EJ-004512 · Code service VOIRIE-03").hasNot(`name="informed"`)
		b.get("/deliveries/" + id).is(http.StatusOK).has("Numéro d’engagement 2026-EJ-004512")
	}
	plain(b.postForm("/deliveries/new", input("client_kind", "public", "chorus_service", "V\u200b3"), file{"plan.pdf", "x"}).is(http.StatusUnprocessableEntity)).
		has("Code service : ", `<details class="card options" id="options" open>`)
	firm := b.draft("client_kind", "business", "chorus_engagement", "2026-EJ-004512")
	if x := w.delivery(firm).Terms; x.ChorusEngagement != "" {
		t.Errorf("typed for another kind of client: %+v", x)
	}
}
