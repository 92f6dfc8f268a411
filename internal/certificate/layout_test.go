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
	"english":     "5a861b202d00e503d7a2db6e0566bb0521288a32052ebd1bffd9d14aeec20ed6",
	"far letters": "ef44d6147f8c08f07edbbe5cbb5c2dab0af5d51b521e8cfcf3025cd0c0cbfbf1",
	"handover":    "4a92f896e50c41f13cf9d9f5b7e1745dd875e5b1a3969373704c9af350788811",
	"long":        "a8959b871074ec8d8d53598cfaee18944a7528cbf1aeea94f8c9dde8d4525189",
	"sandbox":     "bb6096604ea57800ba8c67a30239a6759da0556865aa8c85f52e835a0b07f053",
	"signers":     "903a94915938b9bf7b135d46e6c17f825568d5ec4ee5a6011d2a497c2eb747f9",
	"simple":      "2821b160a616dbc6074a2f9a5bc9dc30fbc9dc25bf4966c5799a0a13e6bb9695",
	"transfer":    "b06c0832ca9c4c319a7511ee61e254cea466ca2a998a212cd93c5d2948466a5b",
	"ungated":     "8f9994351452702637af211cbc6144a6abb035b232ab9784c00d543153d2527c",
	"unpaid gate": "530bf36a98d89fe96fa33fdaaf53cfde468c3a6fd6f89b4abff8f1499add4682",
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
