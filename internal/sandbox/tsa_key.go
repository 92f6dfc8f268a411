package sandbox

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// tsaKey is what the authority signs with: its own key and certificate, issued by a throw-away authority whose key
// is forgotten at once.
type tsaKey struct {
	key  crypto.Signer
	cert *x509.Certificate
	ca   *x509.Certificate
}

// oidTimeStamping is id-kp-timeStamping; RFC 3161 section 2.3 wants it alone and critical.
var (
	oidExtKeyUsage  = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidTimeStamping = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}
)

const tsaYears = 20

// loadTSAKey reads the key of this sandbox, or makes it the first time. It stays the same over restarts, so that
// what was stamped yesterday verifies today.
func (s *Sandbox) loadTSAKey(ctx context.Context) (k tsaKey, err error) {
	err = s.store.update(ctx, func(x *tx) error {
		var texts [3]string
		for i, name := range []string{"tsa.key", "tsa.cert", "tsa.ca"} {
			if texts[i], err = x.setting(name); err != nil {
				return err
			}
		}
		if texts[0] == "" {
			if texts, err = makeTSAKey(s.now()); err != nil {
				return err
			}
			for i, name := range []string{"tsa.key", "tsa.cert", "tsa.ca"} {
				if err := x.setSetting(name, texts[i]); err != nil {
					return err
				}
			}
		}
		k, err = parseTSAKey(texts)
		return err
	})
	return k, err
}

// makeTSAKey makes key, certificate and authority, each in PEM. Go draws keys from the system's entropy whatever
// reader it is given.
func makeTSAKey(now time.Time) (texts [3]string, err error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return texts, fmt.Errorf("make authority key: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return texts, fmt.Errorf("make time-stamping key: %w", err)
	}
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{oidTimeStamping})
	if err != nil {
		return texts, fmt.Errorf("encode key usage: %w", err)
	}
	from, until := now.Add(-time.Hour), now.AddDate(tsaYears, 0, 0)
	ca := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "SANDBOX root, no legal value", Organization: []string{"Quittance sandbox"}},
		NotBefore: from, NotAfter: until, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	leaf := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "SANDBOX time-stamping, no legal value", Organization: []string{"Quittance sandbox"}},
		NotBefore: from, NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
		ExtraExtensions: []pkix.Extension{{Id: oidExtKeyUsage, Critical: true, Value: usage}},
	}
	for _, c := range []*x509.Certificate{ca, leaf} {
		if c.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
			return texts, fmt.Errorf("draw serial number: %w", err)
		}
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return texts, fmt.Errorf("issue authority certificate: %w", err)
	}
	issuer, err := x509.ParseCertificate(caDER)
	if err != nil {
		return texts, fmt.Errorf("read authority certificate: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, issuer, key.Public(), caKey)
	if err != nil {
		return texts, fmt.Errorf("issue time-stamping certificate: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return texts, fmt.Errorf("encode time-stamping key: %w", err)
	}
	for i, b := range []pem.Block{{Type: "PRIVATE KEY", Bytes: keyDER}, {Type: "CERTIFICATE", Bytes: der}, {Type: "CERTIFICATE", Bytes: caDER}} {
		texts[i] = string(pem.EncodeToMemory(&b))
	}
	return texts, nil
}

func parseTSAKey(texts [3]string) (k tsaKey, err error) {
	var blocks [3]*pem.Block
	for i, text := range texts {
		if blocks[i], _ = pem.Decode([]byte(text)); blocks[i] == nil {
			return k, errors.New("read time-stamping key: not PEM")
		}
	}
	key, err := x509.ParsePKCS8PrivateKey(blocks[0].Bytes)
	if err != nil {
		return k, fmt.Errorf("read time-stamping key: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return k, errors.New("read time-stamping key: it cannot sign")
	}
	k.key = signer
	if k.cert, err = x509.ParseCertificate(blocks[1].Bytes); err != nil {
		return k, fmt.Errorf("read time-stamping certificate: %w", err)
	}
	if k.ca, err = x509.ParseCertificate(blocks[2].Bytes); err != nil {
		return k, fmt.Errorf("read authority certificate: %w", err)
	}
	return k, nil
}
