package recipient

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

// Limits on fresh links: each is a message to an address that did not ask for it.
const (
	freshLinksADay = 3
	freshWindow    = 24 * time.Hour
)

// sendFreshLink is POST /d/{id}/fresh-link: the holder of an old link asks for one that works. It goes to the address
// on file and nowhere else, and the answer is the same whatever happened. A link that was replaced brings the one that
// replaced it once more: its holder may be somebody whose address was corrected, and must not be able to make void
// what the recipient uses. Only where that one is too old as well is a new one made.
func (d *Door) sendFreshLink(c echo.Context) error {
	l, err := d.Links.Parse(d.token(c), d.Now())
	if err != nil && !errors.Is(err, link.ErrExpired) {
		return d.refuse(c, visit{}, err)
	}
	if l.Delivery != c.Param("id") {
		return d.refuse(c, visit{}, link.ErrInvalid)
	}
	v, err := d.find(c, l)
	if err != nil && !errors.Is(err, errLinkReplaced) {
		return d.refuse(c, v, err)
	}
	if err == nil && d.Now().Before(l.ExpiresAt) {
		return c.Redirect(http.StatusSeeOther, frontend.SharePath(l.Delivery)) // the link still opens
	}
	ctx := c.Request().Context()
	wait, err := ratelimit.Take(ctx, d.DB, d.At(), ratelimit.Limit{Key: "fresh-link/" + v.recipient.ID, Max: freshLinksADay, Window: freshWindow})
	if err != nil {
		return fmt.Errorf("count fresh links: %w", err)
	}
	if wait > 0 {
		return errTooManyLinks.After(wait)
	}
	_, err = d.DB.UpdateDelivery(ctx, v.delivery.ID, func(dv *delivery.Delivery) ([]delivery.Event, error) {
		r, ok := dv.Recipient(v.recipient.ID)
		if ok && r.LinkID != l.ID && d.Now().Before(link.For(dv, *r).ExpiresAt) {
			return dv.ResendLink(actor(v), d.At(), r.ID)
		}
		return dv.IssueLink(actor(v), d.At(), v.recipient.ID, d.NewID())
	})
	if err != nil {
		return fmt.Errorf("issue link: %w", err)
	}
	return d.showLinkExpired(c, v, true)
}
