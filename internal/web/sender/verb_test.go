package sender_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/passcode"
	"quittance/storage"
)

// Each verb of the delivery's page: what it does, what the page then says, and what it must not offer any more.
func TestVerbsOfADelivery(t *testing.T) {
	type scene struct {
		*browser
		id, recipient string
	}
	verb := func(s scene, verb string, pairs ...string) page {
		return s.post("/deliveries/"+s.id+"/"+verb, pairs...)
	}
	cases := map[string]struct {
		typed  []string // beyond the usual input
		before func(s scene)
		act    func(s scene)
		says   []string
		not    []string
	}{
		"withdrawing ends it, with the reason on record": {
			act: func(s scene) {
				verb(s, "withdraw", "reason", strings.Repeat("é", 1001)).is(http.StatusUnprocessableEntity).has("Reason: Too long: 1,000 characters at most.", "éééé", `<details class="fold" open><summary>Withdraw`)
				verb(s, "withdraw", "reason", "Mauvais fichier").is(http.StatusSeeOther)
			},
			says: []string{"The delivery is withdrawn.", "You have withdrawn this delivery.", "Mauvais fichier"},
			not:  []string{"Withdraw the delivery", "https://quittance.test/d/", "Replace a file"},
		},
		"withdrawing waits for a payment page that cannot be closed": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.StartPayment(delivery.At(s.now), s.recipient, d.Dues[0].ID, "silent", "", delivery.Card)
				})
			},
			act:  func(s scene) { verb(s, "withdraw", "reason", "Mauvais fichier").is(http.StatusSeeOther) },
			says: []string{"The payment processor does not answer", "Withdraw the delivery"},
			not:  []string{"The delivery is withdrawn."},
		},
		"extending needs a later day": {
			act: func(s scene) {
				verb(s, "extend", "expires_on", "2027-01-01").is(http.StatusUnprocessableEntity).has("Expiry: Choose a later date.", `value="2027-01-01"`)
				verb(s, "extend", "expires_on", "2028-01-31").is(http.StatusSeeOther)
			},
			says: []string{"The time is extended.", "The link expires on 31 January 2028."},
		},
		"waiving a gate needs a reason and says so": {
			act: func(s scene) {
				gate := s.delivery(s.id).Releases[0].Gates[1].ID
				verb(s, "waive", "gate", gate, "reason", " ").is(http.StatusUnprocessableEntity).has("Reason: Please fill this in.", `href="#waive-`+gate+`-reason"`)
				verb(s, "waive", "gate", gate, "reason", "Client à l’étranger").is(http.StatusSeeOther)
				verb(s, "waive", "gate", gate, "reason", "encore").is(http.StatusSeeOther)
				s.get("/deliveries/"+s.id).has("This step no longer waits for anything.", `role="alert"`)
				verb(s, "waive", "gate", "unknown", "reason", "x").is(http.StatusNotFound)
			},
			says: []string{"You waived it on", "Client à l’étranger", "Sent: payment remains."},
		},
		"money received elsewhere is recorded and can be given back": {
			act: func(s scene) {
				due := s.delivery(s.id).Dues[0].ID
				verb(s, "record-payment", "due", due, "amount", "1 250,001", "received_on", "2026-11-20").is(http.StatusUnprocessableEntity).has("Amount: This is not an amount", "1 250,001")
				verb(s, "record-payment", "due", due, "amount", "1 000 000", "received_on", "2026-11-20").is(http.StatusUnprocessableEntity).has("1 000 000")
				verb(s, "record-payment", "due", due, "amount", "0", "received_on", "2026-11-20").is(http.StatusUnprocessableEntity)
				verb(s, "record-payment", "due", due, "amount", "1250", "received_on", "2026-12-24").is(http.StatusUnprocessableEntity).has("Date: This date is in the future.")
				verb(s, "record-payment", "due", due, "amount", "1250", "received_on", "2026-11-20", "reference", "VIR 42").is(http.StatusSeeOther)
				s.get("/deliveries/"+s.id).has("The payment is recorded.", "A signature remains.", "VIR 42", "Received", "received on 20 November 2026", "Paid on 20 November 2026", "what you record here came twice").hasNot("All of it has arrived", "Withdraw the delivery")
				verb(s, "withdraw").is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("Refund the payment first.")
				verb(s, "refund", "extent", "part").is(http.StatusUnprocessableEntity).has("Amount: Please fill this in.")
				verb(s, "refund", "extent", "part", "amount", "9999").is(http.StatusUnprocessableEntity).has("Amount: This is more than what was paid.", "9999")
				verb(s, "refund", "extent", "all").is(http.StatusUnprocessableEntity).has("How much: Please fill this in.")
				verb(s, "refund", "extent", "part", "amount", "250,00").is(http.StatusSeeOther)
			},
			says: []string{"of which €250.00 refunded", "Partly refunded", "Refund noted by the sender"},
		},
		"all is given back once its sum was confirmed, and nothing says that it is paid then": {
			act: func(s scene) {
				verb(s, "record-payment", "due", s.delivery(s.id).Dues[0].ID, "amount", "1250", "received_on", "2026-11-20").is(http.StatusSeeOther)
				sure := []string{"You note that you gave €1,250.00 back by your own means", "The delivery ends", `name="sum" value="125000"`, "autofocus>I gave €1,250.00 back: note it<"}
				verb(s, "refund", "extent", "whole").is(http.StatusOK).has(sure...)
				verb(s, "refund", "extent", "whole", "sum", "125001").is(http.StatusUnprocessableEntity).has("This is more than what was paid.")
				verb(s, "refund", "extent", "whole", "sum", "0").is(http.StatusUnprocessableEntity)
				if n := len(s.delivery(s.id).Refunds); n != 0 {
					s.t.Fatalf("%d refunds before the sum was confirmed", n)
				}
				verb(s, "refund", "extent", "whole", "sum", "125000").is(http.StatusSeeOther)
				s.get("/deliveries").has(`<span class="state state-revoked">`)
			},
			says: []string{"The payment was returned", `<span class="state">Refunded</span>`}, not: []string{"Paid on", "Done on", "Refund</summary>"},
		},
		"what another page did with the money is seen before more is done": {
			act: func(s scene) {
				due := s.delivery(s.id).Dues[0].ID
				s.get("/deliveries/" + s.id).has(`name="seen" value="money-0"`)
				for range 2 { // the same form again is the same payment
					verb(s, "record-payment", "seen", "money-0", "due", due, "amount", "100").is(http.StatusSeeOther)
					s.get("/deliveries/" + s.id).has("The payment is recorded.")
				}
				verb(s, "record-payment", "seen", "money-0", "due", due, "amount", "200").is(http.StatusSeeOther)
				s.get("/deliveries/"+s.id).has("A payment or a refund was recorded meanwhile", `name="seen" value="money-1"`)
				s.now = s.now.Add(25 * time.Hour) // when nobody remembers the form
				verb(s, "record-payment", "seen", "money-0", "due", due, "amount", "100").is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("A payment or a refund was recorded meanwhile")
				verb(s, "refund", "seen", "money-1", "extent", "part", "amount", "9999").is(http.StatusUnprocessableEntity).has(`name="seen" value="money-1"`)
				for range 2 {
					verb(s, "refund", "seen", "money-1", "extent", "part", "amount", "40").is(http.StatusSeeOther)
				}
				verb(s, "refund", "seen", "money-1", "extent", "whole", "sum", "6000").is(http.StatusSeeOther)
			},
			says: []string{"€60.00 of €1,250.00 received; €1,190.00 left to pay.", "A payment or a refund was recorded meanwhile", `name="seen" value="money-3"`},
		},
		"a corrected address brings a new link": {
			act: func(s scene) {
				before := linkOf(s.get("/deliveries/" + s.id))
				verb(s, "correct", "recipient", s.recipient, "email", "helene@", "phone", "06 12 34 56 78").is(http.StatusUnprocessableEntity).has("E-mail address: This is not an e\u2011mail address.", `value="helene@"`)
				verb(s, "correct", "recipient", s.recipient, "email", "h@berthier.example", "phone", "07 99 99 99").is(http.StatusUnprocessableEntity).has("Telephone: This is not a telephone number", `value="h@berthier.example"`)
				verb(s, "correct", "recipient", s.recipient, "email", "h@berthier.example", "phone", "+33 6 98 76 54 32").is(http.StatusSeeOther)
				if after := linkOf(s.get("/deliveries/" + s.id)); after == before || after == "" {
					s.t.Fatal("the link stays")
				}
				done := s.delivery(s.id).Seq
				verb(s, "correct", "recipient", s.recipient, "email", "h@berthier.example", "phone", "06 98 76 54 32").is(http.StatusSeeOther)
				if again := s.delivery(s.id).Seq; again != done {
					s.t.Fatalf("what changes nothing makes event %d", again)
				}
				verb(s, "correct", "recipient", "nobody", "email", "x@y.example").is(http.StatusNotFound)
			},
			says: []string{"h@berthier.example", "+33 6 98 76 54 32", "Contact details corrected"},
			not:  []string{"helene@berthier.example"},
		},
		"a link can be made anew": {
			act: func(s scene) {
				before := linkOf(s.get("/deliveries/" + s.id))
				verb(s, "renew-link", "recipient", s.recipient).is(http.StatusSeeOther)
				if linkOf(s.get("/deliveries/"+s.id)) == before {
					s.t.Fatal("the link stays")
				}
			},
			says: []string{"Link issued", "Hélène Berthier"},
		},
		"a recipient is asked again, once a day": {
			act: func(s scene) {
				s.get("/deliveries/" + s.id).has("Send a reminder")
				verb(s, "remind", "recipient", s.recipient).is(http.StatusSeeOther)
				s.get("/deliveries/"+s.id).has("The reminder is on its way.", "Reminded on").hasNot("Send a reminder")
				verb(s, "remind", "recipient", s.recipient).is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("This recipient was reminded today already.")
				verb(s, "remind", "recipient", "nobody").is(http.StatusNotFound)
			},
			says: []string{"Recipient reminded"},
		},
		"a number that was proposed waits for a click": {
			typed: []string{"gates", "signature,payment"},
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.ProposeNumber(s.recipient, delivery.At(s.now), "+33698765432")
				})
			},
			act: func(s scene) {
				s.get("/deliveries/"+s.id).has("Hélène Berthier says the number is not theirs and proposes +33 6 98 76 54 32.", "Accept this number")
				verb(s, "accept-number", "recipient", s.recipient).is(http.StatusSeeOther)
				verb(s, "accept-number", "recipient", s.recipient).is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("No number is proposed.")
			},
			says: []string{"+33 6 98 76 54 32"}, not: []string{"Accept this number"},
		},
		"who was named to pay is taken back": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.NamePayer(delivery.At(s.now), delivery.PayerNamed{Recipient: "named", LinkID: "l-named", NamedBy: s.recipient, Name: "Comptabilite", Email: "compta@exemple.fr", Language: "fr"})
				})
			},
			act: func(s scene) {
				s.get("/deliveries/"+s.id).has("Waiting for Comptabilite", "compta@exemple.fr", "Take this payer back")
				verb(s, "drop-payer", "recipient", s.recipient).is(http.StatusNotFound)
				verb(s, "drop-payer", "recipient", "named").is(http.StatusSeeOther)
			},
			says: []string{"The payment link is taken back.", "Somebody named to pay taken back</strong> · Comptabilite"},
			not:  []string{"compta@exemple.fr", "Take this payer back", "Waiting for Comptabilite"},
		},
		"a number that was proposed is dismissed": {
			typed: []string{"gates", "signature,payment"},
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.ProposeNumber(s.recipient, delivery.At(s.now), "+33698765432")
				})
			},
			act: func(s scene) {
				s.get("/deliveries/needs").has("A new number to accept", s.id)
				s.get("/deliveries/" + s.id).has("Keep the old one")
				for range 2 { // a second click changes nothing
					verb(s, "dismiss-number", "recipient", s.recipient).is(http.StatusSeeOther)
				}
				s.get("/deliveries/" + s.id).has("The number stays")
				s.get("/deliveries/needs").hasNot(s.id)
			},
			says: []string{"Proposed number dismissed</strong> · Hélène Berthier", "Send a reminder"}, not: []string{"Keep the old one", "Accept this number"},
		},
		"a recipient who used up the codes is let on": {
			before: func(s scene) {
				must(s.t, s.db.Write(s.t.Context(), func(ctx context.Context, tx *db.Tx) error {
					p := passcode.Issue("p1", s.id, "r", s.recipient, "k", passcode.Binding{}, s.now)
					p.Attempts = passcode.MaxAttempts
					return otp.Issue(ctx, tx, p)
				}))
			},
			act: func(s scene) {
				s.get("/deliveries/" + s.id).has("Hélène Berthier can receive no more codes today, or has no attempts left.")
				verb(s, "reset-passcode", "recipient", s.recipient).is(http.StatusSeeOther)
			},
			says: []string{"New attempts are possible.", "Code attempts reopened"}, not: []string{"no attempts left"},
		},
		"a file is replaced before anyone paid": {
			act: func(s scene) {
				old := s.delivery(s.id).Deliverables[0].ID
				path := "/deliveries/" + s.id + "/replace-file"
				s.postForm(path, values([]string{"file", old})).is(http.StatusUnprocessableEntity).has("Please fill this in.")
				s.postForm(path, nil, file{"new.pdf", "for which?"}).is(http.StatusUnprocessableEntity).has("Choose the file to replace.", `<input type="hidden" name="upload"`, "“new.pdf” has arrived and need not be sent again")
				s.postForm(path, values([]string{"file", old}), file{"a.pdf", ""}).is(http.StatusUnprocessableEntity).has("This file is empty.")
				s.postForm(path, values([]string{"file", old}), file{"a.pdf", "1"}, file{"b.pdf", "2"}).is(http.StatusUnprocessableEntity).has("Choose one file.", "remove the others", "a.pdf", "b.pdf")
				theirs := s.postForm(path, values([]string{"file", old}), file{"notes é.txt", "same name"}).is(http.StatusUnprocessableEntity).has("“notes é.txt” has arrived. It will take the place of “plan.pdf”.")
				kept := hiddenUpload(s.t, theirs)
				s.postForm(path, values([]string{"file", old, "upload", kept, "remove", kept})).is(http.StatusUnprocessableEntity).has("Please fill this in.").hasNot("” has arrived")
				s.postForm(path, values([]string{"file", old}), file{"notes é.txt", "same name"}).is(http.StatusUnprocessableEntity).has("Given twice.")
				s.postForm(path, values([]string{"file", old}), file{"plan B.pdf", "another plan"}).is(http.StatusSeeOther)
				s.postForm(path, values([]string{"file", s.delivery(s.id).Deliverables[1].ID, "upload", s.tus("notes.txt", "by script")})).is(http.StatusSeeOther)
			},
			says: []string{"The file is replaced.", "<span>plan.pdf → plan B.pdf", "<span>notes é.txt → notes.txt", "File replaced"}, not: []string{">plan.pdf</span>", "<li class=\"file\"><span class=\"file-name\">notes é.txt"},
		},
		"a dispute suspends, and what came twice goes back": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.StartPayment(delivery.At(s.now), s.recipient, d.Dues[0].ID, "pay1", "", delivery.Card)
				})
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.Observe(delivery.At(s.now), delivery.Observation{
						Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
						Last4: "4242", Received: delivery.Money{Amount: 125_000, Currency: "EUR"}, SettledAt: delivery.At(s.now),
						Disputes: []delivery.DisputeSeen{{ID: "dp", Amount: 125_000, Reason: "fraudulent", State: delivery.DisputeOpen}},
					}, func() string { return "re1" })
				})
			},
			act: func(s scene) {
				verb(s, "refund", "extent", "whole").is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("This payment is disputed at the bank.")
			},
			says: []string{"A dispute is open at the bank: access is suspended.", "Disputed", "•••• 4242", "by card"}, not: []string{"Refund</summary>", "Withdraw the delivery", "Paid on", "Done on"},
		},
		"a refund that came back from the bank is told, and offered again": {
			before: func(s scene) {
				observe := func(refunds ...delivery.RefundSeen) {
					s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
						return d.Observe(delivery.At(s.now), delivery.Observation{
							Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
							Last4: "4242", Received: delivery.Money{Amount: 125_000, Currency: "EUR"}, SettledAt: delivery.At(s.now), Refunds: refunds,
						}, func() string { return "re" })
					})
				}
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.StartPayment(delivery.At(s.now), s.recipient, d.Dues[0].ID, "pay1", "", delivery.Card)
				})
				observe()
				verb(s, "refund", "extent", "whole", "sum", "125000").is(http.StatusSeeOther)
				asked := delivery.RefundSeen{ID: s.delivery(s.id).Refunds[0].ID, Processor: "re_1", Amount: 125_000, State: delivery.RefundSucceeded}
				observe(asked)
				s.get("/deliveries/" + s.id).has("The payment was returned").hasNot("Refund again")
				asked.State, asked.Failure = delivery.RefundFailed, "lost_or_stolen_card"
				observe(asked)
			},
			act: func(s scene) {
				failed := s.delivery(s.id).Refunds[0].ID
				s.get("/deliveries/"+s.id).has("The refund of €1,250.00 failed", "Refund €1,250.00 again", "I gave €1,250.00 back").hasNot("The payment was returned")
				verb(s, "refund", "failed", failed).is(http.StatusSeeOther)
				verb(s, "refund", "failed", failed, "by_hand", "yes").is(http.StatusSeeOther)
				s.get("/deliveries/" + s.id).has("There is nothing to refund.") // it is on its way
				if n := len(s.delivery(s.id).Refunds); n != 2 {
					s.t.Errorf("%d refunds", n)
				}
			},
			says: []string{"€1,250.00"}, not: []string{"again</button>", "The refund of €1,250.00 failed"},
		},
		"waiving leaves a payment page that is open as it is": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.StartPayment(delivery.At(s.now), s.recipient, d.Dues[0].ID, "silent", "", delivery.Card) // closing it would fail
				})
			},
			act: func(s scene) {
				verb(s, "waive", "gate", s.delivery(s.id).Releases[0].Gates[0].ID, "reason", "cliente connue").is(http.StatusSeeOther)
				if p, open := s.delivery(s.id).OpenPayment(s.delivery(s.id).Dues[0].ID); !open || p.ID != "silent" {
					s.t.Errorf("the payment is %+v", p)
				}
			},
			says: []string{"You waived it on", "cliente connue"},
		},
		"a file is not replaced once a payment began, and no page is closed for it": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.StartPayment(delivery.At(s.now), s.recipient, d.Dues[0].ID, "silent", "", delivery.Card)
				})
			},
			act: func(s scene) {
				old := s.delivery(s.id).Deliverables[0].ID
				s.postForm("/deliveries/"+s.id+"/replace-file", values([]string{"file", old}), file{"plan B.pdf", "another plan"}).is(http.StatusSeeOther)
			},
			says: []string{"make a new version instead", "plan.pdf"}, not: []string{"plan B.pdf"},
		},
		"a problem that is reported is read here": {
			before: func(s scene) {
				due := s.delivery(s.id).Dues[0].ID
				verb(s, "record-payment", "due", due, "amount", "1250").is(http.StatusSeeOther)
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.ReportProblem(s.recipient, delivery.At(s.now), "La page 3 est vide")
				})
			},
			act: func(s scene) {
				s.get("/deliveries/needs").has("A problem is reported", s.id)
				s.get("/deliveries/"+s.id).has("Hélène Berthier reports a problem", "La page 3 est vide", "Dealt with")
				verb(s, "close-problem", "recipient", "nobody").is(http.StatusNotFound)
				for range 2 { // a second click changes nothing
					verb(s, "close-problem", "recipient", s.recipient).is(http.StatusSeeOther)
				}
				s.get("/deliveries/" + s.id).has("The report is put away.")
				s.get("/deliveries/needs").hasNot(s.id)
			},
			says: []string{"Problem said to be dealt with</strong> · Hélène Berthier", "La page 3 est vide"}, // the history keeps it
			not:  []string{"reports a problem", "Dealt with"},
		},
		"a refusal stands at the head until it is dealt with, and is read after": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.Decline(s.recipient, delivery.At(s.now), "Ce n’est pas ce que j’ai commandé")
				})
			},
			act: func(s scene) {
				s.get("/deliveries/needs").has("Declined by the client", s.id)
				s.get("/deliveries").has("declined today")
				s.get("/deliveries/"+s.id).has("Hélène Berthier has declined this delivery, and writes:", "Dealt with").hasNot("reports a problem")
				for range 2 { // a second click changes nothing
					verb(s, "close-problem", "recipient", s.recipient).is(http.StatusSeeOther)
				}
				s.get("/deliveries/needs").hasNot(s.id)
			},
			says: []string{"Hélène Berthier has declined this delivery, and writes:", `<div class="message"><p>Ce n’est pas ce que j’ai commandé</p></div>`}, not: []string{"Dealt with"},
		},
		"a recipient who gets no more codes is let on": {
			before: func(s scene) {
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.NoteMessageFailure(delivery.At(s.now), delivery.MessageFailed{Kind: "passcode", Channel: "sms", Recipient: s.recipient, Reason: "passcode_too_many"})
				})
			},
			act: func(s scene) {
				s.get("/deliveries/needs").has("Stuck at the signing code", s.id)
				s.get("/deliveries/" + s.id).has("Hélène Berthier can receive no more codes today")
				verb(s, "reset-passcode", "recipient", s.recipient).is(http.StatusSeeOther)
				s.get("/deliveries/needs").hasNot(s.id)
			},
			says: []string{"Code attempts reopened"}, not: []string{"no attempts left"},
		},
		"an expired one can be brought back": {
			typed: []string{"expires_on", "2026-11-25", "due_on", "2026-11-24"},
			before: func(s scene) {
				s.now = s.now.AddDate(0, 0, 4)
				s.happens(s.id, func(d *delivery.Delivery) ([]delivery.Event, error) { return d.Elapse(delivery.At(s.now)) })
			},
			act: func(s scene) {
				s.get("/deliveries/"+s.id).has("The time is over. You can extend it.", `value="2026-12-27"`)
				verb(s, "extend", "expires_on", "2026-12-27").is(http.StatusSeeOther)
			},
			says: []string{"Sent: payment and signature remain.", "Overdue since 24 November 2026"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
			s := scene{browser: b, id: b.sent(c.typed...)}
			s.recipient = w.delivery(s.id).Recipients[0].ID
			if c.before != nil {
				c.before(s)
			}
			c.act(s)
			b.get("/deliveries/" + s.id).is(http.StatusOK).has(c.says...).hasNot(c.not...)
		})
	}
}

func linkOf(p page) string {
	p.t.Helper()
	_, rest, _ := strings.Cut(p.body, "https://quittance.test/d/")
	link, _, _ := strings.Cut(rest, `"`)
	return link
}

// The certificate is offered once it is stored, and not before.
func TestTheCertificateOfADelivery(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent("price", "", "due_on", "", "gates", "none", "no_gate_reason", "Déjà payé")
	b.get("/deliveries/" + id).has("All steps are complete, we are sealing the certificate.").hasNot("Download the certificate")
	b.get("/deliveries/" + id + "/certificate.pdf").is(http.StatusNotFound)
	object, err := w.vault.Store(t.Context(), storage.NewObject{Owner: "ws-camille@moreau.example", Size: 8}, strings.NewReader("%PDF-1.7"))
	must(t, err)
	release := w.delivery(id).Releases[0].ID
	hash := evidence.Hash{1}
	_, err = w.db.UpdateDeliveryWith(t.Context(), delivery.ID(id), func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		err := proof.Record(ctx, tx, proof.Certificate{
			ID: "Q-2026-1", Delivery: d.ID, Release: release, Kind: delivery.CompletionCertificate, Evidence: []byte("e"), EvidenceHash: hash, RecordedAt: delivery.At(w.now),
		})
		if err != nil {
			return nil, err
		}
		if _, err := proof.Seal(ctx, tx, proof.Sealed{ID: "Q-2026-1", Object: object.ID, PDF: hash, Level: "B-T", At: delivery.At(w.now)}); err != nil {
			return nil, err
		}
		recorded, err := d.RecordCertificate(delivery.At(w.now), delivery.CertificateRecorded{
			Release: release, Kind: delivery.CompletionCertificate, Certificate: "Q-2026-1", Evidence: hash.String(),
		})
		if err != nil {
			return nil, err
		}
		sealed, err := d.Seal(delivery.At(w.now), delivery.CertificateSealed{
			Release: release, Kind: delivery.CompletionCertificate, Certificate: "Q-2026-1", PDF: hash.String(), Level: "B-T",
		})
		return append(recorded, sealed...), err
	})
	must(t, err)
	b.get("/deliveries/"+id).has("Download the certificate", "Everything is settled, the files are open to the recipient.", "Q-2026-1", "The files stay available at least until 23 November 2027.").
		hasNot("Replace a file", "Waive this step", "Withdraw the delivery")
	got := b.get("/deliveries/" + id + "/certificate.pdf").is(http.StatusOK).has("%PDF-1.7")
	if got.header.Get("Content-Type") != "application/pdf" || !strings.Contains(got.header.Get("Content-Disposition"), "certificate-Q-2026-1.pdf") {
		t.Fatal(got.header)
	}
	auditor := w.signedIn(w.member("auditor", "audit@moreau.example", "ws-camille@moreau.example"))
	auditor.get("/deliveries/" + id + "/certificate.pdf").is(http.StatusOK)
	w.signedIn(w.member("owner", "paul@roux.example", "")).get("/deliveries/" + id + "/certificate.pdf").is(http.StatusNotFound)
}
