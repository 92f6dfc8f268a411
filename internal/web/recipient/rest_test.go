package recipient_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/web/recipient"
)

// refusing is a processor that converts what it is asked for, and does not take so little.
type refusing struct{ processor }

func (*refusing) Open(context.Context, recipient.CheckoutRequest) (recipient.CheckoutPage, error) {
	return recipient.CheckoutPage{}, delivery.ErrTooLittle
}

func TestWhatTheProcessorFindsTooLittleIsSaidSo(t *testing.T) {
	w := newWorld(t, func(d *recipient.Deps) { d.Checkout = &refusing{} })
	d := w.sent("a plan")
	b := w.opened(d)
	b.post("/d/"+string(d.ID)+"/pay", url.Values{"method": {"card"}}).is(http.StatusSeeOther)
	b.get("/d/" + string(d.ID)).is(http.StatusOK).has("too little to pay online").hasNot("try again in a few minutes")
}

func TestWhoPaidByTransferReadsWhatIsOwedAndWhatIsTooMuch(t *testing.T) {
	w := newWorld(t)
	record := func(d *delivery.Delivery, id string, amount int64) {
		w.now = w.now.Add(time.Minute)
		w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: id, Due: d.Dues[0].ID, Amount: amount})
		})
	}
	d := w.sent("a plan")
	b := w.opened(d)
	page := "/d/" + string(d.ID)
	price := d.Dues[0].Amount
	record(d, "p1", price-30)
	b.get(page).is(http.StatusOK).has("€0.30", "too little to pay online")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.ForgiveRest(delivery.Sender("m1"), w.instant(), d.Dues[0].ID, "cents")
	})
	b.get(page).is(http.StatusOK).has("does without the rest, €0.30: there is nothing left to pay").hasNot("too little to pay online", "Left to pay", "Due by")

	ended := w.sent("another plan")
	b = w.opened(ended)
	w.happens(ended.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw(delivery.Sender("m1"), w.instant(), "", false)
	})
	page = "/d/" + string(ended.ID)
	b.get(page).is(http.StatusOK).hasNot("You have paid")
	record(ended, "p2", price)
	b.get(page).is(http.StatusOK).has("You have paid")
	w.happens(ended.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund(delivery.Sender("m1"), w.instant(), "r1", "p2", 0)
	})
	b.get(page).is(http.StatusOK).hasNot("You have paid")
}
