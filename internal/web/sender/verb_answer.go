package sender

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/command"
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

// onMoney does what a form about money asks for on what its page showed of it (seen): the same form again, however often and
// however soon, is done once, and another one is refused where money came or went meanwhile.
func (d *Door) onMoney(v visit, id, seen string, form any, do func(*command.Commands) error) error {
	if seen == "" {
		return do(d.Commands)
	}
	key := db.IdempotencyKey{Workspace: v.Workspace.ID, Key: "form " + id + " " + seen, Request: sha256.Sum256(fmt.Appendf(nil, "%T %+v", form, form)), At: d.At()}
	err := do(d.Commands.Since(seen).Once(key))
	if before := (*command.DoneBeforeError)(nil); errors.As(err, &before) {
		if before.Key.Request == key.Request {
			return nil
		}
		return command.ErrMoneyChanged
	}
	return err
}

// invalid is a problem of one input.
func invalid(field, code string) error {
	var f problem.Fields
	f.Add(field, code)
	return f.Err()
}
