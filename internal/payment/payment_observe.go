package payment

import (
	"context"
	"strings"
	"time"

	"quittance/internal/delivery"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/dispute"
	"github.com/stripe/stripe-go/v76/refund"
)

// listPages bounds the refunds and disputes read of one payment: a thousand.
const listPages = 10

// Observe asks Stripe what became of a payment: session, intent, charge, refunds, disputes. Nothing is changed, and a
// payment that Stripe knows nothing of gives an observation whose SessionIs is empty. An *Error with CodeMismatch means
// that the session named is another payment's.
func (c *Client) Observe(ctx context.Context, ref Ref) (delivery.Observation, error) {
	const op = "observe payment"
	o := delivery.Observation{Payment: ref.Payment, Account: ref.Account, Live: c.live}
	s, err := c.session(ctx, op, ref)
	if err != nil || s == nil {
		return o, err
	}
	o.Session, o.SessionIs, o.Live = s.ID, sessionState(s.Status), s.Livemode
	o.ExpiresAt = at(s.ExpiresAt)
	intent := s.PaymentIntent
	if intent == nil {
		return o, nil
	}
	if intent.ID == "" || intent.Status == "" {
		return o, garbage(op)
	}
	o.Intent, o.IntentIs = intent.ID, intentState(intent.Status, o.SessionIs)
	if e := intent.LastPaymentError; e != nil && o.IntentIs != delivery.IntentSucceeded {
		if o.Failure = stable(string(e.DeclineCode)); o.Failure == "" {
			o.Failure = stable(string(e.Code))
		}
	}
	charge := intent.LatestCharge
	if charge == nil {
		return o, nil
	}
	o.Charge = charge.ID
	o.Method, o.Last4 = method(charge.PaymentMethodDetails)
	if o.IntentIs == delivery.IntentSucceeded {
		o.Received = delivery.Money{Amount: intent.AmountReceived, Currency: strings.ToUpper(string(intent.Currency))}
		o.SettledAt = at(charge.Created)
		if t := charge.BalanceTransaction; t != nil && t.Created > 0 {
			o.SettledAt = at(t.Created) // of a debit, days after the charge was made
		}
	}
	if !charge.Paid {
		return o, nil
	}
	if o.Refunds, err = c.refunds(ctx, op, ref.Account, intent.ID); err != nil {
		return o, err
	}
	if charge.Disputed {
		o.Disputes, err = c.disputes(ctx, op, ref.Account, intent.ID)
	}
	return o, err
}

func at(seconds int64) delivery.Instant {
	if seconds <= 0 || seconds > 1<<40 {
		return 0
	}
	return delivery.At(time.Unix(seconds, 0))
}

// sessionState reads Stripe's word; one it may add later is "open", which closes nothing by mistake.
func sessionState(s stripe.CheckoutSessionStatus) delivery.SessionState {
	switch s {
	case stripe.CheckoutSessionStatusComplete:
		return delivery.SessionComplete
	case stripe.CheckoutSessionStatusExpired:
		return delivery.SessionExpired
	default:
		return delivery.SessionOpen
	}
}

// intentState reduces Stripe's states. A refused intent has failed only when its session can be paid no more; a state
// that Stripe may add later waits.
func intentState(s stripe.PaymentIntentStatus, session delivery.SessionState) delivery.IntentState {
	switch s {
	case stripe.PaymentIntentStatusSucceeded:
		return delivery.IntentSucceeded
	case stripe.PaymentIntentStatusProcessing:
		return delivery.IntentProcessing
	case stripe.PaymentIntentStatusCanceled:
		return delivery.IntentFailed
	case stripe.PaymentIntentStatusRequiresPaymentMethod:
		if session != delivery.SessionOpen {
			return delivery.IntentFailed
		}
		return delivery.IntentWaiting
	default:
		return delivery.IntentWaiting
	}
}

func method(d *stripe.ChargePaymentMethodDetails) (kind, last4 string) {
	if d == nil {
		return "", ""
	}
	switch {
	case d.Card != nil:
		last4 = d.Card.Last4
	case d.SEPADebit != nil:
		last4 = d.SEPADebit.Last4
	}
	if len(last4) != 4 || strings.Trim(last4, "0123456789") != "" {
		last4 = ""
	}
	return stable(string(d.Type)), last4
}

func (c *Client) refunds(ctx context.Context, op, account, intent string) (seen []delivery.RefundSeen, err error) {
	p := &stripe.RefundListParams{ListParams: listParams(ctx, account), PaymentIntent: stripe.String(intent)}
	list := func() *refund.Iter { return c.api.Refunds.List(p) }
	err = eachListed(op, &p.ListParams, list, func(page *refund.Iter) string {
		r := page.Refund()
		if r == nil {
			return ""
		}
		seen = append(seen, refundSeen(r))
		return r.ID
	})
	return seen, err
}

// listed is one page of a list of Stripe.
type listed interface {
	Next() bool
	Err() error
	Meta() *stripe.ListMeta
}

// eachListed shows take every entry of a list, page by page. It returns the entry's id, "" when it makes no sense.
func eachListed[P listed](op string, p *stripe.ListParams, list func() P, take func(P) (id string)) error {
	for range listPages {
		page := list()
		last := ""
		for page.Next() {
			if last = take(page); last == "" {
				return garbage(op)
			}
		}
		if err := classify(op, page.Err()); err != nil {
			return err
		}
		if last == "" || page.Meta() == nil || !page.Meta().HasMore {
			return nil
		}
		p.StartingAfter = stripe.String(last)
	}
	return &Error{Op: op, Code: CodeTooMany}
}

func refundSeen(r *stripe.Refund) delivery.RefundSeen {
	seen := delivery.RefundSeen{ID: r.Metadata[metaRefund], Processor: r.ID, Amount: r.Amount, State: delivery.RefundRequested}
	switch r.Status {
	case stripe.RefundStatusSucceeded:
		seen.State = delivery.RefundSucceeded
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		seen.State = delivery.RefundFailed
		if seen.Failure = stable(string(r.FailureReason)); seen.Failure == "" {
			seen.Failure = stable(string(r.Status))
		}
	default: // on its way, or a state that Stripe may add later
	}
	return seen
}

func (c *Client) disputes(ctx context.Context, op, account, intent string) (seen []delivery.DisputeSeen, err error) {
	p := &stripe.DisputeListParams{ListParams: listParams(ctx, account), PaymentIntent: stripe.String(intent)}
	list := func() *dispute.Iter { return c.api.Disputes.List(p) }
	err = eachListed(op, &p.ListParams, list, func(page *dispute.Iter) string {
		d := page.Dispute()
		if d == nil {
			return ""
		}
		seen = append(seen, delivery.DisputeSeen{ID: d.ID, Amount: d.Amount, Reason: stable(string(d.Reason)), State: disputeState(d.Status)})
		return d.ID
	})
	return seen, err
}

// disputeState: an inquiry closed without becoming a dispute was won; a state that Stripe may add later is open.
func disputeState(s stripe.DisputeStatus) delivery.DisputeState {
	switch s {
	case stripe.DisputeStatusWon, stripe.DisputeStatusWarningClosed:
		return delivery.DisputeWon
	case stripe.DisputeStatusLost:
		return delivery.DisputeLost
	default:
		return delivery.DisputeOpen
	}
}
