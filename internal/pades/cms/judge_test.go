package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"strings"
	"testing"
)

// What an authority answers comes over plain HTTP: anybody may have written it.
func TestRepliesOfAuthorities(t *testing.T) {
	encode := func(parts ...any) []byte {
		var whole []byte
		for _, part := range parts {
			der, err := asn1.Marshal(part)
			if err != nil {
				t.Fatal(err)
			}
			whole = append(whole, der...)
		}
		return tlv(0x30, whole)
	}
	type status struct {
		Status int
		Text   []string `asn1:"optional"`
	}
	token := asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: []byte{5, 0}}
	for name, tt := range map[string]struct {
		reply []byte
		token string // "" = refused
		err   string
	}{
		"granted":                      {encode(status{Status: 0}, token), "\x30\x02\x05\x00", ""},
		"granted with modifications":   {encode(status{Status: 1}, token), "\x30\x02\x05\x00", ""},
		"granted, with words":          {encode(status{Status: 0, Text: []string{"here you are"}}, token), "\x30\x02\x05\x00", ""},
		"granted without a token":      {encode(status{Status: 0}), "", "holds none"},
		"rejected, with a token":       {encode(status{Status: 2}, token), "", "refused with status 2"},
		"waiting is no grant":          {encode(status{Status: 3}, token), "", "refused with status 3"},
		"a negative status":            {encode(status{Status: -1}, token), "", "refused with status -1"},
		"bytes after it":               {append(encode(status{Status: 0}, token), 0), "", "malformed"},
		"cut":                          {encode(status{Status: 0}, token)[:6], "", "malformed"},
		"nothing":                      {nil, "", "malformed"},
		"a page of a proxy":            {[]byte("<html>captive portal</html>"), "", "malformed"},
		"a length of four gigabytes":   {[]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30}, "", "malformed"},
		"an indefinite length, as BER": {[]byte{0x30, 0x80, 0x30, 0x03, 0x02, 0x01, 0x00, 0, 0}, "", "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseReply(tt.reply)
			if string(got) != tt.token || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %x, %v", got, err)
			}
		})
	}
}

func FuzzReply(f *testing.F) {
	f.Add([]byte{0x30, 0x09, 0x30, 0x03, 0x02, 0x01, 0x00, 0x30, 0x02, 0x05, 0x00})
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, reply []byte) {
		token, err := parseReply(reply)
		if err == nil && (len(token) == 0 || len(token) > len(reply)) {
			t.Fatalf("a token of %d bytes out of %d", len(token), len(reply))
		}
		_, _ = Parse(token) // must not panic either
	})
}

// A certificate of a web site or of a person must not be able to make time-stamps (RFC 3161 section 2.3).
func TestOnlyCertificatesForTimeStampingAloneMakeTokens(t *testing.T) {
	usage := func(critical bool, purposes ...asn1.ObjectIdentifier) []pkix.Extension {
		der, err := asn1.Marshal(purposes)
		if err != nil {
			t.Fatal(err)
		}
		return []pkix.Extension{{Id: oidExtKeyUsage, Critical: critical, Value: der}}
	}
	timeStamping, serverAuth := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 1}
	any := asn1.ObjectIdentifier{2, 5, 29, 37, 0}
	for name, tt := range map[string]struct {
		extensions []pkix.Extension
		good       bool
	}{
		"time-stamping, critical":             {usage(true, timeStamping), true},
		"time-stamping, not critical":         {usage(false, timeStamping), false},
		"time-stamping and a web server":      {usage(true, timeStamping, serverAuth), false},
		"a web server":                        {usage(true, serverAuth), false},
		"any purpose":                         {usage(true, any), false},
		"no purpose named":                    {nil, false},
		"a second extension does not make up": {append(usage(false, serverAuth), usage(true, timeStamping)...), false},
	} {
		t.Run(name, func(t *testing.T) {
			err := checkTimeStampingUsage(&x509.Certificate{Extensions: tt.extensions})
			if (err == nil) != tt.good || err != nil && !errors.Is(err, ErrToken) {
				t.Error(err)
			}
		})
	}
}

// The algorithm that a signature names is a stranger's word: only the key's own, with a hash that holds, is used.
func TestAlgorithmsThatSignaturesMayName(t *testing.T) {
	rsaKey := func(bits uint) any {
		return &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), bits-1), E: 65537}
	}
	curve := &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)}
	sha1RSA, pss := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	for name, tt := range map[string]struct {
		key   any
		named asn1.ObjectIdentifier
		hash  crypto.Hash
		want  x509.SignatureAlgorithm // 0 = refused
	}{
		"RSA with its hash":                   {rsaKey(3072), oidRSAWithSHA256, crypto.SHA256, x509.SHA256WithRSA},
		"RSA alone, the digest says the hash": {rsaKey(2048), oidRSA, crypto.SHA512, x509.SHA512WithRSA},
		"RSA with another hash than the text": {rsaKey(3072), oidRSAWithSHA512, crypto.SHA256, 0},
		"RSA of 1024 bits":                    {rsaKey(1024), oidRSAWithSHA256, crypto.SHA256, 0},
		"RSA with SHA-1":                      {rsaKey(3072), sha1RSA, crypto.SHA256, 0},
		"RSA-PSS, which is not read":          {rsaKey(3072), pss, crypto.SHA256, 0},
		"a curve with its hash":               {curve, oidECDSAWithSHA384, crypto.SHA384, x509.ECDSAWithSHA384},
		"a curve with another hash":           {curve, oidECDSAWithSHA256, crypto.SHA384, 0},
		"a curve said to be RSA":              {curve, oidRSAWithSHA256, crypto.SHA256, 0},
		"RSA said to be a curve":              {rsaKey(3072), oidECDSAWithSHA256, crypto.SHA256, 0},
		"no algorithm named":                  {curve, nil, crypto.SHA256, 0},
		"a key of another kind":               {ed25519.PublicKey(make([]byte, 32)), oidECDSAWithSHA256, crypto.SHA256, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := &SignedData{Certificate: &x509.Certificate{PublicKey: tt.key}}
			p.signer.SignatureAlgorithm.Algorithm = tt.named
			got, err := p.signatureAlgorithm(tt.hash)
			if got != tt.want || (err == nil) != (tt.want != 0) || err != nil && !errors.Is(err, ErrSignature) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	for _, weak := range []asn1.ObjectIdentifier{{1, 3, 14, 3, 2, 26}, {1, 2, 840, 113549, 2, 5}, nil} { // SHA-1, MD5
		if hash, known := hashOf(weak); known {
			t.Errorf("%v is taken for %v", weak, hash)
		}
	}
}
