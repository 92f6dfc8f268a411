package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestFilesThatHaveEndedAreNotOffered(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("0123456789")
	b := w.opened(d)
	b.get("/d/" + string(d.ID)).is(http.StatusOK).has("It is yours")
	w.now = d.ReachableUntil(d.Releases[0].ID).Time()
	page := b.get("/d/" + string(d.ID)).is(http.StatusOK).has("The files can no longer be downloaded here")
	if strings.Contains(page.body, "/files/") || strings.Contains(page.body, "It is yours") {
		t.Error("the page offers what is no longer there")
	}
	b.get("/d/" + string(d.ID) + "/files/" + d.Deliverables[0].ID).is(http.StatusGone)
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
