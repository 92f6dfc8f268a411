package sender_test

import (
	"net/http"
	"testing"

	"quittance/internal/account"
	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/storage/storagetest"
)

// Money that the sender has and the due cannot take is recorded: it is shown as to be given back until it is, and whoever
// withdraws or closes while a transfer is announced reads that first.
func TestMoneyThatIsTooMuchIsRecordedAndGivenBack(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
			id := b.sent()
			page, due := "/deliveries/"+id, w.delivery(id).Dues[0].ID
			b.post(page+"/record-payment", "seen", "money-0", "due", due, "amount", "1 260", "received_on", "2026-11-20", "reference", "VIR 7").is(http.StatusOK).
				has("€1,250.00 is still owed, and you record €1,260.00.", "€10.00 will be to give back", "Record €1,260.00", `name="sure" value="yes"`, `value="VIR 7"`)
			if len(w.delivery(id).Payments) > 0 {
				t.Fatal("it was recorded before it was confirmed")
			}
			for range 2 { // the same form again is the same transfer
				b.post(page+"/record-payment", "seen", "money-0", "due", due, "amount", "1 260", "received_on", "2026-11-20", "sure", "yes").is(http.StatusSeeOther)
			}
			b.get(page).is(http.StatusOK).has("€1,260.00", "of which €10.00 too much, to be given back", "€10.00 received settles nothing", "A signature remains.",
				"€10.00 received settles nothing (paid twice, too much or too late): it is given back first.", "make the transfer yourself")
			b.get("/deliveries/needs").is(http.StatusOK).has("Money received is to be given back", id)
			b.get("/settings/workspace").is(http.StatusOK).has("1 payment is to be given back")
			b.post(page+"/refund", "extent", "part", "amount", "1260").is(http.StatusUnprocessableEntity).has("This is more than")
			b.post(page+"/refund", "extent", "whole", "amount", "5").is(http.StatusUnprocessableEntity).has("You chose to give all of it back")
			b.post(page+"/refund", "amount", "1260").is(http.StatusUnprocessableEntity).has("This is more than", `value="part" checked`)
			for range 2 {
				b.post(page+"/refund", "seen", "money-1", "extent", "whole", "sum", "1000").is(http.StatusSeeOther)
			}
			b.get(page).is(http.StatusOK).has("The refund that you made is noted.", "of which €10.00 refunded", "A signature remains.").hasNot("settles nothing")
			b.get("/deliveries/needs").is(http.StatusOK).hasNot(id)
			if d := w.delivery(id); len(d.Payments) != 1 || len(d.Refunds) != 1 || d.Dues[0].Refunded != 0 || d.Dues[0].Settled != 125_000 {
				t.Fatalf("%+v %+v", d.Payments, d.Dues)
			}

			b.post(page+"/record-payment", "due", due, "amount", "1 250", "received_on", "2026-11-22").is(http.StatusOK).has("Nothing is owed any more, and you record €1,250.00.")
			b.post(page+"/record-payment", "due", due, "amount", "1 250", "received_on", "2026-11-22", "sure", "yes").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("What is too much is to be given back.", "Not applied", "€1,250.00 received settles nothing")
			b.post(page+"/record-payment", "due", due, "amount", "50", "received_on", "2026-11-22", "sure", "yes").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("€1,300.00 received settles nothing: it has to be given back.", "What settles nothing: €1,300.00") // both of them
			b.get("/deliveries/needs").is(http.StatusOK).has(id)
		})
	}
}

// All is all that was paid, in however many parts, and only that ends the access.
func TestAllOfAPriceThatCameInPartsGoesBack(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.sent()
	page, due := "/deliveries/"+id, w.delivery(id).Dues[0].ID
	for _, part := range []string{"1 000", "250"} {
		b.post(page+"/record-payment", "due", due, "amount", part, "received_on", "2026-11-20").is(http.StatusSeeOther)
	}
	b.get(page).has("Note the refund")
	b.post(page+"/refund", "extent", "whole").is(http.StatusOK).has("You note that you gave €1,250.00 back by your own means", "I gave €1,250.00 back: note it", "The delivery ends: the files will not be handed over.").hasNot("Refund €1,250.00")
	b.post(page+"/refund", "extent", "whole", "sum", "125000").is(http.StatusSeeOther)
	if d := w.delivery(id); len(d.Refunds) != 2 || d.Dues[0].Refunded != 125_000 || d.Releases[0].State != delivery.ReleaseRevoked {
		t.Fatalf("%+v %+v %+v", d.Refunds, d.Dues, d.Releases)
	}
	b.get(page).has("Refund noted by the sender", "The delivery has ended: what you record here opens nothing").hasNot("Refund made", "Refund requested")
}

// Of what came by card and by hand each part goes back as it came, and the sender reads which is theirs before anything is noted.
func TestWhatTheSenderGivesBackIsSaidBeforeItIsNoted(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.sent()
	page, due := "/deliveries/"+id, w.delivery(id).Dues[0].ID
	b.post(page+"/record-payment", "due", due, "amount", "1 000", "received_on", "2026-11-20").is(http.StatusSeeOther)
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(delivery.At(w.now), d.Recipients[0].ID, due, "pay1", "", delivery.Card)
	})
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(delivery.At(w.now), delivery.Observation{
			Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
			Last4: "4242", Received: delivery.Money{Amount: 25_000, Currency: "EUR"}, SettledAt: delivery.At(w.now),
		}, func() string { return "re" })
	})
	b.get(page).is(http.StatusOK).has("€1,000.00 did not go through Quittance").hasNot("Note the refund")
	b.post(page+"/refund", "extent", "part", "amount", "400").is(http.StatusOK).
		has("You give back €400.00.", "Of which €150.00 received outside Quittance, which you give back yourself", `name="sum" value="40000"`).hasNot("The delivery ends")
	b.post(page+"/refund", "extent", "whole").is(http.StatusOK).has("You give back €1,250.00.", "Of which €1,000.00 received outside Quittance", "The delivery ends")
	if n := len(w.delivery(id).Refunds); n != 0 {
		t.Fatalf("%d refunds before anything was confirmed", n)
	}
	b.post(page+"/refund", "sum", "40000").is(http.StatusSeeOther)
	b.get(page).is(http.StatusOK).has("A part is refunded the way it was paid; the other is noted as given back by you")
	d := w.delivery(id)
	if len(d.Refunds) != 2 || d.Refunds[0].State != delivery.RefundRequested || d.Refunds[0].Amount != 25_000 || d.Refunds[1].State != delivery.RefundSucceeded || d.Refunds[1].Amount != 15_000 {
		t.Fatalf("%+v", d.Refunds)
	}
	b.post(page+"/refund", "extent", "part", "amount", "100").is(http.StatusSeeOther) // all of it is by hand: the button said so
	b.get(page).is(http.StatusOK).has("The refund that you made is noted.")
}

// Of a refund that failed the page says how much at its head, and how it is put right: by the bank again, or by the sender's own
// means, which is noted and is their word.
func TestARefundThatFailedIsNotedAsGivenBackAnotherWay(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
			id := b.sent()
			page := "/deliveries/" + id
			w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.StartPayment(delivery.At(w.now), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
			})
			observe := func(seen ...delivery.RefundSeen) {
				w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.Observe(delivery.At(w.now), delivery.Observation{
						Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
						Last4: "4242", Received: delivery.Money{Amount: 125_000, Currency: "EUR"}, SettledAt: delivery.At(w.now), Refunds: seen,
					}, func() string { return "re" })
				})
			}
			observe()
			b.post(page+"/refund", "amount", "100").is(http.StatusSeeOther)
			failed := w.delivery(id).Refunds[0].ID
			observe(delivery.RefundSeen{ID: failed, Processor: "re_1", Amount: 10_000, State: delivery.RefundFailed, Failure: "lost_or_stolen_card"})
			b.get(page).is(http.StatusOK).has("The refund of €100.00 failed: your client has not received this money.", "Refund €100.00 again", "I gave €100.00 back: note it")
			b.get("/deliveries/needs").is(http.StatusOK).has("Refund failed", id)
			b.get("/settings/workspace").is(http.StatusOK).has("1 refund failed.")
			b.post(page+"/refund", "failed", failed, "by_hand", "yes").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("The refund that you made is noted.", "of which €100.00 refunded").hasNot("The refund of €100.00 failed")
			b.get("/deliveries/needs").is(http.StatusOK).hasNot("Refund failed")
			b.get("/settings/workspace").is(http.StatusOK).hasNot("1 refund failed.")
			b.post(page+"/refund", "failed", failed, "by_hand", "yes").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("There is nothing to refund.")
			if d := w.delivery(id); len(d.Refunds) != 2 || d.Refunds[1].Processor != "" || d.Payments[0].Refunded != 10_000 {
				t.Fatalf("%+v %+v", d.Refunds, d.Payments)
			}
		})
	}
}

func TestWithdrawingSaysFirstThatATransferIsAnnounced(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
			id := b.sent()
			page, due := "/deliveries/"+id, w.delivery(id).Dues[0].ID
			b.get(page).is(http.StatusOK).hasNot("Withdraw all the same")
			w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.DeclareTransfer(delivery.At(w.now), d.Recipients[0].ID, due)
			})
			b.get(page).is(http.StatusOK).has("Look at your account first.", "Withdraw all the same, this transfer may still arrive")
			b.get("/settings/workspace").is(http.StatusOK).has("1 transfer is announced and not recorded.", `name="elsewhere"`)
			b.post(page+"/withdraw", "reason", "Mauvais fichier").is(http.StatusUnprocessableEntity).has("A transfer is announced: look at your account", "Mauvais fichier")
			if w.delivery(id).State != delivery.Sent {
				t.Fatal("it was withdrawn without a word")
			}
			b.post(page+"/withdraw", "reason", "Mauvais fichier", "despite_transfer", "yes").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("You have withdrawn this delivery.", "If it arrives with the reference", "The delivery has ended: what you record here opens nothing").hasNot("All of it has arrived")
			b.post(page+"/record-payment", "due", due, "amount", "1 250", "received_on", "2026-11-22", "reference", "VIR 8").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("€1,250.00 received settles nothing: it has to be given back.", "VIR 8", "Not applied").hasNot("If it arrives")
			b.get("/deliveries/needs").is(http.StatusOK).has("Money received is to be given back", id)
			b.post(page+"/refund", "extent", "whole", "sum", "125000").is(http.StatusSeeOther)
			b.get(page).is(http.StatusOK).has("Refunded").hasNot("settles nothing")
		})
	}
}
