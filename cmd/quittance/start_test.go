package main

import (
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quittance/storage"
)

// TestStartsThatAreRefused: what is wrong is told, all of it at once, and nothing is left behind.
func TestStartsThatAreRefused(t *testing.T) {
	t.Parallel()
	production := []string{
		"QUITTANCE_ENV=production", "QUITTANCE_BASE_URL=https://remise.example.org",
		"QUITTANCE_STRIPE_API_KEY=sk_live_0", "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_0",
		"QUITTANCE_LEGAL_NAME=Atelier Marchand SARL", "QUITTANCE_LEGAL_ADDRESS=1 rue du Port, Nantes", "QUITTANCE_LEGAL_PHONE=+33240000000",
		"QUITTANCE_LEGAL_EMAIL=contact@example.org", "QUITTANCE_LEGAL_DIRECTOR=Ada Marchand", "QUITTANCE_LEGAL_HOST=Atelier Marchand SARL",
	}
	for name, c := range map[string]struct {
		variables []string
		told      []string // all of these
		silent    string   // and not this
	}{
		"an unknown variable": {[]string{"QUITTANCE_STRIPE_KEY=sk_live_secret"}, []string{"QUITTANCE_STRIPE_KEY"}, "sk_live_secret"},
		"several mistakes are told at once": {
			[]string{"QUITTANCE_ADRESS=x", "QUITTANCE_ENV=prod", "QUITTANCE_DATABASE_URL=mysql://root:hunter2@db/x", "QUITTANCE_VONAGE_API_KEY=short"},
			[]string{"QUITTANCE_ADRESS", "QUITTANCE_ENV", "QUITTANCE_DATABASE_URL", "QUITTANCE_VONAGE_API_KEY", "QUITTANCE_VONAGE_API_SECRET"}, "hunter2",
		},
		"a file that is not there":                             {[]string{"QUITTANCE_STRIPE_API_KEY_FILE=/nowhere/key"}, []string{"QUITTANCE_STRIPE_API_KEY_FILE"}, ""},
		"a payment processor whose webhooks cannot be checked": {[]string{"QUITTANCE_STRIPE_API_KEY=sk_test_0"}, []string{"QUITTANCE_STRIPE_WEBHOOK_SECRETS"}, ""},
		"the sandbox next to real credentials": {
			[]string{"QUITTANCE_SANDBOX=on", "QUITTANCE_STRIPE_API_KEY=sk_live_0", "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_0"}, []string{"QUITTANCE_SANDBOX"}, "",
		},
		"production over plain HTTP, with stand-ins and a test key": {
			[]string{"QUITTANCE_ENV=production", "QUITTANCE_SANDBOX=on", "QUITTANCE_STRIPE_API_KEY=sk_test_0", "QUITTANCE_STRIPE_WEBHOOK_SECRETS=whsec_0"},
			[]string{"QUITTANCE_BASE_URL", "QUITTANCE_SANDBOX", "QUITTANCE_STRIPE_API_KEY", "QUITTANCE_LEGAL_NAME", "QUITTANCE_LEGAL_HOST"}, "",
		},
		"a clock that is ahead, next to a real provider":   {[]string{"QUITTANCE_SANDBOX_AHEAD=1h", "QUITTANCE_SMTP_URL=smtp://mail.example.org"}, []string{"QUITTANCE_SANDBOX_AHEAD", "real providers"}, ""},
		"sign-up without mail":                             {[]string{"QUITTANCE_SIGNUP=open", "QUITTANCE_SANDBOX=off"}, []string{"QUITTANCE_SIGNUP", "QUITTANCE_SMTP_URL"}, ""},
		"production with a root key that nobody confirmed": {production, []string{"confirm-backup"}, ""},
		"providers that are reached somewhere else, in production": {
			append(slices.Clone(production), "QUITTANCE_STRIPE_API_URL=https://pay.example.org", "QUITTANCE_VONAGE_API_KEY=abcd1234",
				"QUITTANCE_VONAGE_API_SECRET=s", "QUITTANCE_VONAGE_API_URL=http://127.0.0.1:9"),
			[]string{"QUITTANCE_STRIPE_API_URL", "QUITTANCE_VONAGE_API_URL"}, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := install(t, "sqlite", c.variables...)
			r := i.run(t, "", "serve")
			if r.code != 1 {
				t.Errorf("exit %d", r.code)
			}
			for _, want := range c.told {
				if !strings.Contains(r.err, want) {
					t.Errorf("%s is not told:\n%s", want, r.err)
				}
			}
			if c.silent != "" && strings.Contains(r.err, c.silent) {
				t.Errorf("a value is told:\n%s", r.err)
			}
		})
	}
}

// TestARootKeyIsNeverReplaced: with another key, or none, nothing could be read any more.
func TestARootKeyIsNeverReplaced(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		p := x.small(t, 1)
		x.stop(t)
		key := filepath.Join(x.data(), "root.key")
		right, err := os.ReadFile(key)
		check(t, err)

		check(t, os.Remove(key))
		if r := x.run(t, "", "serve"); r.code != 1 || !strings.Contains(r.err, "root key") {
			t.Errorf("without its key: exit %d\n%s", r.code, r.err)
		}
		if _, err := os.Stat(key); !os.IsNotExist(err) {
			t.Errorf("a key was made for a database that had one: %v", err)
		}
		if _, _, err := storage.LoadOrCreateRootKey(key, rand.Reader); err != nil {
			t.Fatal(err)
		}
		if r := x.run(t, "", "serve"); r.code != 1 || !strings.Contains(r.err, "QUITTANCE_ROOT_KEY_FILE") {
			t.Errorf("with another key: exit %d\n%s", r.code, r.err)
		}
		check(t, os.Remove(key))
		check(t, os.WriteFile(key, right, 0o600))
		x.restart(t)
		at := must[page](t)(x.browser(t).get(t.Context(), p.linkPath()))
		if at.status != http.StatusOK || at.at.Path != p.page() {
			t.Errorf("with its key again: %s", at.answer)
		}
	})
}

// TestAMissingRootKeyIsAFaultOnPostgreSQL: only an empty SQLite database gets one by itself.
func TestAMissingRootKeyIsAFaultOnPostgreSQL(t *testing.T) {
	t.Parallel()
	i := install(t, "postgres")
	check(t, os.Remove(filepath.Join(i.data(), "root.key")))
	if r := i.run(t, "", "serve"); r.code != 1 || !strings.Contains(r.err, "QUITTANCE_ROOT_KEY_FILE") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
}

// TestTwoServersShareADatabase: what one wrote the other answers with, keys included.
func TestTwoServersShareADatabase(t *testing.T) {
	t.Parallel()
	x := begin(t, "postgres")
	second := &installation{dir: x.dir, env: x.env}
	// Both embed a sandbox of their own; only the first one's is used here.
	second.env = append(slices.Clone(x.env), "QUITTANCE_DATA_DIR="+filepath.Join(x.dir, "second"), "QUITTANCE_STORAGE_URL=file://"+filepath.Join(x.data(), "objects"),
		"QUITTANCE_ROOT_KEY_FILE="+filepath.Join(x.data(), "root.key"), "QUITTANCE_SANDBOX=off")
	second.start(t)
	t.Cleanup(second.server.kill)
	p := x.small(t, 1)
	b := must[*browser](t)(newBrowser(second.base, "127.0.0.1"))
	at := must[page](t)(b.get(t.Context(), p.linkPath()))
	if at.status != http.StatusOK || !strings.Contains(string(at.body), "Atelier Marchand SARL") {
		t.Errorf("the other server: %s", at.answer)
	}
	second.stop(t)
}

// TestHealthIsAskedOfTheConfiguredAddress is the health check of the image, which has no shell.
func TestHealthIsAskedOfTheConfiguredAddress(t *testing.T) {
	t.Parallel()
	port := fixedPort(t)
	i := install(t, "sqlite", "QUITTANCE_ADDR=127.0.0.1:"+port)
	if r := i.run(t, "", "health"); r.code != 1 {
		t.Errorf("health without a server: exit %d", r.code)
	}
	i.start(t)
	if r := i.run(t, "", "health"); r.code != 0 {
		t.Errorf("health: exit %d\n%s", r.code, r.err)
	}
	i.stop(t)
}
