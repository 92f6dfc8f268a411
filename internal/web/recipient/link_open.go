package recipient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/link"
)

// open is GET /d/{token} and GET /d/{public id}. A token is put into a cookie and leaves the address, so that it
// stays out of history, referrers and logs.
func (d *Door) open(c echo.Context) error {
	token := c.Param("id")
	if !strings.Contains(token, ".") {
		return d.with(d.show)(c)
	}
	v, err := d.check(c, token)
	switch {
	case errors.Is(err, link.ErrExpired), errors.Is(err, errLinkReplaced):
		d.keep(c, v.link, token) // lets the page ask for a fresh one
	case err != nil:
		return d.refuse(c, err)
	default:
		d.keep(c, v.link, token)
		d.Accesses.Note(v.link.ID, d.VisitorOf(c.Request()).Address, d.At())
	}
	return c.Redirect(http.StatusSeeOther, frontend.SharePath(v.link.Delivery))
}

// openShort is GET /s/{token}, a link as messages hold it: it opens as the signed link does for which it stands, and as little
// changes.
func (d *Door) openShort(c echo.Context) error {
	ctx := c.Request().Context()
	token, err := link.ParseShort(c.Param("token"))
	if err != nil {
		return d.refuse(c, err)
	}
	short, err := access.FindShortLink(ctx, d.DB, token)
	if errors.Is(err, db.ErrNotFound) {
		return d.refuse(c, link.ErrInvalid)
	}
	if err != nil {
		return err
	}
	dv, err := d.DB.Delivery(ctx, short.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	who, ok := dv.Recipient(short.Recipient)
	if !ok {
		return d.refuse(c, link.ErrInvalid)
	}
	isValid := who.LinkID == short.LinkID
	was := *who // with the link that the message brought, valid or not: the page lets ask for a fresh one
	was.LinkID = short.LinkID
	l := link.For(dv, was)
	signed, err := d.Links.Sign(l)
	if err != nil {
		return err
	}
	d.keep(c, l, signed)
	if isValid && d.Now().Before(l.ExpiresAt) {
		d.Accesses.Note(l.ID, d.VisitorOf(c.Request()).Address, d.At())
	}
	return c.Redirect(http.StatusSeeOther, frontend.SharePath(l.Delivery))
}

func (d *Door) showLinkExpired(c echo.Context, asked bool) error {
	return d.Render(c, http.StatusGone, screen.RecipientLinkExpired{Shell: d.Shell(c), Share: screen.Share{PublicID: c.Param("id")}, Asked: asked, Paying: strings.HasSuffix(c.Path(), "/"+string(frontend.VerbPaid))})
}
