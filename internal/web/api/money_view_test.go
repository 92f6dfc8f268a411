package api

import (
	"testing"

	"quittance/internal/delivery"
)

// What is left of an invoice has no tax of its own to split.
func TestTheRestOfAnInvoiceHasNoNet(t *testing.T) {
	due := delivery.Due{ID: "due", Amount: 100_000, Currency: "EUR", VATRate: 2000}
	d := &delivery.Delivery{Dues: []delivery.Due{due}, Deliverables: []delivery.Deliverable{{
		Visible: true, Document: delivery.Document{Kind: delivery.Invoice, Total: 100_000, Currency: "EUR", Whole: 100_000},
	}}}
	for whole, net := range map[int64]int64{100_000: 83_333, 130_550: 0} {
		d.Deliverables[0].Document.Whole = whole
		if got := viewOfDue(d, due); got.Net != net || got.Owing != 100_000 {
			t.Errorf("of %d: %+v", whole, got)
		}
	}
}
