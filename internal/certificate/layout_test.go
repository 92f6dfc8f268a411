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
	"english":     "1ead02cc860416dc1f2d9abd821761154fbf697c5b6c61db5853b2b79475f50c",
	"far letters": "94bc56186ffd4b9eadb5e61e5597993870537fea1fe8f1d03e121c8c409e18f2",
	"handover":    "c9c28f5f8ff5362d3430d78f5ca8bbeaddeb145039649483fb5825e2b32ed620",
	"long":        "b6a1928914a5b34952dff9834e5c262f2d0fc399e6964fabf8d9370cfc311929",
	"parts":       "58be5a971dcb23f3c64f1e1b15105cce015dc8c32ae53c12e74eada152436415",
	"sandbox":     "8c65ea19164d0ff3de0fa7c2af95607a9eeaff7334ca4a3162c067bccaf50397",
	"signers":     "767767454a3cc66a9972c4c674c4f02a44b9ad3112891e9d667803421140ce4a",
	"simple":      "8f42351d4c6f0cee6e27ef041ffac1e413066173fc15b82ec4d98b6ec818498a",
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
