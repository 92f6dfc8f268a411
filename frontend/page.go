package frontend

import (
	"slices"
	"time"
)

// Page is one page with all it shows. The implementations are the structs of package screen, by value.
type Page interface {
	// Template names the file under templates/, without ".html".
	Template() string
	shell() Shell
}

// Shell is what every page carries around its content.
type Shell struct {
	Viewer    Viewer   // who is signed in; zero for visitors and recipients
	Sandbox   StandIns // which stand-ins are in use; zero hides the banner
	Notice    Notice   // what has just been done, after a redirect
	Path      string   // path of this page, where a change of language comes back to
	RequestID string
	HasTerms  bool // the operator gave terms of use: their page is linked
}

func (s Shell) shell() Shell { return s }

// What embeds a Shell and names a template is a page, and nothing else is.
var _ interface{ shell() Shell } = Shell{}

// Viewer is the signed-in sender.
type Viewer struct {
	Name      string
	Email     string
	Workspace string
	Settings  []string // the pages of settings that are theirs, by the names that templates have for paths

	MaySend      bool   // by their role
	IsOperator   bool   // of this installation
	IsSuspended  bool   // the workspace, by the operator
	SuspendedWhy string // in the operator's words
	IsClosed     bool   // the workspace, for good: there is nothing but its export
}

// SignedIn reports whether somebody is.
func (v Viewer) SignedIn() bool { return v.Email != "" }

// StandIns says which parts of the outside world are played by the sandbox (DESIGN section 9).
type StandIns struct {
	Payments   bool
	Messages   bool // SMS
	Mail       bool
	TimeStamps bool
	ConsoleURL string // where the messages are read and the bank is played; "" when this reader may not
}

// Any reports whether a banner is due.
func (s StandIns) Any() bool { return s.Payments || s.Messages || s.Mail || s.TimeStamps }

// Notice is a sentence said once: the catalogue's "notice.<Code>". A Failed notice is said as an alert, with the
// sentence "problem.<Code>".
type Notice struct {
	Code   string
	Params map[string]string
	Failed bool
}

// Money is an amount in minor units with an ISO 4217 code.
type Money struct {
	Amount   int64
	Currency string
}

// IsZero reports whether there is no amount at all.
func (m Money) IsZero() bool { return m.Amount == 0 && m.Currency == "" }

// File is a deliverable as a reader sees it.
type File struct {
	ID         string
	Name       string
	Size       int64
	SHA256     string // hexadecimal, lower case
	Kind       string // of what is seen before payment: "invoice", "quote", "credit_note" or "other"; "" where it waits
	Number     string // of an invoice or a quote
	IssuedOn   time.Time
	OtherTotal Money    // what the file says is to be paid, where that is not the price; for its sender
	Filled     []string // what of the delivery was taken from it; for its sender
	Read       string   // where the browser shows it; "" where it only downloads
	Href       string   // where the reader can have it already; "" where it waits, or stands beside its own button
}

// WithContact reports whether somebody to reach was among what was taken from it.
func (f File) WithContact() bool { return slices.Contains(f.Filled, "contact") }
