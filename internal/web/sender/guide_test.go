package sender_test

import (
	"net/http"
	"testing"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/web/sender"
)

// The steps of a first delivery follow what happened, lead to where the next is taken, and go away when all are taken or
// the member has enough of them.
func TestAFirstDeliveryIsGuided(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Front = screen.Front{Demo: true} })
	m := w.member(account.Owner, "camille@moreau.example", "")
	must(t, roster.UpdateWorkspace(t.Context(), w.db, m.Workspace, func(x *account.Workspace) error { x.Profile = account.Profile{}; return nil }))
	b := w.signedIn(m)
	yours := func(path, says string) string {
		return `<a class="button button-small" href="` + path + `">` + says + `</a>`
	}
	b.get("/deliveries").is(http.StatusOK).has("Your first delivery", yours("/settings/profile?next=%2Fdeliveries%2Fnew", "Complete my company"), `href="/deliveries/new">Create my first delivery`, `action="/demo"`).
		hasNot("Review and send", "Before you send, your clients")
	must(t, roster.UpdateWorkspace(t.Context(), w.db, m.Workspace, func(x *account.Workspace) error {
		x.Profile = account.Profile{LegalName: "Atelier Moreau SARL", Address: "3 rue Haute\n69001 Lyon", Telephone: "+33 4 72 00 00 00"}
		return nil
	}))
	b.get("/deliveries").has(yours("/deliveries/new", "Create my first delivery")).hasNot("Complete my company")
	id := b.draft()
	b.get("/deliveries").has(yours("/deliveries/"+id+"/send", "Review and send"))
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther)
	b.get("/deliveries").has(yours("/deliveries/"+id, "Follow the delivery"))
	b.get("/deliveries?state=sent").hasNot("Hide these steps")
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender(m.ID), delivery.At(w.now), delivery.PaymentRecorded{Payment: "p1", Due: d.Dues[0].ID, Amount: d.Dues[0].Amount, Currency: "EUR", ReceivedOn: "2026-11-22"})
	})
	b.get("/deliveries").has(yours("/deliveries/"+id, "Follow the delivery")) // to be signed yet
	_, err := w.db.SQL().ExecContext(t.Context(), "UPDATE delivery SET release_state = 'unlocked'")
	must(t, err)
	b.get("/deliveries").has(yours("/deliveries/"+id, "See the delivery"))

	ines := w.signedIn(w.member(account.Colleague, "ines@moreau.example", m.Workspace))
	ines.get("/deliveries").is(http.StatusOK).has("Hide these steps")
	w.signedIn(w.member(account.Accountant, "lea@moreau.example", m.Workspace)).get("/deliveries").hasNot("Hide these steps")
	b.post("/deliveries/guide").is(http.StatusSeeOther).at("/deliveries")
	b.get("/deliveries").is(http.StatusOK).hasNot("Hide these steps")
	ines.get("/deliveries").has("Hide these steps") // hers are hers
	_, err = w.db.SQL().ExecContext(t.Context(), "UPDATE release SET attested_at = 1")
	must(t, err)
	ines.get("/deliveries").hasNot("Hide these steps")
}
