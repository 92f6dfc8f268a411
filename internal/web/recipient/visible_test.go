package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/command"
	"quittance/storage"
)

// withInvoice sends Hélène a plan that waits for payment and signature, and an invoice that anybody with a link may read.
func (w *world) withInvoice() *delivery.Delivery {
	t := w.t
	t.Helper()
	file := func(name string, visible bool) delivery.Deliverable {
		o, err := w.vault.Store(t.Context(), storage.NewObject{Owner: "ws", Name: name, Size: storage.UnknownSize}, strings.NewReader("bytes of "+name))
		must(t, err)
		f := command.Deliverable(w.id(), o)
		f.Visible, f.MediaType = visible, "application/pdf"
		return f
	}
	drafted := draft.Plan(draft.Spec{
		Terms:      delivery.Terms{Title: "Plans, maison Berthier", Language: "en", Zone: delivery.DefaultZone},
		Recipients: []delivery.Recipient{{Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "06 39 98 00 01"}},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, Files: []delivery.Deliverable{file("plan.pdf", false), file("facture.pdf", true)},
	}, w.id)
	drafted.Workspace, drafted.Member = "ws", "m1"
	d, err := w.db.CreateDelivery(t.Context(), delivery.ID(w.id()), func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(delivery.Sender("m1"), w.instant(), drafted)
	})
	must(t, err)
	return w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Send(delivery.Sender("m1"), w.instant(), []delivery.LinkIssued{{Recipient: d.Recipients[0].ID, LinkID: w.id()}}, false)
	})
}

func TestAFileThatIsSeenBeforePaymentCanBeHadFromThePage(t *testing.T) {
	w := newWorld(t)
	d := w.withInvoice()
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	plan, invoice := base+"/files/"+d.Deliverables[0].ID, base+"/files/"+d.Deliverables[1].ID
	page := b.get(base).is(http.StatusOK)
	if !strings.Contains(page.body, `href="`+invoice+`"`) || strings.Contains(page.body, plan) {
		t.Error("the page must lead to the invoice, and not to the plan")
	}
	if got := b.get(invoice).is(http.StatusOK); got.body != "bytes of facture.pdf" {
		t.Errorf("%q", got.body)
	}
	b.get(plan).is(http.StatusPaymentRequired)
	page.has("Available now, whether you pay or not.")
	page.has("SIREN 732 829 320").has(`href="tel:+33472000000"`)
	b.get(plan + "?read=1").is(http.StatusPaymentRequired)
	if !strings.Contains(page.body, `href="`+invoice+`?read=1"`) || strings.Index(page.body, "Read now") > strings.Index(page.body, `action="`+base+"/pay") {
		t.Error("what is to be read at once stands before the payment, with a link that opens it")
	}
	for path, kind := range map[string]string{invoice: "attachment; ", invoice + "?read=1": "inline; "} {
		if h := b.get(path).is(http.StatusOK).header; !strings.HasPrefix(h.Get("Content-Disposition"), kind) || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// What is signed names the sum that is due and the files that the signature is bound to, and no other.
func TestASignatureIsOfWhatIsDueAndOfWhatIsDelivered(t *testing.T) {
	w := newWorld(t)
	d := w.withInvoice()
	b, base := w.opened(d), "/d/"+string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 44960})
	})
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.ForgiveRest(delivery.Sender("m1"), w.instant(), d.Dues[0].ID, "cents")
	})
	b.get(base).is(http.StatusOK).has("To read", "facture.pdf").hasNot("whether you pay or not")
	b.get(base+"/sign").is(http.StatusOK).has("at the price of €449.60", "plan.pdf", d.Deliverables[0].SHA256).hasNot("€450.00", "facture.pdf", d.Deliverables[1].SHA256)
}
