package sender_test

import (
	"net/http"
	"strings"
	"testing"
)

// Whom something was sent to is known from then on: they complete themselves, and are declared informed once.
func TestClientsAreKnownAfterTheFirstSending(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	b.get("/clients").is(http.StatusOK).has("Your clients will appear here by themselves")
	first := b.sent()
	page := b.get("/clients").is(http.StatusOK).has("Hélène Berthier", "helene@berthier.example")
	_, rest, _ := strings.Cut(page.body, `href="/clients/0`)
	client, _, _ := strings.Cut(rest, `"`)
	client = "0" + client
	b.get("/clients/"+client).is(http.StatusOK).has("/deliveries/"+first, "that this client knew that files are delivered against payment", "accepts it by signing the quote", "?client="+client)
	b.get("/clients?q=berth").has("Hélène Berthier")
	b.get("/clients?q=erthier").has("No client matches")
	b.get("/clients/suggest?q=HELENE+ber").is(http.StatusOK).has(`"email":"helene@berthier.example"`)
	b.get("/clients/suggest?q=").is(http.StatusOK).has("[]")
	b.get("/deliveries/new?client="+client).is(http.StatusOK).has(`value="Hélène Berthier"`, `value="helene@berthier.example"`, `<datalist id="clients"`)

	second := b.draft()
	b.get("/deliveries/" + second + "/send").is(http.StatusOK).has("This client was informed before ordering").hasNot(`name="informed"`)
	b.post("/deliveries/" + second + "/send").is(http.StatusSeeOther).at("/deliveries/" + second)
	b.get("/clients/"+client).has("/deliveries/"+first, "/deliveries/"+second)
	b.get("/clients/announcement").is(http.StatusOK).has("Why pay first?")

	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.get("/clients").hasNot("Berthier")
	other.get("/clients/" + client).is(http.StatusNotFound)
	other.get("/clients/suggest?q=helene").hasNot("Berthier")
	other.get("/deliveries/new?client=" + client).is(http.StatusNotFound)
}

func TestNotesAreForTheWorkspaceAlone(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent()
	b.post("/deliveries/"+id+"/note", "text", "Call <back> on Monday\nafter ten").is(http.StatusSeeOther)
	page := b.get("/deliveries/"+id).has("Call <back> on Monday", "<p>after ten</p>", "Note added.")
	b.post("/deliveries/"+id+"/note", "text", " ").is(http.StatusUnprocessableEntity)
	b.post("/deliveries/"+id+"/note", "text", "a\x00b").is(http.StatusUnprocessableEntity)
	_, rest, _ := strings.Cut(page.body, `name="note" value="`)
	note, _, _ := strings.Cut(rest, `"`)

	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.post("/deliveries/"+id+"/note", "text", "x").is(http.StatusNotFound)
	other.post("/deliveries/"+id+"/delete-note", "note", note).is(http.StatusNotFound)

	b.post("/deliveries/"+id+"/delete-note", "note", note).is(http.StatusSeeOther)
	b.get("/deliveries/" + id).hasNot("Monday")
	b.post("/deliveries/"+id+"/delete-note", "note", note).is(http.StatusNotFound)
}

func TestAChangeOfLanguageKeepsTheList(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	b.sent()
	b.get("/deliveries?q=plans+%C3%A9t%C3%A9&state=sent").has(`name="back" value="/deliveries?q=plans+%C3%A9t%C3%A9&state=sent"`)
	b.post("/language", "lang", "fr", "back", "/deliveries?q=plans&state=sent").is(http.StatusSeeOther).at("/deliveries?q=plans&state=sent")
}
