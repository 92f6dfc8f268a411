package sender

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// showProfile is GET /settings/profile. With "next" it is on the way to a sending that needs it.
func (d *Door) showProfile(c echo.Context, v visit) error {
	p := v.Workspace.Profile
	var form screen.ProfileForm
	form.LegalName.Value, form.Address.Value, form.Phone.Value, form.SIREN.Value = p.LegalName, p.Address, p.Telephone, p.SIREN
	form.Accent.Value, form.Name.Value, form.Zone.Value = string(v.Workspace.Accent), v.Workspace.Name, v.Workspace.Zone
	form.Next.Value = entrance.LocalPath(c.QueryParam("next"), "")
	return d.renderProfile(c, http.StatusOK, form)
}

// saveProfile is POST /settings/profile.
func (d *Door) saveProfile(c echo.Context, v visit) error {
	var form screen.ProfileForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	form.Next.Value = entrance.LocalPath(form.Next.Value, "")
	form.Name.Value = strings.TrimSpace(form.Name.Value)
	profile := account.Profile{
		LegalName: form.LegalName.Value, Telephone: form.Phone.Value, SIREN: form.SIREN.Value,
		Address: strings.ReplaceAll(form.Address.Value, "\r\n", "\n"),
	}.Normal()
	form.Accent.Value = cmp.Or(form.Accent.Value, string(v.Workspace.Accent))
	form.Zone.Value = cmp.Or(form.Zone.Value, v.Workspace.Zone)
	accent := account.Accent(form.Accent.Value)
	if err := checkProfile(profile, &form); err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.renderProfile(c, http.StatusUnprocessableEntity, form)
	}
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		changed := false
		err := roster.UpdateWorkspace(ctx, tx, v.Workspace.ID, func(w *account.Workspace) error {
			changed = w.Profile != profile || w.Name != form.Name.Value || w.Zone != form.Zone.Value
			w.Profile, w.Accent, w.Name, w.Zone = profile, accent, form.Name.Value, form.Zone.Value
			return nil
		})
		if err != nil || !changed {
			return err
		}
		return roster.Log(ctx, tx, v.Did(d.Site, account.ProfileChanged, ""))
	})
	if err != nil {
		return fmt.Errorf("save profile: %w", err)
	}
	return d.Redirect(c, entrance.LocalPath(form.Next.Value, frontend.PathProfile), "saved")
}

// checkProfile wants everything a sending needs, so that what is saved here is enough.
func checkProfile(p account.Profile, form *screen.ProfileForm) error {
	var wrong problem.Fields
	input.Line(&wrong, "name", form.Name.Value, input.MaxName, true)
	if !account.Accent(form.Accent.Value).IsKnown() {
		wrong.Add("accent", "unknown")
	}
	if !account.IsZone(form.Zone.Value) {
		wrong.Add("zone", "unknown")
	}
	for name, value := range map[string]string{"legal_name": p.LegalName, "address": p.Address, "telephone": p.Telephone} {
		if value == "" {
			wrong.Add(name, "required")
		}
	}
	var invalid *problem.Problem
	if err := p.Validate(); errors.As(err, &invalid) {
		wrong = append(wrong, invalid.Fields...)
	}
	return wrong.Err()
}

func (d *Door) renderProfile(c echo.Context, status int, form screen.ProfileForm) error {
	return d.Render(c, status, screen.Profile{Shell: d.Shell(c), Form: form, Zones: account.Zones(), Required: form.Next.Value != "", Next: form.Next.Value})
}
