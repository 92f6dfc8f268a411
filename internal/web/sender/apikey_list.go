package sender

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// The scopes as the page names them.
const (
	scopeWrite = "write"
	scopeRead  = "read"
)

// showAPIKeys is GET /settings/api-keys.
func (d *Door) showAPIKeys(c echo.Context, v visit) error {
	var form screen.APIKeyForm
	form.Scope.Value = scopeWrite
	return d.renderAPIKeys(c, v, http.StatusOK, screen.APIKeys{Form: form})
}

func (d *Door) renderAPIKeys(c echo.Context, v visit, status int, page screen.APIKeys) error {
	keys, err := d.DB.APIKeys(c.Request().Context(), v.Workspace.ID)
	if err != nil {
		return fmt.Errorf("list API keys: %w", err)
	}
	zone := zoneOf(v.Workspace.Zone)
	for _, k := range slices.Backward(keys) {
		scope := scopeRead
		if slices.Contains(k.Scopes, account.WriteDeliveries) {
			scope = scopeWrite
		}
		page.Keys = append(page.Keys, screen.APIKey{
			ID: k.ID, Name: k.Name, Prefix: strings.TrimSuffix(k.Hint, "…"), Scope: scope,
			CreatedAt: in(k.CreatedAt, zone), LastUsedAt: in(k.LastUsedAt, zone), RevokedAt: in(k.RevokedAt, zone),
		})
	}
	if !d.entrance.IsFresh(v) {
		page.ProveURL = entrance.ProvePath(frontend.PathAPIKeys)
	}
	page.Shell = d.Shell(c)
	return d.Render(c, status, page)
}

// revokeAPIKey is POST /settings/api-keys/revoke.
func (d *Door) revokeAPIKey(c echo.Context, v visit) error {
	if err := c.Request().ParseForm(); err != nil {
		return web.ErrBadForm
	}
	if err := d.DB.RevokeAPIKey(c.Request().Context(), v.Workspace.ID, c.Request().PostForm.Get("id"), d.At()); err != nil {
		return fmt.Errorf("revoke API key: %w", err)
	}
	return d.Redirect(c, frontend.PathAPIKeys, "key_revoked")
}
