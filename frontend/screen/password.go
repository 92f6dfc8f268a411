package screen

import "quittance/frontend"

// ForgotPassword is GET /forgot, and a refused POST.
type ForgotPassword struct {
	frontend.Shell
	MailOff bool // no link can be sent: the page says whom to ask
	Form    ForgotForm
}

// ForgotForm is the address of who forgot.
type ForgotForm struct {
	Email frontend.Field `form:"email"`
}

// ResetPassword is GET /reset/{token}, and a refused POST.
type ResetPassword struct {
	frontend.Shell
	Token   string
	Invalid bool // the token is unknown, used or too old
	// WasOff: signing in by password was switched off, and is on again with another one.
	WasOff bool
	Form   ResetForm
}

// ResetForm is the new password; it is never sent back to the page.
type ResetForm struct {
	Password frontend.Field `form:"password"`
}

func (ForgotPassword) Template() string { return "public/forgot" }
func (ResetPassword) Template() string  { return "public/reset" }
