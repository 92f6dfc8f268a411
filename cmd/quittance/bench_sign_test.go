//go:build bench

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// signings is under what one address may ask for in a day.
const signings = 30

// sign measures the server's processor time from a code that is right to the certificate that is sealed and stored:
// the signature's transaction, the job, evidence, log, layout, seal, the question to the time-stamping authority, and
// what follows at once (the certificate's mail).
func (b *bench) sign(t *testing.T) {
	parcels := b.guarded(t, signings, []string{"signature"}, 0)
	type ready struct {
		*browser
		parcel *parcel
		code   string
	}
	var all []ready
	for _, p := range parcels {
		v, err := newBrowser(b.home.base, "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.openLink(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if _, err := v.askCode(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		r := ready{browser: v, parcel: p}
		err = eventually(t.Context(), "a code", func() (bool, error) {
			r.code, err = b.world.newestCode(t.Context(), p.order.to.phone)
			return r.code != "", err
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	b.quiet(t)
	before, began := b.home.server.cpu(t), time.Now()
	for _, r := range all {
		if at, err := r.browser.sign(t.Context(), r.parcel, r.code); err != nil || at.at.Path != r.parcel.page() {
			t.Fatalf("sign: %v at %v", err, at.at)
		}
	}
	for _, r := range all { // the mail with the certificate is asked of the sandbox: a question to the server would be counted as its work
		err := eventually(t.Context(), "a certificate", func() (bool, error) {
			mails, err := b.world.messages(t.Context(), r.parcel.order.to.email)
			return err == nil && slices.ContainsFunc(mails, func(m sandboxMessage) bool { return strings.Contains(m.Subject, "prêts") }), err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(began) / signings
	each := (b.home.server.cpu(t) - before) / signings
	for _, r := range all {
		d, err := b.sender.delivery(t.Context(), r.parcel.id)
		if err != nil || len(d.Certificates) != 1 || d.Certificates[0].SealedAt == "" || d.Releases[0].State != "unlocked" {
			t.Fatalf("a signed delivery is not unlocked with one certificate: %v", err)
		}
	}
	const target = 40 * time.Millisecond
	b.add(row{"code verified to certificate stored, processor", millis(each), "", fmt.Sprintf("(%s each)", millis(took)), "<= 40 ms", each <= target})
}
