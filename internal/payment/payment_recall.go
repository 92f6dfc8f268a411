package payment

import (
	"context"
	"strings"

	"quittance/internal/delivery"

	"github.com/stripe/stripe-go/v76"
)

// Recalled is what Stripe holds of a payment that nobody here remembers.
type Recalled struct {
	Delivery string // as we noted it there; "" where it makes no sense
	Intent   string
	Received delivery.Money // what is left of it after refunds
	PaidAt   delivery.Instant
}

// Recall asks Stripe for money under an id of ours, of which no more is known here. It is false where Stripe knows of
// none: nothing was paid, all of it went back, or the session named is another payment's.
func (c *Client) Recall(ctx context.Context, ref Ref) (Recalled, bool, error) {
	const op = "recall payment"
	s, err := c.session(ctx, op, ref)
	if code := CodeOf(err); code == CodeMismatch || code == CodeMissing {
		return Recalled{}, false, nil
	}
	if err != nil || s == nil || s.PaymentIntent == nil || s.PaymentIntent.Status != stripe.PaymentIntentStatusSucceeded {
		return Recalled{}, false, err
	}
	intent := s.PaymentIntent
	charge := intent.LatestCharge
	if intent.ID == "" || charge == nil {
		return Recalled{}, false, garbage(op)
	}
	r := Recalled{
		Intent: intent.ID, PaidAt: at(charge.Created),
		Received: delivery.Money{Amount: intent.AmountReceived - charge.AmountRefunded, Currency: strings.ToUpper(string(intent.Currency))},
	}
	if t := charge.BalanceTransaction; t != nil && t.Created > 0 {
		r.PaidAt = at(t.Created) // of a debit, days after the charge was made
	}
	if noted := s.Metadata[metaDelivery]; plainID.MatchString(noted) {
		r.Delivery = noted
	}
	return r, r.Received.Amount > 0, nil
}
