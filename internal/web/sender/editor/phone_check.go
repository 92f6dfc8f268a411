package editor

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/db/ratelimit"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// checksByMember is how many numbers a member may have looked at in a minute: more than anybody types.
const checksByMember = 60

// checkPhone is POST /check/phone: the code of what keeps a number from receiving SMS, as plain text; nothing where
// nothing does. It is a POST because a number has no place in an address, which is logged and remembered.
func (d *Editor) checkPhone(c echo.Context, v visit) error {
	var form screen.PhoneForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	wait, err := ratelimit.Take(c.Request().Context(), d.DB, d.At(), ratelimit.Limit{Key: "check-phone/" + v.Member.ID, Max: checksByMember, Window: time.Minute})
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if wait > 0 {
		return c.NoContent(http.StatusTooManyRequests)
	}
	var f problem.Fields
	if strings.TrimSpace(form.Phone.Value) != "" {
		input.Phone(&f, "phone", form.Phone.Value, true)
	}
	if len(f) == 0 {
		return c.NoContent(http.StatusNoContent)
	}
	return c.String(http.StatusOK, f[0].Code)
}
