package sender

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

const maxKeyName = 100

// createAPIKey is POST /settings/api-keys. The key is in this answer and nowhere else, so it is no redirect.
func (d *Door) createAPIKey(c echo.Context, v visit) error {
	var form screen.APIKeyForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	name := strings.TrimSpace(form.Name.Value)
	scopes := map[string][]account.Scope{scopeWrite: account.Scopes(), scopeRead: {account.ReadDeliveries}}[form.Scope.Value]
	if err := checkKey(name, scopes); err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.renderAPIKeys(c, v, http.StatusUnprocessableEntity, screen.APIKeys{Form: form})
	}
	text, hint, hash, err := account.NewAPIKey(d.Entropy)
	if err != nil {
		return err
	}
	key := account.APIKey{
		ID: d.NewID(), Workspace: v.Workspace.ID, Member: v.Member.ID, Name: name, Hint: hint, Hash: hash, Scopes: scopes, CreatedAt: d.Now(),
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.CreateAPIKey(ctx, tx, key); err != nil {
			return err
		}
		return roster.Log(ctx, tx, v.Did(d.Site, account.KeyMade, key.ID))
	})
	if err != nil {
		return fmt.Errorf("create API key: %w", err)
	}
	var empty screen.APIKeyForm
	empty.Scope.Value = scopeWrite
	return d.renderAPIKeys(c, v, http.StatusCreated, screen.APIKeys{Form: empty, Created: screen.NewAPIKey{Name: name, Secret: text}})
}

func checkKey(name string, scopes []account.Scope) error {
	var wrong problem.Fields
	switch {
	case name == "":
		wrong.Add("name", "required")
	case utf8.RuneCountInString(name) > maxKeyName:
		wrong.Add("name", "too_long", "max", "100")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		wrong.Add("name", "control_characters")
	}
	if account.CheckScopes(scopes) != nil {
		wrong.Add("scope", "unknown")
	}
	return wrong.Err()
}
