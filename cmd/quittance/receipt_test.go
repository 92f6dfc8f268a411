package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// expectPapers wants the receipt of one payment and the note of one refund: the same bytes by the API and on the payer's
// page, and each by mail.
func (x *trial) expectPapers(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	type paper struct{ Number, Refund string }
	var list struct{ Receipts []paper }
	path := "/api/v1/deliveries/" + p.id + "/receipts"
	check(t, eventually(t.Context(), "both papers", func() (bool, error) {
		err := x.sender.call(t.Context(), http.MethodGet, path, "", nil, &list)
		return len(list.Receipts) == 2, err
	}))
	if list.Receipts[0].Refund != "" || list.Receipts[1].Refund == "" {
		t.Errorf("%+v", list)
	}
	shown := must[page](t)(b.get(t.Context(), "/d/"+p.id))
	for i, of := range list.Receipts {
		byAPI := must[answer](t)(x.sender.send(t.Context(), http.MethodGet, path+"/"+of.Number, nil, nil))
		if byAPI.status != http.StatusOK || !bytes.HasPrefix(byAPI.body, []byte("%PDF-")) {
			t.Fatalf("paper %s: %s", of.Number, byAPI)
		}
		address := "/d/" + p.id + "/receipts/" + of.Number
		if at := must[page](t)(b.get(t.Context(), address)); !bytes.Equal(at.body, byAPI.body) || !strings.Contains(string(shown.body), address) {
			t.Errorf("paper %s on the payer's page: %d", of.Number, at.status)
		}
		name := []string{"recu-", "remboursement-"}[i] + of.Number + ".pdf"
		check(t, eventually(t.Context(), name+" by mail", func() (bool, error) {
			var all []struct{ Attachments []struct{ Name string } }
			err := x.outside.do(t.Context(), http.MethodGet, "/sandbox/messages.json?to="+p.order.to.email, nil, &all)
			for _, m := range all {
				for _, a := range m.Attachments {
					if a.Name == name {
						return true, nil
					}
				}
			}
			return false, err
		}))
	}
}
