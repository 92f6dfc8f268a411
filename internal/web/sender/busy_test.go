package sender_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// While something holds the database for long, pages are read, whoever posts is told in time, in their language and with
// what they typed, and nothing they were told of as not done is done afterwards: sent again it is done once.
func TestWhoeverWaitsForABusyDatabaseIsAnsweredAndNothingIsDoneLater(t *testing.T) {
	const short = 150 * time.Millisecond
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			at := e.URL(t)
			w := newWorldOn(t, at, storagetest.NewBucket())
			b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
			id := b.sent()
			before := w.delivery(id)
			pay := []string{"due", before.Dues[0].ID, "amount", "1 250,00", "received_on", "2026-11-20", "reference", "VIR & 42"}
			patience := w.site.Patience
			w.site.Patience = short
			w.now = w.now.Add(2 * time.Hour) // the session is due to be extended, for which nobody waits
			release := dbtest.Hold(t, at)
			b.get("/deliveries/" + id).is(http.StatusOK)
			for _, lang := range []struct{ name, says string }{{"fr", "Le serveur est occupé : votre demande n’a pas abouti."}, {"en", "The server is busy: your request was not carried out."}} {
				b.lang = lang.name
				got := b.post("/deliveries/"+id+"/record-payment", pay...).is(http.StatusServiceUnavailable)
				got.has(lang.says, `action="/deliveries/`+id+`/record-payment"`, `name="amount" value="1 250,00"`, `name="reference" value="VIR & 42"`)
				if got.header.Get("Retry-After") != "10" {
					t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
				}
			}
			b.post("/deliveries/" + id + "/remind").is(http.StatusServiceUnavailable)
			b.postForm("/deliveries/new", input(), file{"plan.pdf", "a plan"}).is(http.StatusServiceUnavailable).has("The server is busy", "Plans, maison Berthier", "1 250,00", `name="title"`)
			b.postForm("/deliveries/"+id+"/replace-file", values([]string{"file", before.Deliverables[0].ID}), file{"new.pdf", "a new plan"}).
				is(http.StatusServiceUnavailable).has("The server is busy")
			if w.db.Dialect() == db.SQLite { // all that writes waits; a password is never written back into a page
				w.browser().post("/signin", "email", "camille@moreau.example", "password", password).is(http.StatusServiceUnavailable).hasNot(password)
			}
			release()
			if after := w.delivery(id); after.Seq != before.Seq {
				t.Fatalf("%d events of what was given up", after.Seq-before.Seq)
			}
			w.site.Patience = patience
			b.post("/deliveries/"+id+"/record-payment", pay...).is(http.StatusSeeOther)
			if after := w.delivery(id); len(after.Payments) != 1 || after.Payments[0].Amount != 125000 {
				t.Fatalf("%+v", after.Payments)
			}
		})
	}
}
