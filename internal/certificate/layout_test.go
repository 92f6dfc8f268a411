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
	"english":     "98c0fb9a884eaab51755c04aa1769632eef5bde9cde5645ac95ee131da8b9d5f",
	"far letters": "984387b9089b3cb0eb7ba1fc3b5ce7922363c0840f1d4a1bde55153e22272d80",
	"handover":    "89d2b95f79f6e6b383d04582fc35154c5e818dc539c4da75b466aa43ffa24fbe",
	"long":        "93ae7afbaf1cf0bcf18dcd5b998f78b8e566fd37db77b4b83fa41c543a771c7e",
	"sandbox":     "6946e7d678c992b9d9d60e165549a468d2f1658cee6b5c0b512f00d4f428cf07",
	"signers":     "533abb858d73f0fa9694094044e8a889089780fab350657f28cd969bca965c99",
	"simple":      "9257c3b4c0431926143ad654b2c6085ee9cfcf192904a455b936c8882dfb3b99",
	"transfer":    "721604a952bd349a0c17c3f4f23be8a3366ae82804a785c4f53353e1335d964a",
	"ungated":     "f643d951dd728bd612eb3cb31e8032abb0ec7108ccfc7e037ec606eaaff98af1",
	"unpaid gate": "08933f7dfa6dc20b6de11bcf35c69dc04a75c54ec3b752440a5b4ecff1d96e67",
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
