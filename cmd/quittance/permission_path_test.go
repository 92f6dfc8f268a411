package main

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db/access"
	"quittance/internal/db/login"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/web"
	"quittance/internal/web/verifier"
)

// isOnRecord reports the routes of which a GET is noted: downloads of deliverables, exports, which are limited, and the example,
// which the first visitor has made.
func isOnRecord(path string) bool {
	return slices.Contains([]string{frontend.PathShareFile, frontend.PathSharePattern + "/" + string(frontend.VerbArchive), frontend.PathExport, frontend.PathWorkspaceExport, frontend.PathDeliveryPattern + "/" + string(frontend.VerbEvidence), frontend.PathExample}, path)
}

// isKeptFromDelegates reports the routes that lead to what is delivered, or to its proofs.
func isKeptFromDelegates(path string) bool {
	verbs := []frontend.Verb{frontend.VerbArchive, frontend.VerbRecipientCertificate, frontend.VerbAttestation}
	return path == frontend.PathShareFile || slices.ContainsFunc(verbs, func(v frontend.Verb) bool { return path == frontend.PathSharePattern+"/"+string(v) })
}

// examples are bodies of the API for operations that look at the body before they look for the delivery.
var examples = map[string]string{
	"accept-number": `{"recipient":"x"}`, "dismiss-number": `{"recipient":"x"}`, "drop-payer": `{"recipient":"x"}`, "close-problem": `{"recipient":"x"}`, "renew-link": `{"recipient":"x"}`, "remind": `{"recipient":"x"}`, "reset-passcode": `{"recipient":"x"}`, "correct": `{"recipient":"x"}`,
	"duplicate": `{"files":["0f8d1a52c1d34f6b9a7e5d2c4b3a1908"]}`, "extend": `{"expires_on":"2031-06-30"}`, "waive": `{"gate":"x","reason":"y"}`, "note-refund": `{"refund":"x"}`, "replace-file": `{"deliverable":"x","file":"0f8d1a52c1d34f6b9a7e5d2c4b3a1908"}`,
}

// ask sends the request of a route to a path of it, with as little as can be said.
func (h *house) ask(t *testing.T, rule web.Rule, where string, a *actor, of *parcel, header ...string) answer {
	t.Helper()
	body, kind := "", "application/x-www-form-urlencoded"
	if rule.Who == web.Keys && changes(rule.Method) {
		body, kind = "{}", "application/json"
		if example, ok := examples[path.Base(rule.Path)]; ok {
			body = example
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), rule.Method, where, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.RemoteAddr = a.address
	if a.key != "" {
		r.Header.Set("Authorization", "Bearer "+a.key)
	}
	if a.session != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: a.session})
	}
	if token := h.linkOf(t, a, of); token != "" {
		r.AddCookie(&http.Cookie{Name: "link", Value: token})
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.server.http.Handler.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.Bytes()}
}

// path is the pattern with what it names: the delivery, or something that is there to be found.
func (h *house) path(t *testing.T, rule web.Rule, of *parcel) string {
	t.Helper()
	pattern := rule.Path
	token := "nothing"
	switch pattern {
	case frontend.PathConfirmPattern:
		token = h.token(t, account.ForConfirmation)
	case frontend.PathResetPattern:
		token = h.token(t, account.ForReset)
	case frontend.PathShortPattern:
		token = h.shortLink(t, of)
	case frontend.PathInvitation:
		token = h.token(t, account.ForInvitation)
	}
	if pattern == verifier.PathTiles+"*" {
		return verifier.PathTiles + "entries/000.p/1"
	}
	named := strings.NewReplacer(":id", of.id, ":deliverable", of.ids[0], ":number", h.receipt, ":token", token, "*", "nothing").Replace(pattern)
	if strings.Contains(named, ":") {
		t.Fatalf("%s names something of which permission_path_test.go has no example", pattern)
	}
	return named
}

// shortLink makes the token of a text message to the delivery's first recipient.
func (h *house) shortLink(t *testing.T, of *parcel) string {
	t.Helper()
	d := must[*delivery.Delivery](t)(h.server.db.Delivery(t.Context(), delivery.ID(of.id)))
	token := link.ShortToken([]byte(of.id), "message")
	check(t, access.CreateShortLink(t.Context(), h.server.db, access.ShortLink{
		Token: token, Delivery: d.ID, Recipient: d.Recipients[0].ID, LinkID: d.Recipients[0].LinkID, ExpiresAt: d.SentAt.Add(time.Hour),
	}))
	return token.String()
}

// token makes a one-time token of the owner.
func (h *house) token(t *testing.T, purpose account.Purpose) string {
	t.Helper()
	text, hash, err := account.NewToken(purpose, rand.Reader)
	check(t, err)
	now := h.server.now()
	check(t, login.CreateToken(t.Context(), h.server.db, account.Token{
		Hash: hash, Purpose: purpose, Member: h.owner.ID, Workspace: h.owner.Workspace, Email: h.owner.Email, CreatedAt: now, ExpiresAt: now.Add(purpose.Lifetime()),
	}))
	return text
}
