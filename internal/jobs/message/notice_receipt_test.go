package message

import (
	"bytes"
	"testing"

	"quittance/internal/delivery"
)

func TestMessagesAboutMoneyBringItsPaper(t *testing.T) {
	b := newTill(t)
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	for name, c := range map[string]struct {
		notice, language string
		event            delivery.Payload
		begins           string
	}{
		"a payment":                {NoticePaid, "fr", delivery.PaymentRecorded{Payment: "p1"}, "recu-R-"},
		"a payment, in English":    {NoticePaid, "en", delivery.PaymentRecorded{Payment: "p1"}, "receipt-R-"},
		"a refund":                 {NoticeRefunded, "fr", delivery.RefundDone{Payment: "p1", Refund: "r1"}, "remboursement-R-"},
		"a notice of another sort": {NoticeProblem, "fr", delivery.ProblemReported{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := Notice{Language: c.language}
			check(t, b.attachReceipt(t.Context(), SendNotice{Notice: c.notice}, d, delivery.Event{Data: c.event}, &n))
			if c.begins == "" {
				if n.Receipt || len(n.Attachments) != 0 {
					t.Errorf("%+v", n.Attachments)
				}
				return
			}
			if !n.Receipt || len(n.Attachments) != 1 || n.Attachments[0].Name[:len(c.begins)] != c.begins || !bytes.HasPrefix(n.Attachments[0].Data, []byte("%PDF-")) {
				t.Errorf("%+v", n)
			}
		})
	}
}

func TestARefundThatFailedAfterwardsNamesItsNote(t *testing.T) {
	b := newTill(t)
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	failed := delivery.Event{Data: delivery.RefundRejected{Payment: "p1", Refund: "r1", Undone: true}}
	var n Notice
	check(t, b.attachReceipt(t.Context(), SendNotice{Notice: NoticeRefundUndone}, d, failed, &n))
	if n.Number != "" {
		t.Errorf("there is no note yet, and %s is said to be void", n.Number)
	}
	row, _, err := b.Receipts.Of(t.Context(), d.ID, "p1", "r1")
	check(t, err)
	check(t, b.attachReceipt(t.Context(), SendNotice{Notice: NoticeRefundUndone}, d, failed, &n))
	if n.Number != row.Number || n.Receipt || len(n.Attachments) != 0 {
		t.Errorf("%+v", n)
	}
	n.about(d, failed)
	if n.Amount.Amount != 1_000 {
		t.Errorf("the refund was of 10 euros, not %+v", n.Amount)
	}
	done := delivery.Event{Data: delivery.RefundDone{Payment: "p1", Refund: "r1"}}
	d.Refunds[0].State = delivery.RefundFailed
	if !isUndone(SendNotice{Notice: NoticeRefunded}, d, done) || isUndone(SendNotice{Notice: NoticePaid}, d, done) {
		t.Error("what was undone meanwhile is said to be done")
	}
}
