package certificate_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// run executes a foreign program that judges our files. A judge that is not installed is a failure, not a skip.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func save(t *testing.T, dir, file string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func savePEM(t *testing.T, dir, file string, c *x509.Certificate) string {
	t.Helper()
	return save(t, dir, file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}

// signatureIn cuts the signature out of a sealed file as a court expert would: by its ByteRange.
func signatureIn(t *testing.T, pdf []byte) (der, covered []byte) {
	t.Helper()
	at := bytes.Index(pdf, []byte("/ByteRange[0 "))
	var a, b, c int
	if _, err := fmt.Sscanf(string(pdf[at:at+60]), "/ByteRange[0 %d %d %d]", &a, &b, &c); err != nil {
		t.Fatal(err)
	}
	der, err := hex.DecodeString(string(pdf[a+1 : b-1]))
	if err != nil {
		t.Fatal(err)
	}
	return der, append(bytes.Clone(pdf[:a]), pdf[b:b+c]...)
}

func TestForeignJudgesAcceptACertificate(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, samples["signers"](t))
	pdf := w.make(t, in)
	dir := t.TempDir()
	file := save(t, dir, "certificate.pdf", pdf)
	at := fmt.Sprint(november.Add(time.Hour).Unix())

	if out := run(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	if out := run(t, "qpdf", "--show-attachment=evidence.json", file); out != string(in.Evidence) {
		t.Error("qpdf gives other evidence than what was hashed")
	}
	out := run(t, "pdfsig", "-nocert", file)
	for _, want := range []string{"Signature is Valid", "ETSI.CAdES.detached", "Total document signed", "SHA-256"} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfsig: no %q in\n%s", want, out)
		}
	}
	der, covered := signatureIn(t, pdf)
	out = run(t, "openssl", "cms", "-verify", "-inform", "DER", "-binary", "-in", save(t, dir, "seal.p7s", der), "-content", save(t, dir, "covered", covered),
		"-CAfile", savePEM(t, dir, "ca.pem", w.ca.Certificate), "-purpose", "any", "-attime", at, "-out", os.DevNull)
	if !strings.Contains(out, "uccessful") {
		t.Error(out)
	}
	out = run(t, "openssl", "ts", "-verify", "-token_in", "-in", save(t, dir, "evidence.tst", in.Token), "-data", save(t, dir, "evidence.json", in.Evidence),
		"-CAfile", savePEM(t, dir, "tsa.pem", w.tsaRoot), "-attime", at)
	if !strings.Contains(out, "Verification: OK") {
		t.Error(out)
	}
	api.DisableConfigDir()
	if err := api.Validate(bytes.NewReader(pdf), model.NewDefaultConfiguration()); err != nil {
		t.Error("pdfcpu:", err)
	}
}
