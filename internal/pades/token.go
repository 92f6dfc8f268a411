package pades

import (
	"crypto/x509"

	"quittance/internal/pades/cms"
)

// The time-stamps of seals and of evidence are RFC 3161 tokens; package cms makes and reads them.
type (
	// Token is what a verified time-stamp token says.
	Token = cms.Token
	// Authority is a time-stamping authority.
	Authority = cms.Authority
)

// ErrToken means a time-stamp token that proves no time for its imprint.
var ErrToken = cms.ErrToken

// VerifyToken verifies a token (DER) over a SHA-256 imprint. With roots nil, or without the authority's root, the token
// is returned with Trusted false; every other failure is ErrToken.
func VerifyToken(der []byte, imprint [32]byte, roots *x509.CertPool) (*Token, error) {
	return cms.VerifyToken(der, imprint, roots)
}
