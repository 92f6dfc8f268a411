package certificate_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
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

	"quittance/internal/certificate"
	"quittance/internal/evidence"
	"quittance/internal/pades"
	"quittance/internal/tlog"
)

var november = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// world is everything around a certificate: certification authority, seal, time-stamping authority, log.
type world struct {
	ca, seal  *pades.Identity
	authority *pades.Authority
	tsaRoot   *x509.Certificate
	log       tlog.Key
	size      int64
	stored    []tlog.Hash
}

func check[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{}
	key, identity := check[crypto.Signer](t), check[*pades.Identity](t)
	w.ca = identity(pades.NewCA(rand.Reader, key(pades.NewKey(rand.Reader)), "Exemple SAS", november))
	w.seal = identity(w.ca.IssueSeal(rand.Reader, key(pades.NewKey(rand.Reader)), "Exemple SAS", "http://127.0.0.1:1/seal.crl", november))
	origin := check[string](t)(tlog.NewOrigin(rand.Reader))
	w.log = check[tlog.Key](t)(tlog.NewKey(rand.Reader, origin))
	w.startAuthority(t)
	return w
}

// startAuthority answers RFC 3161 requests on loopback, with a clock that stands in November 2026.
func (w *world) startAuthority(t testing.TB) {
	t.Helper()
	usage := check[[]byte](t)(asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}}))
	rootKey := check[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	unitKey := check[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	issue := func(template, parent *x509.Certificate, pub any) *x509.Certificate {
		der := check[[]byte](t)(x509.CreateCertificate(rand.Reader, template, parent, pub, rootKey))
		return check[*x509.Certificate](t)(x509.ParseCertificate(der))
	}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Racine d’horodatage"}, NotBefore: november.Add(-time.Hour), NotAfter: november.AddDate(9, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	w.tsaRoot = issue(root, root, rootKey.Public())
	unit := issue(&x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Unité d’horodatage", Organization: []string{"Exemple"}}, NotBefore: november.Add(-time.Hour), NotAfter: november.AddDate(5, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}}}, w.tsaRoot, unitKey.Public())
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		request, err := timestamp.ParseRequest(body)
		if err != nil {
			http.Error(rw, "bad request", http.StatusBadRequest)
			return
		}
		stamp := timestamp.Timestamp{HashAlgorithm: request.HashAlgorithm, HashedMessage: request.HashedMessage, Time: november.Add(time.Minute), Nonce: request.Nonce,
			Policy: asn1.ObjectIdentifier{1, 2, 3, 4, 1}, Accuracy: time.Second, AddTSACertificate: true}
		reply, err := stamp.CreateResponseWithOpts(unit, unitKey, crypto.SHA256)
		if err != nil {
			t.Error(err)
		}
		rw.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = rw.Write(reply) // the client may have gone
	}))
	t.Cleanup(server.Close)
	w.authority = &pades.Authority{URL: server.URL, HTTPClient: server.Client(), Entropy: rand.Reader}
}

// enter makes the evidence a leaf of the log, between strangers' leaves, and returns its proof.
func (w *world) enter(t testing.TB, encoded []byte) []byte {
	t.Helper()
	read := tlog.HashReader(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, 0, len(indexes))
		for _, i := range indexes {
			out = append(out, w.stored[i])
		}
		return out, nil
	})
	add := func(leaf [32]byte) {
		for _, s := range check[[]tlog.StoredHash](t)(tlog.Append(w.size, leaf, read)) {
			w.stored = append(w.stored, s.Hash)
		}
		w.size++
	}
	add([32]byte{1})
	index := w.size
	add(evidence.Sum(encoded))
	add([32]byte{2})
	signer := check[*tlog.Signer](t)(tlog.NewSigner(w.log.Private))
	root := check[tlog.Hash](t)(tlog.Root(w.size, read))
	signed := check[[]byte](t)(signer.Sign(tlog.Checkpoint{Origin: signer.Origin(), Size: w.size, Root: root}))
	path := check[[]tlog.Hash](t)(tlog.ProveInclusion(index, w.size, read))
	return check[[]byte](t)(tlog.Proof{Index: index, Path: path, Checkpoint: signed}.Encode())
}

// input prepares what the last step seals: evidence, proof and token.
func (w *world) input(t testing.TB, m certificate.Material) certificate.Input {
	t.Helper()
	m.Seal = w.seal.Certificate
	d, err := certificate.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	encoded := check[[]byte](t)(d.Encode())
	authorities := []certificate.Stamper{w.authority}
	return certificate.Input{
		Evidence: encoded, Proof: w.enter(t, encoded), Token: check[[]byte](t)(certificate.Stamp(context.Background(), encoded, authorities)),
		Identity: w.seal, Authorities: authorities, At: november, Entropy: rand.Reader,
	}
}

func (w *world) make(t testing.TB, in certificate.Input) []byte {
	t.Helper()
	s := check[certificate.Sealed](t)(certificate.Make(context.Background(), in))
	return s.PDF
}

func pool(c *x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c)
	return p
}

func (w *world) trust() certificate.Options {
	return certificate.Options{Roots: pool(w.ca.Certificate), TimeRoots: pool(w.tsaRoot), LogKeys: []string{w.log.Public}, Now: november.AddDate(0, 1, 0), Within: time.Hour}
}
