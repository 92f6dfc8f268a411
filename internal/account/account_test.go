package account_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/problem"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func zeros() io.Reader { return bytes.NewReader(make([]byte, 64)) }

func fields(err error) string {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return ""
	}
	var out []string
	for _, f := range p.Fields {
		out = append(out, f.Name+" "+f.Code)
	}
	return strings.Join(out, ", ")
}

func TestWhoMayDoWhat(t *testing.T) {
	all := []account.Permission{account.See, account.Send, account.Waive, account.MoveMoney, account.SeeMoney, account.SeeEvidence, account.ManageKeys, account.Administer}
	for role, want := range map[account.Role]string{
		account.Owner:      "see send waive move_money see_money see_evidence manage_keys administer",
		account.Colleague:  "see send waive see_money see_evidence manage_keys",
		account.Accountant: "see move_money see_money",
		account.Auditor:    "see see_money see_evidence",
		"guest":            "",
	} {
		var can []string
		for _, p := range all {
			if role.Can(p) {
				can = append(can, string(p))
			}
			if (role.Check(p) == nil) != role.Can(p) {
				t.Errorf("%s: Check and Can differ on %s", role, p)
			}
		}
		if got := strings.Join(can, " "); got != want {
			t.Errorf("%s can %q, want %q", role, got, want)
		}
		if role.IsKnown() != (want != "") {
			t.Errorf("%s is known: %t", role, role.IsKnown())
		}
	}
	if account.KeepOwner(account.Owner, account.Colleague, 1) == nil || account.KeepOwner(account.Owner, "", 1) == nil ||
		account.KeepOwner(account.Owner, account.Auditor, 2) != nil || account.KeepOwner(account.Auditor, "", 1) != nil {
		t.Error("the last owner can leave, or others cannot")
	}
}

func TestProfilesAreComplete(t *testing.T) {
	whole := account.Profile{LegalName: "Atelier Éléonore SARL", Address: "1 rue de la Paix\n75002 Paris", Telephone: "01 42 60 00 00", SIREN: "732 829 320"}
	for sentence, c := range map[string]struct {
		change func(*account.Profile)
		wrong  string
		ready  bool
	}{
		"a whole one is ready to send":        {func(*account.Profile) {}, "", true},
		"without a SIREN it is ready":         {func(p *account.Profile) { p.SIREN = "" }, "", true},
		"without an address it is not":        {func(p *account.Profile) { p.Address = " " }, "", false},
		"a SIREN with a wrong check digit":    {func(p *account.Profile) { p.SIREN = "732829321" }, "siren not_a_siren", false},
		"a SIREN of nothing but zeros":        {func(p *account.Profile) { p.SIREN = "000000000" }, "siren not_a_siren", false},
		"a SIREN in letters":                  {func(p *account.Profile) { p.SIREN = "73282932O" }, "siren not_a_siren", false},
		"a telephone that is none":            {func(p *account.Profile) { p.Telephone = "12" }, "telephone not_a_phone", false},
		"a name with a zero-width space":      {func(p *account.Profile) { p.LegalName = "Stripe\u200b" }, "legal_name control_characters", false},
		"a name that turns the writing":       {func(p *account.Profile) { p.LegalName = "\u202eepirtS" }, "legal_name control_characters", false},
		"a name with a line break":            {func(p *account.Profile) { p.LegalName = "A\r\nBcc: x" }, "legal_name control_characters", false},
		"an address without end is refused":   {func(p *account.Profile) { p.Address = strings.Repeat("a", 501) }, "address too_long", false},
		"both wrong fields are told together": {func(p *account.Profile) { p.Telephone, p.SIREN = "x", "1" }, "telephone not_a_phone, siren not_a_siren", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			p := whole
			c.change(&p)
			p = p.Normal()
			if got := fields(p.Validate()); got != c.wrong {
				t.Errorf("got %q, want %q", got, c.wrong)
			}
			if got := p.Check() == nil; got != c.ready {
				t.Errorf("ready: %t, want %t", got, c.ready)
			}
		})
	}
}

func TestNewPasswords(t *testing.T) {
	for password, want := range map[string]string{
		"correct horse battery":       "",
		"Zug-fährt-um-8":              "",
		"short 1":                     "too_short",
		strings.Repeat("long ", 26):   "too_long",
		"Password1!":                  "too_common",
		"motdepasse2026":              "too_common",
		"azertyuiop":                  "too_common",
		"12345678":                    "too_common",
		"87654321":                    "too_common",
		"zzzzzzzz":                    "too_common",
		"ada@example.org":             "too_common",
		"adalovelace99":               "too_common",
		"Atelier Éléonore":            "too_common",
		"with\nline break":            "control_characters",
		"broken \xff utf-8 password!": "control_characters",
	} {
		want := strings.TrimSpace("password " + want)
		if got := fields(account.CheckPassword(password, "ada@example.org", "adalovelace", "Atelier Éléonore")); got != want && (got != "" || want != "password") {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
}

func TestPasswordsAreKeptHashed(t *testing.T) {
	hash, err := account.HashPassword("café au lait", rand.Reader)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, "lait") {
		t.Fatalf("%q, %v", hash, err)
	}
	for sentence, c := range map[string]struct {
		hash, password string
		ok, weak, err  bool
	}{
		"the password belongs to its hash":        {hash, "café au lait", true, false, false},
		"typed on another keyboard it still does": {hash, "cafe\u0301 au lait", true, false, false},
		"another does not":                        {hash, "cafe au lait", false, false, false},
		"nothing belongs to no hash":              {"", "café au lait", false, false, false},
		"a megabyte is not even hashed":           {hash, strings.Repeat("a", 1<<20), false, false, false},
		"an older cost asks to be made again":     {"$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQxMjM0NTY$VqTeEYed+i3ZaRq2XYIt5H4jHT5OoMWJdlFYHY0OnsI", "old", true, true, false},
		"a hash that would cost a gigabyte":       {"$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2hzb21laGFzaA", "x", false, false, true},
		"a hash with something behind its cost":   {"$argon2id$v=19$m=64,t=1,p=1x$c29tZXNhbHQ$c29tZWhhc2hzb21laGFzaA", "x", false, false, true},
		"a hash of another kind":                  {"$2y$10$abcdefghijklmnopqrstuv", "x", false, false, true},
		"no hash at all":                          {"x", "x", false, false, true},
	} {
		t.Run(sentence, func(t *testing.T) {
			ok, weak, err := account.VerifyPassword(c.hash, c.password)
			if ok != c.ok || weak != c.weak || (err != nil) != c.err {
				t.Errorf("got %t, weak %t, %v", ok, weak, err)
			}
			if err != nil && strings.Contains(err.Error(), c.hash[1:]) && len(c.hash) > 1 {
				t.Errorf("the error shows the hash: %v", err)
			}
		})
	}
	if _, err := account.HashPassword("x", strings.NewReader("short")); err == nil {
		t.Error("a hash without salt")
	}
}

func TestTokensServeOnePurpose(t *testing.T) {
	text, hash, err := account.NewToken(account.ForSession, rand.Reader)
	if err != nil || len(text) != 43 {
		t.Fatalf("%q, %v", text, err)
	}
	if got, err := account.HashToken(account.ForSession, text); err != nil || got != hash {
		t.Errorf("the token is not found again: %v", err)
	}
	if got, err := account.HashToken(account.ForReset, text); err != nil || got == hash {
		t.Errorf("a session's token resets a password: %v", err)
	}
	for _, bad := range []string{"", text[1:], text + "A", strings.Repeat("!", 43), text[:42] + "=", text[:42] + "\n", strings.Repeat("_", 43)} {
		if _, err := account.HashToken(account.ForSession, bad); !errors.Is(err, account.ErrToken) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	token := account.Token{Purpose: account.ForInvitation, ExpiresAt: noon}
	if token.Check(account.ForInvitation, noon.Add(-1)) != nil || token.Check(account.ForInvitation, noon) == nil || token.Check(account.ForReset, noon.Add(-1)) == nil {
		t.Error("a token lives too long, too short or twice")
	}
}

func TestSessionsEnd(t *testing.T) {
	for sentence, c := range map[string]struct {
		s    account.Session
		over bool
	}{
		"one just made is good":             {account.Session{CreatedAt: noon, LastSeenAt: noon}, false},
		"one unused for a week is over":     {account.Session{CreatedAt: noon.Add(-8 * 24 * time.Hour), LastSeenAt: noon.Add(-account.Idle)}, true},
		"one used daily is over in a month": {account.Session{CreatedAt: noon.Add(-30 * 24 * time.Hour), LastSeenAt: noon}, true},
		"one signed out is over":            {account.Session{CreatedAt: noon, LastSeenAt: noon, RevokedAt: noon}, true},
	} {
		if got := c.s.Check(noon) != nil; got != c.over {
			t.Errorf("%s: over is %t", sentence, got)
		}
	}
}

func TestAPIKeysAreKnownByTheirHash(t *testing.T) {
	text, hint, hash, err := account.NewAPIKey(rand.Reader)
	if err != nil || !strings.HasPrefix(text, "qk_") || !strings.HasPrefix(text, strings.TrimSuffix(hint, "…")) || len(hint) > 12 {
		t.Fatalf("%q, %q, %v", text, hint, err)
	}
	if got, err := account.HashAPIKey(text); err != nil || got != hash {
		t.Errorf("the key is not found again: %v", err)
	}
	changed := []byte(text)
	changed[10] ^= 1
	for _, bad := range []string{"", "qk_", text[:len(text)-1], text + "x", strings.ToUpper(text), strings.TrimPrefix(text, "qk_"), string(changed)} {
		if _, err := account.HashAPIKey(bad); !errors.Is(err, account.ErrAPIKey) {
			t.Errorf("a bad key is read: %v", err)
		}
	}
	k := account.APIKey{Scopes: []account.Scope{account.ReadDeliveries}}
	if k.Check(account.ReadDeliveries) != nil || k.Check(account.WriteMoney) == nil {
		t.Error("a key does more or less than its scopes")
	}
	k.RevokedAt = noon
	if !errors.Is(k.Check(account.ReadDeliveries), account.ErrAPIKey) {
		t.Error("a revoked key works")
	}
	if got := fields(account.CheckScopes([]account.Scope{"all", account.WriteMoney, account.WriteMoney})); got != "scopes unknown, scopes duplicate" {
		t.Error(got)
	}
}

func TestSigningUp(t *testing.T) {
	for mode, want := range map[account.Mode][2]error{
		account.Open: {nil, nil}, account.Invited: {account.ErrInviteNeeded, nil}, account.Closed: {account.ErrSignupClosed, nil},
	} {
		if got, err := account.ParseMode(string(mode)); err != nil || got != mode {
			t.Error(got, err)
		}
		if a, b := mode.Check(false), mode.Check(true); a != want[0] || b != want[1] { //nolint:errorlint // Check returns the variables themselves
			t.Errorf("%s: %v, %v", mode, a, b)
		}
	}
	if _, err := account.ParseMode("opened"); err == nil {
		t.Error("a mode that does not exist")
	}
	got := fields(account.Signup{Email: "ada", Name: "", Workspace: "W\n", Password: "x"}.Validate())
	if got != "email not_an_email, name required, workspace control_characters, password too_short" {
		t.Error(got)
	}
	if err := (account.Signup{Email: "ada@example.org", Name: "Ada", Workspace: "Atelier", Password: "correct horse battery"}).Validate(); err != nil {
		t.Error(err)
	}
	m := account.Member{CreatedAt: noon}
	if !errors.Is(m.CanSignIn(), account.ErrUnconfirmed) {
		t.Error("an unconfirmed member signs in")
	}
}

func TestAddressesAndSlugsAreNormal(t *testing.T) {
	for typed, want := range map[string]string{
		" Ada@Example.ORG ": "ada@example.org", "ZOE\u0308@example.org": "zo\u00eb@example.org", "a.b+c@x.fr": "a.b+c@x.fr",
		"ada": "", "ada@": "", "@x.fr": "", "a b@x.fr": "", "Ada <ada@x.fr>": "", "ada@x.fr\nBcc: y@x.fr": "", "ada@x.fr, bob@x.fr": "", strings.Repeat("a", 250) + "@x.fr": "",
	} {
		got, err := account.NormalEmail(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q gives %q, %v", typed, got, err)
		}
	}
	for name, want := range map[string]string{
		"Éléonore & Fils": "eleonore-fils", "L’Œuvre d'art": "loeuvre-dart", "日本": "workspace", "--A--": "a", "": "workspace", strings.Repeat("ab ", 40): "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-a",
	} {
		if got := account.Slug(name); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func FuzzStrangersInput(f *testing.F) {
	text, _, _, err := account.NewAPIKey(zeros())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{text, "ada@example.org", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2hzb21laGFzaA", "732829320"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if e, err := account.NormalEmail(s); err == nil {
			if again, err := account.NormalEmail(e); err != nil || again != e || strings.ContainsAny(e, " \r\n<>,") {
				t.Fatalf("%q gives %q, then %q, %v", s, e, again, err)
			}
		}
		if slug := account.Slug(s); len(slug) > 40 || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || slug == "" {
			t.Fatalf("%q gives the slug %q", s, slug)
		}
		_, _ = account.HashAPIKey(s)
		_, _ = account.HashToken(account.ForSession, s)
		_ = account.CheckPassword(s, s)
		_ = account.Profile{SIREN: s}.Normal().Validate()
	})
}

func TestATelephoneIsCalledFromAnywhere(t *testing.T) {
	for typed, want := range map[string]string{
		"04 78 00 00 00": "+33478000000", "04.78.00.00.00": "+33478000000", "+33 (0)4 78 00 00 00": "+33478000000", "0033 4 78 00 00 00": "+33478000000",
		"+44 20 7183 8750": "+442071838750", "+262 262 90 00 00": "+262262900000",
		"0262 90 00 00": "0262 90 00 00", // overseas: typed without its country code, nobody can tell from where
		"3631":          "3631", "04 78 00 00 00 #12": "04 78 00 00 00 #12", "": "",
	} {
		if got := (account.Profile{Telephone: typed}).Phone(); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
