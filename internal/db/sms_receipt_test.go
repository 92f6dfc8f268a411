package db_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/db"
)

func TestAReceiptOfAMessageIsKeptOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		want := db.SMSReceipt{Provider: "vonage", ProviderID: "0C01", Status: db.MessageFailed, Message: "m1", Failure: "vonage_dlr_1", ReceivedAt: morning}
		ran := 0
		then := func(context.Context, *db.Tx) error { ran++; return nil }
		for n := range 2 {
			isNew, err := d.StoreSMSReceipt(ctx, want, then)
			if err != nil || isNew != (n == 0) {
				t.Fatalf("stored %d times: %v %v", n, isNew, err)
			}
		}
		other := want
		other.Status, other.Failure, other.ReceivedAt = db.MessageDelivered, "", morning.Add(time.Minute)
		if isNew, err := d.StoreSMSReceipt(ctx, other, then); err != nil || !isNew || ran != 2 {
			t.Fatalf("another status: %v %v, ran %d", isNew, err, ran)
		}
		if got, err := d.SMSReceipt(ctx, "vonage", "0C01", db.MessageFailed); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := d.SMSReceipt(ctx, "vonage", "0C02", db.MessageFailed); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an unknown one gives %v", err)
		}
		list, err := d.UnprocessedSMSReceipts(ctx, morning.Add(time.Minute), 10)
		if err != nil || len(list) != 1 || list[0] != want {
			t.Errorf("waiting before: %+v %v", list, err)
		}
		for _, at := range []time.Duration{time.Minute, time.Hour} {
			if err := d.FinishSMSReceipt(ctx, want, morning.Add(at)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := d.SMSReceipt(ctx, "vonage", "0C01", db.MessageFailed); err != nil || got.ProcessedAt != morning.Add(time.Minute) {
			t.Errorf("finished: %+v %v", got, err)
		}
		const month = 31 * 24 * time.Hour
		if err := d.Sweep(ctx, morning.Add(month)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SMSReceipt(ctx, "vonage", "0C01", db.MessageFailed); !isProblem(err, db.ErrNotFound) {
			t.Errorf("one that was acted on a month ago stayed: %v", err)
		}
		if _, err := d.SMSReceipt(ctx, "vonage", "0C01", db.MessageDelivered); err != nil {
			t.Errorf("one that nobody acted on is gone: %v", err)
		}
	})
}

// A part that did not arrive takes back that another did.
func TestAMessageThatArrivedIsReopened(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		m, _, err := d.PlanMessage(ctx, db.Message{ID: "m1", Key: "k1", Delivery: "d1", Kind: "invitation", Channel: "sms", CreatedAt: morning})
		if err != nil {
			t.Fatal(err)
		}
		if _, begun, err := d.BeginMessage(ctx, m.ID, morning, false); err != nil || !begun {
			t.Fatal(begun, err)
		}
		end := func(state db.MessageState) bool {
			ended, err := d.EndMessage(ctx, m.ID, db.Outcome{State: state, At: morning})
			if err != nil {
				t.Fatal(err)
			}
			return ended
		}
		if !end(db.MessageSent) || !end(db.MessageDelivered) || end(db.MessageFailed) {
			t.Error("what is delivered was overwritten, or was not delivered")
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return tx.ReopenMessage(ctx, m.ID) }); err != nil {
			t.Fatal(err)
		}
		if !end(db.MessageFailed) {
			t.Error("it was not reopened")
		}
	})
}
