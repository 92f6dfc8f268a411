package payment

import (
	"context"
	"time"

	"github.com/stripe/stripe-go/v76"
)

// Ref names a payment: always by our id, and by Stripe's as far as they are known.
type Ref struct {
	Payment   string
	Session   string
	Intent    string
	Account   string
	StartedAt time.Time // of the payment row; without it, a session never attempted is looked for in the last day only
}

// sessionDetail is what is asked for with a session, so that one call tells nearly all.
const sessionDetail = "payment_intent.latest_charge.balance_transaction"

// lookPages bounds the search for a session that nobody attempted to pay: two thousand sessions.
const lookPages = 20

// session reads the session of a payment, by its id or by looking for it. Nil without an error: Stripe has none.
func (c *Client) session(ctx context.Context, op string, ref Ref) (*stripe.CheckoutSession, error) {
	if ref.Session == "" {
		found, err := c.find(ctx, op, ref)
		if found == nil || err != nil {
			return nil, err
		}
		ref.Session = found.ID
	}
	if err := needID(op, ref.Session); err != nil {
		return nil, err
	}
	p := &stripe.CheckoutSessionParams{Params: params(ctx, ref.Account, "")}
	p.AddExpand(sessionDetail)
	s, err := c.api.CheckoutSessions.Get(ref.Session, p)
	if err := classify(op, err); err != nil {
		return nil, err
	}
	if s.ID != ref.Session {
		return nil, garbage(op)
	}
	if !belongs(s, ref.Payment) {
		return nil, &Error{Op: op, Code: CodeMismatch}
	}
	return s, nil
}

func belongs(s *stripe.CheckoutSession, payment string) bool {
	return s.ClientReferenceID == payment || s.Metadata[metaPayment] == payment
}

// find looks for the session of a payment whose id at Stripe is not known: by the intent if there is one (found by its
// metadata once somebody tried to pay; Stripe's search lags up to a minute), else among the sessions made since.
func (c *Client) find(ctx context.Context, op string, ref Ref) (*stripe.CheckoutSession, error) {
	if err := needID(op, ref.Payment); err != nil {
		return nil, err
	}
	intent := ref.Intent
	if intent == "" {
		var err error
		if intent, err = c.searchIntent(ctx, op, ref); err != nil {
			return nil, err
		}
	}
	if intent != "" {
		p := sessionList(ctx, ref)
		p.PaymentIntent = stripe.String(intent)
		if found, _, err := c.findIn(op, p, ref); found != nil || err != nil {
			return found, err
		}
	}
	since := ref.StartedAt
	if since.IsZero() {
		since = c.now().Add(-24 * time.Hour)
	}
	p := sessionList(ctx, ref)
	p.CreatedRange = &stripe.RangeQueryParams{GreaterThanOrEqual: since.Add(-5 * time.Minute).Unix()} // clocks differ
	for range lookPages {
		found, last, err := c.findIn(op, p, ref)
		if found != nil || err != nil || last == "" {
			return found, err
		}
		p.StartingAfter = stripe.String(last)
	}
	return nil, &Error{Op: op, Code: CodeTooMany, Retryable: true}
}

func sessionList(ctx context.Context, ref Ref) *stripe.CheckoutSessionListParams {
	return &stripe.CheckoutSessionListParams{ListParams: listParams(ctx, ref.Account)}
}

// findIn looks through one page. last is where the next page begins, empty at the end.
func (c *Client) findIn(op string, p *stripe.CheckoutSessionListParams, ref Ref) (found *stripe.CheckoutSession, last string, err error) {
	page := c.api.CheckoutSessions.List(p)
	for page.Next() {
		s := page.CheckoutSession()
		if s == nil || s.ID == "" || s.ID == last {
			return nil, "", garbage(op)
		}
		if belongs(s, ref.Payment) {
			return s, "", nil
		}
		last = s.ID
	}
	if err := classify(op, page.Err()); err != nil {
		return nil, "", err
	}
	if page.Meta() == nil || !page.Meta().HasMore {
		last = ""
	}
	return nil, last, nil
}

func (c *Client) searchIntent(ctx context.Context, op string, ref Ref) (string, error) {
	p := &stripe.PaymentIntentSearchParams{SearchParams: stripe.SearchParams{
		Context: ctx, Query: "metadata['" + metaPayment + "']:'" + ref.Payment + "'", Limit: stripe.Int64(1), Single: true,
	}}
	if ref.Account != "" {
		p.StripeAccount = stripe.String(ref.Account)
	}
	found := c.api.PaymentIntents.Search(p)
	if found.Next() {
		if intent := found.PaymentIntent(); intent != nil && intent.Metadata[metaPayment] == ref.Payment {
			return intent.ID, nil
		}
		return "", garbage(op)
	}
	return "", classify(op, found.Err())
}
