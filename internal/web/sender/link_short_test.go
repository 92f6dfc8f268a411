package sender_test

import (
	"net/http"
	"testing"

	"quittance/internal/db/access"
	"quittance/internal/delivery"
)

// What the sender copies is as short as in a message, and of the link that is valid now.
func TestTheLinkToCopyIsShort(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent()
	shorten := func() string {
		t.Helper()
		d := w.delivery(id)
		token, err := access.Shorten(t.Context(), w.db, []byte("k"), d, d.Recipients[0], delivery.At(w.now))
		must(t, err)
		return "https://quittance.test/s/" + token.String()
	}
	first := shorten()
	if again := shorten(); again != first || len(first) != len("https://quittance.test/s/")+26 {
		t.Errorf("%s, then %s", first, again)
	}
	b.get("/deliveries/" + id).is(http.StatusOK).has(`value="` + first + `"`).hasNot("https://quittance.test/d/")
	b.post("/deliveries/"+id+"/renew-link", "recipient", w.delivery(id).Recipients[0].ID).is(http.StatusSeeOther)
	second := shorten()
	b.get("/deliveries/"+id).has(`value="`+second+`"`).hasNot(first, "https://quittance.test/d/")
}
