package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// MaxToken is the longest time-stamp token accepted, in bytes; it must fit the hole of a seal beside the signature.
const MaxToken = 12 << 10

// ErrToken means a time-stamp token that proves no time for this imprint.
var ErrToken = errors.New("not an acceptable time-stamp token")

func badToken(why string) error { return fmt.Errorf("%w: %s", ErrToken, why) }

// Token is what a verified RFC 3161 time-stamp token says.
type Token struct {
	Time      time.Time
	Accuracy  time.Duration // 0 when the authority states none
	Authority string        // subject of the authority's certificate
	Policy    string        // OID
	Serial    string        // hexadecimal
	Qualified bool          // the authority claims an EU qualified time-stamp (ETSI EN 319 422)
	// Trusted means that the authority's certificate leads to one of the roots given, at Time. Without it the token
	// is whole, but nobody vouches for its authority.
	Trusted bool

	nonce *big.Int
}

// Structures of RFC 3161.
type (
	messageImprint struct {
		HashAlgorithm pkix.AlgorithmIdentifier
		HashedMessage []byte
	}
	tstAccuracy struct {
		Seconds      int `asn1:"optional"`
		Milliseconds int `asn1:"optional,tag:0"`
		Microseconds int `asn1:"optional,tag:1"`
	}
	tstInfo struct {
		Version        int
		Policy         asn1.ObjectIdentifier
		MessageImprint messageImprint
		SerialNumber   *big.Int
		Time           time.Time        `asn1:"generalized"`
		Accuracy       tstAccuracy      `asn1:"optional"`
		Ordering       bool             `asn1:"optional"`
		Nonce          *big.Int         `asn1:"optional"`
		TSA            asn1.RawValue    `asn1:"optional,explicit,tag:0"`
		Extensions     []pkix.Extension `asn1:"optional,tag:1"`
	}
)

var (
	oidExtKeyUsage  = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidQCStatements = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
	// timeStampingOnly is the value of an extended key usage of id-kp-timeStamping alone (RFC 3161 section 2.3).
	timeStampingOnly = []byte{0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08}
)

// VerifyToken verifies a token (DER TimeStampToken) over a SHA-256 imprint: signature, signing certificate, critical
// timeStamping key usage, and the chain at the token's time. With roots nil or without the authority's root the
// token is returned with Trusted false; every other failure is ErrToken.
func VerifyToken(der []byte, imprint [32]byte, roots *x509.CertPool) (*Token, error) {
	p, token, err := readToken(der, imprint)
	if err != nil {
		return nil, err
	}
	chain, err := tokenChain(p, token.Time, roots)
	if err != nil {
		return nil, err
	}
	if len(p.Accounted(chain)) != len(p.Certificates) {
		return nil, badToken("a certificate in it belongs to nothing")
	}
	token.Trusted = trusts(p, token.Time, roots)
	return token, nil
}

// readToken does all of VerifyToken but chains.
func readToken(der []byte, imprint [32]byte) (*SignedData, *Token, error) {
	if len(der) > MaxToken {
		return nil, nil, badToken("too large")
	}
	p, err := Parse(der)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if !p.contentType.Equal(oidTSTInfo) || p.content == nil || p.Token != nil {
		return nil, nil, badToken("not a TSTInfo")
	}
	if err := p.Verify(p.content); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if err := checkTimeStampingUsage(p.Certificate); err != nil {
		return nil, nil, err
	}
	var info tstInfo
	if rest, err := asn1.Unmarshal(p.content, &info); err != nil || len(rest) > 0 || info.Version != 1 {
		return nil, nil, badToken("TSTInfo is malformed")
	}
	if hash, known := hashOf(info.MessageImprint.HashAlgorithm.Algorithm); !known || hash != crypto.SHA256 ||
		!bytes.Equal(info.MessageImprint.HashedMessage, imprint[:]) {
		return nil, nil, badToken("it is for something else")
	}
	token := &Token{
		Time: info.Time.UTC(), Authority: p.Certificate.Subject.String(), Policy: info.Policy.String(), Serial: info.SerialNumber.Text(16), nonce: info.Nonce,
	}
	a := info.Accuracy
	if a.Seconds < 0 || a.Seconds > 86400 || a.Milliseconds < 0 || a.Milliseconds > 999 || a.Microseconds < 0 || a.Microseconds > 999 {
		return nil, nil, badToken("impossible accuracy")
	}
	token.Accuracy = time.Duration(a.Seconds)*time.Second + time.Duration(a.Milliseconds)*time.Millisecond + time.Duration(a.Microseconds)*time.Microsecond
	for _, e := range info.Extensions {
		switch {
		case e.Id.Equal(oidQCStatements):
			token.Qualified = true
		case e.Critical:
			return nil, nil, badToken("unknown critical extension")
		}
	}
	return p, token, nil
}

// checkTimeStampingUsage requires the extended key usage RFC 3161 section 2.3 asks for: critical, and nothing else.
func checkTimeStampingUsage(cert *x509.Certificate) error {
	for _, e := range cert.Extensions {
		if e.Id.Equal(oidExtKeyUsage) {
			if e.Critical && bytes.Equal(e.Value, timeStampingOnly) {
				return nil
			}
			break
		}
	}
	return badToken("its certificate is not for time-stamping alone")
}

// tokenChain builds the chain of the authority's certificate at the token's time: to the roots if they are given and
// known, else as far as the certificates that came along go.
func tokenChain(p *SignedData, at time.Time, roots *x509.CertPool) ([]*x509.Certificate, error) {
	included := x509.NewCertPool()
	own, issuers := x509.NewCertPool(), 0
	for _, c := range p.Certificates {
		if !c.Equal(p.Certificate) {
			included.AddCert(c)
			if c.IsCA {
				own.AddCert(c)
				issuers++
			}
		}
	}
	options := x509.VerifyOptions{Intermediates: included, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}
	if roots != nil {
		options.Roots = roots
		if chains, err := p.Certificate.Verify(options); err == nil {
			return chains[0], nil
		}
	}
	if at.Before(p.Certificate.NotBefore) || at.After(p.Certificate.NotAfter) {
		return nil, badToken("its certificate was not valid then")
	}
	if issuers == 0 {
		return []*x509.Certificate{p.Certificate}, nil
	}
	options.Roots = own
	chains, err := p.Certificate.Verify(options)
	if err != nil {
		return nil, badToken("its certificates form no chain")
	}
	return chains[0], nil
}

func trusts(p *SignedData, at time.Time, roots *x509.CertPool) bool {
	if roots == nil {
		return false
	}
	included := x509.NewCertPool()
	for _, c := range p.Certificates {
		included.AddCert(c)
	}
	_, err := p.Certificate.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: included, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping},
	})
	return err == nil
}

// tidyToken rewrites a token without what its signature does not protect: unsigned attributes, revocation lists,
// stray certificates. What remains is what VerifyToken accepts.
func tidyToken(der []byte, roots *x509.CertPool) ([]byte, error) {
	var outer contentInfo
	var sd signedData
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 || outer.Content.Class != asn1.ClassContextSpecific {
		return nil, badToken("no SignedData in DER")
	}
	if rest, err := asn1.Unmarshal(outer.Content.Bytes, &sd); err != nil || len(rest) > 0 || len(sd.SignerInfos) != 1 {
		return nil, badToken("SignedData is malformed")
	}
	sd.Version, sd.CRLs, sd.SignerInfos[0].UnsignedAttrs = 3, asn1.RawValue{}, asn1.RawValue{}
	sd.DigestAlgorithms = []pkix.AlgorithmIdentifier{sd.SignerInfos[0].DigestAlgorithm}
	tidy, err := encodeSignedData(sd)
	if err != nil {
		return nil, err
	}
	p, err := Parse(tidy)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	var info tstInfo
	if _, err := asn1.Unmarshal(p.content, &info); err != nil {
		return nil, badToken("TSTInfo is malformed")
	}
	chain, err := tokenChain(p, info.Time, roots)
	if err != nil {
		return nil, err
	}
	var kept [][]byte
	for _, c := range p.Accounted(chain) {
		kept = append(kept, c.Raw)
	}
	sd.Certificates = asn1.RawValue{FullBytes: tlv(tagContext0, kept...)}
	return encodeSignedData(sd)
}
