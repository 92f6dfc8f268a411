package jobs

import (
	"github.com/riverqueue/river"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
	"quittance/internal/jobs/sealing"
)

// cause says what one event makes us do. It sees the delivery after the event.
type cause func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs

// effects is the whole table: every type of event stands here, those without effect too, so that adding an event
// asks the question.
var effects = map[string][]cause{
	delivery.Drafted{}.EventType():             nil,
	delivery.Dispatched{}.EventType():          {everyRecipient(message.NoticeInvitation), textedLinks},
	delivery.WithdrawnBySender{}.EventType():   {everyRecipient(message.NoticeWithdrawn), everyDelegate(message.NoticeWithdrawn)},
	delivery.DeclinedByRecipient{}.EventType(): {sender(message.NoticeDeclined), named(message.NoticeDeclineNoted, func(x delivery.DeclinedByRecipient) string { return x.Recipient }), others(func(x delivery.DeclinedByRecipient) string { return x.Recipient })},
	delivery.DeliveryExpired{}.EventType():     {sender(message.NoticeExpired)},
	delivery.Extended{}.EventType():            nil,
	delivery.ExpiryNear{}.EventType():          {sender(message.NoticeExpiring), whoIsAwaited(message.NoticeExpiring)},
	delivery.DeliveryCompleted{}.EventType():   nil,
	delivery.Erased{}.EventType():              nil, // there is nobody left to tell

	delivery.LinkIssued{}.EventType():         {linkMail, textedLinks},
	delivery.RecipientOpened{}.EventType():    nil,
	delivery.RecipientCorrected{}.EventType(): {corrected, textedLinks},
	delivery.NumberProposed{}.EventType():     {sender(message.NoticeNumberProposed)},
	delivery.NumberDismissed{}.EventType():    {named(message.NoticeNumberConfirmed, func(x delivery.NumberDismissed) string { return x.Recipient })},
	delivery.PayerNamed{}.EventType():         {named(message.NoticePayerInvited, func(x delivery.PayerNamed) string { return x.Recipient })},
	delivery.PayerDropped{}.EventType():       {handedBack}, // not to them: their address may be somebody else's, and their link says it
	delivery.RightWaived{}.EventType():        nil,
	delivery.RecipientReminded{}.EventType():  {named(message.NoticeReminder, func(x delivery.RecipientReminded) string { return x.Recipient })},
	delivery.RightKept{}.EventType():          nil,                                                                                                                                                                                                           // the page says when the files come
	delivery.ContractEnded{}.EventType():      {sender(message.NoticeContractEnded), named(message.NoticeContractEnded, func(x delivery.ContractEnded) string { return x.Recipient }), others(func(x delivery.ContractEnded) string { return x.Recipient })}, // L221-21: on a durable medium
	delivery.ProblemReported{}.EventType():    {sender(message.NoticeProblem), named(message.NoticeProblemNoted, func(x delivery.ProblemReported) string { return x.Recipient })},

	delivery.ProblemClosed{}.EventType(): nil, // the sender answers in person

	delivery.DeliverableReplaced{}.EventType(): {everyRecipient(message.NoticeReplaced)},
	delivery.MessageSent{}.EventType():         nil,
	delivery.MessageFailed{}.EventType():       nil,

	delivery.CheckoutStarted{}.EventType():   nil, // the sweeper looks after one that was never opened
	delivery.CheckoutOpened{}.EventType():    {closeOver},
	delivery.CheckoutExpired{}.EventType():   {closeOver},
	delivery.PaymentInProcess{}.EventType():  nil,
	delivery.PaymentReceived{}.EventType():   {issues, payer(message.NoticePaid), sender(message.NoticePaid)},
	delivery.PaymentRejected{}.EventType():   {payer(message.NoticePaymentFailed), bounced},
	delivery.PaymentNotApplied{}.EventType(): {issues, sender(message.NoticeUnapplied)},
	delivery.PaymentRecorded{}.EventType():   {issues, payer(message.NoticePaid)},
	delivery.RestForgiven{}.EventType():      {given},
	delivery.TransferDeclared{}.EventType():  {sender(message.NoticeTransfer)},
	delivery.RefundStarted{}.EventType():     {refund},
	delivery.RefundDone{}.EventType():        {issues, payer(message.NoticeRefunded)},
	delivery.RefundRejected{}.EventType():    {sender(message.NoticeRefundFailed), undone},
	delivery.DisputeOpened{}.EventType():     {sender(message.NoticeDisputed), paused},
	delivery.DisputeClosed{}.EventType():     {sender(message.NoticeDisputeClosed), back},

	delivery.PasscodeRequested{}.EventType(): {code},
	delivery.PasscodeSent{}.EventType():      nil,
	delivery.PasscodeDelivered{}.EventType(): nil,
	delivery.PasscodeRejected{}.EventType():  {spent},
	delivery.PasscodeReset{}.EventType():     nil,
	delivery.RecipientSigned{}.EventType():   {signedFirst},

	delivery.GateOpened{}.EventType():          {turn},
	delivery.GateWaivedBySender{}.EventType():  {turn},
	delivery.SignatureAwaited{}.EventType():    {unsigned, sender(message.NoticeUnsigned)},
	delivery.ReleaseReady{}.EventType():        {seal(delivery.CompletionCertificate)},
	delivery.CertificateRecorded{}.EventType(): nil, // the sealing job goes on by itself
	delivery.CertificateSealed{}.EventType():   {certificateMail},
	delivery.ReleaseOpened{}.EventType():       nil, // told with the certificate
	delivery.ReleaseClosed{}.EventType():       {closed},
	delivery.DownloadStarted{}.EventType():     nil,
	delivery.DownloadEnded{}.EventType():       nil,
	delivery.ReleaseHandedOver{}.EventType():   {attest},
}

func caused(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	var out []river.JobArgs
	for _, c := range effects[ev.Data.EventType()] {
		out = append(out, c(d, ev)...)
	}
	return out
}

func notice(kind string, d *delivery.Delivery, ev delivery.Event, recipient string) river.JobArgs {
	return message.SendNotice{Notice: kind, Delivery: d.ID, Seq: ev.Seq, Recipient: recipient}
}

func sender(kind string) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		return []river.JobArgs{notice(kind, d, ev, "")}
	}
}

// everyRecipient tells all for whom the files are; delegates, who only pay, are not among them.
func everyRecipient(kind string) cause { return toThose(kind, false) }

func everyDelegate(kind string) cause { return toThose(kind, true) }

// named sends the notice to the recipient whom the event is about.
func named[P delivery.Payload](kind string, who func(P) string) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		x, ok := ev.Data.(P)
		if !ok {
			return nil
		}
		return []river.JobArgs{notice(kind, d, ev, who(x))}
	}
}

func toThose(kind string, delegate bool) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		var out []river.JobArgs
		for _, r := range d.Recipients {
			if r.Delegate == delegate && !r.IsDropped() {
				out = append(out, notice(kind, d, ev, r.ID))
			}
		}
		return out
	}
}

// linkMail brings a link to its recipient, in the words of why it was asked for.
func linkMail(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	issued, ok := ev.Data.(delivery.LinkIssued)
	switch {
	case !ok:
		return nil
	case issued.ToComputer:
		return []river.JobArgs{notice(message.NoticeOwnLink, d, ev, issued.Recipient)}
	}
	return []river.JobArgs{notice(message.NoticeFreshLink, d, ev, issued.Recipient)}
}

// textedLinks sends a link that is new by text message to those of whom the sender chose so. One that a recipient asks for
// goes to their e-mail address alone: whoever holds an old link must not spend the sender's messages.
func textedLinks(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	var out []river.JobArgs
	for _, r := range d.Recipients {
		if _, made := message.LinkMade(ev, r.ID); made && r.Invite == delivery.InviteBySMS && ev.Actor != delivery.ByRecipient(r.ID) {
			out = append(out, message.SendLink{Delivery: d.ID, Seq: ev.Seq, Recipient: r.ID})
		}
	}
	return out
}

// unsigned tells those whose signature is missing.
func unsigned(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	var out []river.JobArgs
	for _, r := range d.Recipients {
		if _, gate, ok := d.ToSign(r.ID); ok && gate.State == delivery.GatePending {
			out = append(out, notice(message.NoticeUnsigned, d, ev, r.ID))
		}
	}
	return out
}

// whoIsAwaited tells those who have still to pay or to sign.
func whoIsAwaited(kind string) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		var out []river.JobArgs
		for _, r := range d.Recipients {
			if pays, signs := agenda.Pending(d, r.ID); pays || signs {
				out = append(out, notice(kind, d, ev, r.ID))
			}
		}
		return out
	}
}

// closeOver closes the processor's page of a payment that is over here: nobody must pay there any more.
func closeOver(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	id := message.PaymentOf(ev)
	if p, ok := d.Payment(id); !ok || p.State != delivery.PaymentExpired || p.Session == "" {
		return nil
	}
	return []river.JobArgs{closeCheckout{Delivery: d.ID, Payment: id}}
}

func refund(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	started, ok := ev.Data.(delivery.RefundStarted)
	if !ok {
		return nil
	}
	return []river.JobArgs{sendRefund{Delivery: d.ID, Payment: started.Payment, Refund: started.Refund}}
}

// issues asks for the receipt of money that came, or the note of money that went back. The message about it waits for it.
func issues(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	args := issueReceipt{Delivery: d.ID, Payment: message.PaymentOf(ev)}
	if done, ok := ev.Data.(delivery.RefundDone); ok {
		args.Refund = done.Refund
	}
	return []river.JobArgs{args}
}

// spent tells the sender, who can help, that somebody used up the attempts of a code.
func spent(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if x, ok := ev.Data.(delivery.PasscodeRejected); !ok || x.Reason != "wrong" || x.Left > 0 {
		return nil
	}
	return sender(message.NoticeCodesSpent)(d, ev)
}

func code(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	asked, ok := ev.Data.(delivery.PasscodeRequested)
	if !ok {
		return nil
	}
	return []river.JobArgs{message.SendPasscode{Delivery: d.ID, Recipient: asked.Recipient, Passcode: asked.Passcode}}
}

func seal(kind delivery.CertificateKind) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		ready, ok := ev.Data.(delivery.ReleaseReady)
		if !ok {
			return nil
		}
		return []river.JobArgs{sealing.Release{Delivery: d.ID, Release: ready.Release, Of: kind}}
	}
}

// attest makes the certificate of delivery.
func attest(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	handed, ok := ev.Data.(delivery.ReleaseHandedOver)
	if !ok {
		return nil
	}
	return []river.JobArgs{sealing.Release{Delivery: d.ID, Release: handed.Release, Of: delivery.DeliveryCertificate}}
}

// certificateMail sends the sealed certificate to both sides; that of delivery, of the recipients, to the one it names.
func certificateMail(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if sealed, ok := ev.Data.(delivery.CertificateSealed); ok && sealed.Kind == delivery.DeliveryCertificate {
		out := sender(message.NoticeAttestation)(d, ev)
		if rel, ok := d.Release(sealed.Release); ok {
			out = append(out, notice(message.NoticeAttestation, d, ev, rel.HandedTo))
		}
		return out
	}
	out := sender(message.NoticeCertificate)(d, ev)
	return append(out, everyRecipient(message.NoticeCertificate)(d, ev)...)
}
