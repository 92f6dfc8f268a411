package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
)

var (
	oidData            = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCert     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCertV2   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSignatureToken  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidTSTInfo         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256          = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384          = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512          = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidRSA             = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSAWithSHA256   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidRSAWithSHA384   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}
	oidRSAWithSHA512   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}
	oidECDSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECDSAWithSHA384 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	oidECDSAWithSHA512 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}
)

// Structures of CMS (RFC 5652).
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0,optional"`
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values asn1.RawValue
	}
	signerInfo struct {
		Version            int
		SID                issuerAndSerial
		DigestAlgorithm    pkix.AlgorithmIdentifier
		SignedAttrs        asn1.RawValue `asn1:"optional,tag:0"`
		SignatureAlgorithm pkix.AlgorithmIdentifier
		Signature          []byte
		UnsignedAttrs      asn1.RawValue `asn1:"optional,tag:1"`
	}
	signedData struct {
		Version          int
		DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
		Content          contentInfo
		Certificates     asn1.RawValue `asn1:"optional,tag:0"`
		CRLs             asn1.RawValue `asn1:"optional,tag:1"`
		SignerInfos      []signerInfo  `asn1:"set"`
	}
	// essCertID covers ESSCertID (RFC 2634) and ESSCertIDv2 (RFC 5035).
	essCertID struct {
		HashAlgorithm pkix.AlgorithmIdentifier `asn1:"optional"`
		Hash          []byte
		IssuerSerial  asn1.RawValue `asn1:"optional"`
	}
	signingCertificate struct {
		Certs    []essCertID
		Policies asn1.RawValue `asn1:"optional"`
	}
)

const (
	tagSequence = 0x30
	tagSet      = 0x31
	tagContext0 = 0xA0
	tagContext1 = 0xA1
	tagContext4 = 0xA4
	tagOctets   = 0x04
)

// tlv encodes content, the concatenation of parts, under a one-byte tag in DER.
func tlv(tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	out := []byte{tag}
	switch n := len(content); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8&0xFF), byte(n&0xFF))
	default:
		out = append(out, 0x83, byte(n>>16&0xFF), byte(n>>8&0xFF), byte(n&0xFF))
	}
	return append(out, content...)
}

func marshalAttribute(oid asn1.ObjectIdentifier, value []byte) ([]byte, error) {
	id, err := asn1.Marshal(oid)
	if err != nil {
		return nil, fmt.Errorf("encode attribute: %w", err)
	}
	return tlv(tagSequence, id, tlv(tagSet, value)), nil
}

// signedAttributes returns the DER SET OF contentType, messageDigest and signing-certificate-v2, as CAdES baseline
// asks and nothing else: PAdES keeps the claimed time in the PDF, so there is no signing-time.
func signedAttributes(digest [32]byte, cert *x509.Certificate) ([]byte, error) {
	hash := sha256.Sum256(cert.Raw)
	serial, err := asn1.Marshal(cert.SerialNumber)
	if err != nil {
		return nil, fmt.Errorf("encode serial number: %w", err)
	}
	issuer := tlv(tagSequence, tlv(tagSequence, tlv(tagContext4, cert.RawIssuer)), serial)
	// The hash algorithm is SHA-256 by default, and DER leaves defaults out.
	ess := tlv(tagSequence, tlv(tagSequence, tlv(tagSequence, tlv(tagOctets, hash[:]), issuer)))
	data, err := asn1.Marshal(oidData)
	if err != nil {
		return nil, fmt.Errorf("encode content type: %w", err)
	}
	var attrs [][]byte
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value []byte
	}{{oidContentType, data}, {oidMessageDigest, tlv(tagOctets, digest[:])}, {oidSigningCertV2, ess}} {
		der, err := marshalAttribute(a.oid, a.value)
		if err != nil {
			return nil, err
		}
		attrs = append(attrs, der)
	}
	slices.SortFunc(attrs, bytes.Compare) // DER orders a SET OF by its encodings
	return tlv(tagSet, attrs...), nil
}

// signDigest signs SHA-256 content attributes with key and returns the algorithm for the SignerInfo.
func signDigest(entropy io.Reader, key crypto.Signer, attrs []byte) ([]byte, pkix.AlgorithmIdentifier, error) {
	var alg pkix.AlgorithmIdentifier
	switch key.Public().(type) {
	case *ecdsa.PublicKey:
		alg = pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA256}
	case *rsa.PublicKey:
		alg = pkix.AlgorithmIdentifier{Algorithm: oidRSAWithSHA256, Parameters: asn1.NullRawValue}
	default:
		return nil, alg, errors.New("sign: key is neither ECDSA nor RSA")
	}
	digest := sha256.Sum256(attrs)
	signature, err := key.Sign(entropy, digest[:], crypto.SHA256)
	if err != nil {
		return nil, alg, fmt.Errorf("sign: %w", err)
	}
	return signature, alg, nil
}

// Signature is a detached CAdES signature before it is encoded: the time-stamp comes after the signature.
type Signature struct {
	attrs     []byte // DER SET
	signature []byte
	algorithm pkix.AlgorithmIdentifier
	chain     []*x509.Certificate // signer first; no root, whose bytes nothing would protect
}

// Sign signs content of which digest is the SHA-256. chain is the signer's certificate and what leads from it towards
// the root, which stays out. Keys are ECDSA P-256, or RSA.
func Sign(entropy io.Reader, digest [32]byte, key crypto.Signer, chain []*x509.Certificate) (*Signature, error) {
	attrs, err := signedAttributes(digest, chain[0])
	if err != nil {
		return nil, err
	}
	signature, algorithm, err := signDigest(entropy, key, attrs)
	if err != nil {
		return nil, err
	}
	return &Signature{attrs, signature, algorithm, chain}, nil
}

// Value is the signature itself: what a time-stamp is over.
func (c *Signature) Value() []byte { return c.signature }

// Encode returns the DER ContentInfo, with the time-stamp token over Value when there is one.
func (c *Signature) Encode(token []byte) ([]byte, error) {
	attrs := bytes.Clone(c.attrs)
	attrs[0] = tagContext0 // IMPLICIT in the SignerInfo; a SET when hashed (RFC 5652 section 5.4)
	signer := c.chain[0]
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	si := signerInfo{
		Version: 1, SID: issuerAndSerial{asn1.RawValue{FullBytes: signer.RawIssuer}, signer.SerialNumber}, DigestAlgorithm: sha,
		SignedAttrs: asn1.RawValue{FullBytes: attrs}, SignatureAlgorithm: c.algorithm, Signature: c.signature,
	}
	if token != nil {
		attr, err := marshalAttribute(oidSignatureToken, token)
		if err != nil {
			return nil, err
		}
		si.UnsignedAttrs = asn1.RawValue{FullBytes: tlv(tagContext1, attr)}
	}
	certs := make([][]byte, 0, len(c.chain))
	for _, cert := range c.chain {
		certs = append(certs, cert.Raw)
	}
	slices.SortFunc(certs, bytes.Compare)
	return encodeSignedData(signedData{
		Version: 1, DigestAlgorithms: []pkix.AlgorithmIdentifier{sha}, Content: contentInfo{Type: oidData},
		Certificates: asn1.RawValue{FullBytes: tlv(tagContext0, certs...)}, SignerInfos: []signerInfo{si},
	})
}

func encodeSignedData(sd signedData) ([]byte, error) {
	inner, err := asn1.Marshal(sd)
	if err != nil {
		return nil, fmt.Errorf("encode CMS: %w", err)
	}
	oid, err := asn1.Marshal(oidSignedData)
	if err != nil {
		return nil, fmt.Errorf("encode CMS: %w", err)
	}
	return tlv(tagSequence, oid, tlv(tagContext0, inner)), nil
}
