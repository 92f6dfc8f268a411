package recipient

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
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
	linkCookie  = "link"  // at the address of its delivery
	newerCookie = "newer" // there too: a link to the version that replaces it
	// rootPrefix begins the names of links that were kept for every address. A browser that held twenty asked with a header
	// that servers refuse (nginx: 8 kB): they move to their own, a few with each answer, whose header has a limit as well.
	rootPrefix = "d-"
	maxMoved   = 3
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
	id, token := c.Param("id"), d.token(c)
	if token == "" {
		return visit{}, link.ErrInvalid
	}
	v, err := d.check(c, token)
	if v.link.Delivery != id && v.link.Delivery != "" {
		return visit{}, link.ErrInvalid
	}
	return v, err
}

// token is the link that this browser holds to the delivery in the path; "" when there is none.
func (d *Door) token(c echo.Context) string {
	token := cmp.Or(d.CookieAt(c, linkCookie), d.Cookie(c, rootPrefix+c.Param("id")))
	names := d.CookiesNamed(c, rootPrefix)
	for _, name := range names[:min(len(names), maxMoved)] {
		old := d.Cookie(c, name)
		if l, err := d.Links.Parse(old, d.Now()); err == nil || errors.Is(err, link.ErrExpired) {
			d.keep(c, linkCookie, l.Delivery, l, old)
		}
		d.SetCookie(c, name, "", -1)
	}
	return token
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

// keep has the browser hold a link, for the pages of one delivery alone: at least as long as one that is over takes to ask
// for a fresh one.
func (d *Door) keep(c echo.Context, name, id string, l link.Link, token string) {
	d.SetCookieAt(c, frontend.SharePath(id), name, token, int(max(l.ExpiresAt.Sub(d.Now()), time.Hour).Seconds()))
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
