package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// caller is who sent a request: a key, and the member who made it.
type caller struct {
	key    account.APIKey
	member account.Member
	echo   echo.Context
}

type callerKey struct{}

func callerOf(ctx context.Context) (caller, error) {
	who, ok := ctx.Value(callerKey{}).(caller)
	if !ok {
		return caller{}, account.ErrAPIKey
	}
	return who, nil
}

// right is what an operation asks for: the key's scope, and the role of its member. Who has it may do the one thing
// the operation does.
type right struct {
	scope      account.Scope
	permission account.Permission
}

func (r right) access() web.Access {
	return web.Access{Who: web.Keys, Needs: r.permission, Scope: r.scope}
}

// check returns the member as commands know members, allowed to do this one operation.
func (w caller) check(r right) (command.Member, error) {
	if err := w.key.Check(r.scope); err != nil {
		return command.Member{}, err
	}
	if err := w.member.Role.Check(r.permission); err != nil {
		return command.Member{}, err
	}
	return command.Member{
		ID: w.member.ID, Workspace: w.member.Workspace, Name: w.member.Name, Email: w.member.Email,
		Confirmed: !w.member.ConfirmedAt.IsZero(),
		MaySend:   r.permission == account.Send, MaySpend: r.permission == account.MoveMoney, MayWaive: r.permission == account.Waive,
	}, nil
}

// authenticate finds the caller behind the Authorization header. Whatever is wrong with a key, the answer is the same.
func (d *Door) authenticate(c echo.Context) (caller, error) {
	scheme, text, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return caller{}, account.ErrAPIKey
	}
	hash, err := account.HashAPIKey(strings.TrimSpace(text))
	if err != nil {
		return caller{}, account.ErrAPIKey
	}
	ctx := c.Request().Context()
	key, member, err := login.FindAPIKey(ctx, d.DB, hash)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return caller{}, account.ErrAPIKey
	case err != nil:
		return caller{}, fmt.Errorf("find API key: %w", err)
	}
	ws, err := roster.Workspace(ctx, d.DB, member.Workspace)
	if err != nil {
		return caller{}, fmt.Errorf("load workspace: %w", err)
	}
	if ws.IsClosed() {
		return caller{}, account.ErrClosed
	}
	const worth = time.Second // nobody waits for it: the next request notes its own
	if err := login.TouchAPIKey(db.GiveUpAfter(ctx, worth), d.DB, key, d.At()); err != nil && !errors.Is(err, db.ErrBusy) {
		return caller{}, err
	}
	return caller{key: key, member: member, echo: c}, nil
}

// signedIn lets nobody in without a key.
func (d *Door) signedIn(ctx huma.Context, next func(huma.Context)) {
	c := humaecho.Unwrap(ctx)
	who, err := d.authenticate(c)
	if err != nil {
		d.turnAway(c, err)
		return
	}
	next(huma.WithValue(ctx, callerKey{}, who))
}

// turnAway answers who could not be let in (RFC 6750, section 3).
func (d *Door) turnAway(c echo.Context, err error) {
	if errors.Is(err, account.ErrAPIKey) {
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="quittance"`)
	}
	d.note(c, err)
	c.Error(err)
}

// withKey is signedIn for a handler that is none of the library's.
func (d *Door) withKey(r right, next http.Handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		who, err := d.authenticate(c)
		if err != nil {
			d.turnAway(c, err)
			return nil
		}
		if _, err := who.check(r); err != nil {
			return err
		}
		request := c.Request()
		next.ServeHTTP(c.Response(), request.WithContext(context.WithValue(request.Context(), callerKey{}, who)))
		return nil
	}
}
