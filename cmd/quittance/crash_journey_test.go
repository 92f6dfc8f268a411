package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// journey is one delivery from upload to download by people who try again until it works, as people do.
type journey struct {
	*trial
	number  int
	random  *rand.Rand
	browser *browser
	parcel  *parcel
}

func newJourney(x *trial, seed, trialNumber uint64, n int) *journey {
	random := rand.New(rand.NewPCG(seed, trialNumber<<32|uint64(n)))
	sizes := []int{1, 5_000, 300_000, 700_001, 9<<20 + 5}
	marker := make([]byte, 32)
	for k := range marker {
		marker[k] = byte(random.IntN(256))
	}
	size := sizes[random.IntN(len(sizes))]
	return &journey{trial: x, number: n, random: random, parcel: &parcel{
		order: order{title: fmt.Sprintf("Lot %d", n), amount: 10_000 + int64(n), to: customer(n)},
		files: []file{{fmt.Sprintf("plan-%d.pdf", n), "application/pdf", bytes.Repeat(marker, size/len(marker)+1)[:size]}},
	}}
}

// run goes the whole way. Each step is tried again until the context ends.
func (j *journey) run(ctx context.Context) (err error) {
	// Codes are counted by address, so each recipient has one.
	if j.browser, err = newBrowser(j.base, fmt.Sprintf("127.0.%d.%d", j.number/200+1, j.number%200+1)); err != nil {
		return err
	}
	j.browser.http.Timeout = 10 * time.Second
	for _, step := range []struct {
		name string
		try  func(context.Context) (bool, error)
	}{
		{"upload", j.upload()}, {"create", j.create}, {"send", j.send}, {"open the link", j.open}, {"pay", j.pay()},
		{"sign", j.sign()}, {"unlock", j.unlocked}, {"download", j.download}, {"attest", j.attested},
	} {
		if err := insist(ctx, step.try); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// insist tries until it works. Errors are what crashes look like from outside; the last ones are told when time is over.
func insist(ctx context.Context, try func(context.Context) (bool, error)) error {
	const least, most = 50 * time.Millisecond, time.Second
	tick := time.NewTicker(least)
	defer tick.Stop()
	var last error
	for wait := least; ; wait = min(wait*5/4, most) {
		tick.Reset(wait)
		done, err := try(ctx)
		if done && err == nil {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), last)
		case <-tick.C:
		}
	}
}

func (j *journey) upload() func(context.Context) (bool, error) {
	path := ""
	return func(ctx context.Context) (done bool, err error) {
		f := j.parcel.files[0]
		if path == "" {
			if path, err = j.sender.beginUpload(ctx, f); err != nil {
				path = ""
				return false, err
			}
			j.parcel.ids = []string{path[strings.LastIndexByte(path, '/')+1:]}
		}
		for !done && err == nil {
			done, err = j.sender.continueUpload(ctx, path, f, max(len(f.content)/4, 1<<10))
		}
		return done, err
	}
}

func (j *journey) key(verb string) string { return fmt.Sprintf("journey-%d-%s", j.number, verb) }

func (j *journey) create(ctx context.Context) (bool, error) {
	var d deliveryView
	err := j.sender.call(ctx, http.MethodPost, "/api/v1/deliveries", j.key("create"), j.parcel.order.body(j.parcel.ids...), &d)
	if err != nil {
		return false, err
	}
	j.parcel.id, j.parcel.ids = d.ID, []string{d.Deliverables[0].ID}
	return true, nil
}

func (j *journey) send(ctx context.Context) (bool, error) {
	var sent linksView
	if err := j.sender.call(ctx, http.MethodPost, "/api/v1/deliveries/"+j.parcel.id+"/send", j.key("send"), nil, &sent); err != nil {
		return false, err
	}
	j.parcel.link, j.parcel.recipient = sent.Recipients[0].Link, sent.Recipients[0].ID
	return true, nil
}

func (j *journey) open(ctx context.Context) (bool, error) {
	_, err := j.browser.openLink(ctx, j.parcel)
	return err == nil, err
}

// pay pays once, as the bank would tell a payer who looks at their account; half of the payers come back to our page,
// the other half close it and leave everything to the webhook.
func (j *journey) pay() func(context.Context) (bool, error) {
	paid, comesBack, session := false, j.random.IntN(2) == 0, ""
	return func(ctx context.Context) (bool, error) {
		d, err := j.sender.delivery(ctx, j.parcel.id)
		if err != nil || (len(d.Payments) > 0 && d.Payments[0].State == "settled") {
			return err == nil, err
		}
		if paid {
			return false, j.comeBack(ctx, comesBack)
		}
		if session == "" {
			if session, err = j.browser.startPayment(ctx, j.parcel); err != nil {
				session = ""
				return false, err
			}
		}
		refused := j.outside.pay(ctx, session, "success")
		all, err := j.outside.bank(ctx)
		if err != nil {
			return false, err
		}
		for _, p := range all {
			paid = paid || p.Session == session && p.Status == "succeeded"
		}
		if !paid {
			return false, errors.Join(errors.New("the bank did not take the money"), refused)
		}
		return false, j.comeBack(ctx, comesBack)
	}
}

func (j *journey) comeBack(ctx context.Context, does bool) error {
	if !does {
		return nil
	}
	at, err := j.browser.get(ctx, j.parcel.verb("paid"))
	if err == nil && at.status != http.StatusOK {
		err = fmt.Errorf("come back from the bank: %s", at.answer)
	}
	return err
}

// sign asks for a code, waits for the message, and asks again when none came for a while.
func (j *journey) sign() func(context.Context) (bool, error) {
	asked, refused := time.Time{}, ""
	return func(ctx context.Context) (bool, error) {
		d, err := j.sender.delivery(ctx, j.parcel.id)
		if err != nil || d.Releases[0].State != "locked" {
			return err == nil, err
		}
		if time.Since(asked) > 40*time.Second {
			at, err := j.browser.askCode(ctx, j.parcel)
			if err != nil {
				return false, err
			}
			// 429: an answer was lost, and the code is on its way already.
			if at.status != http.StatusOK && at.status != http.StatusTooManyRequests {
				return false, fmt.Errorf("ask for a code: %s", at.answer)
			}
			asked = time.Now()
		}
		code, err := j.outside.newestCode(ctx, j.parcel.order.to.phone)
		if err != nil || code == "" || code == refused {
			return false, err
		}
		at, err := j.browser.sign(ctx, j.parcel, code)
		if err != nil {
			return false, err
		}
		if at.status == http.StatusUnprocessableEntity {
			refused = code
		}
		if at.status != http.StatusOK {
			return false, fmt.Errorf("sign: %s", at.answer)
		}
		return false, nil
	}
}

func (j *journey) unlocked(ctx context.Context) (bool, error) {
	d, err := j.sender.delivery(ctx, j.parcel.id)
	return err == nil && unlocked(d), err
}

// attested waits for the certificate of delivery. A server that was killed after the last byte left, and before it could
// say so, knows nothing of the download: then it is done again.
func (j *journey) attested(ctx context.Context) (bool, error) {
	d, err := j.sender.delivery(ctx, j.parcel.id)
	if err != nil || attested(d) {
		return err == nil, err
	}
	if d.Releases[0].HandedOverAt == "" {
		_, err = j.download(ctx)
	}
	return false, err
}

func (j *journey) download(ctx context.Context) (bool, error) {
	for address, content := range map[string][]byte{j.parcel.file(0): j.parcel.files[0].content, j.parcel.verb("certificate.pdf"): []byte("%PDF-")} {
		at, err := j.browser.get(ctx, address)
		if err != nil {
			return false, err
		}
		if at.status != http.StatusOK || !bytes.HasPrefix(at.body, content) {
			return false, fmt.Errorf("download: %d with %d bytes", at.status, len(at.body))
		}
	}
	return true, nil
}
