package pades_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/goregular"

	"quittance/internal/pades"
)

var july = time.Date(2026, 7, 14, 13, 4, 5, 0, time.UTC)

// pages composes two pages, as the certificate does.
func pages(t testing.TB, line string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCreationDate(july)
	p.SetModificationDate(july)
	p.SetCatalogSort(true)
	p.SetProducer("Quittance", true)
	p.SetLang("fr-FR")
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	for range 2 {
		p.AddPage()
		p.SetFont("go", "", 11)
		p.Cell(0, 10, line)
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func files() []pades.Attachment {
	return []pades.Attachment{
		{Name: "proof.txt", MediaType: "text/plain", Relationship: "Supplement", Description: "Preuve d’inclusion", Modified: july, Data: []byte("c2sp.org/tlog-proof@v1\n")},
		{Name: "evidence.json", MediaType: "application/json", Relationship: "Data", Description: "Evidence", Modified: july, Data: bytes.Repeat([]byte(`{"a":1}`), 500)},
	}
}

func assemble(t testing.TB, line string) []byte {
	t.Helper()
	out, err := pades.Assemble(pages(t, line), pades.Assembly{ID: [16]byte{1, 2, 3}, Files: files(), Metadata: []byte(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>`)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// world is a certification authority, a sealing certificate and a time-stamping authority on loopback.
type world struct {
	ca, seal   *pades.Identity
	authority  *pades.Authority
	tsaCA, tsa *x509.Certificate
	tsaKey     crypto.Signer
	roots      *x509.CertPool
	timeRoots  *x509.CertPool
	beforeSend func(*timestamp.Timestamp) // lets a test make the authority lie
	mangle     func(reply []byte) []byte
}

func pool(certs ...*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certs {
		p.AddCert(c)
	}
	return p
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{}
	key := func() crypto.Signer {
		k, err := pades.NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	var err error
	if w.ca, err = pades.NewCA(rand.Reader, key(), "Atelier Œuvre", july); err != nil {
		t.Fatal(err)
	}
	if w.seal, err = w.ca.IssueSeal(rand.Reader, key(), "Atelier Œuvre", "http://127.0.0.1:1/seal.crl", july); err != nil {
		t.Fatal(err)
	}
	w.roots = pool(w.ca.Certificate)
	w.startAuthority(t, timeStampingUsage(t, true))
	return w
}

func timeStampingUsage(t testing.TB, critical bool) pkix.Extension {
	value, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		t.Fatal(err)
	}
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: critical, Value: value}
}

func (w *world) startAuthority(t testing.TB, usage pkix.Extension) {
	t.Helper()
	caKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	issue := func(template, parent *x509.Certificate, pub any) *x509.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, template, parent, pub, caKey)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "TSA root"}, NotBefore: july.Add(-time.Hour), NotAfter: july.AddDate(5, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	w.tsaCA = issue(root, root, caKey.Public())
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "TSA unit"}, NotBefore: july.Add(-time.Hour), NotAfter: july.AddDate(2, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{usage}}
	cert := issue(leaf, w.tsaCA, key.Public())
	w.tsa, w.tsaKey = cert, key
	w.timeRoots = pool(w.tsaCA)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		req, err := timestamp.ParseRequest(body)
		if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" || !req.Certificates {
			http.Error(rw, "bad request", http.StatusBadRequest)
			return
		}
		ts := timestamp.Timestamp{
			HashAlgorithm: req.HashAlgorithm, HashedMessage: req.HashedMessage, Time: july.Add(time.Minute), Nonce: req.Nonce, Policy: asn1.ObjectIdentifier{1, 2, 3, 4},
			Accuracy: 1500 * time.Millisecond, AddTSACertificate: true, Certificates: []*x509.Certificate{w.tsaCA},
		}
		if w.beforeSend != nil {
			w.beforeSend(&ts)
		}
		reply, err := ts.CreateResponseWithOpts(cert, key, crypto.SHA256)
		if err != nil {
			t.Error(err)
		}
		if w.mangle != nil {
			reply = w.mangle(reply)
		}
		rw.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = rw.Write(reply) // the client may have gone
	}))
	t.Cleanup(server.Close)
	w.authority = &pades.Authority{URL: server.URL, HTTPClient: server.Client(), Entropy: rand.Reader}
}

func (w *world) options() pades.SealOptions {
	return pades.SealOptions{Identity: w.seal, At: july, Name: "Atelier Œuvre", Reason: "Scellement", Stamp: w.authority.Stamp, Entropy: rand.Reader}
}

func (w *world) sealed(t testing.TB) []byte {
	t.Helper()
	s, err := pades.Seal(context.Background(), assemble(t, "Émetteur : Zoé Lœuvre"), w.options())
	if err != nil || s.StampError != nil || s.Level != pades.LevelT || s.Token == nil {
		t.Fatal(err, s)
	}
	return s.PDF
}

func (w *world) trust() pades.VerifyOptions {
	return pades.VerifyOptions{Roots: w.roots, TimeRoots: w.timeRoots, Now: july.AddDate(0, 1, 0)}
}

// verdict is the four results in order.
func verdict(r *pades.Report) [4]pades.Result {
	return [4]pades.Result{r.Integrity.Result, r.Seal.Result, r.Trust.Result, r.Time.Result}
}

var allPass = [4]pades.Result{pades.Pass, pades.Pass, pades.Pass, pades.Pass}
