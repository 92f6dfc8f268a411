// Package config turns the QUITTANCE_* environment into one validated struct.
//
// Every variable is optional and may also be given as QUITTANCE_*_FILE, a path whose content is the value (for
// secrets mounted as files). An unknown QUITTANCE_* variable is an error, as a misspelt one would silently leave
// a default in force; all errors are told at once.
package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Prefix of every variable.
const Prefix = "QUITTANCE_"

// Config is what the operator decided, with defaults filled in. Field docs give unit and default.
type Config struct {
	Env         string   `env:"ENV"`          // "development" (default) or "production"
	Addr        string   `env:"ADDR"`         // listen address, default 127.0.0.1:8080
	MetricsAddr string   `env:"METRICS_ADDR"` // listen address of /metrics, default off
	BaseURL     *url.URL `env:"BASE_URL"`     // public address, default http://{ADDR}
	DataDir     string   `env:"DATA_DIR"`     // default ./data
	DatabaseURL string   `env:"DATABASE_URL"` // default sqlite://{DATA_DIR}/quittance.db
	StorageURL  string   `env:"STORAGE_URL"`  // default file://{DATA_DIR}/objects
	RootKeyFile string   `env:"ROOT_KEY_FILE"`
	Signup      string   `env:"SIGNUP"` // open, invite or closed; default open; closed in production and without mail
	LogLevel    string   `env:"LOG_LEVEL"`

	StripeAPIKey         string   `env:"STRIPE_API_KEY"`
	StripeWebhookSecrets []string `env:"STRIPE_WEBHOOK_SECRETS"`
	StripeAPIURL         string   `env:"STRIPE_API_URL"`

	VonageAPIKey    string `env:"VONAGE_API_KEY"`
	VonageAPISecret string `env:"VONAGE_API_SECRET"`
	VonageAPIURL    string `env:"VONAGE_API_URL"`
	SMSFrom         string `env:"SMS_FROM"`

	SMTPURL  string `env:"SMTP_URL"`
	MailFrom string `env:"MAIL_FROM"`

	TSAURLs      []string `env:"TSA_URLS"`
	TSARootsFile string   `env:"TSA_ROOTS"` // PEM file of the authorities' roots
	SealKeystore string   `env:"SEAL_KEYSTORE"`

	TrustedProxies []netip.Prefix `env:"TRUSTED_PROXIES"`

	Operators   []string `env:"OPERATOR"`                       // e-mail addresses of the members who run this installation
	SMSDailyCap int64    `env:"SMS_DAILY_CAP" envDefault:"200"` // text messages a day and workspace; 0: no bound

	BackupRecipient string `env:"BACKUP_RECIPIENT"` // public key of age, to whom `quittance backup` encrypts

	// Who publishes this site, for the legal pages; required in production but for the SIREN and the terms.
	LegalName      string `env:"LEGAL_NAME"`
	LegalAddress   string `env:"LEGAL_ADDRESS"` // lines, or one line with commas
	LegalSIREN     string `env:"LEGAL_SIREN"`
	LegalPhone     string `env:"LEGAL_PHONE"`
	LegalEmail     string `env:"LEGAL_EMAIL"`
	LegalDirector  string `env:"LEGAL_DIRECTOR"` // the person responsible for what is published
	LegalHost      string `env:"LEGAL_HOST"`     // name, address and telephone number of the server's host
	LegalTermsFile string `env:"LEGAL_TERMS_FILE"`

	// DemoURL is another installation where the outside world is played: the front page leads there.
	DemoURL *url.URL `env:"DEMO_URL"`

	Sandbox      string `env:"SANDBOX"`       // auto (default), on or off
	SandboxAddr  string `env:"SANDBOX_ADDR"`  // listen address of `quittance sandbox`, default 127.0.0.1:8090
	SandboxToken string `env:"SANDBOX_TOKEN"` // opens /sandbox from elsewhere than this machine
	// SandboxAhead is by how much the program's clock is ahead of the machine's, like 720h; only with stand-ins.
	SandboxAhead time.Duration `env:"SANDBOX_AHEAD"`
}

// Load reads the environment given as "KEY=value" lines (os.Environ()).
func Load(environ []string) (*Config, error) {
	vars, errs := collect(environ)
	c := &Config{}
	if err := env.ParseWithOptions(c, env.Options{Prefix: Prefix, Environment: vars, FuncMap: parsers()}); err != nil {
		errs = append(errs, shorten(err)...)
	}
	c.setDefaults()
	errs = append(errs, c.check()...)
	if len(errs) > 0 {
		return nil, fmt.Errorf("configuration:\n%w", errors.Join(errs...))
	}
	return c, nil
}

// collect keeps our variables, reads the *_FILE ones, and refuses names that no field declares.
func collect(environ []string) (map[string]string, []error) {
	known := names()
	vars := map[string]string{}
	var errs []error
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, Prefix) || value == "" {
			continue
		}
		switch base := strings.TrimSuffix(name, "_FILE"); {
		case known[name]:
			vars[name] = value
		case name != base && known[base]:
			b, err := os.ReadFile(value) //nolint:gosec // the operator names the file
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: read the file it names: %w", name, errors.Unwrap(err)))
				continue
			}
			vars[base] = strings.TrimSpace(string(b))
		case strings.HasPrefix(name, Prefix+"TEST_"):
			// read by the tests, never by the program
		default:
			errs = append(errs, fmt.Errorf("%s: no such variable (see README)", name))
		}
	}
	return vars, errs
}

func names() map[string]bool {
	known := map[string]bool{}
	t := reflect.TypeOf(Config{})
	for i := range t.NumField() {
		known[Prefix+t.Field(i).Tag.Get("env")] = true
	}
	return known
}

// Names lists every variable, sorted, for the documentation test.
func Names() []string {
	var out []string
	for n := range names() {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

func parsers() map[reflect.Type]env.ParserFunc {
	return map[reflect.Type]env.ParserFunc{
		reflect.TypeOf(netip.Prefix{}): func(s string) (any, error) {
			if a, err := netip.ParseAddr(s); err == nil {
				return netip.PrefixFrom(a, a.BitLen()), nil
			}
			return netip.ParsePrefix(s)
		},
		reflect.TypeOf(url.URL{}): func(s string) (any, error) {
			u, err := url.Parse(s)
			if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" {
				return nil, errors.New("not an http(s) address without a path")
			}
			return url.URL{Scheme: u.Scheme, Host: u.Host}, nil
		},
	}
}

// shorten drops the library's own prefix; values are secrets and are not repeated.
func shorten(err error) []error {
	var agg env.AggregateError
	if !errors.As(err, &agg) {
		return []error{err}
	}
	var out []error
	for _, e := range agg.Errors {
		var pe env.ParseError
		if errors.As(e, &pe) {
			out = append(out, fmt.Errorf("%s: not a valid value", fieldVariable(pe.Name)))
			continue
		}
		out = append(out, e)
	}
	return out
}

func fieldVariable(field string) string {
	if f, ok := reflect.TypeOf(Config{}).FieldByName(field); ok {
		return Prefix + f.Tag.Get("env")
	}
	return field
}

func (c *Config) setDefaults() {
	setDefault(&c.Env, "development")
	setDefault(&c.Addr, "127.0.0.1:8080")
	setDefault(&c.DataDir, "data")
	setDefault(&c.SandboxAddr, "127.0.0.1:8090")
	setDefault(&c.Sandbox, "auto")
	setDefault(&c.LogLevel, "info")
	if abs, err := filepath.Abs(c.DataDir); err == nil {
		c.DataDir = abs
	}
	setDefault(&c.DatabaseURL, "sqlite://"+filepath.Join(c.DataDir, "quittance.db"))
	setDefault(&c.StorageURL, "file://"+filepath.Join(c.DataDir, "objects"))
	setDefault(&c.RootKeyFile, filepath.Join(c.DataDir, "root.key"))
	setDefault(&c.SMSFrom, "Quittance")
	if c.Signup == "" {
		c.Signup = "open"
		if c.Production() || !c.HasMail() {
			c.Signup = "closed"
		}
	}
	if c.BaseURL == nil {
		c.BaseURL = &url.URL{Scheme: "http", Host: c.Addr}
	}
	setDefault(&c.MailFrom, "quittance@"+c.BaseURL.Hostname())
}

func setDefault(p *string, value string) {
	if *p == "" {
		*p = value
	}
}

// Production reports whether the rules of production hold.
func (c *Config) Production() bool { return c.Env == "production" }

// SecureCookies reports whether cookies carry Secure and the __Host- prefix (__Secure- those of one path):
// always, but over plain HTTP outside production (a phone on the LAN).
func (c *Config) SecureCookies() bool { return c.Production() || c.BaseURL.Scheme == "https" }
