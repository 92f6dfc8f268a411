package message

import (
	"testing"

	"quittance/internal/delivery"
)

// Every message about a public buyer's delivery knows it, and by which references the claim is found.
func TestMessagesKnowAPublicBuyer(t *testing.T) {
	b := newTill(t)
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	for kind, public := range map[delivery.ClientKind]bool{delivery.Public: true, delivery.Business: false} {
		d.Terms.ClientKind, d.Terms.ChorusEngagement, d.Terms.ChorusService = kind, "2026-EJ-004512", "VOIRIE-03"
		n, err := b.fill(t.Context(), SendNotice{Notice: NoticeInvitation, Delivery: d.ID, Recipient: d.Recipients[0].ID}, d, delivery.Event{})
		check(t, err)
		if n.Public != public || n.Engagement != "2026-EJ-004512" || n.Service != "VOIRIE-03" {
			t.Errorf("%s: %+v", kind, n)
		}
	}
}
