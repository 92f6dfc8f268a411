package screen

import (
	"time"

	"quittance/frontend"
)

// Workspace is GET /settings/workspace, and a refused POST to close it: everything to take away, and the end of it.
type Workspace struct {
	frontend.Shell
	Parts      []ExportPart
	ClosedAt   time.Time // zero while it is open
	Until      time.Time // when its owners can sign in no more
	Unfinished Unfinished
	Holders    []Holder // whose money holds it open, or asks for a word that it was given back
	Others     int      // beside them
	IsMany     bool     // and more than can be counted
	Form       CloseForm
}

// Holder is a delivery whose money is neither delivered for nor given back.
type Holder struct {
	ID         string
	Title      string
	Recipients []string
	Situation  string   // the end of a sentence's name, situation: what who paid waits for; "" nobody waits
	Kinds      []string // ends of names, need: money that opened nothing
	Owed       OwedBack // where "return_due" is one of them
}

// ExportPart is one archive of the export. Most workspaces are one.
type ExportPart struct {
	Href       string
	Number     int
	Deliveries int
	Size       int64 // of the files in it
}

// Unfinished counts what is under way in a workspace that is to be closed. Blocked says that somebody
// paid and has no files yet, which comes first; HoldsMoney that money is to be given back, here or elsewhere.
type Unfinished struct {
	Drafts, Open, Paid, Unapplied, RefundsFailed, Announced, RefundsUnderWay, Disputes int

	Blocked    bool
	HoldsMoney bool
}

// CloseForm asks for the name of the workspace that is to be closed.
type CloseForm struct {
	Name      frontend.Field `form:"name"`
	Elsewhere frontend.Tick  `form:"elsewhere"` // what is to be given back was, outside
}

func (Workspace) Template() string { return "sender/workspace" }
