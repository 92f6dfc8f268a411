package recipient

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/consent"
	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/web"
)

var (
	errConsentMissing = problem.New(problem.Invalid, "consent_missing", "tick the consent first")
	errNoCode         = problem.New(problem.Conflict, "passcode_missing", "ask for a code first")
)

// sign is POST /d/{id}/sign: the code that came by SMS, bound to exactly what the page shows. The attempt is counted
// and the signature recorded in one transaction, so that two requests with one code sign once.
func (d *Door) sign(c echo.Context, v visit) error {
	var form screen.SignForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	if !form.Consent.Checked {
		form.Consent.Error = errConsentMissing.Code
		return d.renderSign(c, v, http.StatusUnprocessableEntity, func(p *screen.RecipientSign) { p.Form = form })
	}
	refusal := error(nil)
	err := d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) (events []delivery.Event, err error) {
		events, refusal, err = d.tryCode(ctx, tx, dv, v, form.Code.Value)
		return events, err
	})
	if err == nil && refusal == nil {
		return d.Redirect(c, frontend.SharePath(string(v.delivery.ID)), "signed")
	}
	if err == nil {
		err = refusal
	}
	return d.refuseSign(c, v, form, err)
}

// tryCode judges what was typed. A refusal is committed (the attempt counts, the event stands) and told apart from
// an error, which undoes everything.
func (d *Door) tryCode(ctx context.Context, tx *db.Tx, dv *delivery.Delivery, v visit, typed string) (events []delivery.Event, refusal, err error) {
	at := d.Now()
	release, err := dv.CanSign(v.recipient.ID)
	if err == nil {
		err = oversight.MayServe(ctx, tx, dv)
	}
	if err != nil {
		return nil, nil, err
	}
	r, _ := dv.Recipient(v.recipient.ID)
	sent, err := otp.Issued(ctx, tx, dv.ID, r.ID, codesSince(r, at))
	if err != nil {
		return nil, nil, err
	}
	if len(sent) == 0 {
		return nil, nil, errNoCode
	}
	attempts := 0
	p, result, err := otp.Verify(ctx, tx, sent[0].ID, func(p *passcode.Passcode) passcode.Result {
		attempts = p.Attempts
		return p.Verify(d.PasscodeKey, typed, binding(dv, release.ID), at)
	})
	if err != nil {
		return nil, nil, err
	}
	if refusal := result.Err(); refusal != nil {
		if p.Attempts == attempts {
			on, err := onRecord(ctx, tx, p, result, at)
			if err != nil || !on {
				return nil, refusal, err
			}
		}
		events, err := dv.RejectedPasscode(delivery.At(at), delivery.PasscodeRejected{
			Passcode: p.ID, Recipient: v.recipient.ID, Reason: string(result.Outcome), Left: result.Left,
		})
		return events, refusal, err
	}
	events, err = dv.Sign(delivery.At(at), delivery.RecipientSigned{
		Recipient: v.recipient.ID, Release: release.ID, Attempts: p.Attempts + 1,
		Signature: delivery.Signature{Passcode: p.ID, Consent: textToSign(dv, v.recipient.Language, release.ID), Manifest: dv.Manifest(release.ID)},
	})
	return events, nil, err
}

// onRecord tells whether a refusal that cost no attempt is still an event: the first ones are. Nobody can fill the
// chain, which every certificate prints, by typing what can be no code.
func onRecord(ctx context.Context, tx *db.Tx, p passcode.Passcode, result passcode.Result, at time.Time) (bool, error) {
	const most = 3
	wait, err := ratelimit.Take(ctx, tx, delivery.At(at), ratelimit.Limit{Key: "rejected/" + p.ID + "/" + string(result.Outcome), Max: most, Window: day})
	return wait == 0, err
}

// textToSign is the sentence that is signed, in the recipient's language: a function of the delivery, so that the page
// that shows it and the signature that records it cannot differ.
func textToSign(dv *delivery.Delivery, language, release string) delivery.Consent {
	price, priced := dv.Price(release)
	if !priced {
		return consent.Text(language, nil, tariff.Ordinary, "")
	}
	rest := ""
	if invoice, ok := dv.RestOf(&dv.Dues[0]); ok {
		rest = invoice.Called()
	}
	return consent.Text(language, &price, dv.VATRegime(), rest)
}

// showSign is GET /d/{id}/sign.
func (d *Door) showSign(c echo.Context, v visit) error {
	if _, err := v.delivery.CanSign(v.recipient.ID); err != nil {
		return c.Redirect(http.StatusSeeOther, frontend.SharePath(string(v.delivery.ID)))
	}
	return d.renderSign(c, v, http.StatusOK, func(*screen.RecipientSign) {})
}

// isLate reports whether a code was to leave some time ago and has not: the gateway does not answer.
func (d *Door) isLate(ctx context.Context, p passcode.Passcode, now time.Time) (bool, error) {
	const soon = 15 * time.Second
	if p.State != passcode.Live || now.Sub(p.IssuedAt) < soon {
		return false, nil
	}
	m, err := outbox.ByKey(ctx, d.DB, outbox.PasscodeKey(p.ID))
	if errors.Is(err, db.ErrNotFound) {
		return true, nil // no worker came to it yet
	}
	return err == nil && m.EndedAt.IsZero(), err
}

// noneSince is when the first of the newest codes was asked for of which none has left; zero where the newest did.
func (d *Door) noneSince(ctx context.Context, newestFirst []passcode.Passcode) (since time.Time, err error) {
	for _, p := range newestFirst {
		m, err := outbox.ByKey(ctx, d.DB, outbox.PasscodeKey(p.ID))
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return time.Time{}, err
		}
		if err == nil && !m.EndedAt.IsZero() && m.State != outbox.Failed {
			break
		}
		since = p.IssuedAt
	}
	return since, nil
}

// refuseSign shows the page again with what was wrong, next to what it is about.
func (d *Door) refuseSign(c echo.Context, v visit, form screen.SignForm, err error) error {
	err = ofSender(err)
	p, ok := web.AsProblem(err)
	if !ok {
		return err
	}
	web.RetryAfter(c, p)
	if p.Kind == problem.Invalid {
		form.Code.Error, form.Code.Params = p.Code, p.Params
		return d.renderSign(c, v, http.StatusUnprocessableEntity, func(page *screen.RecipientSign) { page.Form = form })
	}
	return d.renderSign(c, v, web.Status(err), func(page *screen.RecipientSign) { page.Form, page.Problem = form, p.Code })
}

func (d *Door) renderSign(c echo.Context, v visit, status int, with func(*screen.RecipientSign)) error {
	dv, err := d.DB.Delivery(c.Request().Context(), v.delivery.ID)
	if err != nil {
		return err
	}
	v.delivery = dv
	release, err := dv.CanSign(v.recipient.ID)
	if err != nil {
		return d.RedirectFailed(c, frontend.SharePath(string(dv.ID)), err)
	}
	page := screen.RecipientSign{
		Shell: d.Shell(c), Share: d.share(c, v), Consent: textToSign(dv, v.recipient.Language, release.ID).Text,
		ManifestHash: binding(dv, release.ID).Short(), MaskedNumber: delivery.MaskPhone(v.recipient.Phone), NumberKept: !v.recipient.NumberKeptAt.IsZero(),
	}
	if err := d.fillCode(c.Request().Context(), dv, v.recipient.ID, &page); err != nil {
		return err
	}
	with(&page)
	if wrong := &page.Form.Code.Error; *wrong != "" && (page.Locked || !page.CodeSent) { // no code can be typed any more
		page.Problem, *wrong = *wrong, ""
	}
	return d.Render(c, status, page)
}

// fillCode says where the newest code stands.
func (d *Door) fillCode(ctx context.Context, dv *delivery.Delivery, recipient string, page *screen.RecipientSign) error {
	now := d.Now()
	r, _ := dv.Recipient(recipient)
	sent, err := otp.Issued(ctx, d.DB, dv.ID, recipient, codesSince(r, now))
	if err != nil || len(sent) == 0 {
		return err
	}
	p := sent[0]
	page.CodeSent = p.State == passcode.Live && now.Before(p.ExpiresAt)
	page.CodeExpires, page.AttemptsLeft = p.ExpiresAt.In(zoneOf(dv)), p.Left()
	page.Locked = page.CodeSent && p.Left() == 0
	if page.Late, err = d.isLate(ctx, p, now); err != nil {
		return err
	}
	if !page.CodeSent && p.State == passcode.Live { // it ended unused
		since, err := d.noneSince(ctx, sent)
		if err != nil {
			return err
		}
		if !since.IsZero() {
			page.NoneSince = since.In(zoneOf(dv))
		}
	}
	page.ResendIn = max(int(passcode.NextSend(len(sent), p.IssuedAt).Sub(now).Seconds()), 0)
	return nil
}
