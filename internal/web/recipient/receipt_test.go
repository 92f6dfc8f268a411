package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/storage"
)

// issued stores a paper of a payment, or of a refund of it, as the job does.
func (w *world) issued(d *delivery.Delivery, refund, number string) {
	w.t.Helper()
	o, err := w.vault.Store(w.t.Context(), storage.NewObject{Owner: "ws", Name: number, MediaType: "application/pdf", Size: storage.UnknownSize}, strings.NewReader("%PDF of "+number))
	must(w.t, err)
	r := paper.Receipt{Number: number, Delivery: d.ID, Payment: d.Payments[0].ID, Refund: refund, Object: o.ID, IssuedAt: w.instant()}
	copy(r.SHA256[:], o.SHA256)
	_, err = paper.Issue(w.t.Context(), w.db, r)
	must(w.t, err)
}

func TestAPayerHasTheReceiptAndNobodyElseDoes(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("0123456789")
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	if page := b.get(base).is(http.StatusOK); strings.Contains(page.body, "/receipts/") {
		t.Error("a receipt that was not issued is offered")
	}
	w.issued(d, "", "R-1")
	other := w.unlocked("another")
	w.issued(other, "", "R-2")
	b.get(base).is(http.StatusOK).has(`href="`+base+`/receipts/R-1"`, `<span class="soft">on 22 November 2026</span>`) // it arrived the day before
	if got := b.get(base + "/receipts/R-1").is(http.StatusOK); got.body != "%PDF of R-1" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q %v", got.body, got.header)
	}
	b.get(base + "/receipts/R-2").is(http.StatusNotFound)
	b.get("/d/" + string(other.ID) + "/receipts/R-2").is(http.StatusUnauthorized)

	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund("sender:m1", w.instant(), "r1", d.Payments[0].ID, 0)
	})
	w.issued(d, "r1", "R-3")
	b.get(base).is(http.StatusOK).has(`href="` + base + `/receipts/R-1"`).has(`href="` + base + `/receipts/R-3"`)
	b.get(base + "/receipts/R-3").is(http.StatusOK)
}

// The day beside a sum is that of the payment, and no promise of when anything goes back; what went back is counted together.
func TestWhatIsTooMuchAndWhatWentBackIsSaid(t *testing.T) {
	record := func(w *world, d *delivery.Delivery, amount int64) *delivery.Delivery {
		return w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment("sender:m1", w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: amount, ReceivedOn: "2026-11-22"})
		})
	}
	w := newWorld(t)
	d := record(w, w.sent("a plan"), 50000)
	b, base := w.opened(d), "/d/"+string(d.ID)
	w.issued(d, "", "R-1")
	b.get(base).is(http.StatusOK).has(`€500.00 paid <span class="soft">on 22 November 2026</span>, of which €50.00 too much, which you are owed`).hasNot("In all:")

	d = w.sent("another plan")
	b, base = w.opened(d), "/d/"+string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw(delivery.Sender("m1"), w.instant(), "", false)
	})
	w.issued(record(w, d, 45000), "", "R-2")
	b.get(base).is(http.StatusOK).has("on 22 November 2026</span>, too much: you are owed this amount").hasNot("of which")

	d = w.unlocked("a third plan")
	b, base = w.opened(d), "/d/"+string(d.ID)
	w.issued(d, "", "R-3")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund("sender:m1", w.instant(), "r1", d.Payments[0].ID, 10000)
	})
	w.issued(d, "r1", "R-4")
	b.get(base).is(http.StatusOK).has("In all: €450.00 paid, €100.00 given back, which makes €350.00 paid.")
}

func TestWhoOnlyReadsHasNoReceipt(t *testing.T) {
	w := newWorld(t)
	plan := draft.Plan(draft.Spec{
		Terms: delivery.Terms{Title: "Plans", Zone: delivery.DefaultZone},
		Recipients: []delivery.Recipient{
			{Name: "Rémi", Email: "remi@berthier.example", Roles: []delivery.Role{delivery.Reader}},
			{Name: "Hélène", Email: "helene@berthier.example", Roles: []delivery.Role{delivery.Payer}},
		},
		Price: &delivery.Money{Amount: 45000, Currency: "EUR"}, Gates: []delivery.GateKind{delivery.PaymentGate},
		Files: w.sent("0123456789").Deliverables,
	}, w.id)
	plan.Workspace, plan.Member, plan.Deliverables[0].ID = "ws", "m1", w.id()
	plan.Releases[0].Deliverables = []string{plan.Deliverables[0].ID}
	d, err := w.db.CreateDelivery(t.Context(), delivery.ID(w.id()), func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save("sender:m1", w.instant(), plan)
	})
	must(t, err)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Send("sender:m1", w.instant(), []delivery.LinkIssued{{Recipient: d.Recipients[0].ID, LinkID: w.id()}, {Recipient: d.Recipients[1].ID, LinkID: w.id()}}, false)
	})
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment("sender:m1", w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 10000})
	})
	w.issued(d, "", "R-1")
	b := w.opened(d) // the first recipient, who reads
	if page := b.get("/d/" + string(d.ID)).is(http.StatusOK); strings.Contains(page.body, "/receipts/") {
		t.Error("a reader is offered the receipt of somebody else's payment")
	}
	b.get("/d/" + string(d.ID) + "/receipts/R-1").is(http.StatusNotFound)
}
