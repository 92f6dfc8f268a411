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
