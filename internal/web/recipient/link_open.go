package recipient

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
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
		return err
	default:
		d.keep(c, v.link, token)
		d.Accesses.Note(v.link.ID, d.VisitorOf(c.Request()).Address, d.At())
	}
	return c.Redirect(http.StatusSeeOther, frontend.SharePath(v.link.Delivery))
}

func (d *Door) showLinkExpired(c echo.Context, asked bool) error {
	return d.Render(c, http.StatusGone, screen.RecipientLinkExpired{Shell: d.Shell(c), Share: screen.Share{PublicID: c.Param("id")}, Asked: asked})
}
