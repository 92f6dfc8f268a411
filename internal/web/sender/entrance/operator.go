package entrance

import (
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// RouteOperator registers a page of the operators of this installation: confirmed members whose addresses the settings
// name. To whoever else asks, signed in or not, there is nothing. Where it wants a proof it is as RouteProved.
func (d *Entrance) RouteOperator(method, path string, proof bool, handle func(echo.Context, Visit) error) {
	if proof {
		handle = d.proved(handle)
	}
	d.Site.Route(method, path, web.Access{Who: web.Operators, Proof: proof}, func(c echo.Context) error {
		v, err := d.visit(c)
		if err != nil && !isSessionOver(err) {
			return err
		}
		if err != nil || !d.isOperator(v) {
			return db.ErrNotFound
		}
		if d.StrictOperators {
			// Not a passkey beside a password that is still enough to come in without it.
			codes, err := d.HasCodes(c.Request().Context(), v.Member.ID)
			if err != nil {
				return err
			}
			password, err := d.HasPassword(c.Request().Context(), v.Member.ID)
			if err != nil {
				return err
			}
			if password && !codes {
				return d.RedirectFailed(c, frontend.PathSecurity, errOperatorFactor)
			}
		}
		return handle(c, v)
	})
}

// errOperatorFactor wants more than a password of who can stop others from working.
var errOperatorFactor = problem.New(problem.Conflict, "operator_factor", "set up a second factor before you operate this installation")

func (d *Entrance) isOperator(v Visit) bool {
	return !v.Member.ConfirmedAt.IsZero() && slices.Contains(d.Operators, v.Member.Email)
}
