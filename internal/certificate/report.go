package certificate

import "quittance/internal/evidence"

// Verdict is the whole judgement in one word.
type Verdict string

// The verdicts. Indeterminate: nothing is wrong, but something needed to judge was not there; or the file is not a
// certificate at all.
const (
	Valid         Verdict = "valid"
	Invalid       Verdict = "invalid"
	Indeterminate Verdict = "indeterminate"
)

// Result is the outcome of one check.
type Result string

// The results.
const (
	Pass    Result = "pass"
	Fail    Result = "fail"
	Unknown Result = "unknown"
)

// The names of the checks; that of a deliverable is "file:" and the name it was given under.
const (
	CheckIntegrity = "integrity"
	CheckSeal      = "seal"
	CheckTrust     = "trust"
	CheckTime      = "time"
	CheckEvidence  = "evidence"
	CheckText      = "text"
	CheckChain     = "chain"
	CheckInclusion = "inclusion"
	filePrefix     = "file:"
)

// needed are the checks without which a certificate is not valid. Trusted time and the log are reported apart: a
// certificate may have been sealed without an authority, and a verifier may hold no log key; what is there must hold.
var needed = []string{CheckIntegrity, CheckSeal, CheckTrust, CheckEvidence, CheckText, CheckChain}

// Check is one result with one plain sentence.
type Check struct {
	Name   string `json:"name"`
	Result Result `json:"result"`
	Detail string `json:"detail"`
	Exact  string `json:"-"` // what Detail calls by its name, to the letter: an instant in UTC, the subject of a seal
}

// Report is the outcome of Verify. Its JSON is the contract of EVIDENCE.md section 3.
type Report struct {
	Verdict     Verdict `json:"verdict"`
	Level       string  `json:"level"` // B-B, B-T, B-LT, B-LTA; empty when not reached
	Kind        string  `json:"kind"`
	Certificate string  `json:"certificate"`
	Delivery    string  `json:"delivery"`
	Checks      []Check `json:"checks"`

	// Sandbox names each stand-in that took part ("stripe", "sms", ...): a certificate of a trial, which proves nothing
	// whatever the verdict. Empty for a real one.
	Sandbox []string `json:"sandbox,omitempty"`

	// Document is the evidence, nil unless it was read and hashes to the leaf. It proves nothing if Verdict is not Valid.
	Document *evidence.Document `json:"-"`
}

// ExitCode is that of the verify command: 0 valid, 1 invalid, 2 could not be judged.
func (r Report) ExitCode() int {
	switch r.Verdict {
	case Valid:
		return 0
	case Invalid:
		return 1
	case Indeterminate:
	}
	return 2
}

// Check returns the check of that name.
func (r Report) Check(name string) (Check, bool) {
	for _, c := range r.Checks {
		if c.Name == name {
			return c, true
		}
	}
	return Check{}, false
}

// conclude draws the verdict from the checks.
func (r *Report) conclude() {
	r.Verdict = Valid
	for _, name := range needed {
		if c, ok := r.Check(name); !ok || c.Result != Pass {
			r.Verdict = Indeterminate
		}
	}
	for _, c := range r.Checks {
		if c.Result == Fail {
			r.Verdict = Invalid
		}
	}
}
