package certificate_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/certificate/layout"
	"quittance/internal/evidence"
	"quittance/internal/pades"
	"quittance/internal/tlog"
)

func TestSamplesCanBeDrawn(t *testing.T) {
	folder := os.Getenv("CERTIFICATE_SAMPLES")
	for name, build := range samples {
		t.Run(name, func(t *testing.T) {
			d, err := certificate.Compose(build(t))
			if err != nil {
				t.Fatal(err)
			}
			text, err := d.Encode()
			if err != nil {
				t.Fatal(err)
			}
			token := &layout.Token{Authority: "CN=Autorité d’horodatage,O=Exemple,C=FR", Policy: "1.2.3.4.1", Serial: "5f2a", GenTime: d.Certificate.MadeAt + 1500000, Accuracy: 1000000}
			if name == "ungated" {
				token = nil
			}
			pdf, err := layout.Compose(layout.Page{Document: &d, Sum: evidence.Sum(text), Token: token, Log: tlog.Inclusion{
				Checkpoint: tlog.Checkpoint{Origin: "quittance.log/3kq9x7", Size: 1842, Root: sha256.Sum256(nil)}, Index: 1841, KeyID: "a1b2c3d4",
			}})
			if err != nil {
				t.Fatal(err)
			}
			if folder != "" {
				if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, " ", "-")+".pdf"), pdf, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestReportsHaveASentenceForEverything(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		if !certificate.SaysAll(language) {
			t.Errorf("%s: a sentence of the report is missing", language)
		}
	}
}

// The layout is frozen: what it draws for a sample never changes. A change of layout is a new version, beside it; only
// before the first release may these hashes be replaced.
var frozen = map[string]string{
	"english":     "f4c9a38a9c3b73e9e8c9fba491cb86fbe96ae5edb87266c3ff02fde57e42e856",
	"far letters": "7a787105e867ecdc035added5768dba79d3c906545fd1a7a1d1b10c1957b58af",
	"handover":    "b890d13b2041a1d6d74af8b1dc11043716acb1a9a7d73fdb1596d4bb0b8fa99d",
	"long":        "930f6ba2d333542ce9031663f15b1537150f2dcb13065607fb36f50c58d59226",
	"sandbox":     "1674c43a486cee3aadc1abe7455e5e969f4205e2d1e933c443ad9c8a218ec03b",
	"signers":     "2baa7bd62a3aecc2ab454afae8d6c281a64e5a5de23cfd3c1ae63fbcb574bd29",
	"simple":      "6b921b58550c2a302b5593b9d555989a428291ab594a437ee314d05b468805f2",
	"transfer":    "721604a952bd349a0c17c3f4f23be8a3366ae82804a785c4f53353e1335d964a",
	"ungated":     "f643d951dd728bd612eb3cb31e8032abb0ec7108ccfc7e037ec606eaaff98af1",
	"unpaid gate": "0705cc78bb996c9ba6ac57a4c85cd3db95e9ae2afc54b4630b6956c095f8d088",
}

func TestLayoutIsFrozen(t *testing.T) {
	for name, build := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // what is drawn beside it must not matter
			drawnAs(t, build(t), frozen[name])
		})
	}
}

func drawnAs(t *testing.T, m certificate.Material, want string) {
	t.Helper()
	d, err := certificate.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	d.Seal = evidence.Seal{Subject: "CN=Sceau,O=Exemple,C=FR", Issuer: "CN=Racine,O=Exemple,C=FR", Serial: "51c0ffee", SHA256: evidence.Hash{5}}
	pdf, err := layout.Compose(layout.Page{Document: &d, Sum: evidence.Hash{1}, Log: tlog.Inclusion{
		Checkpoint: tlog.Checkpoint{Origin: "quittance.log/3kq9x7", Size: 1842, Root: sha256.Sum256(nil)}, Index: 1841, KeyID: "a1b2c3d4",
	}, Token: &layout.Token{Authority: "CN=Horodatage", Policy: "1.2.3.4.1", Serial: "5f2a", GenTime: d.Certificate.MadeAt, Accuracy: 1000}})
	if err != nil {
		t.Fatal(err)
	}
	content, err := pades.ReadContent(pdf)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, p := range content.Pages {
		h.Write(p.Stream)
		h.Write(p.Attributes[:])
	}
	for _, f := range content.Fonts {
		h.Write(f.SHA256[:])
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("drawn as %s", got)
	}
}
