package certificate_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/evidence"
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
			token := &certificate.TokenFacts{Authority: "CN=Autorité d’horodatage,O=Exemple,C=FR", Policy: "1.2.3.4.1", Serial: "5f2a", GenTime: d.Certificate.MadeAt + 1500000, Accuracy: 1000000}
			if name == "ungated" {
				token = nil
			}
			pdf, err := certificate.ComposePage(&d, evidence.Sum(text), tlog.Inclusion{
				Checkpoint: tlog.Checkpoint{Origin: "quittance.log/3kq9x7", Size: 1842, Root: sha256.Sum256(nil)}, Index: 1841, KeyID: "a1b2c3d4",
			}, token)
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
