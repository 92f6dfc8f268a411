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
	"english":     "ec92e27cc77f3cd77ec093c5f56ef138c4fcb4519588c02c2fe4f5d7de97f9fa",
	"handover":    "207936fa2424029d33a78797896449392e0bf4638de0607d24885a47c0c0f332",
	"long":        "152b3b152e0de881bb9d792d2be2270b63e9658b4e52381940765d49971baf55",
	"sandbox":     "ee0576d4adb447f1ead4768ac0f7b76f6338a28895900ab63982f80a6dc0a7a6",
	"signers":     "9ab8aaa16e4ce77fc239b43168f8dc8ec59b4d9c88900ff76f71d1bcbe500199",
	"simple":      "589ffc501c4d51261464cb154e914b22daf0cbaf705372daa2c1afc5f3476810",
	"transfer":    "cbf5780fae3cb9fab850379cf6bf44014f7cc24302975ba1265d6f4af3864613",
	"ungated":     "cb8c9e98ccd0d17318ed9c52c016fc48dd265de331d31779b39e2af4009cf645",
	"unpaid gate": "a1989cc2131d98f15f91229fd53d89c16c5a8a4b4a48876bee5cf1cf5e1e97ed",
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
