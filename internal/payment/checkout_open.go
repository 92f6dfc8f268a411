package payment

import (
	"context"
	"strings"
	"time"
	"unicode"

	"quittance/internal/delivery"

	"github.com/stripe/stripe-go/v76"
)

// CheckoutRequest is one attempt to pay a due. All of it must come from rows that do not change: a repeated request
// with other values is refused by Stripe (CodeIdempotency). ExpiresAt is 30 minutes to 24 hours after the first attempt.
type CheckoutRequest struct {
	Payment   string // id of the payment row: idempotency key, client_reference_id, metadata
	Delivery  string
	Due       string
	Recipient string
	Account   string // connected account that is paid, "" = the instance's own
	Amount    delivery.Money
	Title     string // what the payer reads
	Email     string // of the payer, may be empty
	Language  string // "fr", "en"; empty: the browser's

	SuccessURL string
	CancelURL  string
	StartedAt  time.Time // of the payment row; the lookup after a doubt begins there
	ExpiresAt  time.Time
	Methods    []string // "card", "sepa_debit"; empty: those of the account's settings
	// StatementSuffix appears on the payer's bank statement after the account's own prefix.
	StatementSuffix string
	// Doubt says that an earlier attempt may have reached Stripe; then it is looked for first.
	Doubt bool
}

// Checkout is a session at Stripe. URL is empty once it can no longer be paid.
type Checkout struct {
	Session   string
	URL       string
	State     delivery.SessionState
	ExpiresAt time.Time
}

// OpenCheckout makes the session of a payment, or finds the one made before. Repeating it never makes a second one:
// within 24 hours by Stripe's idempotency, later by looking (set Doubt). An *Error with Unknown set means that the
// session may exist; one that is not Retryable that it does not and that this payment has failed.
func (c *Client) OpenCheckout(ctx context.Context, r CheckoutRequest) (Checkout, error) {
	const op = "open checkout"
	if err := needID(op, r.Payment); err != nil {
		return Checkout{}, err
	}
	ref := Ref{Payment: r.Payment, Account: r.Account, StartedAt: r.StartedAt}
	if r.Doubt {
		found, err := c.find(ctx, op, ref)
		// Younger than Stripe's memory of keys, a create is safe even when the look-up was not complete.
		remembered := c.now().Sub(r.StartedAt) < 23*time.Hour
		if err != nil && (CodeOf(err) != CodeTooMany || !remembered) {
			return Checkout{}, err
		}
		if found != nil {
			return describe(found), nil
		}
	}
	session, err := c.api.CheckoutSessions.New(sessionParams(ctx, r))
	if err := classify(op, err); err != nil {
		if CodeOf(err) != CodeIdempotency {
			return Checkout{}, err
		}
		found, lookup := c.find(ctx, op, ref)
		if lookup != nil {
			return Checkout{}, lookup
		}
		if found == nil {
			return Checkout{}, err
		}
		return describe(found), nil
	}
	if session.ID == "" || session.URL == "" && session.Status == stripe.CheckoutSessionStatusOpen {
		return Checkout{}, garbage(op)
	}
	if session.ClientReferenceID != r.Payment {
		return Checkout{}, &Error{Op: op, Code: CodeMismatch}
	}
	return describe(session), nil
}

func describe(s *stripe.CheckoutSession) Checkout {
	return Checkout{Session: s.ID, URL: s.URL, State: sessionState(s.Status), ExpiresAt: time.Unix(s.ExpiresAt, 0).UTC()}
}

func sessionParams(ctx context.Context, r CheckoutRequest) *stripe.CheckoutSessionParams {
	notes := func() map[string]string {
		m := map[string]string{metaPayment: r.Payment}
		for key, value := range map[string]string{metaDelivery: r.Delivery, metaDue: r.Due, metaRecipient: r.Recipient} {
			if value != "" {
				m[key] = value
			}
		}
		return m
	}
	p := &stripe.CheckoutSessionParams{
		Params: params(ctx, r.Account, r.Payment), Mode: stripe.String("payment"),
		ClientReferenceID: stripe.String(r.Payment), Metadata: notes(),
		CustomerEmail: optional(r.Email), Locale: optional(locale(r.Language)),
		SuccessURL: stripe.String(r.SuccessURL), CancelURL: stripe.String(r.CancelURL),
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{
			Metadata: notes(), StatementDescriptorSuffix: optional(statementSuffix(r.StatementSuffix)),
		},
		LineItems: []*stripe.CheckoutSessionLineItemParams{{
			Quantity: stripe.Int64(1),
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency: stripe.String(strings.ToLower(r.Amount.Currency)), UnitAmount: stripe.Int64(r.Amount.Amount),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(productName(r.Title))},
			},
		}},
	}
	if !r.ExpiresAt.IsZero() {
		p.ExpiresAt = stripe.Int64(r.ExpiresAt.Unix())
	}
	for _, m := range r.Methods {
		p.PaymentMethodTypes = append(p.PaymentMethodTypes, stripe.String(m))
	}
	return p
}

func locale(language string) string {
	switch language {
	case "fr", "en":
		return language
	}
	return "auto"
}

// productName fits a title into what Stripe shows: one line of at most 250 characters, never empty.
func productName(title string) string {
	line := strings.Join(strings.FieldsFunc(title, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if letters := []rune(line); len(letters) > 250 {
		line = string(letters[:249]) + "…"
	}
	if line == "" {
		return "Quittance"
	}
	return line
}

// statementSuffix keeps what a bank statement can show: at most 22 of a few characters, with at least one letter.
func statementSuffix(s string) string {
	var kept strings.Builder
	letter := false
	for _, r := range s {
		isLetter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if kept.Len() < 22 && (isLetter || r >= '0' && r <= '9' || r == ' ' || r == '.' || r == '-') {
			kept.WriteRune(r)
			letter = letter || isLetter
		}
	}
	if !letter {
		return ""
	}
	return strings.TrimSpace(kept.String())
}
