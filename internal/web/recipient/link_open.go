package recipient

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

// open is GET and HEAD /d/{token} and /d/{public id}. A token is put into a cookie and leaves the address, so that it
// stays out of history, referrers and logs.
func (d *Door) open(c echo.Context) error {
	token := c.Param("id")
	if !strings.Contains(token, ".") {
		return d.with(d.show)(c)
	}
	v, err := d.check(c, token)
	switch {
	case errors.Is(err, link.ErrExpired), errors.Is(err, errLinkReplaced):
		return d.enter(c, v, token, false) // lets the page ask for a fresh one
	case err != nil:
		return d.refuse(c, v, err)
	}
	return d.enter(c, v, token, true)
}

// enter leads to the page of a link, which the browser keeps. HEAD, which scanners of mail ask first, is told where, and
// leaves no trace: it is not even a look.
func (d *Door) enter(c echo.Context, v visit, token string, isValid bool) error {
	l := v.link
	if c.Request().Method != http.MethodHead {
		d.keep(c, linkCookie, l.Delivery, l, token)
		if old := rootPrefix + l.Delivery; d.Cookie(c, old) != "" {
			d.SetCookie(c, old, "", -1)
		}
		if isValid {
			if before := v.delivery.Terms.Previous; before != "" {
				d.keep(c, newerCookie, string(before), l, token)
			}
			d.Accesses.Note(l.ID, d.VisitorOf(c.Request()).Address, d.At())
		}
	}
	return c.Redirect(http.StatusSeeOther, frontend.SharePath(l.Delivery))
}

// behindLink is what ends up in an address that somebody took from the end of a sentence.
const behindLink = ".,;:!?)]}>»”’'\""

// openShort is GET and HEAD /s/{token}, a link as messages hold it: it opens as the signed link does for which it stands, and as little
// changes.
func (d *Door) openShort(c echo.Context) error {
	ctx := c.Request().Context()
	typed, _ := url.PathUnescape(c.Param("token")) // "" where it cannot be read
	token, err := link.ParseShort(strings.TrimRight(typed, behindLink))
	if err != nil {
		return d.refuse(c, visit{}, err)
	}
	short, err := access.FindShortLink(ctx, d.DB, token)
	if errors.Is(err, db.ErrNotFound) {
		return d.refuse(c, visit{}, link.ErrInvalid)
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
		return d.refuse(c, visit{}, link.ErrInvalid)
	}
	was := *who // with the link that the message brought, valid or not: the page lets ask for a fresh one
	was.LinkID = short.LinkID
	l := link.For(dv, was)
	signed, err := d.Links.Sign(l)
	if err != nil {
		return err
	}
	return d.enter(c, visit{dv, &was, l}, signed, who.LinkID == short.LinkID && d.Now().Before(l.ExpiresAt))
}

func (d *Door) showLinkExpired(c echo.Context, v visit, asked bool) error {
	return d.Render(c, http.StatusGone, screen.RecipientLinkExpired{
		Shell: d.Shell(c), Share: screen.Share{PublicID: c.Param("id")}, Asked: asked,
		Paying: strings.HasSuffix(c.Path(), "/"+string(frontend.VerbPaid)), NumberAccepted: !asked && numberAccepted(v),
	})
}

// numberAccepted reports whether the link ended because the sender accepted the number that its reader proposed. It stays
// ended though the reader's own tab holds it: it went by text message to the number before, and whoever has that telephone
// holds the very same one.
func numberAccepted(v visit) bool {
	r := v.recipient
	return r != nil && r.LinkID != v.link.ID && r.Invite == delivery.InviteBySMS && r.PhoneBy == delivery.ByRecipient(r.ID) &&
		v.link.IssuedAt.Before(r.PhoneAt.Time().Truncate(time.Second)) // one that came after it was replaced for another reason
}
