package payment

import (
	"context"
	"errors"
	"net/http"

	"quittance/internal/delivery"

	"github.com/stripe/stripe-go/v76"
)

// ExpireCheckout closes the session of a payment, so that nobody can begin to pay it any more, and says how the session
// stands after it: expired, or complete when the payer was quicker (then observe). Repeating it changes nothing. ""
// means that Stripe has no session of this payment.
func (c *Client) ExpireCheckout(ctx context.Context, ref Ref) (delivery.SessionState, error) {
	const op = "expire checkout"
	s, err := c.session(ctx, op, ref)
	if err != nil || s == nil {
		return "", err
	}
	if state := sessionState(s.Status); state != delivery.SessionOpen {
		return state, nil
	}
	ref.Session = s.ID
	ended, err := c.api.CheckoutSessions.Expire(s.ID, &stripe.CheckoutSessionExpireParams{Params: params(ctx, ref.Account, "")})
	var refused *Error
	err = classify(op, err)
	switch {
	case err == nil && ended.ID != s.ID:
		return "", garbage(op)
	case err == nil:
		return sessionState(ended.Status), nil
	case errors.As(err, &refused) && refused.Status == http.StatusBadRequest:
		// It was paid or ran out between the two calls.
		if s, err := c.session(ctx, op, ref); err == nil && s != nil && sessionState(s.Status) != delivery.SessionOpen {
			return sessionState(s.Status), nil
		}
	}
	return "", err
}
