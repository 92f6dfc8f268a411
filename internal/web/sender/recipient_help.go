package sender

import (
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/delivery"
)

// resetPasscode is POST /deliveries/{id}/reset-passcode: a recipient who used up the codes may go on.
func (d *Door) resetPasscode(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.ResetPasscode(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbResetPasscode, target: recipient, notice: "passcode_reset", err: err})
}

// remind is POST /deliveries/{id}/remind: what is still to do, once more.
func (d *Door) remind(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.Remind(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbRemind, target: recipient, notice: "reminded", err: err})
}

// closeProblem is POST /deliveries/{id}/close-problem: what a recipient reported is dealt with.
func (d *Door) closeProblem(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	after, err := d.Commands.CloseProblem(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	notice := "problem_closed"
	if err == nil && after.State == delivery.Declined {
		notice = "refusal_closed"
	}
	return d.answer(c, v, verbAnswer{verb: frontend.VerbCloseProblem, target: recipient, notice: notice, err: err})
}

// renewLink is POST /deliveries/{id}/renew-link: the link before stops working.
func (d *Door) renewLink(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.RenewLink(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbRenewLink, target: recipient, notice: "link_renewed", err: err})
}
