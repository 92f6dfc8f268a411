package entrance

import (
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
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// showSignUp is GET /signup.
func (d *Entrance) showSignUp(c echo.Context) error {
	if in, err := d.look(c); err != nil || in {
		return orRedirect(c, err, frontend.PathDeliveries)
	}
	if err := d.Signup.Check(false); err != nil {
		return d.Render(c, web.Status(err), screen.SignUpClosed{Shell: d.Shell(c)})
	}
	return d.Render(c, http.StatusOK, screen.SignUp{Shell: d.Shell(c)})
}

// signUp is POST /signup: a workspace with its owner, and the message that confirms the address. An address that has
// an account already gets the same answer, so that nobody learns who has one.
func (d *Entrance) signUp(c echo.Context) error {
	if err := d.Signup.Check(false); err != nil {
		return d.Render(c, web.Status(err), screen.SignUpClosed{Shell: d.Shell(c)})
	}
	var form screen.SignUpForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	typed := account.Signup{
		Email: form.Email.Value, Name: strings.TrimSpace(form.Name.Value), Workspace: strings.TrimSpace(form.Workspace.Value), Password: form.Password.Value,
	}
	if err := typed.Validate(); err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.Render(c, http.StatusUnprocessableEntity, screen.SignUp{Shell: d.Shell(c), Form: form})
	}
	if err := d.take(c, d.limitOrigin(c, "sign-up", signUpsByOrigin, signUpWindow)); err != nil {
		return err
	}
	m, w, err := d.newAccount(c, typed)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	made := account.Event{ID: d.NewID(), Workspace: w.ID, Member: m.ID, Kind: account.WorkspaceMade, At: d.Now()}
	switch err := roster.SignUp(ctx, d.DB, w, m, d.OneWorkspace, made); {
	case errors.Is(err, db.ErrExists):
		if err := d.signUpAgain(ctx, m, typed); err != nil {
			return err
		}
	case errors.Is(err, account.ErrOneWorkspace):
		return err
	case err != nil:
		return fmt.Errorf("sign up: %w", err)
	}
	d.keepProof(c, m) // whether or not the address was free: the cookie tells nothing
	return d.checkMail(c, m.Email)
}

func (d *Entrance) newAccount(c echo.Context, typed account.Signup) (account.Member, account.Workspace, error) {
	email, err := account.NormalEmail(typed.Email)
	if err != nil {
		return account.Member{}, account.Workspace{}, err
	}
	hash, err := account.HashPassword(typed.Password, d.Entropy)
	if err != nil {
		return account.Member{}, account.Workspace{}, err
	}
	now, id := d.Now(), d.NewID()
	w := account.Workspace{
		ID: id, Slug: account.Slug(typed.Workspace) + "-" + id[len(id)-6:], Name: typed.Workspace,
		Language: string(web.Lang(c)), Zone: delivery.DefaultZone, CreatedAt: now,
	}
	return account.Member{
		ID: d.NewID(), Workspace: w.ID, Email: email, Name: typed.Name, Role: account.Owner, PasswordHash: hash, CreatedAt: now,
	}, w, nil
}

// signUpAgain is for who signs up twice before confirming: what was typed last counts, name and password, as the
// first may have been somebody else's. A confirmed account does not change.
func (d *Entrance) signUpAgain(ctx context.Context, m account.Member, typed account.Signup) error {
	known, err := roster.MemberByEmail(ctx, d.DB, m.Email)
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := roster.UpdateMember(ctx, tx, known.ID, func(x *account.Member) error {
			if !x.ConfirmedAt.IsZero() || !x.DisabledAt.IsZero() {
				return db.ErrExists
			}
			x.Name = typed.Name
			return nil
		})
		if err != nil {
			return err
		}
		return login.SetPassword(ctx, tx, known.ID, m.PasswordHash, account.Hash{}, d.At())
	})
	if err != nil && !errors.Is(err, db.ErrExists) {
		return fmt.Errorf("sign up again: %w", err)
	}
	return nil
}

// orRedirect answers an error, or sends elsewhere when there is none.
func orRedirect(c echo.Context, err error, path string) error {
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, path)
}
