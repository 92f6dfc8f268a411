package recipient

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/oversight"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/web"
)

// sendCode is POST /d/{id}/code: a code to sign with is on its way to the number on file. Limits, the passcode's row
// and the event that sends it are one transaction. That the sender's messages of the day are used up is nobody's
// mistake: it is committed, and said.
func (d *Door) sendCode(c echo.Context, v visit) error {
	var form screen.SignForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	if !form.Consent.Checked {
		form.Consent.Error = errConsentMissing.Code
		return d.renderSign(c, v, http.StatusUnprocessableEntity, func(p *screen.RecipientSign) { p.Form = form })
	}
	at, from := d.Now(), d.VisitorOf(c.Request())
	refusal := error(nil)
	err := d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) (noted []delivery.Event, err error) {
		if noted, refusal, err = d.spend(ctx, tx, dv, v.recipient.ID, at); err != nil || refusal != nil {
			return noted, err
		}
		id, err := d.issue(ctx, tx, dv, v.recipient.ID, from.Address, at)
		if err != nil {
			return nil, err
		}
		return dv.RequestPasscode(delivery.At(at), v.recipient.ID, id)
	})
	if err == nil {
		err = refusal
	}
	if err == nil {
		return d.Redirect(c, frontend.ShareVerbPath(string(v.delivery.ID), frontend.VerbSign), "code_sent")
	}
	if errors.Is(err, passcode.ErrTooMany) {
		if err := d.noteNoCode(c, v, at); err != nil {
			return err
		}
	}
	return d.refuseSign(c, v, form, err)
}

// noteNoCode puts on record that a recipient who can sign gets no more codes today, once a day: the sender can allow more.
func (d *Door) noteNoCode(c echo.Context, v visit, at time.Time) error {
	return d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		wait, err := ratelimit.Take(ctx, tx, delivery.At(at), ratelimit.Limit{Key: "no-code/" + string(dv.ID) + "/" + v.recipient.ID, Max: 1, Window: day})
		if err != nil || wait > 0 {
			return nil, err
		}
		return dv.NoteMessageFailure(delivery.At(at), delivery.MessageFailed{Kind: "passcode", Channel: "sms", Recipient: v.recipient.ID, Reason: passcode.ErrTooMany.Code})
	})
}

// spend takes a text message from the sender's number of the day. Where none is left the refusal is to be committed with
// its event, of which there is one a day and recipient: every certificate prints it.
func (d *Door) spend(ctx context.Context, tx *db.Tx, dv *delivery.Delivery, recipient string, at time.Time) (noted []delivery.Event, refusal, err error) {
	if _, err := dv.CanSign(recipient); err != nil {
		return nil, nil, err
	}
	if err := oversight.MayServe(ctx, tx, dv); err != nil {
		return nil, nil, err
	}
	wait, err := oversight.TakeSMS(ctx, tx, dv.Workspace, d.SMSCap, at)
	if err != nil || wait == 0 {
		return nil, nil, err
	}
	refusal = oversight.ErrSMSCap.After(wait)
	told, err := ratelimit.Take(ctx, tx, delivery.At(at), ratelimit.Limit{Key: "sms-cap/" + recipient, Max: 1, Window: day})
	if err != nil || told > 0 {
		return nil, refusal, err
	}
	noted, err = dv.NoteMessageFailure(delivery.At(at), delivery.MessageFailed{Kind: "passcode", Channel: "sms", Recipient: recipient, Reason: oversight.ErrSMSCap.Code})
	return noted, refusal, err
}

// issue makes the row of a new code, which voids the one before, and takes from the limits.
func (d *Door) issue(ctx context.Context, tx *db.Tx, dv *delivery.Delivery, recipient string, address netip.Addr, at time.Time) (string, error) {
	release, err := dv.CanSign(recipient)
	if err != nil {
		return "", err
	}
	r, _ := dv.Recipient(recipient)
	sent, err := otp.Issued(ctx, tx, dv.ID, recipient, codesSince(r, at))
	if err != nil {
		return "", err
	}
	if len(sent) > 0 {
		if err := passcode.MaySend(len(sent), sent[0].IssuedAt, at); err != nil {
			return "", err
		}
	}
	phone := passcode.PhoneKey(d.PasscodeKey, string(r.Phone))
	subject := passcode.Subject{Workspace: dv.Workspace, Delivery: string(dv.ID), Recipient: recipient, PhoneKey: phone, Address: d.Digest("passcode", web.Network(address))}
	if err := otp.TakeCounters(ctx, tx, delivery.At(at), subject.Counters()); err != nil {
		return "", err
	}
	p := passcode.Issue(d.NewID(), string(dv.ID), release.ID, recipient, phone, binding(dv, release.ID), at)
	return p.ID, otp.Issue(ctx, tx, p)
}

const day = 24 * time.Hour

// codesSince is from when codes count: the last day, and not before the sender's last reset.
func codesSince(r *delivery.Recipient, at time.Time) delivery.Instant {
	return max(delivery.At(at.Add(-day)), r.CodesResetAt)
}

// binding is what a code stands for: everything the page shows now.
func binding(dv *delivery.Delivery, release string) passcode.Binding {
	price, _ := dv.Price(release)
	return passcode.Bind(dv.Manifest(release), string(dv.Terms.Title), price.Amount, price.Currency)
}
