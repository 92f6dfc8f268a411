package provider

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"quittance/internal/db/oversight"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
	"quittance/internal/jobs"
	"quittance/internal/payment"
	"quittance/internal/web/hook"
	"quittance/internal/web/recipient"
)

// Stripe is what jobs and web ask of the payment processor.
type Stripe struct {
	client  *payment.Client
	secrets []string
	now     func() time.Time
}

// NewStripe verifies webhooks with the secrets, of which any may have signed.
func NewStripe(client *payment.Client, secrets []string, now func() time.Time) *Stripe {
	return &Stripe{client: client, secrets: secrets, now: now}
}

// checkoutTime is how long a payment page stays open after the payment began: below Stripe's 24 hours, with room for
// a first attempt that was late.
const checkoutTime = 23 * time.Hour

func refOf(p delivery.Payment) payment.Ref {
	return payment.Ref{Payment: p.ID, Session: p.Session, Intent: p.Intent, Account: p.Account, StartedAt: p.StartedAt.Time()}
}

// Live implements jobs.Payments.
func (s *Stripe) Live() bool { return s.client.Live() }

// Observe implements jobs.Payments. A payment that the processor still knows nothing of when no page can be open any
// more never had one: it is over.
func (s *Stripe) Observe(ctx context.Context, _ *delivery.Delivery, p delivery.Payment) (delivery.Observation, error) {
	o, err := s.client.Observe(ctx, refOf(p))
	if err == nil && o.SessionIs == "" && s.now().Sub(p.StartedAt.Time()) > jobs.PageLife {
		o.SessionIs = delivery.SessionExpired
	}
	return o, err
}

// Recall implements jobs.Payments.
func (s *Stripe) Recall(ctx context.Context, ev webhook.StripeEvent) (oversight.UnknownPayment, bool, error) {
	ref := payment.Ref{Payment: ev.Payment, Account: ev.Account, StartedAt: ev.CreatedAt.Time().Add(-jobs.PageLife)}
	switch {
	case strings.HasPrefix(ev.Object, "cs_"):
		ref.Session = ev.Object
	case strings.HasPrefix(ev.Object, "pi_"):
		ref.Intent = ev.Object
	}
	r, isMoney, err := s.client.Recall(ctx, ref)
	return oversight.UnknownPayment{
		Account: ev.Account, Payment: ev.Payment, Delivery: delivery.ID(r.Delivery), Intent: r.Intent, Amount: r.Received, PaidAt: r.PaidAt,
	}, isMoney, err
}

// Refund implements jobs.Payments.
func (s *Stripe) Refund(ctx context.Context, p delivery.Payment, r delivery.Refund) error {
	_, err := s.client.Refund(ctx, payment.RefundRequest{
		ID: r.ID, Payment: p.ID, Intent: p.Intent, Account: p.Account,
		Amount: delivery.Money{Amount: r.Amount, Currency: p.Currency},
	})
	var refused *payment.Error
	if errors.As(err, &refused) && !refused.Retryable && !refused.Unknown {
		return finalRefusal{refused}
	}
	return err
}

// finalRefusal says in the words of jobs that trying again is of no use.
type finalRefusal struct{ cause *payment.Error }

func (f finalRefusal) Error() string   { return f.cause.Error() }
func (f finalRefusal) Unwrap() error   { return f.cause }
func (f finalRefusal) IsRefused() bool { return true }
func (f finalRefusal) IsUnknown() bool { return false }
func (f finalRefusal) Code() string    { return f.cause.Code }

// Open implements recipient.Checkout. Everything in the request comes from the recorded payment, so that a repeated
// request is the same one.
func (s *Stripe) Open(ctx context.Context, r recipient.CheckoutRequest) (recipient.CheckoutPage, error) {
	opened, err := s.client.OpenCheckout(ctx, payment.CheckoutRequest{
		Payment: r.Payment.ID, Delivery: string(r.Delivery.ID), Due: r.Payment.Due, Recipient: r.Payment.Recipient, Account: r.Payment.Account,
		Amount: delivery.Money{Amount: r.Payment.Amount, Currency: r.Payment.Currency}, Title: string(r.Delivery.Terms.Title),
		Email: string(r.Recipient.Email), Language: r.Recipient.Language, SuccessURL: r.SuccessURL, CancelURL: r.CancelURL,
		StartedAt: r.Payment.StartedAt.Time(), ExpiresAt: r.Payment.StartedAt.Time().Add(checkoutTime),
		Methods: []string{r.Payment.Method}, Doubt: r.Again,
	})
	if payment.CodeOf(err) == "amount_too_small" { // in the currency of the account, which the amount is converted to
		return recipient.CheckoutPage{}, delivery.ErrTooLittle
	}
	if err != nil {
		return recipient.CheckoutPage{}, err
	}
	return recipient.CheckoutPage{Session: opened.Session, URL: opened.URL, ExpiresAt: delivery.At(opened.ExpiresAt)}, nil
}

// Close implements command.Closer and recipient.Checkout.
func (s *Stripe) Close(ctx context.Context, p delivery.Payment) error {
	_, err := s.client.ExpireCheckout(ctx, refOf(p))
	return err
}

// Changed implements jobs.Payments.
func (s *Stripe) Changed(ctx context.Context, since delivery.Instant) ([]webhook.StripeEvent, error) {
	var out []webhook.StripeEvent
	for q := (payment.EventQuery{After: since.Time()}); ; {
		page, err := s.client.EventsSince(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, ev := range page.Events {
			out = append(out, rowOf(ev))
		}
		if !page.More || len(page.Events) == 0 {
			return out, nil
		}
		q.AfterID = page.Events[len(page.Events)-1].ID
	}
}

// ParseWebhook implements hook.Parser.
func (s *Stripe) ParseWebhook(body []byte, header http.Header, now time.Time) (webhook.StripeEvent, error) {
	ev, err := payment.ParseWebhook(body, header.Get("Stripe-Signature"), s.secrets, now)
	if err != nil {
		return webhook.StripeEvent{}, errors.Join(hook.ErrRefused, err)
	}
	return rowOf(ev), nil
}

// rowOf keeps what finds the payment again: its id, or the intent where the metadata holds none (disputes and refunds
// made on the processor's own pages).
func rowOf(ev payment.Event) webhook.StripeEvent {
	object := ev.Object
	if ev.Payment == "" && ev.Intent != "" {
		object = ev.Intent
	}
	return webhook.StripeEvent{
		Account: ev.Account, ID: ev.ID, Live: ev.Live, Type: ev.Type, Object: object, Payment: ev.Payment, CreatedAt: delivery.At(ev.CreatedAt),
	}
}

var _ jobs.Payments = (*Stripe)(nil)
