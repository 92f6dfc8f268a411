package delivery_test

import (
	"reflect"
	"testing"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
)

// Each story is one sentence about the life of a delivery, told from a sent one unless it says otherwise.
var stories = map[string]func(t *testing.T, l *life){
	"a debit begun in time unlocks though the last day has passed meanwhile": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).checkout(t)
		l.at = l.d.Deadline().Add(hour)
		l.elapse(t)
		wants(t, l.d.State, delivery.Expired)
		l.observe(t, l.money(p))
		wants(t, l.d.State, delivery.Sent)
		l.sign(t)
		l.seal(t)
		wants(t, l.d.State, delivery.Completed)
	},
	"a debit at the bank stops expiry, and one that fails lets it happen": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).process(t)
		l.at = l.d.Deadline().Add(hour)
		l.elapse(t)
		wants(t, l.d.State, delivery.Sent)
		o := l.money(p)
		o.IntentIs, o.Received = delivery.IntentFailed, delivery.Money{}
		l.observe(t, o)
		wants(t, l.d.NextDue() <= l.at, true)
		l.elapse(t)
		wants(t, l.d.State, delivery.Expired)
	},
	"an extended delivery can be paid again": func(t *testing.T, l *life) {
		l.sent(t, simple())
		l.at = l.d.Deadline()
		l.elapse(t)
		refused(t, "delivery_expired")(l.d.StartPayment(l.at, l.who(0), l.due(0), "p", "", delivery.Card))
		events, err := l.d.Extend("sender:m1", l.at, "2027-06-30")
		l.must(t, events, err)
		l.pay(t)
		wants(t, l.d.Owing(l.due(0)), int64(0))
	},
	"a last day is later than the one before, and one that somebody may live to see": func(t *testing.T, l *life) {
		l.sent(t, simple())
		for day, want := range map[delivery.Date]string{l.d.Terms.ExpiresOn: "expires_on not_later", "2020-01-01": "expires_on in_past", "9999-12-31": "expires_on too_far", "31/12/2027": "expires_on not_a_date"} {
			events, err := l.d.Extend("sender:m1", l.at, day)
			wants(t, fields(err), want)
			wants(t, len(events), 0)
		}
	},
	"nobody starts to pay after the last day, even before the sweeper came": func(t *testing.T, l *life) {
		l.sent(t, simple())
		refused(t, "delivery_expired")(l.d.StartPayment(l.d.Deadline(), l.who(0), l.due(0), "p", "", delivery.Card))
	},
	"money that came twice goes back first, also when its refund is made again": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		o := l.money(p)
		o.Session, o.Intent, o.Charge = "cs_twin", "pi_twin", "ch_twin"
		l.observe(t, o)
		twin := l.d.Payments[1]
		from, surplus, ok := l.d.RefundFrom()
		wants(t, ok && surplus == 0 && from.ID == p, true) // the twin is on its way back by itself
		o.Refunds = []delivery.RefundSeen{{ID: l.d.Refunds[0].ID, Processor: "re_1", Amount: 45000, State: delivery.RefundFailed, Failure: "expired_or_canceled_card"}}
		l.observe(t, o)
		from, surplus, ok = l.d.RefundFrom()
		wants(t, ok && surplus > 0 && from.ID == twin.ID, true)
		events, err := l.d.Refund("sender:m1", l.at, l.id(), from.ID, 0)
		l.must(t, events, err)
		wants(t, l.d.Refunds[1].Surplus, true)
		from, surplus, ok = l.d.RefundFrom()
		wants(t, ok && surplus == 0 && from.ID == p, true)
	},
	"the second of two payments of one due is unapplied and goes back, once": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		o := l.money(p)
		o.Session, o.Intent, o.Charge = "cs_twin", "pi_twin", "ch_twin"
		l.observe(t, o)
		l.observe(t, o)
		twin := l.d.Payments[1]
		wants(t, twin.Reason, delivery.DoubleMoney)
		wants(t, len(l.d.Refunds), 1)
		wants(t, l.d.Refunds[0].Surplus && l.d.Refunds[0].Amount == 45000, true)
		o.Refunds = []delivery.RefundSeen{{ID: l.d.Refunds[0].ID, Processor: "re_1", Amount: 45000, State: delivery.RefundSucceeded}}
		l.observe(t, o)
		wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
		wants(t, len(agenda.Attention(l.d, l.at)), 0)
	},
	"money after a withdrawal is unapplied and goes back": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).checkout(t)
		events, err := l.d.Withdraw("sender:m1", l.at, "", false)
		l.must(t, events, err)
		l.observe(t, l.money(p))
		wants(t, l.d.Payments[0].Reason, delivery.AfterEnd)
		wants(t, l.has("refund.requested"), 1)
		wants(t, l.d.State, delivery.Withdrawn)
	},
	"play money on a real delivery opens nothing and is not sent back, and real money after it counts": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).checkout(t)
		o := l.money(p)
		o.Live, o.Session, o.Intent = false, "cs_test", "pi_test"
		l.observe(t, o)
		wants(t, l.d.Payments[0].Reason, delivery.WrongMode)
		wants(t, l.has("refund.requested"), 0)
		l.observe(t, l.money(p))
		wants(t, l.d.Payments[0].State, delivery.PaymentSettled)
	},
	"real money on a sandbox delivery opens nothing and goes back": func(t *testing.T, l *life) {
		l.save(t, simple())
		events, err := l.d.Send("sender:m1", l.at, l.links(), true)
		l.must(t, events, err)
		l.observe(t, l.money(l.checkout(t)))
		wants(t, l.d.Payments[0].Reason, delivery.WrongMode)
		wants(t, l.has("refund.requested"), 1)
		wants(t, l.d.Sandbox, true)
	},
	"an observation from another account is refused": func(t *testing.T, l *life) {
		o := l.money(l.sent(t, simple()).checkout(t))
		o.Account = "acct_other"
		refused(t, "account_differs")(l.d.Observe(l.at, o, l.id))
	},
	"a transfer recorded while a card is being typed closes the checkout, and the card's money goes back": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).checkout(t)
		events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.due(0)})
		l.must(t, events, err)
		wants(t, types(events), "checkout.expired payment.recorded gate.passed")
		l.observe(t, l.money(p))
		wants(t, l.d.Payments[0].Reason, delivery.DoubleMoney)
	},
	"of money that meets a part already recorded only the rest counts, and the surplus goes back": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).checkout(t)
		events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.due(0), Amount: 5000})
		l.must(t, events, err)
		l.observe(t, l.money(p))
		wants(t, l.d.Payments[0].Applied, int64(40000))
		wants(t, l.d.Refunds[0].Amount, int64(5000))
		wants(t, l.d.Owing(l.due(0)), int64(0))
		l.sign(t)
	},
	"a part refund revokes nothing, the rest of it everything": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		o := l.money(p)
		o.Refunds = []delivery.RefundSeen{{Processor: "re_1", Amount: 44999, State: delivery.RefundSucceeded}}
		l.observe(t, o)
		wants(t, l.d.CanDownload(l.who(1), "", l.at), error(nil))
		o.Refunds = append(o.Refunds, delivery.RefundSeen{Processor: "re_2", Amount: 1, State: delivery.RefundSucceeded})
		l.observe(t, o)
		wants(t, code(l.d.CanDownload(l.who(1), "", l.at)), "release_revoked")
	},
	"a whole refund holds the files back at once and, if it fails, gives them again": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		l.refund(t, p, 0)
		wants(t, code(l.d.CanDownload(l.who(0), "", l.at)), "refund_pending")
		o := l.money(p)
		o.Refunds = []delivery.RefundSeen{{ID: l.d.Refunds[0].ID, Processor: "re_1", Amount: 45000, State: delivery.RefundFailed, Failure: "expired_card"}}
		l.observe(t, o)
		wants(t, l.d.CanDownload(l.who(0), "", l.at), error(nil))
		wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeRefundFailed)
		l.refund(t, p, 0)
		o.Refunds = append(o.Refunds, delivery.RefundSeen{ID: l.d.Refunds[1].ID, Processor: "re_2", Amount: 45000, State: delivery.RefundSucceeded})
		l.observe(t, o)
		wants(t, len(agenda.Attention(l.d, l.at)), 0)
	},
	"what a refund ends is known before it is asked for": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		wants(t, agenda.RefundEnds(l.d, 0), true)
		wants(t, agenda.RefundEnds(l.d, 44999), false)
		wants(t, agenda.RefundEnds(l.d, 45001), false) // more than there is ends nothing
		l.refund(t, p, 5000)
		wants(t, agenda.RefundEnds(l.d, 39999), false)
		wants(t, agenda.RefundEnds(l.d, 0), true)
		l.dispute(t, p, delivery.DisputeOpen)
		wants(t, agenda.RefundEnds(l.d, 0), false)
	},
	"a refund of what is no gate ends nothing": func(t *testing.T, l *life) {
		s := simple()
		s.Gates = []delivery.GateKind{delivery.SignatureGate}
		l.sent(t, s).pay(t)
		wants(t, agenda.RefundEnds(l.d, 0), false)
	},
	"a refund that comes back from the bank after it succeeded is shown as failed": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		o := l.money(p)
		o.Refunds = []delivery.RefundSeen{{Processor: "re_1", Amount: 100, State: delivery.RefundSucceeded}}
		l.observe(t, o)
		wants(t, l.d.Dues[0].Refunded, int64(100))
		o.Refunds[0].State = delivery.RefundFailed
		l.observe(t, o)
		wants(t, l.d.Dues[0].Refunded, int64(0))
		o.Refunds[0].State = delivery.RefundSucceeded // old news
		l.observe(t, o)
		wants(t, l.d.Dues[0].Refunded, int64(0))
	},
	"a dispute suspends the files, won it gives them back, lost it revokes them": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		l.dispute(t, p, delivery.DisputeOpen)
		wants(t, code(l.d.CanDownload(l.who(0), "", l.at)), "release_suspended")
		l.dispute(t, p, delivery.DisputeWon)
		wants(t, l.d.CanDownload(l.who(0), "", l.at), error(nil))
		l.dispute(t, p, delivery.DisputeOpen) // old news
		wants(t, l.d.CanDownload(l.who(0), "", l.at), error(nil))
	},
	"a release that is revoked while its certificate is made does not unlock": func(t *testing.T, l *life) {
		p := l.sent(t, simple()).pay(t)
		l.sign(t)
		events, err := l.d.RecordCertificate(l.at, l.certificate(delivery.CompletionCertificate))
		l.must(t, events, err)
		l.dispute(t, p, delivery.DisputeLost)
		events, err = l.d.Seal(l.at, l.sealed(delivery.CompletionCertificate))
		l.must(t, events, err)
		wants(t, types(events), "certificate.sealed")
		wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
	},
	"a file can be replaced until a payment starts, and what was to be signed changes with it": func(t *testing.T, l *life) {
		s := simple()
		s.Gates = []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}
		l.sent(t, s)
		old := l.signature(l.who(0))
		f := file("plan v2.pdf")
		f.ID = l.id()
		was := l.d.Deliverables[0].ID
		events, err := l.d.Replace("sender:m1", l.at, was, f)
		l.must(t, events, err)
		refused(t, "manifest_changed")(l.d.Sign(l.at, old))
		wants(t, code(l.d.CanDownload(l.who(0), was, l.at)), "deliverable_replaced")
		l.sign(t)
		refused(t, "replace_after_signature")(l.d.Replace("sender:m1", l.at, f.ID, file("v3.pdf")))
	},
	"all named signers must sign, in any order, each once": func(t *testing.T, l *life) {
		s := simple()
		s.Recipients[1].Roles = []delivery.Role{delivery.Signer}
		l.sent(t, s).pay(t)
		events, err := l.d.Sign(l.at, l.signature(l.who(1)))
		l.must(t, events, err)
		refused(t, "already_signed")(l.d.Sign(l.at, l.signature(l.who(1))))
		wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
		wants(t, agenda.NextStep(l.d, l.who(1), l.at).Mine, false)
		wants(t, agenda.NextStep(l.d, l.who(1), l.at).Kind, agenda.StepSign)
		l.sign(t)
		wants(t, l.d.Releases[0].State, delivery.ReleaseSealing)
	},
	"a public buyer signs, has the files, and pays after": func(t *testing.T, l *life) {
		s := simple()
		s.Terms.ClientKind = delivery.Public
		l.sent(t, s)
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepSign)
		price, ok := l.d.Price(l.release(0))
		wants(t, ok && price.Amount == 45000, true)
		l.sign(t)
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepSeal)
		l.seal(t)
		wants(t, l.d.State, delivery.Sent)
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepDownload)
		l.at = l.d.Deadline().Add(hour)
		l.elapse(t)
		wants(t, l.d.State, delivery.Sent)
		events, err := l.d.EndDownload(l.who(0), l.at, delivery.DownloadEnded{Release: l.release(0), Complete: true})
		l.must(t, events, err)
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepPay)
		l.pay(t)
		wants(t, l.d.State, delivery.Completed)
	},
	"a consumer whose steps are waived is asked for nothing while the certificate is made": func(t *testing.T, l *life) {
		s := simple()
		s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true
		l.sent(t, s)
		for _, g := range l.d.Releases[0].Gates {
			events, err := l.d.Waive("sender:m1", l.at, l.release(0), g.ID, "old client")
			l.must(t, events, err)
		}
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepSeal)
	},
	"a consumer consents before paying for digital content": func(t *testing.T, l *life) {
		s := simple()
		s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true
		l.sent(t, s)
		wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepChooseRight)
		refused(t, "right_not_waived")(l.d.StartPayment(l.at, l.who(0), l.due(0), "p", "", delivery.Card))
		events, err := l.d.WaiveRight(l.who(0), l.at, agreed())
		l.must(t, events, err)
		l.pay(t)
	},
	"a payment is by one way that its currency has; one that nobody used is closed for another": func(t *testing.T, l *life) {
		s := simple()
		s.Price.Currency = "GBP"
		l.sent(t, s)
		refused(t, "invalid_input")(l.d.StartPayment(l.at, l.who(0), l.due(0), "p", "", delivery.SEPADebit))
		p := l.checkout(t)
		wants(t, l.d.Payments[0].Method, delivery.Card)
		events, err := l.d.CloseCheckout(l.at, p)
		l.must(t, events, err)
		wants(t, types(events), "checkout.expired")
		l.pay(t)
		events, err = l.d.CloseCheckout(l.at, l.d.Payments[1].ID)
		wants(t, len(events), 0)
		wants(t, err, error(nil))
		refused(t, "unknown_payment")(l.d.CloseCheckout(l.at, "other"))
	},
	"a rest that is less than the processor takes is asked by no card, and may still be recorded": func(t *testing.T, l *life) {
		l.sent(t, simple())
		part := func(amount int64) {
			events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: l.id(), Due: l.due(0), Amount: amount})
			l.must(t, events, err)
		}
		part(44950)
		wants(t, l.d.IsTooLittle(l.due(0)), false)
		part(20)
		wants(t, l.d.IsTooLittle(l.due(0)), true)
		refused(t, "rest_too_little")(l.d.StartPayment(l.at, l.who(0), l.due(0), "p", "", delivery.Card))
		part(30)
		wants(t, l.d.IsTooLittle(l.due(0)), false)
		wants(t, l.d.Dues[0].IsSettled(), true)
	},
	"what nothing guards, for a recorded reason, is sealed when it is sent": func(t *testing.T, l *life) {
		s := simple()
		s.Price, s.DueOn, s.Gates, s.Terms.NoGateReason = nil, "", []delivery.GateKind{}, "already paid"
		l.sent(t, s)
		wants(t, l.d.Releases[0].State, delivery.ReleaseSealing)
		l.seal(t)
		wants(t, l.d.State, delivery.Completed)
	},
	"an invoice that is visible before payment can be read at once, and belongs to no release": func(t *testing.T, l *life) {
		s := simple()
		s.Files[1].Visible = true
		l.sent(t, s)
		wants(t, l.d.CanDownload(l.who(1), l.d.Deliverables[1].ID, l.at), error(nil))
		wants(t, code(l.d.CanDownload(l.who(1), l.d.Deliverables[0].ID, l.at)), "release_locked")
		wants(t, len(l.d.Releases[0].Deliverables), 1)
	},
	"paid but unsigned, both are told after one day and after three, and never again": func(t *testing.T, l *life) {
		l.sent(t, simple()).pay(t)
		wants(t, l.d.NextDue(), l.at.Add(24*hour))
		for range 6 {
			l.at = l.at.Add(24 * hour)
			l.elapse(t)
		}
		wants(t, l.has("signature.awaited"), 2)
		wants(t, l.d.NextDue(), delivery.Instant(0))
		wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeUnsigned)
	},
	"who has signed is bound by it and declines no more; who has to pay still may": func(t *testing.T, l *life) {
		first := simple()
		first.Recipients = []delivery.Recipient{person("Ada", delivery.Signer), person("Bob", delivery.Payer)}
		first.Gates = []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}
		l.sent(t, first)
		l.sign(t)
		_, err := l.d.Decline(l.who(0), l.at, "too dear")
		wants(t, err, error(delivery.ErrDeclineSigned))
		events, err := l.d.Decline(l.who(1), l.at, "too dear")
		l.must(t, events, err)
		wants(t, l.d.State, delivery.Declined)
	},
	"a number the recipient proposed is taken with one click, and the record says whose it was": func(t *testing.T, l *life) {
		l.sent(t, simple())
		events, err := l.d.ProposeNumber(l.who(0), l.at, "+33 6 39 98 00 07")
		l.must(t, events, err)
		wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeNumber)
		events, err = l.d.AcceptNumber("sender:m1", l.at, l.who(0), "another")
		l.must(t, events, err)
		r := l.d.Recipients[0]
		wants(t, string(r.Phone), "+33639980007")
		wants(t, r.PhoneBy, delivery.ByRecipient(r.ID))
		wants(t, string(r.ProposedPhone), "")
		wants(t, r.LinkID == "another", false)
	},
	"a number that is dismissed waits no more, and is told until another is proposed or entered": func(t *testing.T, l *life) {
		l.sent(t, simple())
		r := &l.d.Recipients[0]
		propose := func(phone delivery.Personal) {
			events, err := l.d.ProposeNumber(r.ID, l.at, phone)
			l.must(t, events, err)
			wants(t, r.NumberKeptAt, delivery.Instant(0))
			wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeNumber)
		}
		dismiss := func() []delivery.Event {
			events, err := l.d.DismissNumber("sender:m1", l.at, r.ID)
			l.must(t, events, err)
			return events
		}
		wants(t, len(dismiss()), 0) // none waits
		propose("+33 6 39 98 00 07")
		wants(t, types(dismiss()), "recipient.number_dismissed")
		wants(t, len(agenda.Attention(l.d, l.at)), 0)
		wants(t, string(r.Phone)+string(r.ProposedPhone), "+33639980001")
		wants(t, r.NumberKeptAt, l.d.LastAt)
		wants(t, len(dismiss()), 0) // a second click
		wants(t, l.d.CanRemind(r.ID, l.at), error(nil))
		propose("+33 6 39 98 00 08")
		dismiss()
		events, err := l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: "+33639980009"})
		l.must(t, events, err)
		wants(t, r.NumberKeptAt, delivery.Instant(0))
		refused(t, "unknown_recipient")(l.d.DismissNumber("sender:m1", l.at, "nobody"))
	},
	"a link that went by text message to a number that was wrong is replaced": func(t *testing.T, l *life) {
		s := simple()
		s.Recipients[0].Invite = delivery.InviteBySMS
		l.sent(t, s)
		r := l.d.Recipients[0]
		correct := func(phone delivery.Personal, linkID string) ([]delivery.Event, error) {
			return l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: phone, LinkID: linkID})
		}
		refused(t, "link_not_new")(correct("+33639980008", r.LinkID))
		events, err := correct(r.Phone, "unused")
		l.must(t, events, err)
		wants(t, l.d.Recipients[0].LinkID, r.LinkID)
		events, err = correct("+33639980008", "second")
		l.must(t, events, err)
		wants(t, l.d.Recipients[0].LinkID, "second")
		events, err = l.d.ProposeNumber(r.ID, l.at, "+33 6 39 98 00 07")
		l.must(t, events, err)
		refused(t, "link_not_new")(l.d.AcceptNumber("sender:m1", l.at, r.ID, "second"))
		events, err = l.d.AcceptNumber("sender:m1", l.at, r.ID, "third")
		l.must(t, events, err)
		wants(t, l.d.Recipients[0].LinkID, "third")
	},
	"a correction that changes nothing is no event, however the number is typed": func(t *testing.T, l *life) {
		l.sent(t, simple())
		events, err := l.d.ProposeNumber(l.who(0), l.at, "+33639980007")
		l.must(t, events, err)
		r, seq := l.d.Recipients[0], l.d.Seq
		for _, phone := range []delivery.Personal{r.Phone, "06 39 98 00 01"} {
			events, err := l.d.Correct("sender:m2", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: phone, LinkID: "fresh"})
			l.must(t, events, err)
		}
		wants(t, l.d.Seq, seq)
		wants(t, reflect.DeepEqual(l.d.Recipients[0], r), true)
	},
	"files stay for a year after the unlock and not longer": func(t *testing.T, l *life) {
		l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		end := l.d.ReachableUntil(l.release(0))
		last := l.at.Add(365 * 24 * hour) // and to the end of that day, which is the one that people read
		wants(t, end > last && end < last.Add(25*hour), true)
		wants(t, agenda.ReachableOn(l.d, l.release(0)), l.d.Terms.Day(last))
		wants(t, l.d.Terms.Day(end), l.d.Terms.Day(last.Add(24*hour)))
		wants(t, agenda.ReachableOn(l.d, "none"), delivery.Date(""))
		wants(t, l.d.CanDownload(l.who(0), "", end-1), error(nil))
		wants(t, code(l.d.CanDownload(l.who(0), "", end)), "reach_time_over")
	},
	"the certificate of delivery follows the first to be served every file, once": func(t *testing.T, l *life) {
		l.sent(t, simple()).pay(t)
		l.sign(t)
		l.seal(t)
		refused(t, "not_downloaded")(l.d.RecordCertificate(l.at, l.certificate(delivery.DeliveryCertificate)))
		events, err := l.d.EndDownload(l.who(1), l.at, delivery.DownloadEnded{Deliverable: l.d.Deliverables[0].ID, Served: 1000, Complete: true})
		l.must(t, events, err)
		refused(t, "not_downloaded")(l.d.RecordCertificate(l.at, l.certificate(delivery.DeliveryCertificate)))
		for n := range 2 { // whoever comes second is not who it was handed to
			events, err = l.d.HandOver(l.who(1-n), l.at, l.release(0), "dl1")
			l.must(t, events, err)
		}
		wants(t, l.has("release.handed_over"), 1)
		wants(t, l.d.Releases[0].HandedTo, l.who(1))
		for range 2 {
			events, err = l.d.RecordCertificate(l.at, l.certificate(delivery.DeliveryCertificate))
			l.must(t, events, err)
			events, err = l.d.Seal(l.at, l.sealed(delivery.DeliveryCertificate))
			l.must(t, events, err)
		}
		wants(t, l.has("certificate.sealed"), 2)
		wants(t, l.has("release.unlocked"), 1)
	},
	"a clock that goes back does not take the record with it": func(t *testing.T, l *life) {
		l.sent(t, simple())
		events, err := l.d.IssueLink("sender:m1", l.at-5_000_000, l.who(0), "fresh")
		l.must(t, events, err)
		wants(t, events[0].At, l.at)
	},
	"a sender who corrects the address has to give a new link, and the number keeps its origin": func(t *testing.T, l *life) {
		l.sent(t, simple())
		x := delivery.RecipientCorrected{Recipient: l.who(0), Name: "Ada", Email: "other@example.org", Phone: "+33639980001"}
		refused(t, "link_not_new")(l.d.Correct("sender:m2", l.at, x))
		x.LinkID = "fresh"
		events, err := l.d.Correct("sender:m2", l.at, x)
		l.must(t, events, err)
		wants(t, l.d.Recipients[0].PhoneBy, delivery.Actor("sender:m1"))
		wants(t, l.d.Recipients[0].LinkID, "fresh")
	},
	"money given back in full lets the sender withdraw": func(t *testing.T, l *life) {
		s := simple()
		s.Terms.ClientKind = delivery.Business
		l.sent(t, s)
		events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.due(0)})
		l.must(t, events, err)
		refused(t, "refund_first")(l.d.Withdraw("sender:m1", l.at, "", false))
		l.refund(t, "hand", 0)
		wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
		events, err = l.d.Withdraw("sender:m1", l.at, "", false)
		l.must(t, events, err)
	},
	"the price and the files are what a signature is kept with": func(t *testing.T, l *life) {
		l.sent(t, simple()).pay(t)
		s := l.signature(l.who(0))
		s.Amount, s.Currency = 100, "EUR"
		refused(t, "manifest_changed")(l.d.Sign(l.at, s))
		l.sign(t)
		for _, e := range l.events {
			if x, ok := e.Data.(delivery.RecipientSigned); ok {
				wants(t, x.Amount == 45000 && x.Release == l.release(0) && x.Signature.Manifest == l.d.Manifest(x.Release), true)
			}
		}
	},
}

func TestStories(t *testing.T) {
	for sentence, tell := range stories {
		t.Run(sentence, func(t *testing.T) {
			l := newLife()
			tell(t, l)
			if l.d.State == "" || replay(t, l.events).State != l.d.State {
				t.Error("the events do not give the state again")
			}
		})
	}
}

func (l *life) elapse(t *testing.T) {
	t.Helper()
	events, err := l.d.Elapse(l.at)
	l.must(t, events, err)
}

func wants[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func refused(t *testing.T, want string) func([]delivery.Event, error) {
	t.Helper()
	return func(events []delivery.Event, err error) {
		t.Helper()
		if code(err) != want || len(events) > 0 {
			t.Fatalf("got %q with %s, want %q", code(err), types(events), want)
		}
	}
}
