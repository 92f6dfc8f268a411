package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// reversal is money that goes back, or is contested, while everything is killed. try is one attempt by somebody who
// looks first at what is true already, as an answer may have been lost.
type reversal struct {
	name     string
	try      func(ctx context.Context, x *trial, p *parcel) (done bool, err error)
	refunded int64
	refunds  int
	disputes int
	revoked  bool
}

func reversals() []reversal {
	atTheBank := func(action string, is func(bankView) bool) func(context.Context, *trial, *parcel) (bool, error) {
		return func(ctx context.Context, x *trial, p *parcel) (bool, error) {
			all, err := x.outside.bank(ctx)
			if err != nil {
				return false, err
			}
			for _, of := range all {
				if of.Metadata["quittance_delivery"] == p.id && is(of) {
					return true, nil
				}
			}
			return false, errors.Join(errors.New("not yet"), x.outside.act(ctx, p.id, action))
		}
	}
	disputed := atTheBank("dispute", func(of bankView) bool { return len(of.Disputes) == 1 })
	closes := func(action, status string) func(context.Context, *trial, *parcel) (bool, error) {
		ends := atTheBank(action, func(of bankView) bool { return len(of.Disputes) == 1 && of.Disputes[0].Status == status })
		return func(ctx context.Context, x *trial, p *parcel) (bool, error) {
			if done, err := disputed(ctx, x, p); !done {
				return false, err
			}
			return ends(ctx, x, p)
		}
	}
	bySender := func(body map[string]any) func(context.Context, *trial, *parcel) (bool, error) {
		return func(ctx context.Context, x *trial, p *parcel) (bool, error) {
			err := x.sender.call(ctx, http.MethodPost, "/api/v1/deliveries/"+p.id+"/refund", "reversal-of-"+p.id, body, nil)
			return err == nil, err
		}
	}
	return []reversal{
		{name: "a whole refund", try: bySender(map[string]any{"all": true}), refunded: 1, refunds: 1, revoked: true},
		{name: "a partial refund", try: bySender(map[string]any{"amount": 1500}), refunded: 1500, refunds: 1},
		{name: "a refund on the processor's own pages", try: atTheBank("refund", func(of bankView) bool { return of.Refunded == of.Amount }), refunded: 1, refunds: 1, revoked: true},
		{name: "a dispute that is won", try: closes("win", "won"), disputes: 1},
		{name: "a dispute that is lost", try: closes("lose", "lost"), disputes: 1, revoked: true},
	}
}

// TestMoneyGoesBackOnceWhateverIsKilled is the crash trial of refunds and disputes: a tenth of its kills.
func TestMoneyGoesBackOnceWhateverIsKilled(t *testing.T) {
	t.Parallel()
	seed, kills := number(t, "QUITTANCE_TEST_SEED", crashSeed), number(t, "QUITTANCE_TEST_CRASHES", crashes)/10+1
	onEachEngine(t, func(t *testing.T, engine string) {
		t.Logf("seed %d, %d kills", seed, kills)
		x, server, world := beginApart(t, engine)
		journeys := x.completedJourneys(t, uint64(seed), 2*len(reversals()))
		ctx, cancel := context.WithTimeout(t.Context(), settling)
		defer cancel()
		random := rand.New(rand.NewPCG(uint64(seed), 1<<63))
		var group sync.WaitGroup
		for n, next := 0, 0; n < kills; n++ {
			for ; next < len(journeys) && next*kills <= n*len(journeys); next++ {
				j, r := journeys[next], reversals()[next%len(reversals())]
				group.Go(func() {
					if err := insist(ctx, func(ctx context.Context) (bool, error) { return r.try(ctx, x, j.parcel) }); err != nil {
						t.Errorf("%s of delivery %s: %v", r.name, j.parcel.id, err)
					}
				})
			}
			check(t, killOne(ctx, random, server, world))
		}
		group.Wait()
		for _, v := range []*target{server, world} {
			check(t, v.await(ctx))
		}
		for n, j := range journeys {
			x.checkReversal(t, j, reversals()[n%len(reversals())])
		}
		check(t, server.terminate(t.Context()))
		x.checkReplays(t, journeys)
		x.checkLog(t)
		if t.Failed() {
			t.Logf("QUITTANCE_TEST_SEED=%d draws the same moments", seed)
		}
	})
}

// completedJourneys goes so many whole ways at a time, undisturbed.
func (x *trial) completedJourneys(t *testing.T, seed uint64, many int) []*journey {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), settling)
	defer cancel()
	journeys, errs := make([]*journey, many), make(chan error, many)
	for n := range journeys {
		journeys[n] = newJourney(x, seed, 1<<30, n)
		go func() { errs <- journeys[n].run(ctx) }()
	}
	for range journeys {
		check(t, <-errs)
	}
	return journeys
}

// checkReversal wants everybody to agree on what happened, once: the bank, the delivery, its trail, the files and the
// mailboxes.
func (x *trial) checkReversal(t *testing.T, j *journey, r reversal) {
	t.Helper()
	p, amount := j.parcel, r.refunded
	if r.refunded == 1 {
		amount = p.order.amount // all of it
	}
	want := deliveryState{refunds: r.refunds, disputes: r.disputes, release: "unlocked"}
	if r.revoked {
		want.release = "revoked"
	}
	var d deliveryView
	err := eventually(t.Context(), r.name, func() (ok bool, err error) {
		d, err = x.sender.delivery(t.Context(), p.id)
		return err == nil && stateOf(d) == want, err
	})
	if err != nil {
		t.Errorf("%v: %+v", err, d)
	}
	x.expectAtTheBank(t, p, amount, r.refunds)
	closed := 0
	if r.revoked {
		closed = 1
	}
	for event, want := range map[string]int{
		"refund.requested": r.refunds, "refund.succeeded": r.refunds, "refund.failed": 0, "dispute.opened": r.disputes, "dispute.closed": r.disputes,
		"release.revoked": closed, "payment.settled": 1, "payment.unapplied": 0, "release.unlocked": 1,
	} {
		if got := x.count(t, p, event); got != want {
			t.Errorf("%s: %d events %s, want %d", r.name, got, event, want)
		}
	}
	status := map[bool]int{true: http.StatusGone, false: http.StatusOK}[r.revoked]
	if at := must[page](t)(j.browser.get(t.Context(), p.file(0))); at.status != status {
		t.Errorf("%s: the file answers %d, want %d", r.name, at.status, status)
	}
	x.checkNoticesOnce(t, []*journey{j})
	subjects := map[string]int{}
	for _, m := range must[[]sandboxMessage](t)(x.outside.messages(t.Context(), senderEmail)) {
		if strings.Contains(m.Subject, "« "+p.order.title+" »") {
			if subjects[m.Subject]++; subjects[m.Subject] > 1 {
				t.Errorf("%s: the sender was told twice: %q", r.name, m.Subject)
			}
		}
	}
}

// deliveryState is where the money of a delivery stands, with nothing under way.
type deliveryState struct {
	refunds, disputes int
	release           string
}

func stateOf(d deliveryView) deliveryState {
	s := deliveryState{release: d.Releases[0].State}
	if d.Releases[0].Suspended {
		s.release = "suspended"
	}
	for _, r := range d.Refunds {
		if r.State == "succeeded" {
			s.refunds++
		}
	}
	for _, x := range d.Disputes {
		if slices.Contains([]string{"won", "lost"}, x.State) {
			s.disputes++
		}
	}
	return s
}

// checkReplays: every delivery is what its events say.
func (x *trial) checkReplays(t *testing.T, journeys []*journey) {
	t.Helper()
	ctx := context.Background()
	store, err := db.Open(ctx, x.databaseURL(), db.Options{})
	check(t, err)
	defer func() { check(t, store.Close()) }()
	for _, j := range journeys {
		if err := store.CheckReplay(ctx, delivery.ID(j.parcel.id)); err != nil {
			t.Error(fmt.Errorf("journey %d: %w", j.number, err))
		}
	}
}
