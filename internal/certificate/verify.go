package certificate

import (
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"quittance/internal/certificate/layout"
	"quittance/internal/evidence"
	"quittance/internal/pades"
)

// Limits of what is judged. Ours stay far below them.
const (
	MaxPDF      = 32 << 20
	maxEvidence = 8 << 20
	maxAttached = maxEvidence + 1<<20
)

// Options are what a verifier trusts and holds. Nothing of it is ever taken from the PDF.
type Options struct {
	Roots     *x509.CertPool         // of seals; nil makes every certificate indeterminate
	TimeRoots *x509.CertPool         // of time-stamping authorities
	CRLs      []*x509.RevocationList // revocation lists, optional
	LogKeys   []string               // public log keys ("origin+id+base64")
	Files     map[string]FileFacts   // deliverables to compare, by the name they go by here
	Now       time.Time              // judges certificates when there is no trusted time
	Language  string                 // of the sentences: "fr", or English

	// Instant writes a time for the reader; nil writes it in UTC, to the second.
	Instant func(time.Time) string

	// Within is how long judging may take before the text is no longer compared but unknown; 0 is two seconds. It is
	// looked at between steps, each of which the limits above bound.
	Within time.Duration
}

const defaultWithin = 2 * time.Second

// Verify judges a certificate offline. It answers whatever the bytes are: what is not a certificate is indeterminate.
// It keeps nothing, and reads no network and no store, and a clock only to stop in time (Options.Within).
func Verify(pdf []byte, o Options) Report {
	if o.Within == 0 {
		o.Within = defaultWithin
	}
	if o.Instant == nil {
		o.Instant = exactly
	}
	v := &verifier{options: o, began: time.Now(), report: Report{Checks: []Check{}}}
	v.say = sentences["en"]
	if o.Language == "fr" {
		v.say = sentences["fr"]
	}
	if len(pdf) > MaxPDF {
		return v.refuse(tooLarge)
	}
	seal, err := pades.Verify(pdf, pades.VerifyOptions{Roots: o.Roots, TimeRoots: o.TimeRoots, CRLs: o.CRLs, Now: o.Now})
	if err != nil {
		return v.refuse(notCertificate)
	}
	v.report.Level = string(seal.Level)
	v.judgeSeal(seal)
	v.judgeAttached(pdf, seal)
	v.judgeFiles()
	v.report.conclude()
	return v.report
}

// verifier builds a report.
type verifier struct {
	options Options
	began   time.Time
	say     []string
	report  Report
}

func (v *verifier) late() bool { return time.Since(v.began) >= v.options.Within }

func (v *verifier) add(name string, r Result, s saying, about ...any) {
	detail := v.say[s]
	if len(about) > 0 {
		detail = fmt.Sprintf(detail, about...)
	}
	v.report.Checks = append(v.report.Checks, Check{Name: name, Result: r, Detail: detail})
}

// passes adds a check that passed by what a reader calls it, and that to the letter.
func (v *verifier) passes(name string, s saying, about, exact string) {
	v.add(name, Pass, s, about)
	v.report.Checks[len(v.report.Checks)-1].Exact = exact
}

func exactly(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// oneLine is a stranger's text with nothing in it that moves or hides what stands around it.
func oneLine(text string) string { return layout.Visible(strings.ReplaceAll(text, "\n", " ")) }

// refuse answers for bytes that cannot be judged at all.
func (v *verifier) refuse(why saying) Report {
	v.add(CheckIntegrity, Unknown, why)
	for _, name := range []string{CheckSeal, CheckTrust, CheckTime, CheckEvidence, CheckText, CheckChain, CheckInclusion} {
		v.add(name, Unknown, notReached)
	}
	for _, name := range slices.Sorted(maps.Keys(v.options.Files)) {
		v.add(filePrefix+name, Unknown, fileUnread)
	}
	v.report.Verdict = Indeterminate
	return v.report
}

func (v *verifier) judgeSeal(r *pades.Report) {
	switch {
	case r.Integrity.Result != pades.Pass:
		v.add(CheckIntegrity, Fail, altered)
	case r.Revisions > 0:
		v.add(CheckIntegrity, Pass, wholeLater)
	default:
		v.add(CheckIntegrity, Pass, whole)
	}
	switch r.Seal.Result {
	case pades.Pass:
		v.passes(CheckSeal, sealHolds, oneLine(r.Signer.Name), oneLine(r.Signer.Subject))
	case pades.Fail:
		v.add(CheckSeal, Fail, sealBroken)
	default:
		v.add(CheckSeal, Unknown, notReached)
	}
	switch r.Trust.Result {
	case pades.Pass:
		v.add(CheckTrust, Pass, trustHolds)
	case pades.Fail:
		v.add(CheckTrust, Fail, trustBroken)
	default:
		v.add(CheckTrust, Unknown, v.whyUntrusted(r))
	}
}

func (v *verifier) whyUntrusted(r *pades.Report) saying {
	switch {
	case v.options.Roots == nil:
		return trustNoRoot
	case r.Seal.Result != pades.Pass:
		return notReached
	}
	return trustExpired
}

// clockDifference is how far the clock of a reader may be behind without a word about it.
const clockDifference = time.Hour

// judgeTime judges the time-stamp of the seal and, with it, that of the evidence: what is there must hold.
func (v *verifier) judgeTime(r *pades.Report, sum evidence.Hash, token []byte) {
	unvouched := false
	if len(token) > 0 {
		read, err := pades.VerifyToken(token, sum, v.options.TimeRoots)
		if err != nil {
			v.add(CheckTime, Fail, timeEvidenceBroken)
			return
		}
		unvouched = !read.Trusted
	}
	switch {
	case r.Time.Result == pades.Fail:
		v.add(CheckTime, Fail, timeBroken)
	case r.Seal.Result != pades.Pass:
		v.add(CheckTime, Unknown, notReached)
	case r.Token == nil:
		v.add(CheckTime, Unknown, timeNone)
	case unvouched || r.Time.Result != pades.Pass:
		v.add(CheckTime, Unknown, timeUnvouched)
	case !v.options.Now.IsZero() && r.Token.Time.After(v.options.Now.Add(clockDifference)):
		v.passes(CheckTime, timeToCome, v.options.Instant(r.Token.Time), exactly(r.Token.Time))
	default:
		v.passes(CheckTime, timeHolds, v.options.Instant(r.Token.Time), exactly(r.Token.Time))
	}
}

// judgeFiles compares deliverables by content: people rename files.
func (v *verifier) judgeFiles() {
	for _, name := range slices.Sorted(maps.Keys(v.options.Files)) {
		facts := v.options.Files[name]
		if v.report.Document == nil {
			v.add(filePrefix+name, Unknown, fileUnread)
			continue
		}
		i := slices.IndexFunc(v.report.Document.Deliverables, func(d evidence.Deliverable) bool {
			return d.SHA256 == facts.SHA256 && d.Size == facts.Size
		})
		if i < 0 {
			v.add(filePrefix+name, Fail, fileOther)
			continue
		}
		v.add(filePrefix+name, Pass, fileHolds, oneLine(v.report.Document.Deliverables[i].Name))
	}
}
