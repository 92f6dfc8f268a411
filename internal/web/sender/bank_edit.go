package sender

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
	"quittance/internal/db/roster"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/transfer"
	"quittance/internal/web"
)

// showBank is GET /settings/bank.
func (d *Door) showBank(c echo.Context, v visit) error {
	bank := v.Workspace.Bank
	var form screen.BankForm
	form.Holder.Value, form.BIC.Value = bank.Holder, bank.BIC
	form.IBAN.Value = strings.ReplaceAll(transfer.IBAN(bank.IBAN).Grouped(), "\u00a0", " ")
	if !bank.IsKnown() {
		form.Holder.Value = v.Workspace.Profile.LegalName
	}
	return d.renderBank(c, http.StatusOK, form, bank)
}

// saveBank is POST /settings/bank: where clients' money goes. Every owner is told, as this is what a thief would change.
func (d *Door) saveBank(c echo.Context, v visit) error {
	var form screen.BankForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	bank, err := readBank(form)
	if err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.renderBank(c, http.StatusUnprocessableEntity, form, v.Workspace.Bank)
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error { return d.changeBank(ctx, tx, v, bank) })
	if err != nil {
		return fmt.Errorf("save bank account: %w", err)
	}
	return d.Redirect(c, frontend.PathBank, "saved")
}

func (d *Door) changeBank(ctx context.Context, tx *db.Tx, v visit, bank account.Bank) error {
	changed := false
	err := roster.UpdateWorkspace(ctx, tx, v.Workspace.ID, func(w *account.Workspace) error {
		changed, w.Bank = w.Bank != bank, bank
		return nil
	})
	if err != nil || !changed {
		return err
	}
	if err := roster.Log(ctx, tx, v.Did(d.Site, account.BankReplaced, "")); err != nil {
		return err
	}
	members, err := roster.Members(ctx, tx, v.Workspace.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role == account.Owner && m.DisabledAt.IsZero() {
			if err := d.Alerts.AlertMember(ctx, tx, m.ID, account.BankChanged); err != nil {
				return fmt.Errorf("alert owner: %w", err)
			}
		}
	}
	return nil
}

// readBank checks what was typed. Nothing at all is no account: transfers are no longer offered.
func readBank(form screen.BankForm) (account.Bank, error) {
	holder, iban, bic := strings.TrimSpace(form.Holder.Value), strings.TrimSpace(form.IBAN.Value), strings.TrimSpace(form.BIC.Value)
	if iban == "" && bic == "" {
		return account.Bank{}, nil
	}
	var wrong problem.Fields
	const longest = 70 // of a transfer's code (EPC069-12)
	input.Line(&wrong, "holder", holder, longest, true)
	number, err := transfer.ParseIBAN(iban)
	for known, code := range map[error]string{
		transfer.ErrIBANShape: "iban_shape", transfer.ErrIBANCountry: "iban_country", transfer.ErrIBANLength: "iban_length", transfer.ErrIBANCheck: "iban_check",
	} {
		if errors.Is(err, known) {
			wrong.Add("iban", code)
		}
	}
	bank := account.Bank{IBAN: string(number), Holder: holder}
	switch code, err := transfer.ParseBIC(bic); {
	case bic == "" && number != "" && number.NeedsBIC():
		wrong.Add("bic", "required")
	case bic != "" && err != nil:
		wrong.Add("bic", "not_a_bic")
	case bic != "":
		bank.BIC = string(code)
	}
	return bank, wrong.Err()
}

func (d *Door) renderBank(c echo.Context, status int, form screen.BankForm, now account.Bank) error {
	return d.Render(c, status, screen.Bank{Shell: d.Shell(c), Form: form, Known: now.IsKnown()})
}
