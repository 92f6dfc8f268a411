package security

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// maxPasskeys is more than anybody has devices for, and bounds what is read to sign in.
const (
	maxPasskeys    = 20
	maxPasskeyName = 60
)

var (
	errPasskeyUnusable = problem.New(problem.Conflict, "passkey_unusable", "the browser's answer makes no passkey")
	errPasskeysMany    = problem.New(problem.Conflict, "passkeys_many", "there are as many passkeys as there may be")
)

// askPasskey is POST /settings/security/passkeys/begin, by script.
func (d *Security) askPasskey(c echo.Context, v visit) error {
	rp, err := d.entrance.Relying()
	if err != nil {
		return err
	}
	holder, err := d.entrance.HolderOf(c.Request().Context(), v.Member)
	if err != nil {
		return err
	}
	if len(holder.Keys) >= maxPasskeys {
		return errPasskeysMany
	}
	// A device that has one already says so, in place of making another.
	options, session, err := rp.BeginRegistration(holder, webauthn.WithExclusions(webauthn.Credentials(holder.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return fmt.Errorf("begin a passkey: %w", err)
	}
	return d.entrance.BeginPasskey(c, account.ForPasskey, v.Member.ID, session, options)
}

// addPasskey is POST /settings/security/passkeys: what the browser made is kept, and the member is told.
func (d *Security) addPasskey(c echo.Context, v visit) error {
	var form screen.PasskeyForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.keepPasskey(c, v, form)
	if errors.Is(err, account.ErrCeremonyOver) || errors.Is(err, errPasskeyUnusable) || errors.Is(err, entrance.ErrPasskeysOff) {
		return d.RedirectFailed(c, frontend.PathSecurity, err)
	}
	if err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathSecurity, "passkey_added")
}

func (d *Security) keepPasskey(c echo.Context, v visit, form screen.PasskeyForm) error {
	rp, err := d.entrance.Relying()
	if err != nil {
		return err
	}
	x, session, err := d.entrance.TryPasskey(c, account.ForPasskey)
	if err != nil {
		return err
	}
	if x.Member != v.Member.ID {
		return account.ErrCeremonyOver
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(form.Credential.Value))
	if err != nil {
		return errPasskeyUnusable
	}
	key, err := rp.CreateCredential(entrance.Holder{Member: v.Member}, session, parsed)
	if err != nil {
		return errPasskeyUnusable
	}
	key.Attestation = webauthn.CredentialAttestation{} // none was asked for, and nothing is to be learnt from it
	secret, err := json.Marshal(entrance.Passkey{Name: passkeyName(c, form.Name.Value), Credential: *key})
	if err != nil {
		return fmt.Errorf("keep passkey: %w", err)
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndCeremony(ctx, tx, x.Hash); err != nil {
			return err
		}
		err := login.AddCredential(ctx, tx, account.Credential{
			Member: v.Member.ID, Kind: account.Passkey, ID: entrance.PasskeyID(key.ID), Secret: string(secret), CreatedAt: d.Now(),
		})
		if errors.Is(err, db.ErrExists) {
			return errPasskeyUnusable
		}
		if err != nil {
			return err
		}
		return d.note(ctx, tx, v, account.FactorAdded, account.PasskeyAdded)
	})
	return err
}

// passkeyName is what the member typed or, where that is nothing that can be shown, where the passkey was made.
func passkeyName(c echo.Context, typed string) string {
	var wrong problem.Fields
	typed = strings.TrimSpace(typed)
	input.Line(&wrong, "name", typed, maxPasskeyName, true)
	if len(wrong) == 0 {
		return typed
	}
	browser, system := browserOf(c.Request().UserAgent())
	return strings.Trim(browser+" · "+system, " ·")
}

// removePasskey is POST /settings/security/passkeys/remove. One that is not there is removed already.
func (d *Security) removePasskey(c echo.Context, v visit) error {
	var form screen.RemovePasskeyForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		was, err := login.RemovePasskey(ctx, tx, v.Member.ID, form.ID.Value)
		if err != nil || !was {
			return err
		}
		return d.note(ctx, tx, v, account.FactorRemoved, account.PasskeyRemoved)
	})
	if errors.Is(err, account.ErrLastWayIn) {
		return d.RedirectFailed(c, frontend.PathSecurity, err)
	}
	if err != nil {
		return fmt.Errorf("remove passkey: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "passkey_removed")
}
