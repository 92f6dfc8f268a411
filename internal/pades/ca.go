package pades

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha1" //nolint:gosec // RFC 5280 section 4.2.1.2: an identifier, not a protection
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"time"
)

const (
	authorityYears = 20
	sealYears      = 3
	backdate       = time.Hour // clocks of readers differ
)

// oidDocumentSigning is id-kp-documentSigning (RFC 9336).
var oidDocumentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// Identity is a key with its certificate. The key is a secret: x509.MarshalPKCS8PrivateKey gives the form to wrap.
type Identity struct {
	Key         crypto.Signer
	Certificate *x509.Certificate
}

// NewKey makes a P-256 key. Everything here works with RSA keys of 2048 bits and more as well.
func NewKey(entropy io.Reader) (crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), entropy)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, nil
}

// NewCA makes the certification authority of an installation: a self-signed root for sealing certificates, for
// twenty years. A verifier pins its certificate.
func NewCA(entropy io.Reader, key crypto.Signer, organization string, now time.Time) (*Identity, error) {
	serial, err := newSerial(entropy)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: organization + " Seal CA", Organization: []string{organization}},
		NotBefore: now.Add(-backdate), NotAfter: now.AddDate(authorityYears, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		SubjectKeyId: keyIdentifier(key),
	}
	cert, err := issue(entropy, template, template, key, key)
	if err != nil {
		return nil, fmt.Errorf("make certification authority: %w", err)
	}
	return &Identity{key, cert}, nil
}

// IssueSeal certifies a sealing key for three years. crlURL is where the list of RevocationList is published; empty
// leaves the distribution point out. The key usages are those PDF readers ask for: emailProtection beside
// documentSigning, which pdfsig does not know alone.
func (ca *Identity) IssueSeal(entropy io.Reader, key crypto.Signer, organization, crlURL string, now time.Time) (*Identity, error) {
	serial, err := newSerial(entropy)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: organization + " Seal", Organization: []string{organization}},
		NotBefore: now.Add(-backdate), NotAfter: now.AddDate(sealYears, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, UnknownExtKeyUsage: []asn1.ObjectIdentifier{oidDocumentSigning},
		BasicConstraintsValid: true, SubjectKeyId: keyIdentifier(key),
	}
	if crlURL != "" {
		template.CRLDistributionPoints = []string{crlURL}
	}
	cert, err := issue(entropy, template, ca.Certificate, key, ca.Key)
	if err != nil {
		return nil, fmt.Errorf("issue sealing certificate: %w", err)
	}
	return &Identity{key, cert}, nil
}

// Revocation is one certificate that must no longer be trusted.
type Revocation struct {
	Serial *big.Int
	At     time.Time
	Reason int // RFC 5280 section 5.3.1
}

// RevocationList signs the list of all revocations (DER), which replaces the one before: number must grow.
func (ca *Identity) RevocationList(entropy io.Reader, number int64, revoked []Revocation, now, next time.Time) ([]byte, error) {
	entries := make([]x509.RevocationListEntry, 0, len(revoked))
	for _, r := range revoked {
		entries = append(entries, x509.RevocationListEntry{SerialNumber: r.Serial, RevocationTime: r.At.UTC(), ReasonCode: r.Reason})
	}
	der, err := x509.CreateRevocationList(entropy, &x509.RevocationList{
		Number: big.NewInt(number), ThisUpdate: now.UTC(), NextUpdate: next.UTC(), RevokedCertificateEntries: entries,
	}, ca.Certificate, ca.Key)
	if err != nil {
		return nil, fmt.Errorf("sign revocation list: %w", err)
	}
	return der, nil
}

func issue(entropy io.Reader, template, parent *x509.Certificate, key, parentKey crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(entropy, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read own certificate: %w", err)
	}
	return cert, nil
}

// newSerial is positive, of 127 random bits at most (RFC 5280 section 4.1.2.2).
func newSerial(entropy io.Reader) (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(entropy, b); err != nil {
		return nil, fmt.Errorf("make serial number: %w", err)
	}
	b[0] = b[0]&0x7F | 0x40
	return new(big.Int).SetBytes(b), nil
}

// keyIdentifier is set by hand for it to be the same for every kind of key and every Go release.
func keyIdentifier(key crypto.Signer) []byte {
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil // CreateCertificate then says what is wrong with the key
	}
	sum := sha1.Sum(der) //nolint:gosec // see the import
	return sum[:]
}
