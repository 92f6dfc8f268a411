package editor

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/draft"
)

// startDuplicate is POST /deliveries/{id}/duplicate: the editor of a delivery like this one. Nothing is made before it
// is saved.
func (d *Editor) startDuplicate(c echo.Context, v visit) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathNewDelivery+"?like="+url.QueryEscape(string(dv.ID)), "")
}

// showDuplicate is GET /deliveries/new?like={id}.
func (d *Editor) showDuplicate(c echo.Context, v visit, original string) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), original)
	if err != nil {
		return err
	}
	e := editing{form: d.formOf(c, draft.Duplicate(dv))}
	e.form.Like.Value = string(dv.ID)
	return d.renderEditor(c, v, http.StatusOK, e, nil)
}
