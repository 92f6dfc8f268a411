package recipient_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

func TestWhoseTurnComesLaterIsNotToldThatTheirPartIsDone(t *testing.T) {
	w := newWorld(t)
	d := w.sentWith("0123456789", func(s *draft.Spec) {
		s.Recipients = []delivery.Recipient{
			{Name: "Anne Roux", Email: "anne@roux.example", Roles: []delivery.Role{delivery.Payer}},
			{Name: "Basile Roux", Email: "basile@roux.example", Phone: "06 39 98 00 02", Roles: []delivery.Role{delivery.Signer}},
			{Name: "Chloé Roux", Email: "chloe@roux.example", Roles: []delivery.Role{delivery.Reader}},
		}
	})
	path := "/d/" + string(d.ID)
	w.as(d, 1).get(path).is(http.StatusOK).has("Your turn will come").has("Waiting for Anne Roux").hasNot("Your part is done")
	w.as(d, 2).get(path).is(http.StatusOK).has("Nothing for you to do").hasNot("before paying").hasNot("You can pay until")
	paid := w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{
			Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22",
		})
	})
	w.as(paid, 0).get(path).is(http.StatusOK).has("Your part is done").has("Waiting for Basile Roux")
	w.as(paid, 1).get(path).is(http.StatusOK).has("Read and sign").hasNot("Your turn will come")
}

func TestOpenFilesStayWhereARestIsOwedToASenderWhoClosed(t *testing.T) {
	w := newWorld(t)
	id := w.sent("0123456789").ID
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[0].ID, "cliente connue")
	})
	d := w.waivedAt(id, 1)
	b, path := w.opened(d), "/d/"+string(d.ID)
	b.get(path).is(http.StatusOK).has(path + "/pay")
	e := account.Event{ID: w.id(), Workspace: "ws", Member: "m1", Kind: account.WorkspaceClosed, At: w.now}
	must(t, roster.Close(t.Context(), w.db, e, true, account.Hash{}, func(context.Context, *db.Tx, []account.Member) error { return nil }))
	w.now = w.now.Add(time.Hour) // longer than a workspace is kept in memory
	b.get(path).is(http.StatusOK).has(path + "/files/" + d.Deliverables[0].ID).has("certificate.pdf").hasNot(path + "/pay")
}

func TestAPayerWhoseLinkWasRenewedMeanwhileIsToldThatNothingIsLost(t *testing.T) {
	w := newWorld(t)
	d := w.sent("0123456789")
	b, path := w.opened(d), "/d/"+string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.IssueLink(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID, w.id())
	})
	b.get(path + "/paid").is(http.StatusGone).has("nothing is lost").has("Send me the right link")
	b.get(path).is(http.StatusGone).hasNot("nothing is lost")
}

func TestWhoPaysLastIsToldThatTheFilesAreThere(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("0123456789")
	w.opened(d).get("/d/"+string(d.ID)+"/paid").is(http.StatusOK).has("Nothing is left to do", "Open my files")
}
