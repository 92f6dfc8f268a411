package cms

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
)

const (
	maxCMS          = 256 << 10
	maxCertificates = 16
)

// ErrSignature means bytes that are not a SignedData of the kind this package makes and accepts, or one that does not
// verify.
var ErrSignature = errors.New("not an acceptable CMS signature")

func badCMS(why string) error { return fmt.Errorf("%w: %s", ErrSignature, why) }

// SignedData is a parsed CMS signature with one signer.
type SignedData struct {
	// Certificate is the signer's. Nothing vouches for it yet.
	Certificate *x509.Certificate
	// Certificates are all that came along, the signer's among them.
	Certificates []*x509.Certificate
	// Token is the time-stamp over Value, if any; it is not verified yet.
	Token []byte

	data        signedData
	signer      signerInfo
	contentType asn1.ObjectIdentifier
	content     []byte            // nil when detached
	signed      map[string][]byte // by OID: the DER of the only value
}

// Parse reads a DER ContentInfo. What no signature covers must still be the one possible value, so that a byte
// changed anywhere is noticed; nothing is verified here.
func Parse(der []byte) (*SignedData, error) {
	if len(der) > maxCMS {
		return nil, badCMS("too large")
	}
	var outer contentInfo
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 || !outer.Type.Equal(oidSignedData) {
		return nil, badCMS("no SignedData in DER")
	}
	p := &SignedData{}
	// For an explicit RawValue, Content is the element inside of the [0].
	inner := outer.Content.FullBytes
	if outer.Content.Class == asn1.ClassContextSpecific {
		inner = outer.Content.Bytes
	}
	if rest, err := asn1.Unmarshal(inner, &p.data); err != nil || len(rest) > 0 {
		return nil, badCMS("SignedData is malformed")
	}
	if again, err := encodeSignedData(p.data); err != nil || !bytes.Equal(again, der) {
		return nil, badCMS("not in DER, or with members this program does not know")
	}
	if len(p.data.SignerInfos) != 1 || len(p.data.DigestAlgorithms) != 1 || len(p.data.CRLs.FullBytes) > 0 {
		return nil, badCMS("it must have one signer and no revocation lists")
	}
	p.signer = p.data.SignerInfos[0]
	if err := p.readContent(); err != nil {
		return nil, err
	}
	if err := p.readCertificates(); err != nil {
		return nil, err
	}
	if err := p.readAttributes(); err != nil {
		return nil, err
	}
	version := 3
	if p.contentType.Equal(oidData) {
		version = 1
	}
	if p.data.Version != version || p.signer.Version != 1 {
		return nil, badCMS("unexpected version")
	}
	if !p.data.DigestAlgorithms[0].Algorithm.Equal(p.signer.DigestAlgorithm.Algorithm) ||
		!plainParameters(p.data.DigestAlgorithms[0]) || !plainParameters(p.signer.DigestAlgorithm) || !plainParameters(p.signer.SignatureAlgorithm) {
		return nil, badCMS("unexpected algorithm parameters")
	}
	return p, nil
}

// plainParameters: absent or NULL.
func plainParameters(a pkix.AlgorithmIdentifier) bool {
	return len(a.Parameters.FullBytes) == 0 || bytes.Equal(a.Parameters.FullBytes, asn1.NullBytes)
}

// Value is the signature itself: what Token is over.
func (p *SignedData) Value() []byte { return p.signer.Signature }

// DetachedSHA256 reports whether p is a signature over data that stands elsewhere, with SHA-256, as a seal is.
func (p *SignedData) DetachedSHA256() bool {
	return p.content == nil && p.contentType.Equal(oidData) && p.signer.DigestAlgorithm.Algorithm.Equal(oidSHA256)
}

func (p *SignedData) readContent() error {
	p.contentType = p.data.Content.Type
	raw := p.data.Content.Content
	if len(raw.FullBytes) == 0 {
		return nil
	}
	octets := raw.FullBytes
	if raw.Class == asn1.ClassContextSpecific {
		octets = raw.Bytes
	}
	if rest, err := asn1.Unmarshal(octets, &p.content); err != nil || len(rest) > 0 || p.content == nil {
		return badCMS("content is not one octet string")
	}
	return nil
}

func (p *SignedData) readCertificates() error {
	rest := p.data.Certificates.Bytes
	for len(rest) > 0 {
		var raw asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &raw); err != nil || len(p.Certificates) == maxCertificates {
			return badCMS("certificates are malformed or too many")
		}
		cert, err := x509.ParseCertificate(raw.FullBytes)
		if err != nil {
			return badCMS("a certificate is malformed")
		}
		p.Certificates = append(p.Certificates, cert)
		if cert.SerialNumber.Cmp(p.signer.SID.Serial) == 0 && bytes.Equal(cert.RawIssuer, p.signer.SID.Issuer.FullBytes) {
			p.Certificate = cert
		}
	}
	if p.Certificate == nil {
		return badCMS("the signer's certificate is missing")
	}
	return nil
}

func (p *SignedData) readAttributes() error {
	var err error
	if p.signed, err = attributes(p.signer.SignedAttrs.Bytes); err != nil {
		return err
	}
	if len(p.signed) == 0 {
		return badCMS("no signed attributes")
	}
	unsigned, err := attributes(p.signer.UnsignedAttrs.Bytes)
	if err != nil {
		return err
	}
	p.Token = unsigned[oidSignatureToken.String()]
	if len(unsigned) > 1 || len(unsigned) == 1 && p.Token == nil || len(p.signer.UnsignedAttrs.FullBytes) > 0 && len(unsigned) == 0 {
		return badCMS("unexpected unsigned attributes")
	}
	return nil
}

// attributes reads a sequence of attributes, each of one value and no type twice.
func attributes(der []byte) (map[string][]byte, error) {
	out := map[string][]byte{}
	for len(der) > 0 {
		var a attribute
		rest, err := asn1.Unmarshal(der, &a)
		if err != nil || a.Values.Class != asn1.ClassUniversal || a.Values.Tag != asn1.TagSet || !a.Values.IsCompound {
			return nil, badCMS("attributes are malformed")
		}
		var value asn1.RawValue
		after, err := asn1.Unmarshal(a.Values.Bytes, &value)
		if err != nil || len(after) > 0 {
			return nil, badCMS("an attribute does not have one value")
		}
		key := a.Type.String()
		if _, twice := out[key]; twice {
			return nil, badCMS("an attribute is there twice")
		}
		out[key] = value.FullBytes
		der = rest
	}
	return out, nil
}
