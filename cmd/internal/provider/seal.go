package provider

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"quittance/internal/certificate"
	"quittance/internal/pades"
)

// Sealer makes certificates with the installation's sealing key and the configured authorities.
type Sealer struct {
	identity    *pades.Identity
	ca          *x509.Certificate
	authorities []certificate.Stamper
}

// NewSealer seals with an identity that the certificate authority ca issued, and asks the time-stamping authorities at the
// addresses; roots, when given, must vouch for those.
func NewSealer(identity *pades.Identity, ca *x509.Certificate, urls []string, roots *x509.CertPool) *Sealer {
	s := &Sealer{identity: identity, ca: ca}
	client := &http.Client{Timeout: 10 * time.Second}
	for _, u := range urls {
		s.authorities = append(s.authorities, &pades.Authority{URL: u, HTTPClient: client, Roots: roots, Entropy: rand.Reader})
	}
	return s
}

// Certificate implements sealing.Sealer.
func (s *Sealer) Certificate() *x509.Certificate { return s.identity.Certificate }

// Stamp implements sealing.Sealer.
func (s *Sealer) Stamp(ctx context.Context, encoded []byte) ([]byte, error) {
	return certificate.Stamp(ctx, encoded, s.authorities)
}

// Make implements sealing.Sealer.
func (s *Sealer) Make(ctx context.Context, encoded, proof, token []byte, at time.Time) (certificate.Sealed, error) {
	return certificate.Make(ctx, certificate.Input{
		Evidence: encoded, Proof: proof, Token: token, Identity: s.identity, Intermediates: []*x509.Certificate{s.ca},
		Authorities: s.authorities, At: at, Entropy: rand.Reader,
	})
}

// ReadRoots reads a PEM file of root certificates; nil for no file.
func ReadRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // no file is no pool: the authorities' chains are then not judged
	}
	b, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("read roots: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, errors.New("read roots: the file holds no PEM certificate")
	}
	return pool, nil
}
