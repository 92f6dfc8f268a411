package screen

import (
	"time"

	"quittance/frontend"
)

// Operator is GET /operator, and the answer to what was refused there: what waits, what fails, who is suspended.
type Operator struct {
	frontend.Shell
	Jobs          []OperatorJob     // POST "id" to PathRetryJob
	Webhooks      []OperatorWebhook // not acted on, the oldest first
	MoreWebhooks  bool
	OldestSealing time.Time // zero: nothing waits for its certificate
	Disks         []OperatorDisk
	SMS           []OperatorSMS
	SMSCap        int64             // messages a day and workspace; 0: no bound
	Abuse         []OperatorAbuse   // POST "id" to PathCloseAbuse
	Payments      []OperatorPayment // POST "id" and "account" to PathClosePayment
	Search        string            // "q" of what is shown below
	Workspaces    []OperatorWorkspace
	IsCut         bool      // too many have what was searched for: these are some of them
	NextURL       string    // more workspaces
	RestoredAt    time.Time // from a backup, last; zero: never
	// ProveURL is where the operator first proves who they are before they change a workspace; "" where that was lately.
	ProveURL string
}

// OperatorPlace is a workspace that something belongs to; without an id nothing says which. Its name leads to its row.
type OperatorPlace struct {
	ID   string
	Name string
}

// OperatorJob is a job that was tried in vain. It says nothing of a person.
type OperatorJob struct {
	ID       int64
	Kind     string // said by a sentence
	Cause    string // the end of a sentence's name, operator.cause
	In       OperatorPlace
	Delivery string // ""
	Attempt  int
	Most     int
	FailedAt time.Time
	Next     time.Time // zero: given up
}

// OperatorWebhook is what a provider told and nobody acted on.
type OperatorWebhook struct {
	ID       string
	Type     string
	Received time.Time
}

// OperatorDisk is a folder that grows.
type OperatorDisk struct {
	Folder string
	Left   int64 // bytes; -1: unknown
	IsLow  bool
}

// OperatorSMS is what a workspace sent on a day.
type OperatorSMS struct {
	In       OperatorPlace
	Day      time.Time
	Messages int
	Refused  int
}

// OperatorAbuse is what a recipient reported. Text is a stranger's.
type OperatorAbuse struct {
	ID       string
	In       OperatorPlace
	Delivery string
	Text     string
	At       time.Time
}

// OperatorPayment is money at the payment provider that no delivery knows.
type OperatorPayment struct {
	ID        string
	Account   string // "" the installation's own
	Amount    frontend.Money
	PaidAt    time.Time
	Reference string // the provider's
	Delivery  string // "" where the provider does not know either
}

// OperatorWorkspace is a workspace with what the operator decides of it.
type OperatorWorkspace struct {
	ID           string
	Name         string
	Owner        string // address; "" nobody is left
	Deliveries   int
	IsMany       bool // there are more than Deliveries
	Since        time.Time
	ClosedAt     time.Time // zero: it is open
	SuspendedAt  time.Time // zero: it works
	SuspendedWhy string
	Suspend      SuspendForm
	Cap          CapForm
	IsOpen       bool // its form was refused, or it alone was searched for
}

// SuspendForm suspends a workspace, with a reason its members read.
type SuspendForm struct {
	ID  frontend.Field `form:"id"`
	Why frontend.Field `form:"why"`
}

// CapForm gives a workspace its own number of text messages a day; 0 that of the installation.
type CapForm struct {
	ID  frontend.Field `form:"id"`
	Cap frontend.Field `form:"cap"`
}

func (Operator) Template() string { return "sender/operator" }
