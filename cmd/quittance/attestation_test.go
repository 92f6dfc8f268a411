package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// attested reports whether both certificates of a delivery are sealed, and nothing beside them.
func attested(d deliveryView) bool {
	sealed := map[string]int{}
	for _, c := range d.Certificates {
		if c.SealedAt != "" {
			sealed[c.Kind]++
		}
	}
	return len(d.Certificates) == 2 && sealed["completion"] == 1 && sealed["delivery"] == 1
}

// checkAttestation has the certificate of delivery judged, which quotes the one of completion: the recipient's page, the
// sender's API and the verifier agree on it.
func (x *trial) checkAttestation(t *testing.T, e evidenceFiles, b *browser, p *parcel) {
	t.Helper()
	x.await(t, p, "attest", attested)
	at := must[page](t)(b.get(t.Context(), p.verb("attestation.pdf")))
	if at.status != http.StatusOK || !strings.Contains(at.header.Get("Content-Disposition"), "attestation-de-remise-A-") {
		t.Fatalf("the certificate of delivery: %d, %q", at.status, at.header.Get("Content-Disposition"))
	}
	if shown := must[page](t)(b.get(t.Context(), p.page())); !strings.Contains(string(shown.body), p.verb("attestation.pdf")) {
		t.Error("the page does not offer the certificate of delivery")
	}
	a := must[answer](t)(x.sender.send(t.Context(), http.MethodGet, "/api/v1/deliveries/"+p.id+"/certificate?kind=delivery", nil, nil))
	if a.status != http.StatusOK || !bytes.Equal(a.body, at.body) {
		t.Errorf("the API's certificate of delivery is another: %d", a.status)
	}
	pdf := e.beside(t, "attestation.pdf", at.body)
	r := e.verify(t, pdf, "--file", e.deliverables[0], "--json")
	var report struct{ Verdict, Kind, Level, Delivery string }
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 || report.Verdict != "valid" || report.Kind != "delivery" || report.Delivery != p.id {
		t.Errorf("verify: exit %d, %v\n%s%s", r.code, err, r.out, r.err)
	}
	changed := bytes.Clone(at.body)
	changed[len(changed)/2] ^= 1
	if r := e.verify(t, e.beside(t, "attestation-changed.pdf", changed)); r.code != 1 {
		t.Errorf("a byte changed: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if slices.Equal(at.body, e.content) {
		t.Error("both certificates are the same file")
	}
}
