package sender

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
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
	keys, err := login.APIKeys(c.Request().Context(), d.DB, v.Workspace.ID)
	if err != nil {
		return fmt.Errorf("list API keys: %w", err)
	}
	for _, k := range slices.Backward(keys) {
		scope := scopeRead
		if slices.Contains(k.Scopes, account.WriteDeliveries) {
			scope = scopeWrite
		}
		page.Keys = append(page.Keys, screen.APIKey{
			ID: k.ID, Name: k.Name, Prefix: strings.TrimSuffix(k.Hint, "…"), Scope: scope,
			CreatedAt: v.In(k.CreatedAt), LastUsedAt: v.In(k.LastUsedAt), RevokedAt: v.In(k.RevokedAt),
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
	id := c.Request().PostForm.Get("id")
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.RevokeAPIKey(ctx, tx, v.Workspace.ID, id, d.At()); err != nil {
			return err
		}
		return roster.Log(ctx, tx, v.Did(d.Site, account.KeyRevoked, id))
	})
	if err != nil {
		return fmt.Errorf("revoke API key: %w", err)
	}
	return d.Redirect(c, frontend.PathAPIKeys, "key_revoked")
}
