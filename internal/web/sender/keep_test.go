package sender_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
)

// What is typed comes back after the browser or the session is gone, to its member alone, until it is saved or forgotten.
func TestWhatIsTypedIsKept(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	b := w.signedIn(me)
	b.get("/deliveries/new").is(http.StatusOK).has(`data-keep="/deliveries/keep"`).hasNot("You started a delivery")
	upload := hiddenUpload(t, b.postForm("/deliveries/new", input("action", "add-recipient", "kept", "new"), file{"plan.pdf", "a plan"}).is(http.StatusOK).has(`data-keep=`))

	typed := []string{"title", "<Plans> & coupes", "price", "not yet", "recipients-0-name", "Hélène", "client_kind", "public", "upload", upload, "action", "save"}
	b.post("/deliveries/keep", typed...).is(http.StatusNoContent)
	w.now = w.now.Add(24 * time.Hour)
	later := w.signedIn(me)
	later.get("/deliveries/new").is(http.StatusOK).has("You started a delivery", `href="/deliveries/new?kept=1"`).hasNot("coupes", `data-keep="`)
	later.get("/deliveries/new?kept=1").is(http.StatusOK).has(`value="<Plans> & coupes"`, `value="not yet"`, "Hélène", "plan.pdf", upload, `value="public" checked`, `data-keep="`).hasNot("You started a delivery")

	other := w.signedIn(w.member(account.Owner, "other@example.org", ""))
	other.get("/deliveries/new?kept=1").is(http.StatusOK).hasNot("coupes", "You started a delivery")
	other.post("/deliveries/keep", "title", "Theirs", "upload", upload).is(http.StatusNoContent)
	other.get("/deliveries/new?kept=1").is(http.StatusOK).has("Theirs").hasNot("plan.pdf") // an upload of another workspace is not shown
	w.browser().post("/deliveries/keep", typed...).is(http.StatusUnauthorized)
	w.signedIn(w.member(account.Auditor, "audit@example.org", me.Workspace)).post("/deliveries/keep", typed...).is(http.StatusForbidden)

	later.post("/deliveries/keep", "message", strings.Repeat("x", 64<<10)).is(http.StatusUnprocessableEntity)
	later.get("/deliveries/new?kept=1").is(http.StatusOK).has("coupes")
	later.post("/deliveries/keep", "forget", "yes").is(http.StatusSeeOther).at("/deliveries/new")
	later.get("/deliveries/new").is(http.StatusOK).hasNot("You started a delivery")

	later.post("/deliveries/keep", typed...).is(http.StatusNoContent)
	later.draft("kept", "new")
	later.get("/deliveries/new").is(http.StatusOK).hasNot("You started a delivery") // what is saved need not be kept
}
