package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
)

// outsideWorld is the sandbox by its JSON twins: the payer's bank, the telephone, the mailbox.
type outsideWorld struct {
	base string
	http *http.Client
}

type sandboxMessage struct{ ID, Channel, To, Subject, Text string }

type bankView struct {
	Intent   string `json:"payment_intent"`
	Session  string
	Status   string
	Amount   int64
	Refunded int64 `json:"amount_refunded"`
	Metadata map[string]string
	Refunds  []struct{ Status string }
	Disputes []struct{ Status string }
}

func (o *outsideWorld) do(ctx context.Context, method, path string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, o.base+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	a, err := read(o.http.Do(req))
	if err != nil {
		return err
	}
	if a.status/100 != 2 {
		return fmt.Errorf("sandbox %s: %s", path, a)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(a.body, out)
}

// pay is one attempt on a payment page: success, decline, 3ds, sepa, cancel.
func (o *outsideWorld) pay(ctx context.Context, session, outcome string) error {
	return o.do(ctx, http.MethodPost, "/sandbox/stripe/sessions/"+session+"/pay", map[string]any{"outcome": outcome}, nil)
}

// authenticate answers the bank's question: confirm, refuse.
func (o *outsideWorld) authenticate(ctx context.Context, session, outcome string) error {
	return o.do(ctx, http.MethodPost, "/sandbox/stripe/sessions/"+session+"/authenticate", map[string]any{"outcome": outcome}, nil)
}

func (o *outsideWorld) bank(ctx context.Context) (all []bankView, err error) {
	return all, o.do(ctx, http.MethodGet, "/sandbox/bank.json", nil, &all)
}

// act makes the bank do something with the payment of a delivery: settle, fail, refund, dispute, win, lose.
func (o *outsideWorld) act(ctx context.Context, delivery, action string) error {
	all, err := o.bank(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Metadata["quittance_delivery"] == delivery {
			return o.do(ctx, http.MethodPost, "/sandbox/bank/payments/"+p.Intent+"/"+action, map[string]any{}, nil)
		}
	}
	return errors.New("the bank knows no payment of the delivery")
}

// messages are those to a reader, the newest first.
func (o *outsideWorld) messages(ctx context.Context, to string) (all []sandboxMessage, err error) {
	return all, o.do(ctx, http.MethodGet, "/sandbox/messages.json?to="+url.QueryEscape(to), nil, &all)
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// newestCode is the code in the newest text message to a telephone; "" while there is none.
func (o *outsideWorld) newestCode(ctx context.Context, phone string) (string, error) {
	all, err := o.messages(ctx, phone)
	if err != nil {
		return "", err
	}
	for _, m := range all {
		if m.Channel == "sms" {
			return sixDigits.FindString(m.Text), nil
		}
	}
	return "", nil
}
