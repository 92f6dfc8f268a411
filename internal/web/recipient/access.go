package recipient

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// visit is a request whose link is good: the delivery as it is now and the recipient the link was made for.
type visit struct {
	delivery  *delivery.Delivery
	recipient *delivery.Recipient
	link      link.Link
}

const (
	cookiePrefix = "d-"
	// maxDeliveries is how many deliveries one browser keeps open at a time.
	maxDeliveries = 20
)

var (
	errLinkReplaced = problem.New(problem.Ended, "link_replaced", "this link was replaced by a newer one")
	errPayerDropped = problem.New(problem.Ended, "payer_dropped", "whoever named this payer has taken it back")
)

// with runs a handler for a visit whose cookie holds a valid link to the delivery in the path.
func (d *Door) with(handle func(echo.Context, visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := d.visit(c)
		if err != nil {
			return d.refuse(c, v, err)
		}
		return handle(c, v)
	}
}

// visit reads the cookie of the delivery in the path. Two tabs on two deliveries have two cookies and never mix.
func (d *Door) visit(c echo.Context) (visit, error) {
	id := c.Param("id")
	token := d.Cookie(c, cookiePrefix+id)
	if token == "" {
		return visit{}, link.ErrInvalid
	}
	v, err := d.check(c, token)
	if v.link.Delivery != id && v.link.Delivery != "" {
		return visit{}, link.ErrInvalid
	}
	return v, err
}

// check reads a token and asks the database whether its link is the one that is valid now. Whatever is wrong with a
// stranger's token gives the same answer. Of a link that is over the visit holds what is known of it.
func (d *Door) check(c echo.Context, token string) (visit, error) {
	l, err := d.Links.Parse(token, d.Now())
	if errors.Is(err, link.ErrExpired) {
		if v, known := d.find(c, l); known == nil || errors.Is(known, errLinkReplaced) {
			return v, err
		}
	}
	if err != nil {
		return visit{link: l}, err
	}
	return d.find(c, l)
}

func (d *Door) find(c echo.Context, l link.Link) (visit, error) {
	dv, err := d.DB.Delivery(c.Request().Context(), delivery.ID(l.Delivery))
	if errors.Is(err, db.ErrNotFound) {
		return visit{}, link.ErrInvalid
	}
	if err != nil {
		return visit{}, err
	}
	r, ok := dv.Recipient(l.Recipient)
	if !ok {
		return visit{}, link.ErrInvalid
	}
	web.SetReader(c, r.Language)
	if dv.IsErased(delivery.Everything) {
		return visit{}, delivery.ErrErased
	}
	if r.LinkID != l.ID {
		return visit{delivery: dv, recipient: r, link: l}, errLinkReplaced
	}
	if r.IsDropped() {
		return visit{delivery: dv, recipient: r, link: l}, errPayerDropped
	}
	return visit{delivery: dv, recipient: r, link: l}, nil
}

// refuse answers a link that opens nothing: an old one can be exchanged for a fresh one, sent to the address on file; of
// one that was cut, or was never ours, nobody can tell whose it is, so the page says where a whole one is found.
func (d *Door) refuse(c echo.Context, v visit, err error) error {
	switch {
	case errors.Is(err, link.ErrExpired), errors.Is(err, errLinkReplaced):
		return d.showLinkExpired(c, v, false)
	case errors.Is(err, errPayerDropped) && c.Request().Method != http.MethodHead:
		return d.Render(c, http.StatusGone, screen.RecipientLinkExpired{Shell: d.Shell(c), Share: d.share(c, v), Dropped: true})
	case errors.Is(err, link.ErrInvalid) && c.Request().Method != http.MethodHead:
		return d.Render(c, http.StatusUnauthorized, screen.RecipientLinkExpired{Shell: d.Shell(c), Unknown: true})
	}
	return err
}

// keep sets the cookie of a delivery and lets go of the oldest ones beyond the limit.
func (d *Door) keep(c echo.Context, l link.Link, token string) {
	name := cookiePrefix + l.Delivery
	names := d.CookiesNamed(c, cookiePrefix)
	for i, old := range names {
		if old != name && len(names)-i >= maxDeliveries {
			d.SetCookie(c, old, "", -1)
		}
	}
	d.SetCookie(c, name, token, max(int(l.ExpiresAt.Sub(d.Now()).Seconds()), 1))
}

func actor(v visit) delivery.Actor { return delivery.ByRecipient(v.recipient.ID) }

// opened notes the first sign of a person within the same change, if there was none before.
func opened(at delivery.Instant, dv *delivery.Delivery, recipient string) ([]delivery.Event, error) {
	r, ok := dv.Recipient(recipient)
	if !ok {
		return nil, delivery.ErrUnknownRecipient
	}
	if !r.OpenedAt.IsZero() || dv.State != delivery.Sent {
		return nil, nil
	}
	return dv.Open(at, delivery.RecipientOpened{Recipient: recipient})
}
