package board

import (
	"slices"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

func TestWhatWaitsForTheSender(t *testing.T) {
	at := delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	message := func(channel string, state db.MessageState) db.Message {
		return db.Message{Recipient: "r", Channel: channel, State: state}
	}
	cases := map[string]struct {
		change   func(*delivery.Delivery)
		messages []db.Message
		want     []string
	}{
		"nothing of one that was sent today": {func(*delivery.Delivery) {}, nil, nil},
		"nothing of a draft":                 {func(d *delivery.Delivery) { d.State, d.Dues[0].DueOn = delivery.Draft, "2026-11-01" }, nil, nil},
		"not late on the day":                {func(d *delivery.Delivery) { d.Dues[0].DueOn = "2026-11-22" }, nil, nil},
		"late the day after":                 {func(d *delivery.Delivery) { d.Dues[0].DueOn = "2026-11-21" }, nil, []string{"late"}},
		"opened yesterday":                   {func(d *delivery.Delivery) { d.Recipients[0].OpenedAt = at.Add(-24 * time.Hour) }, nil, nil},
		"opened two days ago and not paid":   {func(d *delivery.Delivery) { d.Recipients[0].OpenedAt = at.Add(-48 * time.Hour) }, nil, []string{"opened_unpaid"}},
		"opened by one who does not pay":     {func(d *delivery.Delivery) { d.Recipients[0].OpenedAt, d.Recipients[0].Roles = 1, nil }, nil, nil},
		"late says more than opened":         {func(d *delivery.Delivery) { d.Recipients[0].OpenedAt, d.Dues[0].DueOn = 1, "2026-11-01" }, nil, []string{"late"}},
		"a bank is working on the payment": {func(d *delivery.Delivery) {
			d.Recipients[0].OpenedAt, d.Payments = 1, []delivery.Payment{{State: delivery.PaymentProcessing}}
		}, nil, nil},
		"expiring within seven days": {func(d *delivery.Delivery) { d.Terms.ExpiresOn = "2026-11-28" }, nil, []string{"expiring"}},
		"expiring later":             {func(d *delivery.Delivery) { d.Terms.ExpiresOn = "2026-11-30" }, nil, nil},
		"unlocked files do not expire": {func(d *delivery.Delivery) {
			d.Terms.ExpiresOn, d.Releases[0].State = "2026-11-28", delivery.ReleaseUnlocked
		}, nil, nil},
		"a message that failed":                 {func(*delivery.Delivery) {}, []db.Message{message("sms", db.MessageSent), message("sms", db.MessageFailed)}, []string{"message_failed"}},
		"a message that failed, then one came":  {func(*delivery.Delivery) {}, []db.Message{message("sms", db.MessageFailed), message("sms", db.MessageSent)}, nil},
		"an e-mail does not mend the telephone": {func(*delivery.Delivery) {}, []db.Message{message("sms", db.MessageFailed), message("email", db.MessageSent)}, []string{"message_failed"}},
		"a number proposed, as the domain says": {func(d *delivery.Delivery) { d.Recipients[0].ProposedPhone = "+33639980002" }, nil, []string{"number_proposed"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := &delivery.Delivery{
				State: delivery.Sent, Terms: delivery.Terms{Zone: delivery.DefaultZone}, Dues: []delivery.Due{{ID: "u", Amount: 100, Currency: "EUR"}},
				Recipients: []delivery.Recipient{{ID: "r", Roles: []delivery.Role{delivery.Payer}}}, Releases: []delivery.Release{{State: delivery.ReleaseLocked}},
			}
			c.change(d)
			if got := needsOf(d, c.messages, at); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
