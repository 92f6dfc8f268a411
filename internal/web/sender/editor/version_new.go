package editor

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/draft"
	"quittance/internal/web"
)

// startNewVersion is POST /deliveries/{id}/new-version: the editor of a delivery that follows this one. Nothing is
// made before it is saved.
func (d *Editor) startNewVersion(c echo.Context, v visit) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	if _, err := draft.NextVersion(dv); err != nil {
		return d.FailOn(c, frontend.DeliveryPath(c.Param("id")), err)
	}
	return d.Redirect(c, frontend.PathNewDelivery+"?previous="+url.QueryEscape(string(dv.ID)), "")
}

// showNewVersion is GET /deliveries/new?previous={id}: the terms and recipients of before, files to come.
func (d *Editor) showNewVersion(c echo.Context, v visit, previous string) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), previous)
	if err != nil {
		return err
	}
	spec, err := d.Commands.NextVersion(c.Request().Context(), dv)
	if err != nil {
		return d.RedirectFailed(c, frontend.DeliveryPath(previous), err)
	}
	return d.renderEditor(c, v, http.StatusOK, editing{form: formOf(spec, web.Lang(c)), versionOf: string(dv.Terms.Title)}, nil)
}
