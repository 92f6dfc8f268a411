package sender

import (
	"fmt"
	"math"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/otp"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/timezone"
)

// reminderShown is how long the page says when a recipient was asked again.
const reminderShown = 14 * 24 * time.Hour

// recipients lists who the delivery is for. Their links are for those who may send: a link is enough to act as its
// recipient.
func (d *Door) recipients(c echo.Context, v visit, dv *delivery.Delivery, t trail) ([]screen.SenderRecipient, error) {
	zone := timezone.Of(v.Workspace.Zone)
	maySend := v.Member.Role.Can(account.Send)
	begun := dv.State == delivery.Sent || dv.State == delivery.Expired || dv.State == delivery.Completed
	out := make([]screen.SenderRecipient, 0, len(dv.Recipients))
	for _, r := range dv.Recipients {
		if r.IsDropped() { // the history tells of them
			continue
		}
		i := len(out)
		out = append(out, screen.SenderRecipient{
			ID: r.ID, Name: r.Called(), Company: string(r.Company), Email: string(r.Email), Phone: string(r.Phone), Roles: roles(r),
			Opened: moment(r.OpenedAt, zone), Signed: moment(r.SignedAt, zone), Downloaded: moment(t.downloaded[r.ID], zone),
			CanCorrect: maySend && begun, CanDrop: maySend && dv.CanDropPayer(delivery.Sender(v.Member.ID), r.ID) == nil,
		})
		if r.Name == "" {
			out[i].Company = "" // it may be what they are called
		}
		if !r.ProblemAt.IsZero() && dv.State != delivery.Declined { // that stands at the head of the page
			out[i].Problem, out[i].CanCloseProblem = t.reported[r.ID], maySend
		}
		if by, ok := dv.Recipient(r.NamedBy); ok {
			out[i].NamedBy = string(by.Name)
		}
		if maySend && begun {
			address, err := d.Commands.ShortLink(c.Request().Context(), dv, r.ID)
			if err != nil {
				return nil, fmt.Errorf("shorten link: %w", err)
			}
			out[i].Link = address
		}
		if dv.State != delivery.Sent || !r.SignedAt.IsZero() {
			continue
		}
		if maySend && d.At() < r.RemindedAt.Add(reminderShown) {
			out[i].Reminded = moment(r.RemindedAt, zone)
		}
		if maySend {
			out[i].CanRemind = dv.CanRemind(r.ID, d.At()) == nil
			out[i].ProposedNumber = string(r.ProposedPhone)
		}
		if v.Member.Role.Can(account.Waive) {
			locked, err := d.isLockedOut(c, dv, r)
			if err != nil {
				return nil, err
			}
			_, isRefused := t.refused[r.ID]
			out[i].PasscodeLocked = locked || isRefused
		}
	}
	return out, nil
}

// isLockedOut reports whether a signer used up the attempts of the newest code, or the codes of a day.
func (d *Door) isLockedOut(c echo.Context, dv *delivery.Delivery, r delivery.Recipient) (bool, error) {
	if !r.Has(delivery.Signer) {
		return false, nil
	}
	const window = 24 * time.Hour
	sent, err := otp.Issued(c.Request().Context(), d.DB, dv.ID, r.ID, d.At().Add(-window))
	if err != nil {
		return false, fmt.Errorf("read passcodes: %w", err)
	}
	if len(sent) == 0 || sent[0].State != passcode.Live {
		return false, nil
	}
	return sent[0].Left() == 0 || len(sent) >= mostCodes(), nil
}

// mostCodes is how many one number gets in a day.
func mostCodes() int {
	for _, l := range passcode.Limits {
		if l.Scope == passcode.ByPhone {
			return l.Max
		}
	}
	return math.MaxInt
}
