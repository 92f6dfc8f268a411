package screen

import (
	"time"

	"quittance/frontend"
)

// Security is GET /settings/security: what protects the account of who is signed in.
type Security struct {
	frontend.Shell
	Sessions []Session // the last used first
}

// HasOthers reports whether somebody is signed in elsewhere too.
func (s Security) HasOthers() bool { return len(s.Sessions) > 1 }

// Session is a browser that is signed in. Ending it posts "handle" to PathEndSession.
type Session struct {
	Handle   string
	Browser  string // "" where it did not name itself
	System   string
	Address  string
	Since    time.Time
	LastUsed time.Time // to the hour
	IsThis   bool      // the one that looks
}

// EndSessionForm says which session ends.
type EndSessionForm struct {
	Handle frontend.Field `form:"handle"`
}

// Prove is GET /prove, and a refused POST: who is signed in proves again who they are.
type Prove struct {
	frontend.Shell
	Form ProveForm
}

// ProveForm is the proof, which is never sent back to the page. Next is what it is for.
type ProveForm struct {
	Password frontend.Field `form:"password"`
	Next     frontend.Field `form:"next"`
}

// ChangePassword is GET and POST /settings/security/password.
type ChangePassword struct {
	frontend.Shell
	Form ChangePasswordForm
}

// ChangePasswordForm is the new password; it is never sent back to the page.
type ChangePasswordForm struct {
	Password frontend.Field `form:"password"`
}

func (Security) Template() string       { return "sender/security" }
func (Prove) Template() string          { return "sender/prove" }
func (ChangePassword) Template() string { return "sender/password" }
