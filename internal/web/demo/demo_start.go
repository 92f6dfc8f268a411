package demo

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// What one network may start: each demonstration is a file, a workspace's delivery and some messages.
const (
	startsByOrigin = 20
	startWindow    = time.Hour
	cookieTime     = 24 * time.Hour
)

var errTooManyStarts = problem.New(problem.TooMany, "too_many_attempts", "too many demonstrations in a short time")

// start is POST /demo: a delivery is sent to the visitor, who is its client.
func (d *Door) start(c echo.Context) error {
	ctx := c.Request().Context()
	origin := d.Digest("demo", web.Network(d.VisitorOf(c.Request()).Address))
	wait, err := ratelimit.Take(ctx, d.DB, delivery.At(d.Now()), ratelimit.Limit{Key: "demo/origin/" + origin, Max: startsByOrigin, Window: startWindow})
	if err != nil {
		return err
	}
	if wait > 0 {
		return errTooManyStarts.After(wait)
	}
	m, err := d.sender(ctx, forVisitors)
	if err != nil {
		return err
	}
	sent, err := d.deliver(ctx, m, web.Lang(c))
	if err != nil {
		return err
	}
	token := d.token(string(sent.ID))
	d.SetCookie(c, cookie, token, int(cookieTime/time.Second))
	return c.Redirect(http.StatusSeeOther, frontend.DemoPath(token))
}
