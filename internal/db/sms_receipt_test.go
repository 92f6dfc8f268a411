package db_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/webhook"
)

func TestAReceiptOfAMessageIsKeptOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		want := webhook.SMSReceipt{Provider: "vonage", ProviderID: "0C01", Status: outbox.Failed, Message: "m1", Failure: "vonage_dlr_1", ReceivedAt: morning}
		ran := 0
		then := func(context.Context, *db.Tx) error { ran++; return nil }
		for n := range 2 {
			isNew, err := webhook.StoreSMSReceipt(ctx, d, want, then)
			if err != nil || isNew != (n == 0) {
				t.Fatalf("stored %d times: %v %v", n, isNew, err)
			}
		}
		other := want
		other.Status, other.Failure, other.ReceivedAt = outbox.Delivered, "", morning.Add(time.Minute)
		if isNew, err := webhook.StoreSMSReceipt(ctx, d, other, then); err != nil || !isNew || ran != 2 {
			t.Fatalf("another status: %v %v, ran %d", isNew, err, ran)
		}
		if got, err := webhook.FindSMSReceipt(ctx, d, "vonage", "0C01", outbox.Failed); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := webhook.FindSMSReceipt(ctx, d, "vonage", "0C02", outbox.Failed); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an unknown one gives %v", err)
		}
		list, err := webhook.UnprocessedSMSReceipts(ctx, d, morning.Add(time.Minute), 10)
		if err != nil || len(list) != 1 || list[0] != want {
			t.Errorf("waiting before: %+v %v", list, err)
		}
		for _, at := range []time.Duration{time.Minute, time.Hour} {
			if err := webhook.FinishSMSReceipt(ctx, d, want, morning.Add(at)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := webhook.FindSMSReceipt(ctx, d, "vonage", "0C01", outbox.Failed); err != nil || got.ProcessedAt != morning.Add(time.Minute) {
			t.Errorf("finished: %+v %v", got, err)
		}
		const month = 31 * 24 * time.Hour
		if err := d.Sweep(ctx, morning.Add(month)); err != nil {
			t.Fatal(err)
		}
		if _, err := webhook.FindSMSReceipt(ctx, d, "vonage", "0C01", outbox.Failed); !isProblem(err, db.ErrNotFound) {
			t.Errorf("one that was acted on a month ago stayed: %v", err)
		}
		if _, err := webhook.FindSMSReceipt(ctx, d, "vonage", "0C01", outbox.Delivered); err != nil {
			t.Errorf("one that nobody acted on is gone: %v", err)
		}
	})
}

// A part that did not arrive takes back that another did.
func TestAMessageThatArrivedIsReopened(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		m, _, err := outbox.Plan(ctx, d, outbox.Message{ID: "m1", Key: "k1", Delivery: "d1", Kind: "invitation", Channel: "sms", CreatedAt: morning})
		if err != nil {
			t.Fatal(err)
		}
		if _, begun, err := outbox.Begin(ctx, d, m.ID, morning, false); err != nil || !begun {
			t.Fatal(begun, err)
		}
		end := func(state outbox.State) bool {
			ended, err := outbox.End(ctx, d, m.ID, outbox.Outcome{State: state, At: morning})
			if err != nil {
				t.Fatal(err)
			}
			return ended
		}
		if !end(outbox.Sent) || !end(outbox.Delivered) || end(outbox.Failed) {
			t.Error("what is delivered was overwritten, or was not delivered")
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return outbox.Reopen(ctx, tx, m.ID) }); err != nil {
			t.Fatal(err)
		}
		if !end(outbox.Failed) {
			t.Error("it was not reopened")
		}
	})
}
