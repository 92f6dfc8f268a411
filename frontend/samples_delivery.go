package frontend

import "time"

func senderDeliverySamples() []Sample {
	sent := SenderDelivery{
		Shell: senderShell(), ID: "d1", Title: sampleShare.Title, Message: sampleShare.Message,
		Reference: sampleShare.Reference, State: StateSent, Situation: SituationAwaitingSignature,
		WaitingFor: []string{"Hélène Berthier"}, Marked: true, Price: sampleShare.Price, VATRate: 2000, DueOn: sampleShare.DueOn,
		ExpiresOn: sampleShare.ExpiresOn, SentAt: sampleNow, ReleaseState: ReleaseLocked, Files: sampleFiles,
		Recipients: []SenderRecipient{
			{
				ID: "r1", Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678", Roles: []string{"payer", "signer"},
				Link:   "https://quittance.example/d/eyJhbGciOiJFZERTQSIsImtpZCI6IjEifQ.eyJpc3MiOiJxIn0.sig",
				Opened: sampleNow, ProposedNumber: "+33698765432", CanCorrect: true, PasscodeLocked: true,
			},
			{ID: "r2", Name: "Paul Roux", Company: "Cabinet Roux", Email: "paul@roux.example", Roles: []string{"reader"},
				Problem: "La page 3 du CCTP est vide.", CanCorrect: true},
		},
		Gates: []Gate{
			{ID: "g1", Kind: "payment", Passed: sampleNow},
			{ID: "g2", Kind: "signature", Who: "Hélène Berthier", CanWaive: true},
		},
		Dues: []Due{{ID: "due1", Amount: sampleShare.Price, Settled: sampleShare.Price, DueOn: sampleShare.DueOn, SettledAt: sampleNow}},
		Payments: []PaymentRow{
			{ID: "p1", Amount: sampleShare.Price, Method: "card", LastFour: "4242", State: "settled", At: sampleNow},
			{ID: "p2", Amount: Money{10_000, "EUR"}, State: "unapplied", At: sampleNow, Note: "VIR BERTHIER"},
		},
		Timeline: sampleTimeline(),
		Can:      SenderActions{Withdraw: true, Extend: true, Refund: true, RecordPayment: true, NewVersion: true, ReplaceFile: true},
	}
	refused := sent
	refused.Forms = SenderForms{
		Open: VerbRefund,
		Refund: RefundForm{
			Extent: typed("part"), Amount: Field{Value: "9 999", Error: "refund_exceeds_payment"},
		},
	}
	waiving := sent
	waiving.Forms = SenderForms{Open: VerbWaive, Target: "g2", Waive: WaiveForm{Reason: Field{Error: "required"}}}
	draft := SenderDelivery{
		Shell: plainShell(), ID: "d4", Title: "Esquisse, extension Girard", State: StateDraft, Situation: SituationDraft,
		Price: Money{60_000, "EUR"}, VATRate: 2000, Files: sampleFiles[:1], ReleaseState: ReleaseLocked,
		Dues: []Due{{ID: "due1", Amount: Money{60_000, "EUR"}}}, Can: SenderActions{Send: true, Edit: true, Withdraw: true},
		Recipients: []SenderRecipient{{ID: "r1", Name: "Luc Girard", Email: "luc@girard.example", Roles: []string{"payer"}}},
	}
	done := sent
	done.State, done.Situation, done.WaitingFor, done.ReleaseState = StateCompleted, SituationCompleted, nil, ReleaseUnlocked
	done.Marked, done.Shell, done.HasCertificate, done.FilesUntil = false, plainShell(), true, sampleDay(2027, time.December, 12)
	done.Notice = Notice{Code: "saved"}
	done.Gates = []Gate{
		{ID: "g1", Kind: "payment", Passed: sampleNow},
		{ID: "g2", Kind: "signature", Waived: sampleNow, WaiverReason: "Le client est à l’étranger, sans téléphone."},
	}
	done.Can = SenderActions{Refund: true, NewVersion: true}
	done.Recipients = []SenderRecipient{{ID: "r1", Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678",
		Roles: []string{"payer", "signer"}, Opened: sampleNow, Signed: sampleNow, Downloaded: sampleNow}}
	done.NextVersions = []Link{{"d9", "Plans d’exécution, maison Berthier – indice B"}}
	bounced := done
	bounced.Situation, bounced.ReleaseState = SituationRefundFailed, ReleaseRevoked
	return []Sample{
		{"delivery-refund-failed", bounced},
		{"delivery-sent", sent}, {"delivery-refund-refused", refused}, {"delivery-waive-refused", waiving},
		{"delivery-draft", draft}, {"delivery-completed", done},
	}
}

func sampleTimeline() []TimelineEntry {
	hash := "7d1f0a9e3c5b8d2460f1e2d3c4b5a69788796a5b4c3d2e1f0011223344556677"
	ago := func(hours int) time.Time { return sampleNow.Add(-time.Duration(hours) * time.Hour) }
	return []TimelineEntry{
		{Seq: 1, Type: "delivery.drafted", At: ago(72), Actor: "sender", Name: "Camille Moreau", Hash: hash},
		{Seq: 2, Type: "delivery.sent", At: ago(71), Actor: "sender", Name: "Camille Moreau", Hash: hash},
		{Seq: 3, Type: "message.sent", At: ago(71), Actor: "system", Message: "invitation", Channel: "email", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 4, Type: "recipient.opened", At: ago(2), Actor: "recipient", Name: "Hélène Berthier", Hash: hash},
		{Seq: 5, Type: "payment.settled", At: ago(1), Actor: "stripe", Detail: "1 250,00 €", Hash: hash},
		{Seq: 6, Type: "gate.passed", At: ago(1), Actor: "system", Gate: "payment", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 7, Type: "passcode.sent", At: sampleNow, Actor: "system", Channel: "sms", Whom: "Hélène Berthier", Hash: hash},
	}
}

func recipientSamples() []Sample {
	stand := Shell{Path: SharePath("b7k2m9"), Sandbox: StandIns{Payments: true, Messages: true}}
	plain := Shell{Path: SharePath("b7k2m9")}
	marked := sampleShare
	marked.Sandbox = true
	pay := RecipientDelivery{
		Shell: plain, Share: sampleShare, Next: NextPay, MaskedNumber: "+33 6 •• •• •• 78", Methods: []PayMethod{PayCard, PaySEPADebit},
		ClientKind: "business", Steps: []Step{{Kind: "payment", State: "yours"}, {Kind: "signature", State: "later"}, {Kind: "files", State: "later"}},
	}
	consumer := pay
	consumer.Shell, consumer.Share, consumer.ClientKind = stand, marked, "consumer"
	consumer.ConsumerConsent = "Je demande que le contenu numérique me soit fourni dès maintenant, avant la fin du délai de rétractation de quatorze jours, et je reconnais perdre ainsi mon droit de rétractation (article L. 221-28, 13°, du code de la consommation)."
	consumer.Pay = PayForm{Consent: Tick{Error: "right_not_waived"}}
	number := pay
	number.Open, number.Number = VerbNumber, NumberForm{Phone: Field{Value: "12", Error: "not_a_phone"}}
	signNext := pay
	signNext.Next, signNext.Paid = NextSign, true
	signNext.Steps = []Step{{Kind: "payment", State: "done", At: sampleNow}, {Kind: "signature", State: "yours"}, {Kind: "files", State: "later"}}
	others := signNext
	others.Next, others.MaskedNumber = NextWaitOthers, ""
	others.Steps = []Step{{Kind: "payment", State: "done", At: sampleNow}, {Kind: "signature", State: "others", Who: "Hélène Berthier"}, {Kind: "files", State: "later"}}
	bank := signNext
	bank.Next = NextWaitBank
	bank.Steps = []Step{{Kind: "payment", State: "processing"}, {Kind: "signature", State: "waived"}, {Kind: "files", State: "later"}}
	sign := RecipientSign{
		Shell: plain, Share: sampleShare, ManifestHash: "9f2c1b7a", MaskedNumber: "+33 6 •• •• •• 78",
		Consent: "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte, au prix de 1 250,00 € TTC. Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu.",
	}
	code := sign
	code.CodeSent, code.CodeExpires, code.AttemptsLeft, code.ResendIn = true, sampleNow, 5, 45
	wrong := code
	wrong.AttemptsLeft, wrong.ResendIn = 1, 0
	wrong.Form.Code = Field{Value: "123 456", Error: "passcode_wrong"}
	locked := sign
	locked.Locked = true
	unlocked := RecipientUnlocked{Shell: plain, Share: sampleShare, HasCertificate: true, FilesUntil: sampleDay(2027, 12, 12), TotalBytes: 3_153_112_000}
	single := unlocked
	single.Share.Files = sampleFiles[1:2]
	single.StillOwed, single.Methods, single.ClientKind = Money{125_000, "EUR"}, []PayMethod{PayCard}, "public"
	all := []Sample{
		{"recipient-pay", pay}, {"recipient-consumer", consumer}, {"recipient-number", number}, {"recipient-sign-next", signNext},
		{"recipient-others", others}, {"recipient-bank", bank}, {"sign-consent", sign}, {"sign-code", code}, {"sign-wrong", wrong},
		{"sign-locked", locked}, {"sealing", RecipientSealing{plain, sampleShare}}, {"unlocked", unlocked}, {"unlocked-one", single},
		{"link-expired", RecipientLinkExpired{Shell: plain, Share: Share{PublicID: "b7k2m9"}}},
		{"link-asked", RecipientLinkExpired{Shell: plain, Share: Share{PublicID: "b7k2m9"}, Asked: true}},
	}
	for _, state := range []string{"checking", "processing", "settled", "unapplied", "failed", "cancelled"} {
		all = append(all, Sample{"paid-" + state, RecipientPaid{Shell: plain, Share: sampleShare, State: state, Method: PayCard, Signs: true}})
	}
	for _, reason := range []string{"expired", "withdrawn", "declined", "revoked", "refund_failed", "suspended"} {
		all = append(all, Sample{"closed-" + reason, RecipientClosed{Shell: plain, Share: sampleShare, Reason: reason, Paid: reason == "suspended"}})
	}
	return all
}
