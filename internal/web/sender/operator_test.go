package sender_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/web/sender"
	"quittance/internal/web/sender/operator"
)

// queue plays the jobs.
type queue []oversight.FailingJob

func (q queue) FailingJobs(context.Context, int) ([]oversight.FailingJob, error) { return q, nil }
func (queue) RetryJob(context.Context, int64) error                              { return db.ErrNotFound }

func TestTheOperatorTellsWorkspacesOfOneNameApart(t *testing.T) {
	var jobs queue
	w := newWorld(t, func(d *sender.Deps) {
		d.Operators, d.Operator = []string{"operator@example.org"}, operator.Deps{Queue: &jobs, Checkouts: d.Checkouts, Disks: func() []operator.Disk { return nil }}
	})
	_, err := w.db.InitInstance(t.Context(), db.Instance{RootFingerprint: strings.Repeat("0", 64), Name: "here", CreatedAt: delivery.At(w.now)})
	must(t, err)
	b := w.signedIn(w.member(account.Owner, "operator@example.org", ""))
	camille, jean := w.member(account.Owner, "camille@moreau.fr", ""), w.member(account.Owner, "jean@moreau.fr", "")
	w.member(account.Role("member"), "paul@moreau.fr", jean.Workspace)
	id := w.signedIn(camille).sent()
	must(t, w.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		r := oversight.AbuseReport{ID: "a1", Workspace: camille.Workspace, Delivery: delivery.ID(id), Recipient: "r1", Text: "Qui êtes-vous ?", At: delivery.At(w.now)}
		return oversight.ReportAbuse(ctx, tx, r, "n")
	}))
	jobs = queue{
		{ID: 4, Kind: "passcode_send", Cause: oversight.CauseUnreachable, Delivery: delivery.ID(id)},
		{ID: 3, Kind: "alert_send", Cause: oversight.CauseKey, Member: jean.ID}, {ID: 2, Kind: "abuse_send", Cause: oversight.CauseUnknown, Report: "a1"},
		{ID: 1, Kind: "delivery_wake", Cause: oversight.CauseMissing, Delivery: "gone"},
	}

	row := func(m account.Member) string { return `id="w-` + m.Workspace + `"` }
	link := func(q string) string { return `href="/operator?q=` + q + `#workspaces"` }
	all := b.get("/operator").is(http.StatusOK).has(row(camille), row(jean), "camille@moreau.fr", "jean@moreau.fr", "1 delivery", "0 deliveries",
		"The provider is out of reach.", "passcode_send", "Send a signing code", "Tell a member that their account changed", "The provider does not know the key", link(id), link("gone"))
	all.has(link("ws-camille%40moreau.fr"), link("ws-jean%40moreau.fr")).hasNot("paul@moreau.fr", " open><summary>")
	for search, want := range map[string][2]bool{
		"Moreau": {true, true}, "camille": {true, false}, "jean%40moreau.fr": {false, true}, id: {true, false}, "paul": {}, camille.Workspace: {true, false},
	} {
		found := b.get("/operator?q=" + search).is(http.StatusOK)
		for i, m := range []account.Member{camille, jean} {
			if want[i] {
				found.has(row(m))
			} else {
				found.hasNot(row(m))
			}
		}
		if want[0] != want[1] {
			found.has(" open><summary>")
		}
	}
	b.get("/operator?q=paul").has("No workspace was found.")

	// What was refused or done shows the workspace that it was about.
	const suspend = "/operator/workspaces/suspend"
	b.post(suspend, "id", jean.Workspace).is(http.StatusUnprocessableEntity).has(row(jean), "Say why").hasNot(row(camille))
	b.post(suspend, "id", jean.Workspace, "why", "Reports.").is(http.StatusSeeOther).at("/operator?q=ws-jean%40moreau.fr#workspaces")
	b.get("/operator?q=jean").has("Reports.")
}
