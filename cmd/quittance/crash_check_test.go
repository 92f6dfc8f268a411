package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// checkAfterwards asks everybody what happened: everything once, whatever was killed in between.
func (x *trial) checkAfterwards(t *testing.T, journeys []*journey) {
	t.Helper()
	charges := map[string][]bankView{}
	all := must[[]bankView](t)(x.outside.bank(t.Context()))
	for _, p := range all {
		charges[p.Metadata["quittance_delivery"]] = append(charges[p.Metadata["quittance_delivery"]], p)
	}
	if len(all) != len(journeys) {
		t.Errorf("the bank knows %d payments of %d deliveries", len(all), len(journeys))
	}
	for _, j := range journeys {
		of := charges[j.parcel.id]
		if len(of) != 1 || of[0].Status != "succeeded" || of[0].Amount != j.parcel.order.amount || of[0].Refunded != 0 || len(of[0].Refunds) != 0 {
			t.Errorf("journey %d: at the bank: %+v", j.number, of)
		}
		x.checkEvents(t, j.parcel)
		d := must[deliveryView](t)(x.sender.delivery(t.Context(), j.parcel.id))
		if !attested(d) || d.State != "completed" || len(d.Payments) != 1 {
			t.Errorf("journey %d: %+v", j.number, d)
		}
	}
	x.checkNoticesOnce(t, journeys)
	for _, j := range journeys[:min(3, len(journeys))] {
		j.checkVerdict(t)
	}
}

// checkNoticesOnce: after an unknown outcome a code is sent again, a notice never.
func (x *trial) checkNoticesOnce(t *testing.T, journeys []*journey) {
	t.Helper()
	for _, j := range journeys {
		subjects := map[string]int{}
		for _, m := range must[[]sandboxMessage](t)(x.outside.messages(t.Context(), j.parcel.order.to.email)) {
			if subjects[m.Subject]++; subjects[m.Subject] > 1 {
				t.Errorf("journey %d: the notice %q was sent %d times", j.number, m.Subject, subjects[m.Subject])
			}
		}
	}
}

// checkDatabase opens what the stopped server left: every chain and replay holds, the log has one leaf per
// certificate, and no two deliveries share one.
func (x *trial) checkDatabase(t *testing.T, journeys []*journey) {
	t.Helper()
	ctx := context.Background()
	store, err := db.Open(ctx, x.databaseURL(), db.Options{})
	check(t, err)
	defer func() { check(t, store.Close()) }()
	leaves := must[[]proof.Leaf](t)(proof.Leaves(ctx, store, 0, 10*mostJourneys))
	known := map[evidence.Hash]bool{}
	for _, l := range leaves {
		known[l.Hash] = true
	}
	if size := must[int64](t)(proof.LogSize(ctx, store)); size != int64(2*len(journeys)) || len(known) != 2*len(journeys) {
		t.Errorf("the log has %d leaves, %d of them different, for %d certificates", size, len(known), 2*len(journeys))
	}
	for _, j := range journeys {
		id := delivery.ID(j.parcel.id)
		if err := store.CheckReplay(ctx, id); err != nil {
			t.Errorf("journey %d: %v", j.number, err)
		}
		certificates := must[[]proof.Certificate](t)(proof.OfDelivery(ctx, store, id))
		if len(certificates) != 2 || !known[certificates[0].EvidenceHash] || !known[certificates[1].EvidenceHash] {
			t.Errorf("journey %d: %d certificates, want two, both in the log", j.number, len(certificates))
		}
		if receipts := must[[]paper.Receipt](t)(paper.Receipts(ctx, store, id)); len(receipts) != 1 {
			t.Errorf("journey %d: %d receipts of one payment", j.number, len(receipts))
		}
	}
}

// checkVerdict lets our verifier judge the certificate of a journey, with the keys that are published.
func (j *journey) checkVerdict(t *testing.T) {
	t.Helper()
	e := j.saveEvidence(t, j.browser, j.parcel)
	if r := e.verify(t, e.pdf, "--file", e.deliverables[0]); r.code != 0 {
		t.Errorf("journey %d: verify: exit %d\n%s%s", j.number, r.code, r.out, r.err)
	}
	j.checkAttestation(t, e, j.browser, j.parcel)
}

// checkLog: crashes are no excuse for a panic.
func (x *trial) checkLog(t *testing.T) {
	t.Helper()
	log, err := os.ReadFile(x.log())
	check(t, err)
	for _, line := range strings.Split(string(log), "\n") {
		if strings.Contains(line, "panic") || strings.HasPrefix(line, "fatal error") {
			t.Errorf("in the log: %.500s", line)
		}
	}
}
