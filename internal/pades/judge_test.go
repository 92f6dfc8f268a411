package pades_test

import (
	"bytes"
	"context"
	"crypto/sha256"
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

func TestForeignJudgesAcceptASealedCertificate(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	pdf := w.sealed(t)
	file := save(t, dir, "certificate.pdf", pdf)
	ca := savePEM(t, dir, "ca.pem", w.ca.Certificate)

	t.Run("qpdf", func(t *testing.T) {
		if out := run(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
			t.Fatal(out)
		}
		if out := run(t, "qpdf", "--list-attachments", file); !strings.Contains(out, "evidence.json") || !strings.Contains(out, "proof.txt") {
			t.Fatal(out)
		}
	})
	t.Run("pdfsig", func(t *testing.T) {
		out := run(t, "pdfsig", "-nocert", file)
		for _, want := range []string{"Signature is Valid", "ETSI.CAdES.detached", "Total document signed", "SHA-256"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	})
	der, covered := signatureIn(t, pdf)
	t.Run("openssl cms", func(t *testing.T) {
		out := run(t, "openssl", "cms", "-verify", "-inform", "DER", "-binary", "-in", save(t, dir, "seal.p7s", der),
			"-content", save(t, dir, "covered", covered), "-CAfile", ca, "-purpose", "any", "-attime", fmt.Sprint(july.Unix()), "-out", os.DevNull)
		if !strings.Contains(out, "uccessful") {
			t.Fatal(out)
		}
	})
	t.Run("openssl ts", func(t *testing.T) {
		data := []byte("evidence")
		token, _, err := w.authority.Stamp(context.Background(), sha256.Sum256(data))
		if err != nil {
			t.Fatal(err)
		}
		out := run(t, "openssl", "ts", "-verify", "-token_in", "-in", save(t, dir, "evidence.tst", token), "-data", save(t, dir, "evidence.json", data),
			"-CAfile", savePEM(t, dir, "tsa.pem", w.tsaCA), "-attime", fmt.Sprint(july.Unix()))
		if !strings.Contains(out, "Verification: OK") {
			t.Fatal(out)
		}
	})
	t.Run("openssl asn1parse finds no signing-time and the attributes of CAdES", func(t *testing.T) {
		out := run(t, "openssl", "asn1parse", "-inform", "DER", "-in", save(t, dir, "seal.der", der))
		first, _, _ := strings.Cut(out, "timeStampToken")
		for _, want := range []string{":contentType", ":messageDigest", ":id-smime-aa-signingCertificateV2", ":id-smime-aa-timeStampToken"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %s in\n%s", want, out)
			}
		}
		if strings.Contains(first, ":signingTime") {
			t.Error("PAdES forbids the signing-time attribute")
		}
	})
}
