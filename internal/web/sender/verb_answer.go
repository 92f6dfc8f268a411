package sender

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// verbAnswer is what became of a verb posted on the page of a delivery.
type verbAnswer struct {
	verb   frontend.Verb
	target string // the recipient, gate, file or due it was about
	notice string // said when it was done
	err    error
	form   any                       // pointer to the form, where it has inputs
	show   func(*screen.SenderForms) // puts the form back as it was typed
}

// answer sends the browser back to the page with a notice, or shows the page with the form that was refused: what is
// wrong next to its input, what was typed kept. What the situation forbids is said above the page.
func (d *Door) answer(c echo.Context, v visit, a verbAnswer) error {
	if a.err == nil {
		return d.Redirect(c, frontend.DeliveryPath(c.Param("id")), a.notice)
	}
	if a.form == nil || problem.KindOf(a.err) != problem.Invalid || web.Refuse(a.form, a.err) != nil {
		return d.orBack(c, a.err)
	}
	forms := screen.SenderForms{Open: a.verb, Target: a.target}
	a.show(&forms)
	return d.renderDelivery(c, v, http.StatusUnprocessableEntity, forms)
}

// invalid is a problem of one input.
func invalid(field, code string) error {
	var f problem.Fields
	f.Add(field, code)
	return f.Err()
}
