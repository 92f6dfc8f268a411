package sender_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/web/sender"
)

// RequestReset notes who asked, as the job would be told.
func (w *world) RequestReset(_ context.Context, member string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asks = append(w.asks, member)
	return nil
}

// resetToken makes a token as the job does.
func (w *world) resetToken(m account.Member) string {
	w.t.Helper()
	text, hash, err := account.NewToken(account.ForReset, rand.Reader)
	must(w.t, err)
	must(w.t, login.CreateToken(w.t.Context(), w.db, account.Token{
		Hash: hash, Purpose: account.ForReset, Member: m.ID, Workspace: m.Workspace, Email: m.Email, CreatedAt: w.now, ExpiresAt: w.now.Add(account.ForReset.Lifetime()),
	}))
	return text
}

const another = "cinq fenêtres et une porte"

func TestAskingForAnotherPassword(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.browser()
	b.get("/signin").has(`href="/forgot"`)
	b.get("/forgot").is(http.StatusOK)
	b.post("/forgot", "email", "camille@").is(http.StatusUnprocessableEntity).has("This is not an e\u2011mail address.")
	known := b.post("/forgot", "email", " Camille@Moreau.example").is(http.StatusSeeOther).at("/signin")
	shown := b.get("/signin").has("If this address has an account")
	unknown := b.post("/forgot", "email", "nobody@moreau.example").is(http.StatusSeeOther).at("/signin")
	if again := b.get("/signin").has("If this address has an account"); len(again.body) != len(shown.body) || known.body != unknown.body {
		t.Error("the answers tell who has an account")
	}
	if len(w.asks) != 2 || w.asks[0] != m.ID || w.asks[1] != "" {
		t.Errorf("asked for %q", w.asks)
	}
	for range 4 {
		b.post("/forgot", "email", m.Email).is(http.StatusSeeOther)
	}
	b.post("/forgot", "email", m.Email).is(http.StatusTooManyRequests)
	if strings.Contains(w.log.String(), "moreau.example") {
		t.Error("an address is logged")
	}
}

func TestAskingForAnotherPasswordWithoutMail(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Resets = nil })
	w.browser().get("/forgot").is(http.StatusOK).has("sends no e\u2011mails").hasNot(`name="email"`)
	w.browser().post("/forgot", "email", "camille@moreau.example").is(http.StatusConflict).has("sends no e\u2011mails")
}

func TestChoosingAnotherPassword(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	open := w.signedIn(m)
	first, second := w.resetToken(m), w.resetToken(m)
	b := w.browser()
	for range 2 { // as a scanner of links does
		b.get("/reset/" + first).is(http.StatusOK).hasNot(`value="` + first)
	}
	open.get("/deliveries").is(http.StatusOK)
	for typed, says := range map[string]string{"court": "Too short", "motdepasse1": "too common", "camille@moreau.example": "too common"} {
		b.post("/reset/"+first, "password", typed).is(http.StatusUnprocessableEntity).has(says).hasNot(`value="` + typed)
	}
	b.post("/reset/"+first, "password", another).is(http.StatusSeeOther).at("/signin")
	b.get("/signin").has("Your password is changed.")
	open.get("/deliveries").is(http.StatusSeeOther) // its session has ended
	for _, token := range []string{first, second} {
		b.get("/reset/" + token).is(http.StatusGone).has("This link is no longer valid")
		b.post("/reset/"+token, "password", "encore une autre phrase").is(http.StatusGone)
	}
	b.post("/signin", "email", m.Email, "password", password).is(http.StatusUnauthorized)
	b.post("/signin", "email", m.Email, "password", another).is(http.StatusSeeOther).at("/deliveries")
	for _, secret := range []string{first, second, another} {
		if strings.Contains(w.log.String(), secret) {
			t.Error("a secret is logged")
		}
	}
}

func TestLinksThatChangeNoPassword(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.browser()
	refused := func(token string) {
		t.Helper()
		b.get("/reset/" + token).is(http.StatusGone)
		b.post("/reset/"+token, "password", another).is(http.StatusGone)
	}
	refused("x")
	refused(strings.Repeat("A", 43))
	must(t, w.RequestConfirmation(t.Context(), m))
	refused(w.mail[0]) // of another purpose
	old := w.resetToken(m)
	w.now = w.now.Add(time.Hour)
	refused(old)
	disabled := w.resetToken(m)
	must(t, roster.UpdateMember(t.Context(), w.db, m.ID, func(x *account.Member) error { x.DisabledAt = w.now; return nil }))
	refused(disabled)
}
