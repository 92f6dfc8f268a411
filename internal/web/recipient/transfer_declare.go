package recipient

import (
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/delivery"
	sepa "quittance/internal/transfer"
	"quittance/internal/web"
)

// declareTransfer is POST /d/{id}/transfer: "I have made the transfer". The sender is told; nothing unlocks.
func (d *Door) declareTransfer(c echo.Context, v visit) error {
	var form screen.PayForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	back := frontend.SharePath(string(v.delivery.ID))
	due := payable(v.delivery)
	if due == nil {
		return d.RedirectFailed(c, back, errNothingToPay)
	}
	ws, err := d.Workspaces.Get(c.Request().Context(), v.delivery.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	if !ws.Bank.IsKnown() {
		return d.RedirectFailed(c, back, errNoTransfer)
	}
	err = d.tell(c, v, "transfer", func(dv *delivery.Delivery) ([]delivery.Event, error) {
		events, err := d.chooseRight(dv, v.recipient.ID, form.Consent.Checked, form.Keep.Checked)
		if err != nil {
			return nil, err
		}
		declared, err := dv.DeclareTransfer(d.At(), v.recipient.ID, due.ID)
		return append(events, declared...), err
	})
	switch {
	case refuseRight(&form, err):
		return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Declared = form })
	case err != nil:
		return d.RedirectFailed(c, back, err)
	}
	return d.Redirect(c, back, "transfer_declared")
}

// transferOf is what a payer needs for a transfer of what is owed, without an IBAN where none is asked for, and the one that
// was announced.
func (d *Door) transferOf(c echo.Context, v visit, due *delivery.Due) (screen.Transfer, error) {
	ws, err := d.Workspaces.Get(c.Request().Context(), v.delivery.Workspace)
	if err != nil {
		return screen.Transfer{}, fmt.Errorf("load workspace: %w", err)
	}
	var t screen.Transfer
	if ws.Bank.IsKnown() {
		if t, err = makeTransfer(ws.Bank, v.delivery, due); err != nil {
			return screen.Transfer{}, err
		}
	}
	if v.delivery.TransferAwaited(due.ID) {
		t.Declared, t.Announced = due.DeclaredAt.Time().In(zoneOf(v.delivery)), frontend.Money{Amount: due.Declared, Currency: due.Currency}
		if t.By, err = d.announcer(c, v, due); err != nil {
			return screen.Transfer{}, err
		}
	}
	return t, nil
}

// announcer names who announced the transfer of a due; "" is the reader. Where nobody else pays that needs no look at the record.
func (d *Door) announcer(c echo.Context, v visit, due *delivery.Due) (string, error) {
	if !slices.ContainsFunc(v.delivery.Recipients, func(r delivery.Recipient) bool { return r.Has(delivery.Payer) && r.ID != v.recipient.ID }) {
		return "", nil
	}
	records, err := d.DB.Events(c.Request().Context(), v.delivery.ID, 0, 0)
	if err != nil {
		return "", fmt.Errorf("read who announced a transfer: %w", err)
	}
	for i := range slices.Backward(records) {
		if records[i].Type != (delivery.TransferDeclared{}).EventType() {
			continue
		}
		e, err := records[i].Event()
		if err != nil {
			return "", fmt.Errorf("read who announced a transfer: %w", err)
		}
		if x, ok := e.Data.(delivery.TransferDeclared); ok && x.Due == due.ID && x.Recipient != v.recipient.ID {
			who, _ := v.delivery.Recipient(x.Recipient)
			return who.Called(), nil
		}
		return "", nil
	}
	return "", nil
}

func makeTransfer(bank account.Bank, dv *delivery.Delivery, due *delivery.Due) (screen.Transfer, error) {
	owing, iban, reference := dv.Owing(due.ID), sepa.IBAN(bank.IBAN), sepa.Reference(due.Reference)
	t := screen.Transfer{
		Holder: bank.Holder, IBAN: bank.IBAN, IBANShown: typeable(iban.Grouped()), BIC: bank.BIC, Reference: due.Reference, ReferenceShown: typeable(reference.Grouped()),
		Amount: frontend.Money{Amount: owing, Currency: due.Currency},
	}
	if due.Currency != "EUR" {
		return t, nil
	}
	payload, err := sepa.Credit{Name: bank.Holder, IBAN: iban, BIC: sepa.BIC(bank.BIC), Amount: owing, Reference: reference}.Payload()
	if err != nil {
		return t, nil //nolint:nilerr // an account whose transfers no code can carry is paid by hand
	}
	t.QR, err = web.DrawQR(payload)
	return t, err
}

// typeable is a number in groups that somebody may also copy by hand: forms know ordinary spaces at best.
func typeable(grouped string) string { return strings.ReplaceAll(grouped, "\u00a0", " ") }
