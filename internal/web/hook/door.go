// Package hook is the door of providers: webhooks in. A webhook is believed only by its signature, or by a mark that only
// we make, stored once, and answered; what it means is found out afterwards, once, by a job.
package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/db/webhook"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// The paths, and what bounds their bodies, in bytes: the largest honest ones stay well below.
const (
	pathStripe = "/webhooks/stripe"
	PathVonage = "/webhooks/vonage"

	maxEvent   = 1 << 20
	maxReceipt = 16 << 10
)

// ErrRefused is what a Parser or Receipts returns for what nobody of ours made, is old, or is no message at all.
var ErrRefused = problem.New(problem.Invalid, "webhook_refused", "the webhook is not signed by its provider, or too old")

// Parser reads a signed event. Its errors wrap ErrRefused when the sender is to blame.
type Parser interface {
	ParseWebhook(body []byte, header http.Header, now time.Time) (webhook.StripeEvent, error)
}

// Store keeps an event once and has it processed.
type Store interface {
	StoreStripeEvent(ctx context.Context, ev webhook.StripeEvent) error
}

// Receipts reads what the gateway says of a text message. Its errors wrap ErrRefused when the sender is to blame.
type Receipts interface {
	ReadReceipt(body []byte, header http.Header) (webhook.SMSReceipt, error)
}

// ReceiptStore keeps a receipt once and has it processed.
type ReceiptStore interface {
	StoreSMSReceipt(ctx context.Context, r webhook.SMSReceipt) error
}

// RegisterStripe adds the route of the payment processor.
func RegisterStripe(s *web.Site, parser Parser, store Store) {
	register(s, pathStripe, maxEvent, func(ctx context.Context, body []byte, header http.Header) error {
		ev, err := parser.ParseWebhook(body, header, s.Now())
		if err != nil {
			return err
		}
		return store.StoreStripeEvent(ctx, ev)
	})
}

// RegisterVonage adds the route of the SMS gateway.
func RegisterVonage(s *web.Site, receipts Receipts, store ReceiptStore) {
	register(s, PathVonage, maxReceipt, func(ctx context.Context, body []byte, header http.Header) error {
		r, err := receipts.ReadReceipt(body, header)
		if err != nil {
			return err
		}
		return store.StoreSMSReceipt(ctx, r)
	})
}

// register adds POST at a path: 400 for what is refused, too large or cut, 200 for everything else once it is taken,
// known or not, ours or not.
func register(s *web.Site, path string, most int64, take func(ctx context.Context, body []byte, header http.Header) error) {
	s.Stream(path)
	s.Route(http.MethodPost, path, web.Access{Who: web.Providers}, func(c echo.Context) error {
		const patience = 10 * time.Second
		if err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("set read deadline: %w", err)
		}
		body, err := io.ReadAll(io.LimitReader(c.Request().Body, most+1))
		if err != nil || int64(len(body)) > most {
			return c.NoContent(http.StatusBadRequest)
		}
		err = take(c.Request().Context(), body, c.Request().Header)
		if errors.Is(err, ErrRefused) {
			return c.NoContent(http.StatusBadRequest)
		}
		if err != nil {
			return fmt.Errorf("take webhook: %w", err)
		}
		return c.NoContent(http.StatusOK)
	})
}
