package sender_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"quittance/internal/account"
	"quittance/internal/db/login"
)

var (
	secretShown    = regexp.MustCompile(`secret=([A-Z2-7]{32})"`)
	recoveryShown  = regexp.MustCompile(`<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</li>`)
	halfwayOnly    = "halfway"
	wrongCode      = "This code is wrong, too old, or was used before."
	takenTooOften  = "This took too long, or too many tries. Begin again."
	nextCodePeriod = 30 * time.Second
)

// code is what the member's app shows.
func (w *world) code(secret string) string {
	w.t.Helper()
	text, err := totp.GenerateCode(secret, w.now) // not the function that the product checks with
	must(w.t, err)
	return text
}

// enrol switches codes on as a browser does, and returns the secret and the recovery codes.
func (b *browser) enrol() (secret string, recovery []string) {
	b.t.Helper()
	b.post("/settings/security/codes").is(http.StatusSeeOther).at("/settings/security/codes")
	m := secretShown.FindStringSubmatch(b.get("/settings/security/codes").is(http.StatusOK).has("<path d=\"M").body)
	if m == nil {
		b.t.Fatal("no secret is shown")
	}
	p := b.post("/settings/security/codes/confirm", "code", b.code(m[1])).is(http.StatusCreated).has("They will never be shown again.")
	for _, found := range recoveryShown.FindAllStringSubmatch(p.body, -1) {
		recovery = append(recovery, found[1])
	}
	b.now = b.now.Add(nextCodePeriod) // a code serves once
	return m[1], recovery
}

func (b *browser) cookie(name string) string {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url, nil)
	must(b.t, err)
	for _, c := range b.client.Jar.Cookies(r.URL) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func TestSwitchingCodesOnAndOff(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(m)
	b.get("/settings/security/codes").is(http.StatusSeeOther).at("/settings/security") // nothing was begun
	b.post("/settings/security/codes").is(http.StatusSeeOther)
	b.get("/settings/security/codes").is(http.StatusOK).has("otpauth://totp/Quittance:camille@moreau.example?issuer=Quittance&secret=").hasNot("ZgotmplZ")
	for range 4 {
		b.post("/settings/security/codes/confirm", "code", "12345x").is(http.StatusUnprocessableEntity).has(wrongCode)
	}
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/deliveries") // not before a right code
	b.post("/settings/security/codes/confirm", "code", "12345x").is(http.StatusUnprocessableEntity)
	b.post("/settings/security/codes/confirm", "code", "12345x").is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").has(takenTooOften)
	w.wasTold()

	secret, recovery := b.enrol()
	w.wasTold(m.ID + " codes_on")
	if len(recovery) != account.RecoveryCodes {
		t.Fatalf("%d recovery codes", len(recovery))
	}
	b.get("/settings/security/codes").is(http.StatusSeeOther) // the secret is not shown again
	b.get("/settings/security").has("You have 10 recovery codes left.").hasNot(secret, recovery[0])
	b.post("/settings/security/codes").is(http.StatusSeeOther)
	b.get("/settings/security").has("The code when signing in is on already.")
	kept, err := login.Credentials(t.Context(), w.db, m.ID, account.Code)
	must(t, err)
	if len(kept) != 1 || strings.Contains(kept[0].Secret, secret) {
		t.Fatal("the secret is kept in clear")
	}

	again := recoveryShown.FindAllStringSubmatch(b.post("/settings/security/recovery-codes").is(http.StatusCreated).body, -1)
	w.wasTold(m.ID + " recovery_renewed")
	if len(again) != account.RecoveryCodes || again[0][1] == recovery[0] {
		t.Fatal("the recovery codes are the same")
	}
	half := w.browser()
	half.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/signin/code")
	half.post("/signin/code", "code", recovery[0]).is(http.StatusUnprocessableEntity) // an old one
	b.post("/settings/security/codes/remove").is(http.StatusSeeOther)
	w.wasTold(m.ID + " codes_off")
	b.post("/settings/security/codes/remove").is(http.StatusSeeOther) // again: nobody is told twice
	w.wasTold()
	for kind, want := range map[account.EventKind]int{account.FactorAdded: 1, account.RecoveryReplaced: 1, account.FactorRemoved: 1} {
		if n := w.lines(m.Workspace, kind); n != want {
			t.Errorf("%s is on record %d times, want %d", kind, n, want)
		}
	}
	half.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/signin")
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/deliveries")
	b.post("/settings/security/recovery-codes").is(http.StatusSeeOther).at("/settings/security")
	for _, s := range append(recovery, secret, again[0][1]) {
		if strings.Contains(w.log.String(), s) {
			t.Error("a secret is logged")
		}
	}
}

func TestSigningInWithACode(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	secret, recovery := w.signedIn(m).enrol()
	w.told = nil
	b := w.browser()
	b.get("/signin/code").is(http.StatusSeeOther).at("/signin")
	b.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/signin") // without a password
	b.post("/signin", "email", m.Email, "password", "wrong").is(http.StatusUnauthorized)
	b.get("/signin/code").is(http.StatusSeeOther).at("/signin")
	b.post("/signin", "email", m.Email, "password", password, "next", "/settings/profile").is(http.StatusSeeOther).at("/signin/code")
	if b.cookie("session") != "" {
		t.Fatal("half signed in has a session")
	}
	for _, path := range []string{"/deliveries", "/settings/security", "/settings/profile", "/prove"} {
		b.get(path).is(http.StatusSeeOther).at("/signin?next=" + strings.ReplaceAll(path, "/", "%2F"))
	}
	b.do(http.MethodGet, "/deliveries", "", nil, "Cookie", "session="+b.cookie(halfwayOnly)).is(http.StatusSeeOther) // nor is it one
	b.post("/signin/code", "code", "000 000").is(http.StatusUnprocessableEntity).has(wrongCode)
	code := w.code(secret)
	half := b.cookie(halfwayOnly)
	b.post("/signin/code", "code", " "+code[:3]+" "+code[3:]).is(http.StatusSeeOther).at("/settings/profile")
	b.get("/deliveries").is(http.StatusOK)
	b.get("/settings/security/password").is(http.StatusOK) // a sign-in is a proof

	thief := w.browser()
	thief.do(http.MethodPost, "/signin/code", "application/x-www-form-urlencoded", strings.NewReader("code="+code), "Cookie", "halfway="+half).is(http.StatusSeeOther).at("/signin")
	thief.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
	thief.post("/signin/code", "code", code).is(http.StatusUnprocessableEntity).has(wrongCode) // a code serves once
	w.now = w.now.Add(nextCodePeriod)
	thief.post("/signin/code", "code", code).is(http.StatusUnprocessableEntity) // though it would still be good
	w.wasTold()

	lost := w.browser()
	lost.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
	lost.post("/signin/code", "code", strings.ToUpper(recovery[3])).is(http.StatusSeeOther).at("/deliveries")
	w.wasTold(m.ID + " recovery_used")
	lost.get("/settings/security").has("You have 9 recovery codes left.")
	lost = w.browser()
	lost.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
	lost.post("/signin/code", "code", recovery[3]).is(http.StatusUnprocessableEntity).has(wrongCode)

	late := w.browser()
	late.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
	w.now = w.now.Add(account.ForSecondFactor.Lifetime())
	late.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/signin")
	late.get("/signin").has(takenTooOften)
}

func TestGuessingCodesIsHopeless(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	secret, recovery := w.signedIn(m).enrol()
	w.told = nil
	b := w.browser()
	begin := func() {
		b.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/signin/code")
	}
	for round := range 2 {
		begin()
		for range account.CeremonyAttempts - 1 {
			b.post("/signin/code", "code", "000000").is(http.StatusUnprocessableEntity)
		}
		b.post("/signin/code", "code", "000000").is(http.StatusSeeOther).at("/signin")
		b.get("/signin").has(takenTooOften)
		b.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/signin") // too late, though right
		if round == 0 {
			w.wasTold(m.ID + " codes_guessed")
		}
	}
	w.wasTold() // once a day
	begin()
	b.post("/signin/code", "code", w.code(secret)).is(http.StatusTooManyRequests) // ten an hour
	b.post("/signin/code", "code", recovery[0]).is(http.StatusTooManyRequests)
	w.now = w.now.Add(time.Hour)
	begin()
	b.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/deliveries")
}

func TestANewPasswordKeepsTheCodes(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	secret, _ := w.signedIn(m).enrol()
	half := w.browser()
	half.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/signin/code")
	w.browser().post("/reset/"+w.resetToken(m), "password", another).is(http.StatusSeeOther).at("/signin")
	half.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/signin") // it was begun with the old password
	b := w.browser()
	b.post("/signin", "email", m.Email, "password", another).is(http.StatusSeeOther).at("/signin/code")
	b.get("/deliveries").is(http.StatusSeeOther)
	b.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/deliveries")
}

// A link that confirms an address signs in too, so it must not be a way around the code.
func TestAConfirmationAsksForTheCode(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	must(t, w.RequestConfirmation(t.Context(), m))
	secret, _ := w.signedIn(m).enrol()
	b := w.browser()
	b.post("/confirm/"+w.mail[0], "password", password).is(http.StatusSeeOther).at("/signin/code")
	b.get("/deliveries").is(http.StatusSeeOther)
	b.post("/signin/code", "code", w.code(secret)).is(http.StatusSeeOther).at("/deliveries")
}

func TestACodeProvesToo(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(m)
	b.get("/prove").is(http.StatusSeeOther)
	secret, recovery := b.enrol()
	w.now = w.now.Add(account.Fresh)
	b.get("/prove").is(http.StatusOK).has("Or the code from your app")
	b.post("/prove", "code", "000000").is(http.StatusUnprocessableEntity).has(wrongCode)
	b.post("/prove", "code", w.code(secret), "next", "/settings/api-keys").is(http.StatusSeeOther).at("/settings/api-keys")
	b.get("/settings/security/password").is(http.StatusOK)
	w.now = w.now.Add(account.Fresh)
	b.post("/prove", "code", recovery[0]).is(http.StatusSeeOther)

	other := w.signedIn(w.member(account.Auditor, "luc@moreau.example", m.Workspace))
	w.now = w.now.Add(account.Fresh)
	other.get("/prove").is(http.StatusOK).hasNot("Or the code")
	other.post("/prove", "code", w.code(secret)).is(http.StatusUnprocessableEntity) // who has no codes proves nothing by one
	other.post("/prove", "code", recovery[1]).is(http.StatusUnprocessableEntity)    // nor by somebody else's
	other.get("/settings/security/password").is(http.StatusSeeOther)
}
