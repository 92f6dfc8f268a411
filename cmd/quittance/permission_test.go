package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

var update = flag.Bool("update", false, "write testdata/permissions.golden again")

const permissions = "testdata/permissions.golden"

// permissionsHead stands at the top of the table.
const permissionsHead = `# Who may ask for what: one line per route, one column per actor, each cell answered by the real server (permission_test.go).
# To add a route, register it with the Route of its door (members: Entrance.Route, recipients and programs: their door's own; everything else:
# web.Site.Route with the web.Access it is for) and never past it, then write this file again with
#   go test ./cmd/quittance -run TestEveryRouteAnswersEveryActor -update
# and read the difference: it is what you opened. Whom the access denies must be refused, change nothing and see nothing; the test insists on that whatever this file says.
# A path that names something new needs an example of it in permission_path_test.go.
# yes: let in (what was asked may still be wrong). 404 to who may: the thing that an empty request names is not there. 303: sent to sign in. 402: not before the gates are passed. Two values: before, and after the release is unlocked.
# operator: here that is the owner, whose address the settings name.
# +proof: of members who proved lately who they are, as those here did; all others are sent to prove it.
# acct accountant · audit auditor · alien owner of another workspace · gone disabled member · off signed out · other recipient of another delivery
# deleg named by the payer to pay in their place: no guarded file, no certificate, no signature · old link that was replaced · k-… key with this scope alone · k-acct, k-alien key with every scope, of the accountant, of the other workspace's owner · none stranger
`

// TestEveryRouteIsInTheTable finds what was registered past web.Site.Route.
func TestEveryRouteIsInTheTable(t *testing.T) {
	h := openHouse(t)
	known := map[string]int{}
	for _, r := range h.server.site.Rules() {
		known[r.Method+" "+r.Path]++
		if r.Who == "" {
			t.Errorf("%s %s does not say whom it is for", r.Method, r.Path)
		}
	}
	for _, r := range h.server.site.Echo().Routes() {
		name := r.Method + " " + r.Path
		if known[name] != 1 {
			t.Errorf("%s is declared %d times, want once: register it with web.Site.Route", name, known[name])
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("%s is declared and answered by nobody", name)
	}
}

// TestEveryRouteAnswersEveryActor walks every route as everybody.
func TestEveryRouteAnswersEveryActor(t *testing.T) {
	h := openHouse(t)
	h.furnish(t)
	var table bytes.Buffer
	write := func(method, path, access string, cells []string) {
		// Columns of a fixed width: a line that is added leaves the others as they are.
		line := fmt.Sprintf("%-7s %-44s %-29s", method, path, access)
		for _, cell := range cells {
			line += fmt.Sprintf(" %-7s", cell)
		}
		table.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	var names []string
	for _, a := range h.actors {
		names = append(names, a.name)
	}
	write("#", "route", "for", names)
	rules := slices.Clone(h.server.site.Rules())
	slices.SortStableFunc(rules, func(a, b web.Rule) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	for _, rule := range rules {
		var cells []string
		for _, a := range h.actors {
			cells = append(cells, h.walk(t, rule, a))
		}
		write(rule.Method, rule.Path, described(rule), cells)
	}
	got := permissionsHead + table.String()
	if *update {
		check(t, os.WriteFile(permissions, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(permissions)
	check(t, err)
	if got != string(want) {
		t.Errorf("%s is not what the server answers; write it again with -update and read the difference:\n%s", permissions, difference(string(want), got))
	}
}

func described(rule web.Rule) string {
	words := []string{string(rule.Who), string(rule.Needs), string(rule.Scope)}
	if rule.Proof {
		words = append(words, "+proof")
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// TestAnOldProofIsNoProof asks for what wants a fresh one as the owner who signed in a while ago.
func TestAnOldProofIsNoProof(t *testing.T) {
	h := openHouse(t)
	h.people(t)
	owner, asked, none := h.actors[0], 0, &parcel{id: "x", ids: []string{"y"}}
	_, err := h.server.db.SQL().ExecContext(t.Context(), "UPDATE session SET proved_at = $1", int64(delivery.At(h.server.now().Add(-account.Fresh))))
	check(t, err)
	for _, rule := range h.server.site.Rules() {
		if !rule.Proof {
			continue
		}
		asked++
		version := h.version(t)
		res := h.ask(t, rule, h.path(t, rule, none), owner, none)
		if res.status != http.StatusSeeOther || !strings.HasPrefix(res.header.Get("Location"), "/prove?next=") || h.version(t) != version {
			t.Errorf("%s %s without a fresh proof is answered %s", rule.Method, rule.Path, res)
		}
	}
	if asked == 0 {
		t.Error("nothing wants a proof")
	}
}

// difference is the lines that only one of the two has.
func difference(was, is string) string {
	var out strings.Builder
	old, fresh := strings.Split(was, "\n"), strings.Split(is, "\n")
	for _, line := range old {
		if !slices.Contains(fresh, line) {
			out.WriteString("- " + line + "\n")
		}
	}
	for _, line := range fresh {
		if !slices.Contains(old, line) {
			out.WriteString("+ " + line + "\n")
		}
	}
	return out.String()
}

// walk is one cell: the same before and after the unlock, or both.
func (h *house) walk(t *testing.T, rule web.Rule, a *actor) string {
	t.Helper()
	before := h.cell(t, rule, a, h.sent)
	if !strings.Contains(rule.Path, ":id") || changes(rule.Method) {
		return before
	}
	if after := h.cell(t, rule, a, h.unlocked); after != before {
		return before + "/" + after
	}
	return before
}

func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

// cell asks as the actor for the route, of the delivery where the path names one.
func (h *house) cell(t *testing.T, rule web.Rule, a *actor, of *parcel) string {
	t.Helper()
	may := a.may(rule)
	if may && changes(rule.Method) {
		// What an allowed request changes is nobody else's.
		of = h.send(t)
		h.signIn(t, a)
		if a.role == "old" {
			h.replaceLink(t, of)
		}
	}
	where := h.path(t, rule, of)
	version := h.version(t)
	res := h.ask(t, rule, where, a, of)
	cell := h.read(t, rule, a, res)
	touched := h.version(t) != version
	if touched && !may {
		t.Errorf("%s %s: %s is denied and changes something", rule.Method, rule.Path, a.name)
	}
	if touched && may && !changes(rule.Method) && !isOnRecord(rule.Path) {
		t.Errorf("%s %s: %s changes something by looking", rule.Method, rule.Path, a.name)
	}
	return cell
}

// read is what an answer means. It insists on what the declared access promises.
func (h *house) read(t *testing.T, rule web.Rule, a *actor, res answer) string {
	t.Helper()
	cell, denied := "yes", true
	switch s := res.status; {
	case s == http.StatusSeeOther && strings.HasPrefix(res.header.Get("Location"), "/signin?next="), s == http.StatusUnauthorized, s == http.StatusForbidden,
		s == http.StatusNotFound, s == http.StatusGone, s == http.StatusBadRequest && rule.Who == web.Providers:
		cell = fmt.Sprint(s)
	case s == http.StatusPaymentRequired:
		cell, denied = "402", false
	case s >= http.StatusInternalServerError, s == http.StatusMethodNotAllowed:
		t.Errorf("%s %s: %s is answered %s", rule.Method, rule.Path, a.name, res)
	default:
		denied = false
	}
	may := a.may(rule)
	// Who is nobody in particular may be asked for a proof besides: a password.
	if may && rule.Who != web.Anyone && rule.Who != web.Holders && (res.status == http.StatusUnauthorized || res.status == http.StatusForbidden) {
		t.Errorf("%s %s: %s may by the declared access, and is answered %s", rule.Method, rule.Path, a.name, res)
	}
	if !may && !denied {
		t.Errorf("%s %s: %s may not by the declared access, and is answered %s", rule.Method, rule.Path, a.name, res)
	}
	if !may && bytes.Contains(bytes.ToLower(res.body), []byte(marker)) {
		t.Errorf("%s %s: %s is denied and reads of the delivery:\n%s", rule.Method, rule.Path, a.name, res.body)
	}
	return cell
}

// TestNothingChangesFromAnotherSite posts to every route as a page of another site makes the owner's browser do.
func TestNothingChangesFromAnotherSite(t *testing.T) {
	h := openHouse(t)
	h.furnish(t)
	owner := h.actors[0]
	for _, rule := range h.server.site.Rules() {
		if !changes(rule.Method) || rule.Who == web.Keys || rule.Who == web.Providers { // these carry no cookie
			continue
		}
		where := h.path(t, rule, h.sent)
		version := h.version(t)
		res := h.ask(t, rule, where, owner, h.sent, "Sec-Fetch-Site", "cross-site")
		if res.status != http.StatusForbidden || h.version(t) != version {
			t.Errorf("%s %s from another site is answered %s", rule.Method, rule.Path, res)
		}
	}
}
