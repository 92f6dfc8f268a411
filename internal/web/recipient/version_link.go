package recipient

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/board"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// addVersions says which version this is, which it replaces, and where the one is that replaces it: to the recipient who has
// that one too, since it was sent to their address.
func (d *Door) addVersions(c echo.Context, v visit, s *screen.Share) error {
	ctx, dv := c.Request().Context(), v.delivery
	zone := zoneOf(dv)
	s.Revision = dv.Terms.Revision
	if dv.Terms.Previous != "" {
		before, err := d.DB.Delivery(ctx, dv.Terms.Previous)
		if err != nil {
			return fmt.Errorf("load previous version: %w", err)
		}
		s.Replaces, s.ReplacedOn = cmp.Or(before.Terms.Revision, draft.FirstRevision), before.SentAt.Time().In(zone)
	}
	after, err := board.Of(d.DB).NextVersions(ctx, dv.ID)
	if err != nil {
		return fmt.Errorf("list next versions: %w", err)
	}
	for _, a := range slices.Backward(after) { // the newest of them
		if a.Workspace != dv.Workspace || (a.State != delivery.Sent && a.State != delivery.Completed) {
			continue
		}
		s.Revision = cmp.Or(s.Revision, draft.FirstRevision)
		next, err := d.DB.Delivery(ctx, a.ID)
		if err != nil {
			return fmt.Errorf("load next version: %w", err)
		}
		if !hasToo(v.recipient, next) {
			continue
		}
		s.Newer = screen.NewerVersion{Revision: next.Terms.Revision, SentOn: next.SentAt.Time().In(zone)}
		if d.isOpenHere(c, next) {
			s.Newer.Href = frontend.SharePath(string(next.ID))
		}
		break
	}
	return nil
}

// hasToo reports whether the other delivery went to the same address.
func hasToo(r *delivery.Recipient, other *delivery.Delivery) bool {
	return slices.ContainsFunc(other.Recipients, func(o delivery.Recipient) bool {
		return !o.Delegate && o.Email != "" && strings.EqualFold(string(o.Email), string(r.Email))
	})
}

// isOpenHere reports whether this browser holds a link to the delivery that is valid now: nothing is opened by another's.
func (d *Door) isOpenHere(c echo.Context, other *delivery.Delivery) bool {
	token := cmp.Or(d.CookieAt(c, newerCookie), d.Cookie(c, rootPrefix+string(other.ID)))
	if token == "" {
		return false
	}
	held, err := d.check(c, token)
	return err == nil && held.delivery.ID == other.ID
}
