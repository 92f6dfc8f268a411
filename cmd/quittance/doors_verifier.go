package main

import (
	"crypto/x509"

	"quittance/cmd/internal/provider"
	"quittance/internal/web/verifier"
)

// openVerifier registers the public page of verification, with this installation's own keys.
func (s *server) openVerifier() error {
	roots := x509.NewCertPool()
	roots.AddCert(s.instance.ca.Certificate)
	times, err := provider.ReadRoots(s.outside.authorityRoots)
	if err != nil {
		return err
	}
	verifier.Register(s.site, verifier.Deps{
		Roots: roots, TimeRoots: times, LogKeys: s.instance.logPublic, Digest: inHex(s.digest()),
		Authority: s.instance.ca.Certificate, Seal: s.instance.seal.Certificate,
	})
	return nil
}
