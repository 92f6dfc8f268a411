package sender_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/oversight"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/web/export"
	"quittance/internal/web/sender"
)

// archived downloads an archive and reads it with another program's eyes: names and contents.
func (b *browser) archived(at string) map[string]string {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+at, nil)
	must(b.t, err)
	r.Header.Set("Accept-Language", b.lang)
	res, err := b.client.Do(r)
	must(b.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	must(b.t, err)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/zip" {
		b.t.Fatalf("%d %s: %s", res.StatusCode, res.Header, content)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(b.t, err)
	files := map[string]string{}
	for _, f := range z.File {
		if _, twice := files[f.Name]; twice || path.Clean(f.Name) != f.Name || !filepath.IsLocal(f.Name) {
			b.t.Errorf("entry %q", f.Name)
		}
		in, err := f.Open()
		must(b.t, err)
		text, err := io.ReadAll(in)
		must(b.t, err)
		files[f.Name] = string(text)
	}
	return files
}

// lines counts what the account log tells of a kind.
func (w *world) lines(workspace string, kind account.EventKind) (n int) {
	w.t.Helper()
	list, err := roster.Events(w.t.Context(), w.db, workspace, "", roster.MostEvents)
	must(w.t, err)
	for _, e := range list {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func withKeys(d *sender.Deps) {
	d.Verifying = []export.File{{Name: "seal-ca.pem", Content: []byte("a key")}}
}

func TestEverythingOfAWorkspaceIsTakenAway(t *testing.T) {
	w := newWorld(t, withKeys)
	owner := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(owner)
	first := b.sent("title", "Plans/../é <b>; lot \"2\"", "recipients-0-name", "=Hélène")
	b.post("/deliveries/"+first+"/note", "text", "appeler lundi").is(http.StatusSeeOther)
	w.now = w.now.Add(time.Second) // ids of one instant have no order
	second := b.draft("title", "Brouillon")
	eve := w.signedIn(w.member(account.Owner, "eve@elsewhere.example", ""))
	other := eve.sent("title", "Secret of Eve", "recipients-0-email", "zoe@secret.example")

	b.lang = "fr"
	b.get("/settings/workspace").is(http.StatusOK).has("Tout emporter", "2 remises", "1 remise envoyée n’est pas terminée", "1 brouillon", "Fermer Atelier Moreau")
	b.post("/deliveries/"+first+"/record-payment", "due", w.delivery(first).Dues[0].ID, "amount", "100", "received_on", "2026-11-20", "reference", "VIR 7").is(http.StatusSeeOther)
	files := b.archived("/settings/workspace/export.zip")
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range files {
			if !yield(name) {
				return
			}
		}
	})
	for _, want := range []string{
		"LISEZ-MOI.txt", "README.txt", "workspace.json", "clients.csv", "clients.json", "account-log.csv", "account-log.json", "deliveries.csv", "recipients.csv", "files.csv",
		"payments.csv", "refunds.csv", "receipts.csv", "certificates.csv", "events.csv", "notes.csv", "verification/seal-ca.pem",
	} {
		if _, ok := files[want]; !ok {
			t.Errorf("%s is missing among %q", want, names)
		}
	}
	for _, id := range []string{first, second} {
		folder := ""
		for _, name := range names {
			if strings.HasSuffix(name, "/delivery.json") && strings.Contains(files[name], `"id": "`+id+`"`) {
				folder = path.Dir(name)
			}
		}
		if !strings.HasPrefix(folder, "deliveries/2026-11-23 ") || strings.Count(folder, "/") != 1 || files[folder+"/files/plan.pdf"] != "a plan" || files[folder+"/files/notes é.txt"] != "some notes" ||
			!strings.Contains(files[folder+"/events.json"], `"prev_hash"`) {
			t.Errorf("the folder of %s is %q among %q", id, folder, names)
		}
	}
	if table := files["deliveries.csv"]; !strings.HasPrefix(table, "\ufeffIdentifiant;Titre") || !strings.Contains(table, ";1041,67;20;208,33;1250,00;100,00;100,00;0,00;0,00;EUR") || !strings.Contains(table, `"Plans/../é <b>; lot ""2"""`) {
		t.Error(table)
	}
	if table := files["recipients.csv"]; !strings.Contains(table, ";'=Hélène;") {
		t.Error(table)
	}
	for file, has := range map[string]string{
		"notes.csv": "appeler lundi", "payments.csv": ";Encaissé;100,00;100,00;100,00;0,00;0,00;EUR;hors Quittance;2026-11-20;VIR 7;", "recipients.csv": ";Paie, Signe;", "clients.json": "helene@berthier.example", "account-log.csv": "Export complet téléchargé;", "files.csv": "deliveries/2026-11-23 ",
		"workspace.json": `"legal_name": "Atelier Moreau SARL"`, "LISEZ-MOI.txt": "quittance verify", "README.txt": "without us",
	} {
		if !strings.Contains(files[file], has) {
			t.Errorf("%s lacks %q: %s", file, has, files[file])
		}
	}
	for name, content := range files {
		for _, foreign := range []string{"Secret of Eve", "zoe@secret.example", other, "eve@elsewhere"} {
			if strings.Contains(content, foreign) || strings.Contains(name, foreign) {
				t.Errorf("%s holds %s of another workspace", name, foreign)
			}
		}
	}
	// What lies after a delivery is the rest; what is another workspace's is nothing.
	if rest := b.archived("/settings/workspace/export.zip?after=" + first); strings.Contains(rest["deliveries.csv"], first) || !strings.Contains(rest["deliveries.csv"], second) || rest["workspace.json"] != "" {
		t.Errorf("the second part is %s", rest["deliveries.csv"])
	}
	if of := b.archived("/settings/workspace/export.zip?until=" + first); !strings.Contains(of["deliveries.csv"], first) || strings.Contains(of["deliveries.csv"], second) {
		t.Errorf("the first part is %s", of["deliveries.csv"])
	}
	if got := b.lines(owner.Workspace, account.WorkspaceExported); got != 3 {
		t.Errorf("three exports are on record %d times", got)
	}
	b.archived("/deliveries/" + first + "/evidence.zip")
	b.get("/deliveries/export.csv").is(http.StatusOK)
	b.get("/settings/log").has("Preuves d’une remise téléchargées", `href="/deliveries/`+first+`"`, "Liste des remises exportée")
	for range 199 {
		_, err := ratelimit.Take(t.Context(), w.db, delivery.At(w.now), ratelimit.Limit{Key: "evidence/" + owner.ID, Max: 200, Window: 24 * time.Hour})
		must(t, err)
	}
	b.get("/deliveries/" + first + "/evidence.zip").is(http.StatusTooManyRequests)
	if got := b.lines(owner.Workspace, account.EvidenceExported); got != 1 {
		t.Errorf("evidence that was refused is on record: %d", got)
	}
	eve.get("/deliveries/" + first + "/evidence.zip").is(http.StatusNotFound)
	colleague := w.signedIn(w.member(account.Colleague, "paul@moreau.example", owner.Workspace))
	colleague.get("/settings/workspace/export.zip").is(http.StatusForbidden)
	w.now = w.now.Add(account.Fresh)
	b.get("/settings/workspace/export.zip").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fworkspace%2Fexport.zip")
}

func TestAFileThatWasErasedIsLeftOutAndSaidToBe(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.draft()
	must(t, w.vault.Delete(t.Context(), w.delivery(id).Deliverables[0].Object))
	files := b.archived("/settings/workspace/export.zip")
	for name := range files {
		if strings.HasSuffix(name, "/plan.pdf") {
			t.Errorf("%s was erased", name)
		}
	}
	if table := files["files.csv"]; strings.Contains(table, "/plan.pdf") || !strings.Contains(table, "plan.pdf,") || !strings.Contains(table, "/notes é.txt") {
		t.Error(table)
	}
}

func TestAWorkspaceIsClosedForGood(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "camille@moreau.example", "")
	second := w.member(account.Owner, "luc@moreau.example", owner.Workspace)
	paul := w.member(account.Colleague, "paul@moreau.example", owner.Workspace)
	b, other, colleague := w.signedIn(owner), w.signedIn(second), w.signedIn(paul)
	id := b.sent()
	b.post("/settings/team/invite", "email", "ines@haddad.example", "role", "auditor").is(http.StatusSeeOther)
	invited := w.newestInvitation()

	colleague.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusForbidden)
	b.archived("/deliveries/" + id + "/evidence.zip")
	b.post("/settings/workspace/close", "name", "Atelier").is(http.StatusUnprocessableEntity).has("not the name", `value="Atelier"`)
	b.get("/deliveries").is(http.StatusOK)
	b.post("/settings/workspace/close", "name", " atelier  moreau ").is(http.StatusSeeOther).at("/settings/workspace")
	b.get("/settings/workspace").is(http.StatusOK).has("The workspace is closed.", "23 November 2029", "Take everything away").hasNot("for good", "New delivery")
	w.wasTold(owner.ID+" workspace_closed", second.ID+" workspace_closed", paul.ID+" workspace_closed", owner.Workspace+" checkouts_closed")

	// Owners come in to export, and to nothing else; nobody else comes in.
	other.get("/settings/workspace").is(http.StatusSeeOther).at("/signin?next=%2Fsettings%2Fworkspace")
	again := w.browser()
	again.post("/signin", "email", second.Email, "password", password).is(http.StatusSeeOther).at("/deliveries")
	for _, at := range []string{"/deliveries", "/deliveries/" + id, "/deliveries/new", "/clients", "/settings/team", "/settings/bank"} {
		again.get(at).is(http.StatusSeeOther).at("/settings/workspace")
	}
	again.post("/deliveries/"+id+"/remind", "recipient", "x").is(http.StatusGone).has("closed")
	again.postForm("/deliveries/new", input()).is(http.StatusGone)
	again.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusGone)
	if files := again.archived("/settings/workspace/export.zip"); !strings.Contains(files["workspace.json"], `"closed_at": 17`) || !strings.Contains(files["account-log.json"], "workspace_closed") {
		t.Errorf("the export of a closed workspace: %s", files["workspace.json"])
	}
	again.get("/settings/log").is(http.StatusOK).has("Workspace closed", "Evidence of a delivery downloaded").hasNot(`href="/deliveries/` + id)
	colleague.get("/deliveries").is(http.StatusSeeOther).at("/signin?next=%2Fdeliveries")
	colleague.post("/signin", "email", paul.Email, "password", password).is(http.StatusGone).has("closed")
	w.browser().get(invited).is(http.StatusGone)

	w.now = w.now.AddDate(3, 0, 0).Add(-time.Hour)
	late := w.browser()
	late.post("/signin", "email", owner.Email, "password", password).is(http.StatusSeeOther)
	late.get("/settings/log").is(http.StatusOK)
	w.now = w.now.Add(time.Hour)
	late.get("/settings/log").is(http.StatusSeeOther).at("/signin?next=%2Fsettings%2Flog")
	late.post("/signin", "email", owner.Email, "password", password).is(http.StatusGone)
}

func TestMoneyThatIsToBeGivenBackComesBeforeClosing(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(owner)
	id := b.sent()
	due := w.delivery(id).Dues[0].ID
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(delivery.At(w.now), d.Recipients[0].ID, due, "pay1", "", delivery.Card)
	})
	b.post("/deliveries/"+id+"/record-payment", "due", due, "whole", "yes", "reference", "VIR 1")
	b.get("/settings/workspace").is(http.StatusOK).has("Among them, 1 is paid", "To be finished first", "The deliveries concerned", `<a href="/deliveries/`+id, "A signature remains.").hasNot("for good")
	b.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusSeeOther).at("/settings/workspace")
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(delivery.At(w.now), delivery.Observation{
			Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
			Last4: "4242", Received: delivery.Money{Amount: 99_000, Currency: "EUR"}, SettledAt: delivery.At(w.now),
		}, func() string { return "re1" })
	})
	b.get("/settings/workspace").is(http.StatusOK).has("1 payment is to be given back", "1 is paid", `href="/deliveries/`+id, "Money received is to be given back").hasNot("for good")
	b.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusSeeOther).at("/settings/workspace")
	b.get("/settings/workspace").is(http.StatusOK).has("Money waits for a delivery or a refund")
	if ws, err := roster.Workspace(t.Context(), w.db, owner.Workspace); err != nil || ws.IsClosed() {
		t.Errorf("closed over money: %v", err)
	}
}

func TestASuspendedSenderAsksNobodyAgain(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(owner)
	id, draft := b.sent(), b.draft()
	who := w.delivery(id).Recipients[0].ID
	must(t, oversight.Suspend(t.Context(), w.db, owner.Workspace, "Trois signalements.", oversight.Decision{ID: "e1", Member: owner.ID, At: delivery.At(w.now)}, w.CloseCheckouts))
	before := w.delivery(id).Seq
	asks := map[string][]string{
		"remind": {"recipient", who}, "renew-link": {"recipient", who},
		"correct": {"recipient", who, "email", "stranger@elsewhere.example", "phone", "+33 6 98 76 54 32"},
	}
	for verb, form := range asks {
		b.post("/deliveries/"+id+"/"+verb, form...)
	}
	b.post("/deliveries/"+draft+"/send", "informed", "yes")
	if after := w.delivery(id); after.Seq != before || w.delivery(draft).State != delivery.Draft {
		t.Errorf("a suspended sender asked: %d events", after.Seq-before)
	}
	must(t, oversight.Resume(t.Context(), w.db, owner.Workspace, oversight.Decision{ID: "e2", Member: owner.ID, At: delivery.At(w.now)}))
	b.post("/deliveries/"+id+"/correct", asks["correct"]...).is(http.StatusSeeOther)
	if w.delivery(id).Seq == before {
		t.Error("nothing changes once the suspension is over")
	}
}

func TestADraftThatChangedSinceItsReviewIsShownAgain(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.draft()
	shown := strconv.FormatInt(w.delivery(id).Seq, 10)
	b.get("/deliveries/" + id + "/send").is(http.StatusOK).has(`name="seen" value="` + shown + `"`)
	w.now = w.now.Add(time.Second)
	b.postForm("/deliveries/"+id+"/edit", input("price", "999"), file{"plan.pdf", "a plan"}).is(http.StatusSeeOther)
	b.post("/deliveries/"+id+"/send", "informed", "yes", "seen", shown).is(http.StatusConflict).has("changed meanwhile", "999")
	if state := w.delivery(id).State; state != delivery.Draft {
		t.Fatalf("what nobody read again is %s", state)
	}
	b.post("/deliveries/"+id+"/send", "informed", "yes", "seen", strconv.FormatInt(w.delivery(id).Seq, 10)).is(http.StatusSeeOther)
	if state := w.delivery(id).State; state != delivery.Sent {
		t.Errorf("what was read again is %s", state)
	}
}
