package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // only to recognise the certificate named by older time-stamping authorities (RFC 2634)
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"slices"
)

const minRSABits = 2048

// Verify checks the signature and its signed attributes: contentType, messageDigest over content (given when it is
// detached) and the signing certificate. It says nothing about trust in that certificate. Errors are
// ErrSignature.
func (p *SignedData) Verify(content []byte) error {
	hash, ok := hashOf(p.signer.DigestAlgorithm.Algorithm)
	if !ok {
		return badCMS("unknown digest algorithm")
	}
	want, err := asn1.Marshal(p.contentType)
	if err != nil || !bytes.Equal(p.signed[oidContentType.String()], want) {
		return badCMS("another content type was signed")
	}
	if !bytes.Equal(p.signed[oidMessageDigest.String()], tlv(tagOctets, sumOf(hash, content))) {
		return badCMS("the content is not what was signed")
	}
	if err := p.verifySigningCertificate(); err != nil {
		return err
	}
	alg, err := p.signatureAlgorithm(hash)
	if err != nil {
		return err
	}
	attrs := bytes.Clone(p.signer.SignedAttrs.FullBytes)
	attrs[0] = tagSet
	if err := p.Certificate.CheckSignature(alg, attrs, p.signer.Signature); err != nil {
		return badCMS("the signature does not verify")
	}
	return nil
}

// signatureAlgorithm requires the algorithm named to be that of the key and of the digest.
func (p *SignedData) signatureAlgorithm(hash crypto.Hash) (x509.SignatureAlgorithm, error) {
	named := p.signer.SignatureAlgorithm.Algorithm
	switch key := p.Certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() < minRSABits {
			return 0, badCMS("the RSA key is too short")
		}
		want := map[crypto.Hash]asn1.ObjectIdentifier{crypto.SHA256: oidRSAWithSHA256, crypto.SHA384: oidRSAWithSHA384, crypto.SHA512: oidRSAWithSHA512}
		if named.Equal(oidRSA) || named.Equal(want[hash]) {
			return map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.SHA256WithRSA, crypto.SHA384: x509.SHA384WithRSA, crypto.SHA512: x509.SHA512WithRSA}[hash], nil
		}
	case *ecdsa.PublicKey:
		want := map[crypto.Hash]asn1.ObjectIdentifier{crypto.SHA256: oidECDSAWithSHA256, crypto.SHA384: oidECDSAWithSHA384, crypto.SHA512: oidECDSAWithSHA512}
		if named.Equal(want[hash]) {
			return map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.ECDSAWithSHA256, crypto.SHA384: x509.ECDSAWithSHA384, crypto.SHA512: x509.ECDSAWithSHA512}[hash], nil
		}
	}
	return 0, badCMS("signature algorithm is not that of the key")
}

// verifySigningCertificate checks that the signer named its own certificate by hash, so that no other certificate
// with the same key can be put in its place.
func (p *SignedData) verifySigningCertificate() error {
	der, v2 := p.signed[oidSigningCertV2.String()]
	if !v2 {
		der = p.signed[oidSigningCert.String()]
	}
	var sc signingCertificate
	if rest, err := asn1.Unmarshal(der, &sc); err != nil || len(rest) > 0 || len(sc.Certs) == 0 {
		return badCMS("signing-certificate is missing or malformed")
	}
	id := sc.Certs[0]
	var sum []byte
	switch alg := id.HashAlgorithm.Algorithm; {
	case !v2 && alg == nil:
		s := sha1.Sum(p.Certificate.Raw) //nolint:gosec // see the import
		sum = s[:]
	case v2 && alg == nil:
		s := sha256.Sum256(p.Certificate.Raw)
		sum = s[:]
	case v2:
		hash, known := hashOf(alg)
		if !known {
			return badCMS("signing-certificate uses an unknown hash")
		}
		sum = sumOf(hash, p.Certificate.Raw)
	}
	if len(sum) == 0 || !bytes.Equal(sum, id.Hash) {
		return badCMS("the certificate is not the one that signed")
	}
	return nil
}

func hashOf(oid asn1.ObjectIdentifier) (crypto.Hash, bool) {
	switch {
	case oid.Equal(oidSHA256):
		return crypto.SHA256, true
	case oid.Equal(oidSHA384):
		return crypto.SHA384, true
	case oid.Equal(oidSHA512):
		return crypto.SHA512, true
	}
	return 0, false
}

// sumOf hashes with one of hashOf's algorithms.
func sumOf(hash crypto.Hash, data []byte) []byte {
	switch hash {
	case crypto.SHA384:
		s := sha512.Sum384(data)
		return s[:]
	case crypto.SHA512:
		s := sha512.Sum512(data)
		return s[:]
	default:
		s := sha256.Sum256(data)
		return s[:]
	}
}

// Accounted returns the certificates whose bytes something protects: the signer's (named by hash), those of chain,
// and those another one of them signed. An unprotected one could be altered unseen.
func (p *SignedData) Accounted(chain []*x509.Certificate) []*x509.Certificate {
	known := append([]*x509.Certificate{p.Certificate}, chain...)
	var out []*x509.Certificate
	for _, c := range p.Certificates {
		signers := append(slices.Clone(known), p.Certificates...)
		protected := slices.ContainsFunc(known, func(k *x509.Certificate) bool { return k.Equal(c) }) ||
			slices.ContainsFunc(signers, func(k *x509.Certificate) bool { return c.CheckSignatureFrom(k) == nil })
		if protected {
			out = append(out, c)
		}
	}
	return out
}
