package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quittance/internal/config"
)

func TestLoad(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte("sk_test_123\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		environ []string
		wrong   []string // words of every error that must be told; none = accepted
		check   func(t *testing.T, c *config.Config)
	}{
		"an empty environment gives a server on this machine with stand-ins": {
			check: func(t *testing.T, c *config.Config) {
				if c.Addr != "127.0.0.1:8080" || c.BaseURL.String() != "http://127.0.0.1:8080" || !c.UseSandbox() || c.Signup != "open" || c.SecureCookies() {
					t.Errorf("got %+v", c)
				}
			},
		},
		"a value may come from a file, without its last newline": {
			environ: []string{"QUITTANCE_STRIPE_API_KEY_FILE=" + secret, "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_a,whsec_b"},
			check: func(t *testing.T, c *config.Config) {
				if c.StripeAPIKey != "sk_test_123" || len(c.StripeWebhookSecrets) != 2 {
					t.Errorf("got %q %q", c.StripeAPIKey, c.StripeWebhookSecrets)
				}
				if c.UseSandbox() || !slices.Equal(c.StandIns(), []string{"stripe"}) {
					t.Errorf("one real credential must turn the rest off, and a test key is a stand-in: %v", c.StandIns())
				}
			},
		},
		"an unknown variable is refused": {
			environ: []string{"QUITTANCE_ADRR=:1"}, wrong: []string{"QUITTANCE_ADRR"},
		},
		"all errors are told at once": {
			environ: []string{"QUITTANCE_ENV=prod", "QUITTANCE_BASE_URL=nonsense", "QUITTANCE_DATABASE_URL=mysql://x", "QUITTANCE_VONAGE_API_KEY=abc", "QUITTANCE_TRUSTED_PROXIES=10.0.0.0/99"},
			wrong:   []string{"QUITTANCE_ENV", "QUITTANCE_BASE_URL", "QUITTANCE_DATABASE_URL", "QUITTANCE_VONAGE_API_KEY", "QUITTANCE_TRUSTED_PROXIES"},
		},
		"production refuses stand-ins and plain HTTP": {
			environ: []string{"QUITTANCE_ENV=production", "QUITTANCE_SANDBOX=on", "QUITTANCE_STRIPE_API_KEY=sk_test_1", "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_a"},
			wrong:   []string{"QUITTANCE_BASE_URL", "QUITTANCE_SANDBOX", "QUITTANCE_STRIPE_API_KEY"},
		},
		"production is closed to sign-up by default": {
			environ: []string{"QUITTANCE_ENV=production", "QUITTANCE_BASE_URL=https://exemple.fr"},
			check: func(t *testing.T, c *config.Config) {
				if c.Signup != "closed" || c.UseSandbox() || !c.SecureCookies() {
					t.Errorf("got %+v", c)
				}
			},
		},
		"without mail nobody could confirm an address: sign-up is closed": {
			environ: []string{"QUITTANCE_STRIPE_API_KEY=sk_live_1", "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_a"},
			check: func(t *testing.T, c *config.Config) {
				if c.Signup != "closed" || c.HasMail() {
					t.Errorf("got %q", c.Signup)
				}
			},
		},
		"with mail it is open": {
			environ: []string{"QUITTANCE_SMTP_URL=smtp://localhost"},
			check: func(t *testing.T, c *config.Config) {
				if c.Signup != "open" || !c.HasMail() {
					t.Errorf("got %q", c.Signup)
				}
			},
		},
		"open to sign-up without mail is refused": {
			environ: []string{"QUITTANCE_SIGNUP=open", "QUITTANCE_SANDBOX=off"}, wrong: []string{"QUITTANCE_SIGNUP", "QUITTANCE_SMTP_URL", "user create"},
		},
		"stand-ins and real credentials do not mix": {
			environ: []string{"QUITTANCE_SANDBOX=on", "QUITTANCE_SMTP_URL=smtp://localhost"}, wrong: []string{"QUITTANCE_SANDBOX"},
		},
		"a clock may be ahead while everything outside is played": {
			environ: []string{"QUITTANCE_SANDBOX_AHEAD=720h"},
			check: func(t *testing.T, c *config.Config) {
				if c.SandboxAhead != 30*24*time.Hour || !c.UseSandbox() {
					t.Errorf("got %v, sandbox %t", c.SandboxAhead, c.UseSandbox())
				}
			},
		},
		"a clock that is ahead is refused in production": {
			environ: []string{"QUITTANCE_ENV=production", "QUITTANCE_BASE_URL=https://exemple.fr", "QUITTANCE_SANDBOX_AHEAD=1h"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD", "production"},
		},
		"a clock that is ahead is refused next to a real provider": {
			environ: []string{"QUITTANCE_SMTP_URL=smtp://localhost", "QUITTANCE_SANDBOX_AHEAD=1h"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD", "real providers"},
		},
		"a clock that is ahead is refused without stand-ins": {
			environ: []string{"QUITTANCE_SANDBOX=off", "QUITTANCE_SANDBOX_AHEAD=1h"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD", "SANDBOX=on"},
		},
		"a clock does not go back":              {environ: []string{"QUITTANCE_SANDBOX_AHEAD=-1h"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD", "between 0 and 17520h"}},
		"nor further than certificates hold":    {environ: []string{"QUITTANCE_SANDBOX_AHEAD=17521h"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD", "between 0 and 17520h"}},
		"by how much it is ahead is a duration": {environ: []string{"QUITTANCE_SANDBOX_AHEAD=30 days"}, wrong: []string{"QUITTANCE_SANDBOX_AHEAD"}},
		"a key without its webhook secrets is refused": {
			environ: []string{"QUITTANCE_STRIPE_API_KEY=sk_live_1"}, wrong: []string{"QUITTANCE_STRIPE_WEBHOOK_SECRETS"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := config.Load(tt.environ)
			if len(tt.wrong) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				tt.check(t, c)
				return
			}
			if err == nil {
				t.Fatal("accepted")
			}
			for _, w := range tt.wrong {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q is not told in:\n%v", w, err)
				}
			}
			if strings.Contains(err.Error(), "sk_test_1") {
				t.Error("a secret is repeated in the error")
			}
		})
	}
}

func TestEveryVariableIsInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range config.Names() {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("%s is not in the README", name)
		}
	}
}
