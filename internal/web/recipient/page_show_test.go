package recipient_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
)

func TestFilesThatHaveEndedAreNotOffered(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("0123456789")
	b := w.opened(d)
	b.get("/d/" + string(d.ID)).is(http.StatusOK).has("It is yours")
	w.now = d.ReachableUntil(d.Releases[0].ID).Time().Add(-time.Second) // the last of the day that is said
	b.get("/d/"+string(d.ID)).is(http.StatusOK).has("It is yours", "Available on this page at least until 23 November 2027.")
	b.get("/d/" + string(d.ID) + "/files/" + d.Deliverables[0].ID).is(http.StatusOK)
	w.now = w.now.Add(time.Second)
	page := b.get("/d/"+string(d.ID)).is(http.StatusOK).has("The files can no longer be downloaded here", "They were available until 23 November 2027.")
	if strings.Contains(page.body, "/files/") || strings.Contains(page.body, "It is yours") {
		t.Error("the page offers what is no longer there")
	}
	b.get("/d/" + string(d.ID) + "/files/" + d.Deliverables[0].ID).is(http.StatusGone)
}

func TestAPaymentThatTheFilesDoNotWaitForIsStillDue(t *testing.T) {
	w := newWorld(t, online)
	d := w.company()
	base, bruno := "/d/"+string(d.ID), w.as(d, 1)
	bruno.get(base).is(http.StatusOK).has("the files are yours").hasNot("still due")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[0].ID, "known")
	})
	bruno.get(base).is(http.StatusOK).
		has("The files wait for this payment no more", "The files wait for it no more; the amount is still due", "Paid at once", base+"/pay").
		hasNot("Files at once", "Waived by the sender", "the files are yours")
	w.as(d, 0).get(base).is(http.StatusOK).has("Read and sign")
}

func TestThePaymentFormGoesWhenTheLastStepIsWaived(t *testing.T) {
	w := newWorld(t)
	d := w.sent("0123456789")
	b := w.opened(d)
	b.get("/d/" + string(d.ID)).is(http.StatusOK).has("/d/" + string(d.ID) + "/pay")
	for _, g := range d.Releases[0].Gates {
		w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, g.ID, "cliente connue")
		})
	}
	page := b.get("/d/" + string(d.ID)).is(http.StatusOK).has("data-waiting")
	if strings.Contains(page.body, "/pay") {
		t.Error("money is asked for while the certificate is being made")
	}
}
