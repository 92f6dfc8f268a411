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
	terms := filepath.Join(t.TempDir(), "conditions.txt")
	for name, text := range map[string]string{terms: "Article 1\r\nObjet.\n", terms + ".en": "Section 1\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	production := func(more ...string) []string {
		return append([]string{"QUITTANCE_ENV=production", "QUITTANCE_BASE_URL=https://exemple.fr", "QUITTANCE_LEGAL_NAME=Atelier Moreau",
			"QUITTANCE_LEGAL_ADDRESS=14 rue de la Charité, 69002 Lyon", "QUITTANCE_LEGAL_PHONE=+33472001020", "QUITTANCE_LEGAL_EMAIL=contact@exemple.fr",
			"QUITTANCE_LEGAL_DIRECTOR=Camille Moreau", "QUITTANCE_LEGAL_HOST=Hébergeur SAS, Paris"}, more...)
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
			environ: production(),
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
		"production refuses legal pages that are empty, and tells each": {
			environ: []string{"QUITTANCE_ENV=production", "QUITTANCE_BASE_URL=https://exemple.fr", "QUITTANCE_LEGAL_NAME= "},
			wrong: []string{"QUITTANCE_LEGAL_NAME", "QUITTANCE_LEGAL_ADDRESS", "QUITTANCE_LEGAL_PHONE", "QUITTANCE_LEGAL_EMAIL",
				"QUITTANCE_LEGAL_DIRECTOR", "QUITTANCE_LEGAL_HOST"},
		},
		"a publisher's SIREN that is none is refused": {environ: []string{"QUITTANCE_LEGAL_SIREN=732829321"}, wrong: []string{"QUITTANCE_LEGAL_SIREN"}},
		"terms are read in both languages": {
			environ: production("QUITTANCE_LEGAL_SIREN=732 829 320", "QUITTANCE_LEGAL_TERMS_FILE="+terms),
			check: func(t *testing.T, c *config.Config) {
				if french, english, err := c.Terms(); err != nil || french != "Article 1\nObjet." || english != "Section 1" {
					t.Errorf("got %q, %q, %v", french, english, err)
				}
			},
		},
		"English terms may be missing": {
			environ: []string{"QUITTANCE_LEGAL_TERMS_FILE=" + terms + ".en"},
			check: func(t *testing.T, c *config.Config) {
				if french, english, err := c.Terms(); err != nil || french != "Section 1" || english != "" {
					t.Errorf("got %q, %q, %v", french, english, err)
				}
			},
		},
		"terms that cannot be read are refused": {environ: []string{"QUITTANCE_LEGAL_TERMS_FILE=/nowhere/terms"}, wrong: []string{"QUITTANCE_LEGAL_TERMS_FILE"}},
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
