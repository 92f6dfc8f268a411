package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/timezone"
)

var errNoDemo = problem.New(problem.NotFound, "not_found", "no such demonstration")

// mostMessages is how many the telephone shows.
const mostMessages = 12

// show is GET /demo/{token}: where to go as the client, and the client's telephone and mailbox.
func (d *Door) show(c echo.Context) error {
	id, ok := d.parse(c.Param("token"))
	if !ok {
		return errNoDemo
	}
	ctx := c.Request().Context()
	x, err := d.DB.Delivery(ctx, delivery.ID(id))
	if err != nil {
		return err
	}
	client := x.Recipients[0]
	address, err := d.Commands.ShortLink(ctx, x, client.ID)
	if err != nil {
		return fmt.Errorf("make link: %w", err)
	}
	page := screen.Demo{Shell: d.Shell(c), Client: address, Phone: string(client.Phone), Done: x.Releases[0].State == delivery.ReleaseUnlocked}
	if page.Messages, err = d.inbox(ctx, x, client); err != nil {
		return err
	}
	return d.Render(c, http.StatusOK, page)
}

// inbox is what the client was sent, the newest first: numbers come back to other demonstrations, so nothing older.
func (d *Door) inbox(ctx context.Context, x *delivery.Delivery, client delivery.Recipient) ([]screen.DemoMessage, error) {
	var out []screen.DemoMessage
	for _, to := range []delivery.Personal{client.Phone, client.Email} {
		messages, err := d.Inbox(ctx, string(to), mostMessages)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		for _, m := range messages {
			if !m.At.Before(x.SentAt.Time()) {
				out = append(out, screen.DemoMessage{
					SMS: m.Channel == "sms", From: m.From, Subject: m.Subject, Text: m.Text, At: m.At.In(timezone.Of(x.Terms.Zone)),
				})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b screen.DemoMessage) int { return b.At.Compare(a.At) })
	return out[:min(len(out), mostMessages)], nil
}
