package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/config"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

// Passwords come by standard input and leave on none; an invitation's link is alone on standard output, for scripts.
func TestTheOperatorInvitesAndGivesAnotherPassword(t *testing.T) {
	t.Parallel()
	environ := []string{"QUITTANCE_DATA_DIR=" + t.TempDir()}
	command := func(stdin string, args ...string) (code int, out, said string) {
		t.Helper()
		var stdout, stderr strings.Builder
		code = run(&world{ctx: t.Context(), environ: environ, in: strings.NewReader(stdin), out: &stdout, err: &stderr}, args)
		return code, stdout.String(), stderr.String()
	}
	const fresh = "un autre mot de passe, plus long"
	if code, _, said := command(senderPassword+"\n", "user", "create", "--email", senderEmail, "--name", "Odile", "--workspace", "Atelier", "--password-stdin"); code != 0 {
		t.Fatal(said)
	}
	for name, c := range map[string]struct {
		stdin string
		args  []string
		ok    bool
	}{
		"into a workspace by its name":       {args: []string{"user", "invite", "--email", "compta@example.org", "--role", "accountant", "--workspace", "Atelier"}, ok: true},
		"into a workspace of their own":      {args: []string{"user", "invite", "--email", "voisin@example.org", "--new-workspace", "Bureau voisin"}, ok: true},
		"into a workspace that is not":       {args: []string{"user", "invite", "--email", "a@example.org", "--workspace", "Personne"}},
		"nobody's address":                   {args: []string{"user", "invite", "--email", "personne"}},
		"another password":                   {stdin: fresh + "\n", args: []string{"user", "password", "--email", strings.ToUpper(senderEmail), "--password-stdin"}, ok: true},
		"a password that is too short":       {stdin: "court\n", args: []string{"user", "password", "--email", senderEmail, "--password-stdin"}},
		"another password of nobody we know": {stdin: fresh + "\n", args: []string{"user", "password", "--email", "nobody@example.org", "--password-stdin"}},
	} {
		code, out, said := command(c.stdin, c.args...)
		if (code == 0) != c.ok || strings.Contains(out+said, strings.TrimSpace(c.stdin)) && c.stdin != "" {
			t.Errorf("%s: %d %s%s", name, code, out, said)
		}
		if invites := c.args[1] == "invite" && c.ok; invites && (strings.Count(out, "\n") != 1 || !strings.Contains(out, "/invitation/")) || !invites && out != "" {
			t.Errorf("%s prints %q", name, out)
		}
	}
	if code, key, said := command("", "apikey", "create", "--email", senderEmail, "--name", "comptabilité"); code != 0 || strings.Count(key, "\n") != 1 {
		t.Fatalf("%d %q %s", code, key, said)
	}
	c, err := config.Load(environ)
	check(t, err)
	a, err := openStore(t.Context(), c, slog.New(slog.DiscardHandler))
	check(t, err)
	t.Cleanup(func() { check(t, a.close()) })
	m, err := roster.MemberByEmail(t.Context(), a.db, senderEmail)
	check(t, err)
	// A key made here stands in the account log as one made on a page does, by nobody of the workspace.
	log, err := roster.Events(t.Context(), a.db, m.Workspace, "", 50)
	check(t, err)
	keys, err := login.APIKeys(t.Context(), a.db, m.Workspace)
	check(t, err)
	made := slices.DeleteFunc(log, func(e account.Event) bool { return e.Kind != account.KeyMade })
	if len(made) != 1 || len(keys) != 1 || made[0].Subject != keys[0].ID || made[0].Member != "" || keys[0].Name != "comptabilité" {
		t.Errorf("%+v %+v", made, keys)
	}
	for password, want := range map[string]bool{fresh: true, senderPassword: false} {
		if ok, _, err := account.VerifyPassword(m.PasswordHash, password); err != nil || ok != want {
			t.Errorf("the password %q is good: %v %v", password, ok, err)
		}
	}
}
