// Package hook is the door of providers: webhooks in. A webhook is believed only by its signature, stored once, and
// answered; what it means is found out afterwards, once, by a job.
package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// maxBody bounds a webhook's body, in bytes: the processor's largest events stay well below.
const maxBody = 1 << 20

var (
	// ErrRefused is what a Parser returns for a bad or old signature, or a body that is no event.
	ErrRefused  = problem.New(problem.Invalid, "webhook_refused", "the webhook is not signed by its provider, or too old")
	errTooLarge = problem.New(problem.TooLarge, "webhook_too_large", "the webhook is too large")
)

// Parser reads a signed event. Its errors wrap ErrRefused when the sender is to blame.
type Parser interface {
	ParseWebhook(body []byte, header http.Header, now time.Time) (db.StripeEvent, error)
}

// Store keeps an event once and has it processed.
type Store interface {
	StoreStripeEvent(ctx context.Context, ev db.StripeEvent) error
}

// Door holds the handlers.
type Door struct {
	*web.Site
	parser Parser
	store  Store
}

// Register adds the routes. Without a parser there is no processor and no route.
func Register(s *web.Site, parser Parser, store Store) {
	if parser == nil {
		return
	}
	d := &Door{Site: s, parser: parser, store: store}
	const route = "/webhooks/stripe"
	s.Stream(route)
	s.Route(http.MethodPost, route, web.Access{Who: web.Providers}, d.stripe)
}

// stripe is POST /webhooks/stripe: 400 for what is not signed or too old, 200 for everything else once it is stored,
// known or not, ours or not.
func (d *Door) stripe(c echo.Context) error {
	const patience = 10 * time.Second
	if err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set read deadline: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, maxBody+1))
	if err != nil {
		return c.NoContent(http.StatusBadRequest)
	}
	if len(body) > maxBody {
		return errTooLarge
	}
	ev, err := d.parser.ParseWebhook(body, c.Request().Header, d.Now())
	if errors.Is(err, ErrRefused) {
		return c.NoContent(http.StatusBadRequest)
	}
	if err != nil {
		return fmt.Errorf("read webhook: %w", err)
	}
	if err := d.store.StoreStripeEvent(c.Request().Context(), ev); err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
