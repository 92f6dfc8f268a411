package payment

import (
	"context"
	"net/http"

	"quittance/internal/delivery"

	"github.com/stripe/stripe-go/v76"
)

// RefundRequest sends money of a payment back. ID is our refund row's: idempotency key and metadata.
type RefundRequest struct {
	ID      string
	Payment string
	Intent  string
	Amount  delivery.Money // 0 = all that is left; the currency is the payment's
	Account string
}

// Refund makes the refund, or finds the one made before with the same id: repeating it never sends money twice, however
// late. What it returns may still be on its way or fail later; Observe tells. An *Error that is not Retryable means that
// Stripe refused (codes "charge_already_refunded", "charge_disputed", …).
func (c *Client) Refund(ctx context.Context, r RefundRequest) (delivery.RefundSeen, error) {
	const op = "refund payment"
	for _, id := range []string{r.ID, r.Intent} {
		if err := needID(op, id); err != nil {
			return delivery.RefundSeen{}, err
		}
	}
	if r.Amount.Amount < 0 {
		return delivery.RefundSeen{}, &Error{Op: op, Code: CodeInvalid, Status: http.StatusBadRequest}
	}
	seen, err := c.refunds(ctx, op, r.Account, r.Intent)
	if err != nil {
		return delivery.RefundSeen{}, err
	}
	for _, s := range seen {
		if s.ID == r.ID {
			return s, nil
		}
	}
	p := &stripe.RefundParams{
		Params: params(ctx, r.Account, r.ID), PaymentIntent: stripe.String(r.Intent), Metadata: map[string]string{metaRefund: r.ID},
	}
	if r.Payment != "" {
		p.Metadata[metaPayment] = r.Payment
	}
	if r.Amount.Amount > 0 {
		p.Amount = stripe.Int64(r.Amount.Amount)
	}
	made, err := c.api.Refunds.New(p)
	if err := classify(op, err); err != nil {
		return delivery.RefundSeen{}, err
	}
	if made.ID == "" || made.Metadata[metaRefund] != r.ID {
		return delivery.RefundSeen{}, garbage(op)
	}
	return refundSeen(made), nil
}
