package sender_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

// From nothing to a delivery that is sent, as a person without script lives it.
func TestFromSignUpToSending(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.get("/").is(http.StatusOK).has("Create account", "fr-par").hasNot("Sign out")
	b.get("/deliveries").is(http.StatusSeeOther).at("/signin?next=%2Fdeliveries")
	b.post("/signup", "name", "Camille Moreau", "email", "Camille@Moreau.example", "password", password, "workspace", "Atelier Moreau").
		is(http.StatusSeeOther).at("/check-mail")
	b.get("/check-mail").is(http.StatusOK).has("camille@moreau.example")
	b.get("/deliveries").is(http.StatusSeeOther) // not before the address is confirmed

	token := w.mail[0]
	b.get("/confirm/" + token).is(http.StatusOK).has("One last click")
	b.get("/deliveries").is(http.StatusSeeOther) // opening the link changed nothing
	b.post("/confirm/" + token).is(http.StatusSeeOther).at("/deliveries")
	b.post("/confirm/" + token).is(http.StatusGone).has("This link is no longer valid")
	b.get("/deliveries").is(http.StatusOK).has("Your first delivery", "Complete my company", "Camille Moreau")

	b.get("/deliveries/new").is(http.StatusOK).has("Recipient 1", `value="payment,signature" checked`).hasNot("Remove recipient 1")
	id := b.draft()
	b.get("/deliveries/" + id + "/send").is(http.StatusSeeOther).at("/settings/profile?next=%2Fdeliveries%2F" + id + "%2Fsend")
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther).at("/settings/profile?next=%2Fdeliveries%2F" + id + "%2Fsend")
	b.get("/settings/profile?next=/deliveries/" + id + "/send").is(http.StatusOK).has("Before your first sending")
	b.post("/settings/profile", "legal_name", "Atelier Moreau", "siren", "123", "next", "/deliveries/"+id+"/send").
		is(http.StatusUnprocessableEntity).has("A SIREN has nine digits", `value="Atelier Moreau"`, "Address: Please fill this in.")
	b.post("/settings/profile", "legal_name", "Atelier Moreau SARL", "address", "3 rue Haute", "telephone", "+33 4 72 00 00 00", "accent", "puce", "zone", "Europe/Atlantis", "name", " ").
		is(http.StatusUnprocessableEntity).has("Colour: This value is not accepted.", "Time zone: This value is not accepted.", "Name: Please fill this in.")
	b.get("/settings/profile").is(http.StatusOK).has(`value="pine" checked`, `<option value="Europe/Paris" selected>`)
	b.post("/settings/profile", "legal_name", "Atelier Moreau SARL", "address", "3 rue Haute\r\n69001 Lyon", "telephone", "+33 4 72 00 00 00", "accent", "plum",
		"name", "Moreau et Filles", "zone", "Indian/Reunion", "siren", "732 829 320", "next", "/deliveries/"+id+"/send").is(http.StatusSeeOther).at("/deliveries/" + id + "/send")

	for _, zone := range account.Zones() {
		b.get("/settings/profile").is(http.StatusOK).has(`<option value="` + zone + `"`)
	}
	b.get("/settings/profile").is(http.StatusOK).has(`value="plum" checked`, `value="Moreau et Filles"`, `<option value="Indian/Reunion" selected>`)
	b.get("/deliveries/"+id+"/send").is(http.StatusOK).has("Atelier Moreau SARL", `class="card receipt" data-accent="plum"`, "plan.pdf", "notes é.txt", "Hélène Berthier", "€1,250.00", "15 December 2026", "VAT 20%")
	b.post("/deliveries/" + id + "/send").is(http.StatusUnprocessableEntity).has("Confirm that your client was informed.")
	if got := w.delivery(id).State; got != delivery.Draft {
		t.Fatal(got)
	}
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther).at("/deliveries/" + id)
	b.get("/deliveries/"+id).is(http.StatusOK).has("Sent. Each recipient receives their link.", "Sent: payment and signature remain.",
		"Waiting for Hélène Berthier.", "https://quittance.test/d/ey", "Delivery sent", "Camille Moreau", "Withdraw the delivery").
		hasNot("Edit</a>", "Download the certificate", "Refuse")
	d := w.delivery(id)
	if !d.Terms.InformedFirst || d.State != delivery.Sent || d.Terms.ExpiresOn != "2027-11-23" || len(d.Deliverables) != 2 {
		t.Fatalf("%+v", d.Terms)
	}
	b.get("/deliveries").is(http.StatusOK).has("Plans, maison Berthier", "To pay and sign", "€1,250.00")
	b.get("/deliveries/" + id + "/edit").is(http.StatusSeeOther).at("/deliveries/" + id)
	b.get("/deliveries/" + id).has("This delivery has already been sent.")

	b.post("/signout").is(http.StatusSeeOther).at("/")
	b.get("/deliveries").is(http.StatusSeeOther)
	for _, secret := range []string{"moreau.example", "berthier", password, token, "732829320", "127.0.0.1"} {
		if strings.Contains(strings.ToLower(w.log.String()), strings.ToLower(secret)) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

func TestTheEditorKeepsWhatItHas(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	more := b.postForm("/deliveries/new", input("action", "add-recipient"), file{"plan.pdf", "a plan"}).is(http.StatusOK)
	more.has("Recipient 2", "Remove recipient 1", "plan.pdf", `value="1 250,00"`, `name="upload"`)
	upload := hiddenUpload(t, more)
	two := input("action", "remove-recipient-0", "upload", upload, "recipients-1-name", "Paul Roux", "recipients-1-email", "paul@roux.example")
	one := b.postForm("/deliveries/new", two).is(http.StatusOK)
	one.has("Paul Roux", upload).hasNot("Hélène Berthier", "Recipient 2")

	saved := b.postForm("/deliveries/new", input("action", "save", "title", "", "upload", upload), file{"b.pdf", "more"}).is(http.StatusSeeOther)
	id := strings.TrimPrefix(saved.header.Get("Location"), "/deliveries/")
	d := w.delivery(id)
	if d.Terms.Title != "plan" || len(d.Deliverables) != 2 || d.Deliverables[0].Object != upload {
		t.Fatalf("%+v", d)
	}
	b.get("/deliveries/"+id).is(http.StatusOK).has("Draft saved.", "This draft has not been sent yet.", "Check and send").hasNot("https://quittance.test/d/")
	b.get("/deliveries/"+id+"/edit").is(http.StatusOK).has("plan.pdf", "b.pdf", `value="1250.00"`, "+33 6 12 34 56 78", `value="2026-12-15"`)

	edited := input("action", "save", "upload", upload, "title", "Avant-projet", "price", "900", "gates", "signature,payment")
	edited["upload"] = []string{upload, d.Deliverables[1].Object}
	edited["remove"] = []string{upload}
	b.postForm("/deliveries/"+id+"/edit", edited).is(http.StatusSeeOther)
	d = w.delivery(id)
	if d.Terms.Title != "Avant-projet" || len(d.Deliverables) != 1 || d.Deliverables[0].Name != "b.pdf" || d.Dues[0].Amount != 90_000 ||
		d.Releases[0].Gates[0].Kind != delivery.SignatureGate {
		t.Fatalf("%+v", d)
	}
}

func TestANewVersionFollowsADelivery(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	first := b.sent()
	b.post("/deliveries/" + first + "/new-version").is(http.StatusSeeOther).at("/deliveries/new?previous=" + first)
	b.get("/deliveries/new?previous="+first).is(http.StatusOK).
		has("New version of “Plans, maison Berthier”.", "It is revision B.", `name="revision" type="text" value="B"`, "Hélène Berthier", `name="previous" value="`+first+`"`).hasNot(`value="1250.00"`)
	second := b.draft("previous", first, "title", "Indice B", "price", "", "due_on", "", "gates", "signature")
	if got := w.delivery(second).Terms.Previous; got != delivery.ID(first) {
		t.Fatal(got)
	}
	b.get("/deliveries/"+first).has("revision A", "Replaced by a newer version:", "Indice B")
	b.get("/deliveries/"+second).has("revision B", "Follows", "Plans, maison Berthier")
	b.get("/deliveries").has("revision A", "revision B")
	b.get("/deliveries/new?previous=" + first).has("It is revision C.") // of the same, another beside the one that there is
	if third := w.delivery(b.draft("previous", first, "revision", " e ", "title", "Plans", "price", "", "due_on", "", "gates", "signature")); third.Terms.Revision != "E" {
		t.Errorf("revision %q", third.Terms.Revision)
	}
	b.postForm("/deliveries/new", input("previous", first, "revision", "n° 2")).is(http.StatusUnprocessableEntity).has("One to three letters, such as B.")
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.get("/deliveries/new?previous=" + first).is(http.StatusNotFound)
	other.postForm("/deliveries/new", input("previous", first, "title", "Mine"), file{"a.pdf", "x"}).
		is(http.StatusUnprocessableEntity).has("One thing to correct", "Mine").hasNot("Berthier Indice", "Plans, maison")
}

func TestADuplicateIsANewDraftOfTheSameTerms(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	first := b.sent()
	b.get("/deliveries/" + first).is(http.StatusOK).has("Prepare the duplicate")
	b.post("/deliveries/" + first + "/duplicate").is(http.StatusSeeOther).at("/deliveries/new?like=" + first)
	b.get("/deliveries/new?like="+first).is(http.StatusOK).
		has("Hélène Berthier", `value="Plans, maison Berthier"`, `value="1250.00"`, `name="like" value="`+first+`"`).
		hasNot("D-17", "2026-12-15", "plan.pdf", "New version of", `name="previous"`)
	second := w.delivery(b.draft("like", first, "reference", "", "due_on", ""))
	if second.ID == delivery.ID(first) || second.State != delivery.Draft || second.Terms.Previous != "" || second.Terms.Reference != "" || second.Terms.InformedFirst {
		t.Fatalf("%+v", second.Terms)
	}
	b.post("/deliveries/"+first+"/withdraw", "reason", "x").is(http.StatusSeeOther)
	b.get("/deliveries/new?like=" + first).is(http.StatusOK).has("Hélène Berthier")
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.get("/deliveries/new?like=" + first).is(http.StatusNotFound).hasNot("Berthier")
	other.postForm("/deliveries/new", input("like", first, "title", "Mine"), file{"a.pdf", "x"}).is(http.StatusNotFound)
}

func hiddenUpload(t *testing.T, p page) string {
	t.Helper()
	_, rest, ok := strings.Cut(p.body, `name="upload" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if !ok || len(id) != 32 {
		t.Fatalf("no upload is kept:\n%s", p.body)
	}
	return id
}
