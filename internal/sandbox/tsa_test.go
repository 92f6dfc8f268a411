package sandbox_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"quittance/internal/sandbox"
)

func stamp(t *testing.T, address string, query []byte) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(query))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/timestamp-reply" {
		t.Fatalf("%d %s, %v", resp.StatusCode, resp.Header.Get("Content-Type"), err)
	}
	return b
}

func query(t *testing.T, change func(*timestamp.Request)) []byte {
	t.Helper()
	h := sha256.Sum256([]byte("evidence"))
	q := timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: h[:], Certificates: true, Nonce: big.NewInt(42_000_000_000)}
	if change != nil {
		change(&q)
	}
	b, err := q.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestATokenIsWhatRFC3161Wants(t *testing.T) {
	s := opened(t)
	reply := stamp(t, s.TSAURL(), query(t, nil))
	token, err := timestamp.ParseResponse(reply)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.Sum256([]byte("evidence"))
	if !bytes.Equal(token.HashedMessage, h[:]) || token.Nonce.Cmp(big.NewInt(42_000_000_000)) != 0 || !token.Policy.Equal(sandbox.TestPolicy) || time.Since(token.Time).Abs() > time.Minute {
		t.Errorf("%+v", token)
	}
	leaf := token.Certificates[0]
	if len(leaf.ExtKeyUsage) != 1 || leaf.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping {
		t.Errorf("key usage %v", leaf.ExtKeyUsage)
	}
	for _, e := range leaf.Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 37}) && !e.Critical {
			t.Error("the extended key usage is not critical")
		}
	}
	root, _ := fetch(t, s, "/tsa/ca.pem")
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(root))
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}); err != nil {
		t.Error(err)
	}
	t.Run("and openssl agrees", func(t *testing.T) {
		dir := t.TempDir()
		for name, b := range map[string][]byte{"data": []byte("evidence"), "reply.tsr": reply, "ca.pem": []byte(root)} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "openssl", "ts", "-verify", "-data", "data", "-in", "reply.tsr", "-CAfile", "ca.pem")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Verification: OK") {
			t.Errorf("%v: %s", err, out)
		}
	})
}

func TestTheAuthorityStaysTheSameOverARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	var roots [2]string
	for i := range roots {
		s := outside(t, file, nil)
		roots[i], _ = fetch(t, s, "/tsa/ca.pem")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if roots[0] != roots[1] || roots[0] == "" {
		t.Error("a new root after a restart")
	}
}

func TestAQueryTheAuthorityCannotServeIsRejected(t *testing.T) {
	s := opened(t)
	for name, q := range map[string][]byte{
		"nothing":                   {},
		"something else":            []byte("<html>"),
		"bytes after the query":     append(query(t, nil), 0),
		"a hash of the wrong size":  query(t, func(q *timestamp.Request) { q.HashedMessage = q.HashedMessage[:20] }),
		"SHA-1":                     query(t, func(q *timestamp.Request) { q.HashAlgorithm, q.HashedMessage = crypto.SHA1, q.HashedMessage[:20] }),
		"a policy of somebody else": query(t, func(q *timestamp.Request) { q.TSAPolicyOID = asn1.ObjectIdentifier{1, 2, 3} }),
	} {
		if _, err := timestamp.ParseResponse(stamp(t, s.TSAURL(), q)); err == nil || !strings.Contains(err.Error(), "rejected") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheAuthorityCanBeWrongOnPurpose(t *testing.T) {
	s := opened(t)
	right, err := timestamp.ParseResponse(stamp(t, s.TSAURL(), query(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for path, wrong := range map[string]func(*timestamp.Timestamp) bool{
		"wrong-nonce":   func(x *timestamp.Timestamp) bool { return x.Nonce.Cmp(right.Nonce) != 0 },
		"wrong-imprint": func(x *timestamp.Timestamp) bool { return !bytes.Equal(x.HashedMessage, right.HashedMessage) },
		"wrong-key":     func(x *timestamp.Timestamp) bool { return !x.Certificates[0].Equal(right.Certificates[0]) },
	} {
		x, err := timestamp.ParseResponse(stamp(t, s.TSAURL()+path, query(t, nil)))
		if err != nil || !wrong(x) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := timestamp.ParseResponse(stamp(t, s.TSAURL()+"rejected", query(t, nil))); err == nil {
		t.Error("rejected: granted")
	}
}
