package screen

import (
	"time"

	"quittance/frontend"
)

// Home is "/": what it is, in one screen.
type Home struct {
	frontend.Shell
	SignUpOpen bool
	Front      Front
}

// Front is what the front page says beside what the product is.
type Front struct {
	Bucket string // who keeps the files, by the host that is configured; "" is the server itself
	Region string // the bucket's, as configured; "" says nothing about it
	Demo   bool   // a delivery can be walked through here, and its like has a certificate to look at
	// DemoAt is another installation, where the outside world is played; "" without.
	DemoAt string
	Cost   Cost
}

// Cost is what a payment costs the sender, by the rates of the day. The zero value says nothing.
type Cost struct {
	BasisPoints int
	Fixed       int64 // millionths of an euro
	// The platform's own fee; both zero where there is none.
	PlatformPoints int
	PlatformFixed  int64
	Price          frontend.Money // an example, and what of it reaches the sender
	Received       frontend.Money
	Since          time.Time
}

// Demo is GET /demo/{token}: the telephone and mailbox of the client of a demonstration.
type Demo struct {
	frontend.Shell
	Client   string // the client's link
	Phone    string
	Done     bool // the files are unlocked: there is a certificate to verify
	Messages []DemoMessage
}

// DemoMessage is one that the client received.
type DemoMessage struct {
	SMS     bool
	From    string
	Subject string
	Text    string
	At      time.Time
}

// SignUp is GET and POST /signup.
type SignUp struct {
	frontend.Shell
	Form SignUpForm
}

// SignUpForm is what a new sender types. Passwords are never sent back to the page.
type SignUpForm struct {
	Name      frontend.Field `form:"name"`
	Email     frontend.Field `form:"email"`
	Password  frontend.Field `form:"password"`
	Workspace frontend.Field `form:"workspace"`
}

// SignUpClosed is /signup when the operator does not let strangers in.
type SignUpClosed struct{ frontend.Shell }

// SignIn is GET and POST /signin.
type SignIn struct {
	frontend.Shell
	Form       SignInForm
	Problem    string // a code about the pair as a whole, e.g. "signin.refused"
	Params     map[string]string
	SignUpOpen bool
	Passkeys   bool // they can work at this address
	// Typed is what was being posted when the session was over, as the forms of the page carry it; "" is nothing.
	Typed string
	Files bool // some came with it, and have to be chosen again
}

// SignInForm is what a returning sender types. Next is where they wanted to go.
type SignInForm struct {
	Email    frontend.Field `form:"email"`
	Password frontend.Field `form:"password"`
	Next     frontend.Field `form:"next"`
}

// CheckMail says that a confirmation was sent; its form sends it again (POST /check-mail).
type CheckMail struct {
	frontend.Shell
	Email string
}

// ConfirmForm is what confirms an address in a browser other than the one that signed up.
type ConfirmForm struct {
	Password frontend.Field `form:"password"`
}

// ConfirmEmail is GET /confirm/{token}, and a refused POST: a button, because opening a link changes nothing.
type ConfirmEmail struct {
	frontend.Shell
	Token       string
	Invalid     bool // the token is unknown, used or too old
	AskPassword bool // this browser did not choose the password that waits for the address
	Form        ConfirmForm
}

// Failure is any answer that is not a page: 401, 402, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503, 507.
// Code is a problem code; without a sentence of its own the status' general sentence is shown with the request id.
type Failure struct {
	frontend.Shell
	Status int
	Code   string
	Params map[string]string
	// RetryAfterSeconds is shown when positive (429, 503).
	RetryAfterSeconds int
	BackPath          string // where to go on, e.g. the delivery whose file is still locked; "" is the home page
	Again             *Again // the form that could not be carried out just now, to be sent once more
}

// Again is a form as it was sent.
type Again struct {
	Action string
	Fields []AgainField
}

// AgainField is one of its values.
type AgainField struct{ Name, Value string }

// Verify is GET and POST /verify: a certificate is judged, and nothing of it is kept.
type Verify struct {
	frontend.Shell
	Verdict     string // "valid", "invalid", "indeterminate"; "" before anything was sent
	Kind        string // "completion" or "delivery"
	Certificate string
	Level       string
	Checks      []VerifyCheck
	Compared    []VerifyCheck // of the files that were compared, by their own names: what was asked about, so it is said first
	Foreign     bool          // the certificate itself is authentic: only a compared file is none of its files
	NotOurs     bool          // it is no certificate, or not a whole one: there is nothing to check
	Certified   Certified
	OfTrial     bool // made in a trial with stand-ins: it proves nothing
	Known       bool // this installation made it, and can say what changed since
	Since       []VerifyChange
	Measured    bool   // files were hashed in the reader's browser: they were not sent
	Problem     string // a code: nothing was chosen, or it is too large
	Authority   string // SHA-256 of this installation's sealing authority, to compare with what a PDF reader shows
	Seal        string // SHA-256 of its sealing certificate, as certificates print it
}

// Certified is what a certificate is about, where it is authentic. MadeAt is zero where it is not.
type Certified struct {
	Title, Reference  string
	Sender            string
	Recipients, Files []string
	Price             frontend.Money
	RestOf            string         // where Price is what was left to pay of an invoice: that, as the certificate prints it
	Returned          frontend.Money // given back before the certificate was made
	Declared          frontend.Money // of it, what only the sender says they gave back
	MadeAt            time.Time
}

// VerifyChange is what happened after a certificate was made: "refund_succeeded", "refund_declared" where that is the sender's word, "dispute_open", ..., or "revoked",
// which has neither amount nor instant.
type VerifyChange struct {
	Kind   string
	Amount frontend.Money
	At     time.Time
}

// VerifyCheck is one check with its plain sentence, already in the reader's language.
type VerifyCheck struct {
	Name   string // "integrity", "seal", …; of a compared file its own name
	Result string // "pass", "fail", "unknown"
	Detail string
	Exact  string // what Detail names plainly, to the letter
}

func (Home) Template() string         { return "public/home" }
func (Demo) Template() string         { return "public/demo" }
func (SignUp) Template() string       { return "public/signup" }
func (SignUpClosed) Template() string { return "public/signup_closed" }
func (SignIn) Template() string       { return "public/signin" }
func (CheckMail) Template() string    { return "public/check_mail" }
func (ConfirmEmail) Template() string { return "public/confirm" }
func (Verify) Template() string       { return "public/verify" }
func (Failure) Template() string      { return "public/failure" }
