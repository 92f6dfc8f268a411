package screen

import (
	"time"

	"quittance/frontend"
)

// Security is GET /settings/security: what protects the account of who is signed in.
type Security struct {
	frontend.Shell
	Sessions    []Session // the last used first
	NoPassword  bool      // a passkey alone opens the account
	MayDrop     bool      // there is a passkey that works, so that the password can go
	Codes       Codes
	Passkeys    []Passkey
	PasskeysOff bool   // the public address is an IP address: no passkey can belong to it
	ProveURL    string // where the member first proves who they are; "" where that was lately
}

// IsLastWayIn reports that nothing else opens the account than the one passkey.
func (s Security) IsLastWayIn() bool { return s.NoPassword && len(s.Passkeys) == 1 }

// Codes is what the page says of signing in with a code.
type Codes struct {
	On       bool
	Since    time.Time
	Recovery int // recovery codes that can still be used
}

// IsLow reports that it is time for new recovery codes.
func (c Codes) IsLow() bool { return c.Recovery <= 3 }

// Passkey is one as listed. Removing it posts "id" to PathRemovePasskey.
type Passkey struct {
	ID         string
	Name       string
	CreatedAt  time.Time
	LastUsedAt time.Time // zero: never
}

// PasskeyForm is what script posts when the browser has made or used a passkey.
type PasskeyForm struct {
	Credential frontend.Field `form:"credential"` // JSON, as PublicKeyCredential.toJSON writes it
	Name       frontend.Field `form:"name"`       // of a new one
	Next       frontend.Field `form:"next"`
}

// RemovePasskeyForm says which passkey goes.
type RemovePasskeyForm struct {
	ID frontend.Field `form:"id"`
}

// SignInCode is GET /signin/code, and a refused POST: the password was right.
type SignInCode struct {
	frontend.Shell
	Form CodeForm
	// Typed and Next are what goes on with the member, see SignIn.
	Typed, Next string
}

// CodeForm is a code of an app, or a recovery code. It is never sent back to the page.
type CodeForm struct {
	Code frontend.Field `form:"code"`
}

// EnrolCodes is GET /settings/security/codes: the member's app learns the secret, and a code proves that it did.
type EnrolCodes struct {
	frontend.Shell
	Email  string
	Secret string
	Groups string // the secret as it is copied by hand
	QR     QR
	Form   CodeForm
}

// QR is a code to be drawn: Path fills the dark modules of a square of Size modules, as an SVG path.
type QR struct {
	Size int
	Path string
}

// RecoveryCodes is the only showing of a member's recovery codes.
type RecoveryCodes struct {
	frontend.Shell
	Codes []string
	First bool // codes were just switched on
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
	HasPasskeys bool
	HasCodes    bool
	NoPassword  bool
	Form        ProveForm
}

// ProveForm is the proof, which is never sent back to the page. Next is what it is for.
type ProveForm struct {
	Password frontend.Field `form:"password"`
	Code     frontend.Field `form:"code"` // instead of the password
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

// ChangeEmail is GET and POST /settings/security/email: a link goes to the new address.
type ChangeEmail struct {
	frontend.Shell
	MailOff bool // no link can be sent: the page says whom to ask
	Form    ChangeEmailForm
}

// ChangeEmailForm is the address that is to be the member's.
type ChangeEmailForm struct {
	Email frontend.Field `form:"email"`
}

// NewEmail is GET /settings/security/email/{token}: a button. Email is then the member's address, in place of Was.
type NewEmail struct {
	frontend.Shell
	Token   string
	Email   string
	Was     string
	Invalid bool   // the token is unknown, used, too old, or of another account than the one that is open
	Problem string // why it cannot be
}

// OldEmail is GET /email/{token}: a button that makes Email the member's address again.
type OldEmail struct {
	frontend.Shell
	Token   string
	Email   string
	Invalid bool
	Problem string
}

func (ChangeEmail) Template() string    { return "sender/email" }
func (NewEmail) Template() string       { return "sender/email_new" }
func (OldEmail) Template() string       { return "public/email_old" }
func (SignInCode) Template() string     { return "public/signin_code" }
func (EnrolCodes) Template() string     { return "sender/codes" }
func (RecoveryCodes) Template() string  { return "sender/recovery_codes" }
func (Security) Template() string       { return "sender/security" }
func (Prove) Template() string          { return "sender/prove" }
func (ChangePassword) Template() string { return "sender/password" }
