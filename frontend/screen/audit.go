package screen

import "quittance/frontend"

// Audit is GET /audit, and the verdicts on many certificates that POST /audit answers with.
type Audit struct {
	frontend.Shell
	Most              int // how many are judged at a time
	Rows              []AuditRow
	Valid, Trial      int // of those that hold, Trial proves nothing
	Invalid, Unjudged int
	Problem           string // a code: nothing was chosen, or too many
}

// AuditRow is the verdict on one file.
type AuditRow struct {
	File        string
	Verdict     string // "valid", "trial", "invalid", "indeterminate"
	Kind        string // "completion" or "delivery"; "" where it was not read
	Certificate string
	Level       string
	NotOurs     bool // it is no certificate, or not a whole one: Checks is empty
	TooLarge    bool
	Checks      []VerifyCheck // those that did not pass
	Since       []VerifyChange
}

func (Audit) Template() string { return "public/audit" }
