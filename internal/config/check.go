package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
)

// check tells everything that is wrong, each with what to do.
func (c *Config) check() []error {
	var errs []error
	wrong := func(variable, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s%s: %s", Prefix, variable, fmt.Sprintf(format, args...)))
	}
	oneOf := func(variable, value string, allowed ...string) {
		if !slices.Contains(allowed, value) {
			wrong(variable, "must be one of %s", strings.Join(allowed, ", "))
		}
	}
	oneOf("ENV", c.Env, "development", "production")
	oneOf("SIGNUP", c.Signup, "open", "invite", "closed")
	if c.Signup == "open" && !c.HasMail() {
		wrong("SIGNUP", "cannot be open without mail, as new members confirm their address by a link that is mailed: set %[1]sSMTP_URL, or %[1]sSIGNUP=closed and make accounts with `quittance user create`", Prefix)
	}
	oneOf("SANDBOX", c.Sandbox, "auto", "on", "off")
	oneOf("LOG_LEVEL", c.LogLevel, "debug", "info", "warn", "error")
	for name, addr := range map[string]string{"ADDR": c.Addr, "SANDBOX_ADDR": c.SandboxAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			wrong(name, "not a listen address like 127.0.0.1:8080")
		}
	}
	scheme(wrong, "DATABASE_URL", c.DatabaseURL, "sqlite", "postgres", "postgresql")
	scheme(wrong, "STORAGE_URL", c.StorageURL, "file", "s3")
	if c.VonageAPIKey != "" && len(c.VonageAPIKey) != 8 {
		wrong("VONAGE_API_KEY", "must be 8 characters")
	}
	pair(wrong, "VONAGE_API_KEY", c.VonageAPIKey, "VONAGE_API_SECRET", c.VonageAPISecret)
	if c.StripeAPIKey != "" && len(c.StripeWebhookSecrets) == 0 {
		wrong("STRIPE_WEBHOOK_SECRETS", "must be set when STRIPE_API_KEY is: without it no payment can be trusted")
	}
	if c.SMSDailyCap < 0 {
		wrong("SMS_DAILY_CAP", "must be a number of messages, or 0 for no bound")
	}
	for _, address := range c.Operators {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != strings.TrimSpace(address) {
			wrong("OPERATOR", "must be e-mail addresses, with commas between them")
		}
	}
	if c.BackupRecipient != "" {
		if _, err := age.ParseRecipients(strings.NewReader(c.BackupRecipient)); err != nil {
			wrong("BACKUP_RECIPIENT", "must be a public key of age, as `age-keygen` prints it: age1…")
		}
	}
	if c.SealKeystore != "" {
		wrong("SEAL_KEYSTORE", "a keystore cannot be used yet: the instance seals with its own authority")
	}
	if c.Production() {
		c.checkProduction(wrong)
	}
	c.checkLegal(wrong)
	c.checkAhead(wrong)
	if c.Sandbox == "on" && c.HasRealProvider() {
		wrong("SANDBOX", "cannot be on next to real credentials: a delivery must not be half real")
	}
	return errs
}

// mostAhead is below the three years for which the installation's sealing certificate is made.
const mostAhead = 2 * 365 * 24 * time.Hour

// checkAhead keeps a moved clock away from real people, real money and real time-stamps.
func (c *Config) checkAhead(wrong func(string, string, ...any)) {
	switch {
	case c.SandboxAhead == 0:
	case c.SandboxAhead < 0 || c.SandboxAhead > mostAhead:
		wrong("SANDBOX_AHEAD", "must be between 0 and %.0fh: time goes forward, and a sealing certificate is valid for three years", mostAhead.Hours())
	case c.Production():
		wrong("SANDBOX_AHEAD", "a clock that is ahead is refused in production")
	case c.HasRealProvider():
		wrong("SANDBOX_AHEAD", "a clock that is ahead is refused next to real providers, whose clocks are not")
	case !c.UseSandbox():
		wrong("SANDBOX_AHEAD", "a clock can be ahead only where the outside world is played: it goes with SANDBOX=on or auto")
	}
}

func (c *Config) checkProduction(wrong func(string, string, ...any)) {
	if c.BaseURL.Scheme != "https" {
		wrong("BASE_URL", "must be the public https address in production")
	}
	if c.Sandbox == "on" {
		wrong("SANDBOX", "stand-ins are refused in production")
	}
	if strings.HasPrefix(c.StripeAPIKey, "sk_test_") || strings.HasPrefix(c.StripeAPIKey, "rk_test_") {
		wrong("STRIPE_API_KEY", "a test key is a stand-in: it is refused in production")
	}
	const elsewhere = "not the provider's own address, so a stand-in: it is refused in production"
	if !isHost(c.StripeAPIURL, stripeHost) {
		wrong("STRIPE_API_URL", elsewhere)
	}
	if !isHost(c.VonageAPIURL, vonageHost) {
		wrong("VONAGE_API_URL", elsewhere)
	}
}

// HasRealProvider reports whether one credential of the outside world is set.
func (c *Config) HasRealProvider() bool {
	return c.StripeAPIKey != "" || c.VonageAPIKey != "" || c.SMTPURL != "" || len(c.TSAURLs) > 0
}

// HasMail reports whether mail leaves, to real people or to the stand-in.
func (c *Config) HasMail() bool { return c.SMTPURL != "" || c.UseSandbox() }

// UseSandbox reports whether the outside world is played by stand-ins inside this process. As soon as one real
// credential is set, what is missing is off, not a stand-in.
func (c *Config) UseSandbox() bool {
	switch c.Sandbox {
	case "on":
		return true
	case "off":
		return false
	default:
		return !c.Production() && !c.HasRealProvider()
	}
}

func scheme(wrong func(string, string, ...any), variable, value string, allowed ...string) {
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(allowed, u.Scheme) {
		wrong(variable, "must begin with %s://", strings.Join(allowed, ":// or "))
	}
}

func pair(wrong func(string, string, ...any), a, av, b, bv string) {
	if (av == "") != (bv == "") {
		wrong(a, "goes with %s%s: set both or none", Prefix, b)
	}
}
