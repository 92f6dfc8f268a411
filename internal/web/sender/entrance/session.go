package entrance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

const sessionCookie = "session"

// signedIn runs a handler for a member whose role allows what it is for.
func (d *Entrance) signedIn(need account.Permission, handle func(echo.Context, Visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := d.visit(c)
		if errors.Is(err, account.ErrSessionOver) && c.Request().Method == http.MethodGet {
			return c.Redirect(http.StatusSeeOther, withNext(frontend.PathSignIn, c.Request().URL.RequestURI()))
		}
		if err != nil {
			return err
		}
		if v.Workspace.IsClosed() && !d.outlive[c.Path()] {
			if c.Request().Method != http.MethodGet {
				return account.ErrClosed
			}
			return c.Redirect(http.StatusSeeOther, frontend.PathWorkspace)
		}
		if err := v.Member.Role.Check(need); err != nil {
			return err
		}
		return handle(c, v)
	}
}

// withNext is a page that sends on to another when its work is done.
func withNext(path, next string) string { return path + "?next=" + url.QueryEscape(next) }

// visit reads the session of a request. Whatever is wrong with it is account.ErrSessionOver.
func (d *Entrance) visit(c echo.Context) (Visit, error) {
	hash, err := account.HashToken(account.ForSession, d.Cookie(c, sessionCookie))
	if err != nil {
		return Visit{}, account.ErrSessionOver
	}
	ctx, now := c.Request().Context(), d.Now()
	s, m, err := login.FindSession(ctx, d.DB, hash)
	if errors.Is(err, db.ErrNotFound) {
		return Visit{}, account.ErrSessionOver
	}
	if err != nil {
		return Visit{}, fmt.Errorf("load session: %w", err)
	}
	if s.Check(now) != nil || m.CanSignIn() != nil {
		return Visit{}, account.ErrSessionOver
	}
	ws, err := roster.Workspace(ctx, d.DB, m.Workspace)
	if err != nil {
		return Visit{}, fmt.Errorf("load workspace: %w", err)
	}
	if ws.Admits(m.Role, now) != nil {
		return Visit{}, account.ErrSessionOver
	}
	if s.IsStale(now) {
		s.LastSeenAt = now
		d.place(c, &s)
		const worth = time.Second // nobody waits for it: the next page extends it
		if err := login.TouchSession(db.GiveUpAfter(ctx, worth), d.DB, s); err != nil && !errors.Is(err, db.ErrBusy) {
			return Visit{}, fmt.Errorf("extend session: %w", err)
		}
	}
	v := Visit{Member: m, Workspace: ws, Session: s}
	web.SetViewer(c, frontend.Viewer{
		Name: m.Name, Email: m.Email, Workspace: ws.Name, Settings: settings(m.Role, ws.IsClosed()), MaySend: m.Role.Can(account.Send), IsOperator: d.isOperator(v), IsClosed: ws.IsClosed(), IsSuspended: ws.IsSuspended() && !ws.IsClosed(), SuspendedWhy: ws.SuspendedWhy,
	})
	return v, nil
}

// StillMay looks at a visit again that lasts: account.ErrSessionOver when its session ended meanwhile or its member left, account's refusal when their role
// no longer allows what it is for. It does not extend the session: nobody needs to be there.
func (d *Entrance) StillMay(ctx context.Context, v Visit, need account.Permission) error {
	s, m, err := login.FindSession(ctx, d.DB, v.Session.Hash)
	if errors.Is(err, db.ErrNotFound) {
		return account.ErrSessionOver
	}
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	if s.Check(d.Now()) != nil || m.CanSignIn() != nil || m.Workspace != v.Workspace.ID {
		return account.ErrSessionOver
	}
	return m.Role.Check(need)
}

func isSessionOver(err error) bool { return errors.Is(err, account.ErrSessionOver) }

// place notes where a session is used from.
func (d *Entrance) place(c echo.Context, s *account.Session) {
	from := d.VisitorOf(c.Request())
	s.UserAgent, s.Address = from.UserAgent, string(from.Personal())
}

// look is visit for pages that are everybody's: nobody signed in is no error.
func (d *Entrance) look(c echo.Context) (signedIn bool, err error) {
	_, err = d.visit(c)
	if errors.Is(err, account.ErrSessionOver) {
		return false, nil
	}
	return err == nil, err
}

// start signs a member in, who has just given every proof that is asked, with a fresh session; the one this browser had ends, so that a token known before signing
// in is worth nothing after.
func (d *Entrance) start(c echo.Context, m account.Member) error {
	if err := m.CanSignIn(); err != nil {
		return err
	}
	if err := d.endSession(c); err != nil {
		return err
	}
	text, hash, err := account.NewToken(account.ForSession, d.Entropy)
	if err != nil {
		return err
	}
	now := d.Now()
	ws, err := roster.Workspace(c.Request().Context(), d.DB, m.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	if err := ws.Admits(m.Role, now); err != nil {
		return err
	}
	s := account.Session{Hash: hash, Member: m.ID, CreatedAt: now, LastSeenAt: now, ProvedAt: now}
	d.place(c, &s)
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.CreateSession(ctx, tx, s); err != nil {
			return err
		}
		return roster.Log(ctx, tx, account.Event{ID: d.NewID(), Workspace: m.Workspace, Member: m.ID, Kind: account.SignedIn, At: now})
	})
	if err != nil {
		return fmt.Errorf("create session: %w", err)
	}
	d.SetCookie(c, sessionCookie, text, int(account.ForSession.Lifetime().Seconds()))
	return nil
}

func (d *Entrance) endSession(c echo.Context) error {
	hash, err := account.HashToken(account.ForSession, d.Cookie(c, sessionCookie))
	if err != nil {
		return nil //nolint:nilerr // there is none
	}
	if err := login.End(c.Request().Context(), d.DB, hash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// signOut is POST /signout.
func (d *Entrance) signOut(c echo.Context) error {
	v, err := d.visit(c)
	if err == nil {
		err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := login.End(ctx, tx, v.Session.Hash); err != nil {
				return err
			}
			return roster.Log(ctx, tx, v.Did(d.Site, account.SignedOut, ""))
		})
	}
	if err != nil && !errors.Is(err, account.ErrSessionOver) {
		return fmt.Errorf("sign out: %w", err)
	}
	d.SetCookie(c, sessionCookie, "", -1)
	return d.Redirect(c, frontend.PathHome, "signed_out")
}

var errTooManyAttempts = problem.New(problem.TooMany, "too_many_attempts", "too many attempts in a short time")

// take counts an attempt against limits whose keys hold no personal value.
func (d *Entrance) take(c echo.Context, limits ...ratelimit.Limit) error {
	wait, err := ratelimit.Take(c.Request().Context(), d.DB, d.At(), limits...)
	if err != nil {
		return fmt.Errorf("count attempts: %w", err)
	}
	if wait > 0 {
		return errTooManyAttempts.After(wait)
	}
	return nil
}
