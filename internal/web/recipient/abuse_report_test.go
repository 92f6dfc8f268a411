package recipient_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"quittance/internal/db/oversight"
)

func TestARecipientReportsAbuseToTheOperator(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	b.get(base).is(http.StatusOK).has(`href="` + base + `/abuse"`)
	b.get(base+"/abuse").is(http.StatusOK).has("Report abuse", "Atelier Moreau SARL")
	b.post(base+"/abuse", url.Values{"text": {" "}}).is(http.StatusUnprocessableEntity)
	const words = "I never ordered anything from <them>."
	for range 3 {
		b.post(base+"/abuse", url.Values{"text": {words}}).is(http.StatusSeeOther)
	}
	b.get(base).is(http.StatusOK).has("Your report has been sent")
	b.post(base+"/abuse", url.Values{"text": {words}}).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("Too much was reported")
	reports, err := oversight.AbuseReports(t.Context(), w.db, "", 10)
	must(t, err)
	if len(reports) != 3 || reports[0].Text != words || reports[0].Delivery != d.ID || reports[0].Workspace != "ws" || reports[0].Recipient != d.Recipients[0].ID {
		t.Errorf("%+v", reports)
	}
	if len(w.told) != 3 || !slices.Contains(w.told, reports[0].ID) {
		t.Errorf("the operators are told of %v", w.told)
	}
	if after, err := w.db.Delivery(t.Context(), d.ID); err != nil || after.Seq != d.Seq {
		t.Error("the sender's record tells of it", err)
	}
}
