package main

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// takenAway downloads an archive, lets another program test it, and reads it.
func (x *trial) takenAway(t *testing.T, b *browser, address string) (files map[string][]byte, saved string) {
	t.Helper()
	at := must[page](t)(b.get(t.Context(), x.base+address))
	if at.status != http.StatusOK || at.header.Get("Content-Type") != "application/zip" {
		t.Fatalf("GET %s: %s", address, at.answer)
	}
	saved = filepath.Join(t.TempDir(), "archive.zip")
	check(t, os.WriteFile(saved, at.body, 0o600))
	if out, err := exec.CommandContext(t.Context(), "unzip", "-tqq", saved).CombinedOutput(); err != nil {
		t.Errorf("unzip -t: %v\n%s", err, out)
	}
	z := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(at.body), int64(len(at.body))))
	files = map[string][]byte{}
	for _, f := range z.File {
		in := must[io.ReadCloser](t)(f.Open())
		files[f.Name] = must[[]byte](t)(io.ReadAll(in))
	}
	return files, saved
}

// proves lets the verifier judge what an archive holds below a folder, by the keys that lie in it and no others.
func (x *trial) proves(t *testing.T, files map[string][]byte, folder string, want int) {
	t.Helper()
	dir := t.TempDir()
	save := func(name string) string {
		path := filepath.Join(dir, filepath.Base(name))
		check(t, os.WriteFile(path, files[name], 0o600))
		return path
	}
	seal, times, log := save("verification/seal-ca.pem"), save("verification/tsa-ca.pem"), save("verification/log-key.txt")
	judged := 0
	for name := range files {
		if !strings.HasPrefix(name, folder+"certificates/") || !strings.HasSuffix(name, ".pdf") {
			continue
		}
		judged++
		r := must[result](t)(execute(t.Context(), []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}, "", binary, "verify", save(name), "--trust", seal, "--time-trust", times, "--log-key", log))
		if r.code != 0 {
			t.Errorf("%s: exit %d\n%s%s", name, r.code, r.out, r.err)
		}
		for _, beside := range []string{".evidence.json", ".proof.txt", ".evidence.tst"} {
			if stem := strings.TrimSuffix(name, ".pdf"); len(files[stem+beside]) == 0 || !bytes.Contains(files[name], []byte(filepath.Base(stem))) {
				t.Errorf("%s lacks %s", stem, beside)
			}
		}
	}
	if judged != want {
		t.Errorf("%d certificates below %q, want %d", judged, folder, want)
	}
}

func TestAWorkspaceIsTakenAwayAndClosed(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		done, a := x.completed(t, 1)
		done.expectFiles(t, a)
		open, c := x.opened(t, 2)
		checkout := must[string](t)(c.startPayment(t.Context(), open))
		unsigned, u := x.opened(t, 3)
		x.pays(t, u, unsigned, "success")
		x.awaitPayment(t, unsigned, "settled")
		x.await(t, done, "the certificate of delivery", attested)
		owner := x.signedIn(t)

		files, _ := x.takenAway(t, owner, "/settings/workspace/export.zip")
		folders := 0
		for name, content := range files {
			switch folder := strings.TrimSuffix(name, "delivery.json"); {
			case !strings.HasSuffix(name, "/delivery.json"):
			case bytes.Contains(content, []byte(done.id)):
				x.proves(t, files, folder, 2)
				if !bytes.Equal(files[folder+"files/plan.pdf"], done.files[0].content) {
					t.Error("the file in the archive is another")
				}
				folders++
			default:
				x.proves(t, files, folder, 0)
				folders++
			}
		}
		if folders != 3 {
			t.Errorf("%d deliveries in the archive", folders)
		}
		one, _ := x.takenAway(t, owner, "/deliveries/"+done.id+"/evidence.zip")
		x.proves(t, one, "", 2)
		x.audits(t, one)

		closing := func() page {
			return must[page](t)(owner.post(t.Context(), x.base+"/settings/workspace/close", "name", "Atelier Marchand"))
		}
		if at := closing(); !bytes.Contains(at.body, []byte("De l’argent attend")) {
			t.Fatalf("closed over what was paid and not delivered: %s", at.answer)
		}
		x.signs(t, u, unsigned)
		x.await(t, unsigned, "unlock", unlocked)
		at := closing()
		if at.status != http.StatusOK || at.at.Path != "/settings/workspace" {
			t.Fatalf("close: at %s: %s", at.at.Path, at.answer)
		}
		x.expectMail(t, senderEmail, "fermé")
		check(t, eventually(t.Context(), "the open payment page to be closed", func() (bool, error) {
			return x.outside.pay(t.Context(), checkout, "decline") != nil, nil // no card is tried on a page that is closed
		}))
		// Who paid has everything; others read that the sender closed.
		done.expectFiles(t, a)
		unsigned.expectFiles(t, u)
		if _, err := c.startPayment(t.Context(), open); err == nil {
			t.Error("a payment begins in a closed workspace")
		}
		check(t, eventually(t.Context(), "who has not paid to read it", func() (bool, error) { // a server may remember for some seconds what a sender is called
			at, err := c.get(t.Context(), open.page())
			return bytes.Contains(at.body, []byte("a fermé son espace")) && bytes.Contains(at.body, []byte("tel:")), err
		}))
		_, err := x.sender.delivery(t.Context(), open.id)
		if err == nil || !strings.Contains(err.Error(), "workspace_closed") || !strings.Contains(err.Error(), "410") {
			t.Errorf("the API of a closed workspace: %v", err)
		}
		if at := must[page](t)(a.get(t.Context(), done.verb("certificate.pdf"))); !bytes.HasPrefix(at.body, []byte("%PDF-")) {
			t.Errorf("the certificate after closing: %s", at.answer)
		}
	})
}

// audits posts the certificates of an archive, a spoiled one and no certificate at all, for a page and for a table.
func (x *trial) audits(t *testing.T, files map[string][]byte) {
	t.Helper()
	for as, want := range map[string][]string{
		"page": {"2 certificats d’essai, sans valeur de preuve", "1 non valable", "1 fichier non jugé", "certificat de signature", "attestation de remise"},
		"csv":  {"Essai, sans valeur de preuve;", "Ce certificat n’est pas valable;", "Ce fichier ne peut pas être jugé;", "attestation de remise;B-T;conforme;"},
	} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		add := func(name string, content []byte) {
			part := must[io.Writer](t)(form.CreateFormFile("certificates", name))
			must[int](t)(part.Write(content))
		}
		for name, content := range files {
			if strings.HasSuffix(name, ".pdf") {
				add(name, content)
			}
			if strings.HasSuffix(name, ".pdf") && strings.Contains(name, "/Q-") {
				spoiled := bytes.Clone(content)
				spoiled[len(spoiled)/3] ^= 1
				add("spoiled.pdf", spoiled)
			}
		}
		add("README.txt", files["README.txt"])
		check(t, form.WriteField("as", as))
		check(t, form.Close())
		r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, x.base+"/audit", &body))
		r.Header.Set("Content-Type", form.FormDataContentType())
		res, err := (&http.Client{Timeout: patience}).Do(r)
		check(t, err)
		content := must[[]byte](t)(io.ReadAll(res.Body))
		check(t, res.Body.Close())
		text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(string(content))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("the %s of verdicts lacks %q:\n%s", as, w, text)
			}
		}
	}
}
