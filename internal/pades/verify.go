package pades

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"quittance/internal/pades/cms"
)

// Result is the outcome of one check. Unknown means that something needed to judge was not there.
type Result string

// The results.
const (
	Pass    Result = "pass"
	Fail    Result = "fail"
	Unknown Result = "unknown"
)

// Check is one result with a sentence that says why.
type Check struct {
	Result Result
	Detail string
}

// Signer describes a sealing certificate.
type Signer struct {
	Name            string // what people call the subject: its common name, or all of it where it has none
	Subject, Issuer string
	Serial          string // hexadecimal
	SHA256          [32]byte
	NotBefore       time.Time
	NotAfter        time.Time
}

// Describe returns what is printed of a certificate.
func Describe(cert *x509.Certificate) Signer {
	return Signer{
		Name: cmp.Or(cert.Subject.CommonName, cert.Subject.String()), Subject: cert.Subject.String(), Issuer: cert.Issuer.String(), Serial: cert.SerialNumber.Text(16),
		SHA256: sha256.Sum256(cert.Raw), NotBefore: cert.NotBefore, NotAfter: cert.NotAfter,
	}
}

// VerifyOptions hold what a verifier trusts.
type VerifyOptions struct {
	Roots     *x509.CertPool         // of seals; nil leaves Trust unknown
	TimeRoots *x509.CertPool         // of time-stamping authorities; nil leaves Time unknown
	CRLs      []*x509.RevocationList // optional; those not signed by the seal's issuer are ignored
	Now       time.Time              // judges certificates when there is no trusted time
}

// Report is the outcome of Verify.
type Report struct {
	// Integrity: the signed bytes are the whole first revision; later ones add only time-stamps and validation data.
	Integrity Check
	// Seal: the signature is that of the certificate in it.
	Seal Check
	// Trust: that certificate leads to a root given, at the trusted time or now, and is on no revocation list.
	Trust Check
	// Time: the time-stamp over the signature is whole and from an authority that leads to a root given.
	Time  Check
	Level Level
	// Signer is nil unless Seal passed.
	Signer *Signer
	// Token is nil unless there is a whole one; see its Trusted.
	Token *Token
	// FirstRevision is the length of the signed revision in bytes, Revisions how many were added to it.
	FirstRevision, Revisions int
}

// Verify judges a certificate offline. It fails with ErrNotCertificate when the bytes are not a certificate of this
// program at all; a damaged or altered one gets a report with a failed Integrity or Seal.
func Verify(pdf []byte, o VerifyOptions) (*Report, error) {
	unknown := Check{Unknown, "not reached"}
	r := &Report{Integrity: unknown, Seal: unknown, Trust: unknown, Time: unknown}
	sealed, err := r.checkIntegrity(pdf)
	if err != nil {
		if !hasMark(pdf) {
			return nil, fmt.Errorf("verify certificate: %w: %w", ErrNotCertificate, err)
		}
		r.Integrity = Check{Fail, "the file was altered or damaged: " + err.Error()}
	}
	if sealed == nil {
		return r, nil
	}
	p, err := checkSeal(sealed)
	if err != nil {
		r.Seal = Check{Fail, "the seal does not hold: " + err.Error()}
		return r, nil
	}
	signer := Describe(p.Certificate)
	r.Signer, r.Level = &signer, LevelB
	r.Seal = Check{Pass, "the seal of " + signer.Subject + " holds"}
	r.checkTime(p, o)
	r.checkTrust(p, o)
	r.checkArchive(sealed, o)
	return r, nil
}

// hasMark tells a damaged certificate from another program's PDF. No single changed byte takes both marks away.
func hasMark(pdf []byte) bool {
	return bytes.Contains(pdf, []byte(headerMark)) || bytes.Contains(pdf, []byte("/SubFilter/ETSI.CAdES.detached\n"+emptyRange[:len("/ByteRange[0 ")]))
}

// sealedFile is what checkIntegrity leaves to judge.
type sealedFile struct {
	signature *signature
	archive   *archive
}

// checkIntegrity returns nil when there is no signature to go on with; the error says what is wrong.
func (r *Report) checkIntegrity(pdf []byte) (*sealedFile, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, err
	}
	k, err := f.sealed()
	if err != nil {
		return nil, err
	}
	if k < 0 {
		return nil, errors.New("there is no seal")
	}
	first := f.prefix(k)
	_, fields, err := first.form()
	if err != nil {
		return nil, err
	}
	if len(fields) != 1 {
		return nil, errors.New("there is more than one signature")
	}
	s, err := first.readSignature(fields[0])
	if err != nil {
		return nil, err
	}
	if s.dict["Type"] != name("Sig") || s.dict["SubFilter"] != name("ETSI.CAdES.detached") {
		return nil, errors.New("the signature is of another kind")
	}
	r.FirstRevision, r.Revisions = len(first.in), len(f.sections)-1-k
	archived, err := f.checkLater(k)
	if err != nil {
		return &sealedFile{s, &archive{}}, err
	}
	r.Integrity = Check{Pass, "the seal covers the whole document"}
	if r.Revisions > 0 {
		r.Integrity.Detail = "the seal covers the whole document; only time-stamps and validation data were added after it"
	}
	return &sealedFile{s, archived}, nil
}

func checkSeal(f *sealedFile) (*cms.SignedData, error) {
	p, err := cms.Parse(f.signature.contents)
	if err != nil {
		return nil, err
	}
	if !p.DetachedSHA256() {
		return nil, errors.New("it must be detached, over data, with SHA-256")
	}
	if err := p.Verify(f.signature.covered); err != nil {
		return nil, err
	}
	if p.Certificate.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, errors.New("its certificate is not for signing")
	}
	return p, nil
}

func (r *Report) checkTime(p *cms.SignedData, o VerifyOptions) {
	if p.Token == nil {
		r.Time = Check{Unknown, "no time-stamping authority answered when it was sealed: there is no trusted time"}
		return
	}
	token, err := VerifyToken(p.Token, sha256.Sum256(p.Value()), o.TimeRoots)
	if err != nil {
		r.Time = Check{Fail, "the time-stamp does not hold: " + err.Error()}
		return
	}
	r.Token, r.Level = token, LevelT
	if !token.Trusted {
		r.Time = Check{Unknown, "the time-stamp is whole, but no root given vouches for " + token.Authority}
		return
	}
	r.Time = Check{Pass, "sealed before " + token.Time.Format(time.RFC3339) + ", says " + token.Authority}
}

func (r *Report) checkTrust(p *cms.SignedData, o VerifyOptions) {
	if o.Roots == nil {
		r.Trust = Check{Unknown, "no trusted root was given"}
		return
	}
	at, trusted := o.Now, r.Time.Result == Pass
	if trusted {
		at = r.Token.Time
	}
	included := x509.NewCertPool()
	for _, c := range p.Certificates {
		included.AddCert(c)
	}
	chains, err := p.Certificate.Verify(x509.VerifyOptions{Roots: o.Roots, Intermediates: included, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && !trusted && at.After(p.Certificate.NotAfter):
		r.Trust = Check{Unknown, "the sealing certificate has expired, and no trusted time says that it had not when it sealed"}
	case err != nil:
		r.Trust = Check{Fail, "no root given vouches for the sealing certificate"}
	case len(p.Accounted(chains[0])) != len(p.Certificates):
		r.Trust = Check{Fail, "the seal carries a certificate that belongs to nothing"}
	default:
		r.Trust = Check{Pass, "a root given vouches for the sealing certificate"}
		r.checkRevocation(chains[0], at, trusted, o.CRLs)
	}
}

// checkRevocation looks the sealing certificate up. A certificate revoked after the trusted time sealed while it was
// good; a list's thisUpdate says nothing about what was revoked before it, so lists are used whatever their age.
func (r *Report) checkRevocation(chain []*x509.Certificate, at time.Time, trusted bool, lists []*x509.RevocationList) {
	if len(chain) < 2 {
		return
	}
	for _, list := range lists {
		if list.CheckSignatureFrom(chain[1]) != nil {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(chain[0].SerialNumber) != 0 {
				continue
			}
			if trusted && at.Before(entry.RevocationTime) {
				r.Trust.Detail = "the sealing certificate was revoked after it sealed this"
				continue
			}
			r.Trust = Check{Fail, "the sealing certificate was revoked on " + entry.RevocationTime.UTC().Format(time.RFC3339)}
			return
		}
	}
}
