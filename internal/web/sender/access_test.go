package sender_test

import (
	"net/http"
	"testing"

	"quittance/internal/account"
	"quittance/internal/db/login"
)

var verbs = []string{
	"edit", "send", "withdraw", "extend", "waive", "refund", "record-payment", "correct", "accept-number", "dismiss-number", "reset-passcode", "renew-link", "remind",
	"replace-file", "new-version", "duplicate",
}

func TestAnotherWorkspaceSeesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.signedIn(w.member("owner", "camille@moreau.example", "")).sent()
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	for _, path := range []string{"", "/edit", "/send", "/certificate.pdf"} {
		other.get("/deliveries/"+id+path).is(http.StatusNotFound).hasNot("Berthier", "plan.pdf")
	}
	d := w.delivery(id)
	for _, verb := range verbs {
		got := other.post("/deliveries/"+id+"/"+verb, "recipient", d.Recipients[0].ID, "gate", d.Releases[0].Gates[0].ID, "due", d.Dues[0].ID, "reason", "x", "amount", "1",
			"extent", "whole", "expires_on", "2029-01-01", "file", d.Deliverables[0].ID, "upload", d.Deliverables[1].Object)
		got.is(http.StatusNotFound).hasNot("Berthier", "plan.pdf")
	}
	other.get("/deliveries").is(http.StatusOK).hasNot("Berthier")
	if after := w.delivery(id); after.Seq != d.Seq {
		t.Fatal("it was changed")
	}
}

func TestVisitorsAreSentToSignIn(t *testing.T) {
	w := newWorld(t)
	id := w.signedIn(w.member("owner", "camille@moreau.example", "")).sent()
	b := w.browser()
	b.get("/deliveries/" + id + "?x=1").is(http.StatusSeeOther).at("/signin?next=%2Fdeliveries%2F" + id + "%3Fx%3D1")
	for _, verb := range verbs {
		b.post("/deliveries/" + id + "/" + verb).is(http.StatusUnauthorized).hasNot("Berthier")
	}
	b.post("/deliveries/new").is(http.StatusUnauthorized)
	b.post("/settings/api-keys", "name", "x", "scope", "write").is(http.StatusUnauthorized)
}

// What each role is offered and may post.
func TestRoles(t *testing.T) {
	cases := map[string]struct {
		role  string
		sees  []string
		not   []string
		may   []string
		mayno []string
		new   int
		keys  int
		shop  int // the profile
	}{
		"the owner may do everything": {
			role: "owner", sees: []string{"https://quittance.test/d/", "Waive this step", "Record a payment received", "Withdraw the delivery"},
			may: []string{"withdraw"}, new: http.StatusOK, keys: http.StatusOK, shop: http.StatusOK,
		},
		"a member sends and waives, and moves no money": {
			role: "member", sees: []string{"https://quittance.test/d/", "Waive this step", "Withdraw the delivery"}, not: []string{"Record a payment received", "Refund</summary>"},
			may: []string{"renew-link"}, mayno: []string{"refund", "record-payment"}, new: http.StatusOK, keys: http.StatusOK, shop: http.StatusForbidden,
		},
		"an accountant moves money, and reads what happened": {
			role: "accountant", sees: []string{"Record a payment received", "Delivery sent"}, not: []string{"https://quittance.test/d/", "Waive this step", "Withdraw the delivery", "Correct the address"},
			may: []string{"record-payment"}, mayno: []string{"withdraw", "waive", "correct", "renew-link", "replace-file", "extend", "send", "new-version", "duplicate"},
			new: http.StatusForbidden, keys: http.StatusForbidden, shop: http.StatusForbidden,
		},
		"an auditor reads": {
			role: "auditor", sees: []string{"Delivery sent", "plan.pdf"}, not: []string{"https://quittance.test/d/", "Waive this step", "Record a payment", "Withdraw the delivery", "Correct the address"},
			mayno: verbs, new: http.StatusForbidden, keys: http.StatusForbidden, shop: http.StatusForbidden,
		},
	}
	w := newWorld(t)
	owner := w.member("owner", "camille@moreau.example", "")
	first := w.signedIn(owner)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			first.t = t
			id := first.sent()
			d := w.delivery(id)
			b := first
			if c.role != "owner" {
				b = w.signedIn(w.member(account.Role(c.role), c.role+"@moreau.example", owner.Workspace))
			}
			b.t = t
			b.get("/deliveries/" + id).is(http.StatusOK).has(c.sees...).hasNot(c.not...)
			b.get("/deliveries/new").is(c.new)
			b.get("/settings/api-keys").is(c.keys)
			b.get("/settings/profile").is(c.shop)
			typed := []string{"recipient", d.Recipients[0].ID, "due", d.Dues[0].ID, "amount", "1250", "extent", "whole", "reason", "x"}
			for _, verb := range c.mayno {
				b.post("/deliveries/"+id+"/"+verb, typed...).is(http.StatusForbidden).has("You are not allowed to do this.")
			}
			if got := w.delivery(id).Seq; got != d.Seq {
				t.Fatal("it was changed")
			}
			for _, verb := range c.may {
				b.post("/deliveries/"+id+"/"+verb, typed...).is(http.StatusSeeOther)
			}
		})
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent()
	for _, path := range []string{"/deliveries/" + id + "/withdraw", "/signout", "/language", "/settings/api-keys"} {
		b.do(http.MethodPost, path, "application/x-www-form-urlencoded", nil, "Sec-Fetch-Site", "cross-site").is(http.StatusForbidden)
		b.do(http.MethodPost, path, "application/x-www-form-urlencoded", nil, "Origin", "https://evil.example").is(http.StatusForbidden)
	}
	b.get("/deliveries/" + id).is(http.StatusOK).has("Sent: payment and signature remain.")
}

func TestAPIKeysAreShownOnce(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	b.post("/settings/api-keys", "name", "", "scope", "all").is(http.StatusUnprocessableEntity).has("Name: Please fill this in.", "Rights: This value is not accepted.")
	made := b.post("/settings/api-keys", "name", "Export", "scope", "read").is(http.StatusCreated).has("The key “Export” is ready", "Read only")
	keys, err := login.APIKeys(t.Context(), w.db, "ws-camille@moreau.example")
	must(t, err)
	if len(keys) != 1 || len(keys[0].Scopes) != 1 || keys[0].Scopes[0] != "deliveries:read" {
		t.Fatal(keys)
	}
	made.has("qk_")
	b.get("/settings/api-keys").is(http.StatusOK).has("Export", "never used").hasNot("is ready", "Copy it now")
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	other.post("/settings/api-keys/revoke", "id", keys[0].ID).is(http.StatusNotFound)
	b.post("/settings/api-keys/revoke", "id", keys[0].ID).is(http.StatusSeeOther)
	b.get("/settings/api-keys").has("The key is revoked.", "revoked on 23 November 2026").hasNot("Revoke</button>")
}
