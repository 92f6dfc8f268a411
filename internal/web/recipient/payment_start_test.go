package recipient_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/web/recipient"
)

// A bank kept thirty cents of a transfer: nobody is sent to a page that would refuse them for ever.
func TestARestThatNoProcessorTakesIsNotAskedByCard(t *testing.T) {
	p := &processor{before: func() {}}
	w := newWorld(t, func(d *recipient.Deps) { d.Checkout = p })
	d := w.sent("a plan")
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	b.get(base).is(http.StatusOK).has(`action="` + base + `/pay"`)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment("sender:m1", w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 44970})
	})
	page := b.get(base).is(http.StatusOK).has("€0.30 is left: too little to pay online")
	if strings.Contains(page.body, `action="`+base+`/pay"`) {
		t.Error("the rest is asked by card")
	}
	b.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusSeeOther)
	b.get(base).has("What is left is too little to pay online")
	if len(p.asked) > 0 {
		t.Errorf("%+v", p.asked)
	}
	w.banked()
	if page := b.get(base).is(http.StatusOK).has(`action="` + base + `/transfer"`); strings.Contains(page.body, `action="`+base+`/pay"`) {
		t.Error("the rest is asked by card beside the transfer")
	}
}
