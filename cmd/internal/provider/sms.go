package provider

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"quittance/internal/db/outbox"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
	"quittance/internal/notify"
	"quittance/internal/web/hook"
)

// Texts sends passcodes and links by SMS.
type Texts struct {
	sms *notify.SMS
	key []byte
	now func() time.Time
}

// NewTexts sends by the given account; what is said of a message later is believed by the key.
func NewTexts(sms *notify.SMS, key []byte, now func() time.Time) *Texts {
	return &Texts{sms: sms, key: key, now: now}
}

// SendPasscode implements message.SMS.
func (t *Texts) SendPasscode(ctx context.Context, p message.PasscodeMessage) (provider, id string, err error) {
	text, err := notify.Passcode{
		Language: p.Language, Title: p.Title, Price: price(p.Price), Manifest: p.Manifest, Code: p.Code, Until: p.Until, Sandbox: p.Sandbox,
	}.Text()
	if err != nil {
		return "", "", err
	}
	receipt, err := t.sms.Send(ctx, p.To, text, notify.Reference(t.key, p.ID))
	return receipt.Provider, receipt.MessageID, err
}

// SendLink implements message.SMS. A text that cannot be made is refused for good: it would be the same the next time.
func (t *Texts) SendLink(ctx context.Context, l message.LinkMessage) (provider, id string, err error) {
	text, err := notify.LinkText{Language: l.Language, Workspace: l.Workspace, Title: l.Title, Turn: strings.TrimPrefix(l.Turn, "turn_"), URL: l.URL, Sandbox: l.Sandbox}.Text()
	if err != nil {
		return "", "", &notify.SendError{Channel: "sms", Outcome: notify.Refused, Reason: "bad_text"}
	}
	receipt, err := t.sms.Send(ctx, l.To, text, notify.Reference(t.key, l.ID))
	return receipt.Provider, receipt.MessageID, err
}

// ReadReceipt implements hook.Receipts.
func (t *Texts) ReadReceipt(body []byte, header http.Header) (webhook.SMSReceipt, error) {
	r, err := notify.ReadReceipt(t.key, header.Get("Content-Type"), body)
	if err != nil {
		return webhook.SMSReceipt{}, errors.Join(hook.ErrRefused, err)
	}
	row := webhook.SMSReceipt{Provider: "vonage", ProviderID: r.MessageID, Message: r.Message, ReceivedAt: delivery.At(t.now())}
	switch r.Status {
	case notify.Arrived:
		row.Status = outbox.Delivered
	case notify.Lost:
		row.Status, row.Failure = outbox.Failed, r.Reason
	case notify.UnderWay: // says nothing that is kept
	}
	return row, nil
}

var (
	_ message.SMS   = (*Texts)(nil)
	_ hook.Receipts = (*Texts)(nil)
)
