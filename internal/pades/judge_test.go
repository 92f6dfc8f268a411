package pades_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quittance/internal/pades"
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
	t.Run("qpdf and pdfsig, after later revisions", func(t *testing.T) {
		later, err := pades.AddValidation(pdf, [][]byte{w.ca.Certificate.Raw}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if later, err = pades.AddTimestamp(context.Background(), later, w.authority.Stamp); err != nil {
			t.Fatal(err)
		}
		extended := save(t, dir, "later.pdf", later)
		if out := run(t, "qpdf", "--check", extended); strings.Contains(out, "WARNING") {
			t.Fatal(out)
		}
		if out := run(t, "pdfsig", "-nocert", extended); !strings.Contains(out, "Signature is Valid") {
			t.Fatal(out)
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

// OpenSSL as the authority: a token that another program made, in both forms of signing-certificate.
func TestTokensOfOpenSSLAreAccepted(t *testing.T) {
	for name, ess := range map[string]string{"signing-certificate with SHA-1": "sha1", "signing-certificate-v2 with SHA-256": "sha256"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			dir := t.TempDir()
			key, err := x509.MarshalPKCS8PrivateKey(w.tsaKey)
			if err != nil {
				t.Fatal(err)
			}
			keyFile := save(t, dir, "tsa.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
			config := save(t, dir, "tsa.cnf", fmt.Appendf(nil, "[tsa]\ndefault_tsa=t\n[t]\nserial=%s\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha512\n"+
				"accuracy=secs:1\ness_cert_id_chain=no\ness_cert_id_alg=%s\ncrypto_device=builtin\n", save(t, dir, "serial", []byte("0A\n")), ess))
			signer, chain := savePEM(t, dir, "tsa.pem", w.tsa), savePEM(t, dir, "chain.pem", w.tsaCA)
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				query, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				reply := filepath.Join(dir, "reply.tsr")
				run(t, "openssl", "ts", "-reply", "-config", config, "-queryfile", save(t, dir, "query.tsq", query), "-signer", signer, "-inkey", keyFile, "-chain", chain, "-out", reply)
				http.ServeFile(rw, r, reply)
			}))
			defer server.Close()
			a := &pades.Authority{URL: server.URL, Entropy: rand.Reader}
			_, token, err := a.Stamp(context.Background(), [32]byte{5})
			// OpenSSL has no other clock than the machine's, at which the authority of this test may not be valid.
			now := time.Now()
			valid := now.After(w.tsa.NotBefore) && now.Before(w.tsa.NotAfter)
			if valid && (err != nil || token.Serial == "" || token.Accuracy != time.Second) {
				t.Fatalf("%+v, %v", token, err)
			}
			if !valid && !errors.Is(err, pades.ErrToken) {
				t.Fatalf("outside of its validity: %v", err)
			}
		})
	}
}
