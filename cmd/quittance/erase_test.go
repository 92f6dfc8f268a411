package main

import (
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// TestAnErasedDeliveryLeavesItsProofAndNothingPersonal erases beside a running server what was paid, signed, noted and
// reported, and looks for its marked words where secrets are looked for: in every file, in the database, in the log and in a
// backup made afterwards. Its certificate is judged as before.
func TestAnErasedDeliveryLeavesItsProofAndNothingPersonal(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x, safe := backedUp(t, engine)
		p, b := x.completed(t, 1)
		must[page](t)(b.get(t.Context(), p.everyFile()[0]))
		x.await(t, p, "the certificate of delivery", attested)
		other, ob := x.completed(t, 2)
		e := x.saveEvidence(t, b, p)
		judged := x.judged(t, e.content)
		if !strings.Contains(judged, "Essai, sans valeur de preuve") {
			t.Errorf("the page that verifies, before: %s", judged)
		}
		s := x.signedIn(t)
		words := map[string]string{
			"name": p.order.to.name, "e-mail address": p.order.to.email, "telephone": p.order.to.phone[3:], "title": "lot 0001",
			"note": "Attendre le virement de Tréguier.", "problem": "La feuille de Locronan manque.", "report": "Ceci ressemble à Plougastel.",
		}
		must[page](t)(s.post(t.Context(), "/deliveries/"+p.id+"/note", "text", words["note"]))
		must[page](t)(b.post(t.Context(), p.verb("problem"), "text", words["problem"]))
		must[page](t)(b.post(t.Context(), p.verb("abuse"), "text", words["report"]))
		if stands := strings.Join(x.standing(t, engine, words), ", "); strings.Count(stands, ", ") != len(words)-1 {
			t.Fatalf("before, only these stand somewhere: %s", stands)
		}

		if r := x.run(t, "", "erase", "--delivery", p.id); r.code == 0 || !strings.Contains(r.err, "kept until 20") {
			t.Errorf("what was paid for is erased without a word: %d %s", r.code, r.err)
		}
		if r := x.run(t, "", "erase", "--delivery", p.id, "--force"); r.code == 0 {
			t.Errorf("no reason was given: %s", r.err)
		}
		for range 2 { // the second finds nothing to do
			if r := x.run(t, "", "erase", "--delivery", p.id, "--force", "--reason", "Jugement du 3 mars"); r.code != 0 {
				t.Fatalf("erase: %d %s", r.code, r.err)
			}
		}
		if n := x.count(t, p, "delivery.erased"); n != 1 {
			t.Errorf("on record %d times", n)
		}
		x.expectErased(t, b, s, p)
		if at := must[page](t)(s.get(t.Context(), "/settings/log")); !strings.Contains(string(at.body), p.id) {
			t.Errorf("the account log does not tell of it: %s", at.answer)
		}
		if r := e.verify(t, e.pdf, "--file", e.deliverables[0]); r.code != 0 {
			t.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.err)
		}
		if now := x.judged(t, e.content); now != judged {
			t.Errorf("the page that verifies judges the certificate otherwise: %s", now)
		}
		other.expectFiles(t, ob)
		x.takenAway(t, s, "/settings/workspace/export.zip")

		if r := x.run(t, "", "backup", safe.backup); r.code != 0 {
			t.Fatalf("backup: %d %s", r.code, r.err)
		}
		x.stop(t)
		for _, found := range x.standing(t, engine, words) {
			t.Errorf("still there: %s", found)
		}
		content := safe.opened(t)
		for name, word := range words {
			if bytes.Contains(content, []byte(word)) {
				t.Errorf("the %s is in a backup made afterwards", name)
			}
		}
		if !bytes.Contains(content, []byte("lot 0002")) {
			t.Error("nothing was looked for in the backup")
		}
	})
}

// judged is what the public page says of a certificate.
func (x *trial) judged(t *testing.T, pdf []byte) string {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part := must[io.Writer](t)(form.CreateFormFile("certificate", "certificate.pdf"))
	must[int](t)(part.Write(pdf))
	check(t, form.Close())
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, x.base+"/verify", &body))
	r.Header.Set("Content-Type", form.FormDataContentType())
	res, err := (&http.Client{Timeout: patience}).Do(r)
	check(t, err)
	defer func() { check(t, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the page that verifies: %s", res.Status)
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(string(must[[]byte](t)(io.ReadAll(res.Body))))
}

// expectErased wants neither page, file nor paper, and the sender told why.
func (x *trial) expectErased(t *testing.T, b, s *browser, p *parcel) {
	t.Helper()
	for _, address := range append(p.everyFile(), p.page(), p.verb("certificate.pdf"), p.link) {
		if at := must[page](t)(b.get(t.Context(), address)); at.status != http.StatusGone {
			t.Errorf("GET %s: %s", address, at.answer)
		}
	}
	at := must[page](t)(s.get(t.Context(), "/deliveries/"+p.id))
	if at.status != http.StatusOK || !strings.Contains(string(at.body), "Remise effacée") || !strings.Contains(string(at.body), "Jugement du 3 mars") {
		t.Errorf("the sender's page: %s", at.answer)
	}
	if at := must[page](t)(s.get(t.Context(), "/deliveries")); at.status != http.StatusOK || !strings.Contains(string(at.body), "Remise effacée") {
		t.Errorf("the list: %s", at.answer)
	}
	if at := must[page](t)(s.get(t.Context(), "/deliveries/"+p.id+"/certificate.pdf")); at.status != http.StatusGone {
		t.Errorf("the certificate: %s", at.answer)
	}
	if d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id)); d.Title != "" {
		t.Errorf("the API has the title %q", d.Title)
	}
}

// standing names the words that stand in a file of the installation, its log included, or in the database. The sandbox is
// the mailbox and the telephone of others.
func (x *trial) standing(t *testing.T, engine string, words map[string]string) (found []string) {
	t.Helper()
	content := x.dump(t, engine)
	check(t, filepath.WalkDir(x.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(path, filepath.Join(x.data(), "sandbox.db")) || strings.HasPrefix(path, filepath.Join(x.dir, "auditor")) {
			return err
		}
		b, err := os.ReadFile(path)
		content = append(content, b...)
		return err
	}))
	for name, word := range words {
		if holds(content, name, word) {
			found = append(found, name)
		}
	}
	return found
}

// opened is the backup, decrypted.
func (k keptSafe) opened(t *testing.T) []byte {
	t.Helper()
	content := must[[]byte](t)(os.ReadFile(k.identity))
	identity := must[*age.X25519Identity](t)(age.ParseX25519Identity(strings.TrimSpace(string(content))))
	in := must[io.Reader](t)(age.Decrypt(bytes.NewReader(must[[]byte](t)(os.ReadFile(k.backup))), identity))
	return must[[]byte](t)(io.ReadAll(in))
}

// TestTimeAndClientsErase lets a year go by after a delivery was withdrawn, and has two clients ask to be forgotten: of one
// everything goes, of the other what the law has kept stays.
func TestTimeAndClientsErase(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := beginMovable(t, engine)
		p, _ := x.opened(t, 1)
		kept, b := x.completed(t, 2)
		asked, _ := x.opened(t, 3)
		s := x.signedIn(t)
		for _, ended := range []*parcel{p, asked} {
			must[page](t)(s.post(t.Context(), "/deliveries/"+ended.id+"/withdraw", "reason", "trop tôt"))
		}
		for who, want := range map[*parcel]string{asked: "clients 1, deliveries 1", kept: "kept " + kept.id + ": paid"} {
			if r := x.run(t, "", "erase", "--client", strings.ToUpper(who.order.to.email)); r.code != 0 || !strings.Contains(r.err, want) {
				t.Errorf("erase a client: %d %s", r.code, r.err)
			}
		}
		if r := x.run(t, "", "erase", "--client", asked.order.to.email); r.code == 0 {
			t.Errorf("erased twice: %s", r.err)
		}
		x.travel(t, 367*24*time.Hour)
		x.expectEvents(t, p, "delivery.erased", 1)
		if d := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id)); d.Title == "" {
			t.Error("the data is gone with the files")
		}
		must[page](t)(b.openLink(t.Context(), kept))
		x.expectEvents(t, kept, "delivery.erased", 0)
		words := map[string]string{"name of who asked": asked.order.to.name, "address of who asked": asked.order.to.email, "title of who asked": "lot 0003"}
		x.stop(t)
		for _, found := range x.standing(t, engine, words) {
			t.Errorf("still there: %s", found)
		}
	})
}
