package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func senderDeliveryFaces() []Face {
	sent := screen.SenderDelivery{
		Shell: senderShell(), ID: "d1", Version: 14, Title: share.Title, Message: share.Message,
		Reference: share.Reference, State: screen.StateSent, Situation: screen.SituationAwaitingSignature,
		WaitingFor: []string{"Hélène Berthier"}, Marked: true, Price: share.Price, VATRate: 2000, DueOn: share.DueOn,
		ExpiresOn: share.ExpiresOn, SentAt: now, ReleaseState: screen.ReleaseLocked, Files: files,
		Recipients: []screen.SenderRecipient{
			{
				ID: "r1", Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678", Roles: []string{"payer", "signer"},
				Link:   "https://quittance.example/s/4wgk3n8ze1q7r5tcv0hj2ymxbd",
				Opened: now, ProposedNumber: "+33698765432", CanCorrect: true, PasscodeLocked: true,
			},
			{ID: "r2", Name: "Paul Roux", Company: "Cabinet Roux", Email: "paul@roux.example", Roles: []string{"reader"},
				Problem: "La page 3 du CCTP est vide.", CanCloseProblem: true, CanCorrect: true},
			{ID: "r3", Name: "Nadia Klein", Company: "SCI Berthier", Email: "nadia@berthier.example", Phone: "+33698760011", Roles: []string{"signer"},
				Link: "https://quittance.example/s/9hq2m6yw3c8k1zn5vtj0r7gebx", Opened: now.AddDate(0, 0, -2),
				CanCorrect: true, CanRemind: true, Reminded: now.AddDate(0, 0, -1)},
		},
		Gates: []screen.Gate{
			{ID: "g1", Kind: "payment", Passed: now},
			{ID: "g2", Kind: "signature", Who: "Hélène Berthier", CanWaive: true},
		},
		Dues: []screen.Due{{ID: "due1", Amount: share.Price, Settled: share.Price, DueOn: share.DueOn, SettledAt: now}},
		Payments: []screen.PaymentRow{
			{ID: "p1", Amount: share.Price, Method: "card", LastFour: "4242", State: "settled", At: now, Papers: []screen.Paper{{Number: "R-7M3K-Q2XW-9ZPA-4T1B", Href: frontend.ReceiptPath("b7k2m9", "R-7M3K-Q2XW-9ZPA-4T1B")}}},
			{ID: "p2", Amount: frontend.Money{Amount: 10_000, Currency: "EUR"}, State: "unapplied", At: now, DayOnly: true, Note: "VIR BERTHIER"},
		},
		Timeline: timeline(),
		Can:      screen.SenderActions{Withdraw: true, Extend: true, Refund: true, RecordPayment: true, Takes: screen.TakesMoney, NewVersion: true, ReplaceFile: true, Duplicate: true},
	}
	announced := sent
	announced.Dues = []screen.Due{{
		ID: "due1", Amount: share.Price, Settled: frontend.Money{Amount: 25_000, Currency: "EUR"}, DueOn: share.DueOn,
		Announced: frontend.Money{Amount: 100_000, Currency: "EUR"}, Declared: now, Reference: "RF18539007547034", ReferenceShown: "RF18 5390 0754 7034",
	}}
	announced.Situation, announced.WaitingFor, announced.Gates = screen.SituationTransferAnnounced, nil, []screen.Gate{
		{ID: "g1", Kind: "payment", Who: "Hélène Berthier", CanWaive: true}, {ID: "g2", Kind: "signature", Who: "Hélène Berthier", CanWaive: true},
	}
	announced.Payments = []screen.PaymentRow{{ID: "p1", Amount: announced.Dues[0].Settled, Method: "other", State: "settled", At: now, Note: "VIR BERTHIER"}}
	partly := announced
	partly.Dues = []screen.Due{{
		ID: "due1", Amount: share.Price, Settled: frontend.Money{Amount: 25_000, Currency: "EUR"}, DueOn: share.DueOn, Reference: "RF18539007547034", ReferenceShown: "RF18 5390 0754 7034",
	}}
	partly.Situation, partly.WaitingFor = screen.SituationAwaitingBoth, []string{"Hélène Berthier"}
	leaving := announced
	leaving.Forms = screen.SenderForms{Open: frontend.VerbWithdraw, Withdraw: screen.WithdrawForm{Reason: typed("Mauvais fichier"), DespiteTransfer: frontend.Tick{Error: "transfer_announced"}}}
	rest := partly
	rest.Dues = []screen.Due{{
		ID: "due1", Amount: share.Price, Settled: frontend.Money{Amount: share.Price.Amount - 30, Currency: "EUR"}, DueOn: share.DueOn, TooLittle: true, CanForgive: true,
		Reference: "RF18539007547034", ReferenceShown: "RF18 5390 0754 7034",
	}}
	surplus := sent
	surplus.Payments = []screen.PaymentRow{{
		ID: "p1", Amount: frontend.Money{Amount: share.Price.Amount + 1_000, Currency: "EUR"}, Surplus: frontend.Money{Amount: 1_000, Currency: "EUR"}, State: "settled", At: now, DayOnly: true, Note: "VIR BERTHIER",
	}}
	surplus.Can.RefundSurplus, surplus.Can.RefundByHand, surplus.Can.Takes, surplus.Can.Withdraw = surplus.Payments[0].Surplus, true, screen.TakesNothingMore, false
	surplus.Can.ToGiveBack = surplus.Can.RefundSurplus
	surplus.Forms = screen.SenderForms{Open: frontend.VerbRefund}
	refused := sent
	refused.Forms = screen.SenderForms{
		Open: frontend.VerbRefund,
		Refund: screen.RefundForm{
			Extent: typed("part"), Amount: frontend.Field{Value: "9999", Error: "refund_exceeds_payment"},
		},
	}
	waiving := sent
	waiving.Forms = screen.SenderForms{Open: frontend.VerbWaive, Target: "g2", Waive: screen.WaiveForm{Reason: frontend.Field{Error: "required"}}}
	draft := screen.SenderDelivery{
		Shell: plainShell(), ID: "d4", Title: "Esquisse, extension Girard", State: screen.StateDraft, Situation: screen.SituationDraft,
		Price: frontend.Money{Amount: 60_000, Currency: "EUR"}, VATRegime: "reverse_charge", Files: files[:1], ReleaseState: screen.ReleaseLocked,
		Dues: []screen.Due{{ID: "due1", Amount: frontend.Money{Amount: 60_000, Currency: "EUR"}}}, Can: screen.SenderActions{Send: true, Edit: true, Withdraw: true},
		Recipients: []screen.SenderRecipient{{ID: "r1", Name: "Luc Girard", Email: "luc@girard.example", Roles: []string{"payer"}}},
	}
	begun := screen.SenderDelivery{
		Shell: plainShell(), ID: "d5", Title: "Étude thermique", State: screen.StateDraft, Situation: screen.SituationDraft, Missing: []string{"files", "price", "client", "options"},
		Can: screen.SenderActions{Edit: true, Withdraw: true, Duplicate: true}, Recipients: []screen.SenderRecipient{{ID: "r1", Name: "SCI du Port", Phone: "+33612345678", Roles: []string{"payer"}}},
	}
	done := sent
	done.State, done.Situation, done.WaitingFor, done.ReleaseState = screen.StateCompleted, screen.SituationCompleted, nil, screen.ReleaseUnlocked
	done.CanSeeEvidence = true
	done.Marked, done.Shell, done.HasCertificate, done.HasAttestation, done.FilesUntil = false, plainShell(), true, true, day(2027, time.December, 12)
	done.Notice = frontend.Notice{Code: "saved"}
	done.Gates = []screen.Gate{
		{ID: "g1", Kind: "payment", Passed: now},
		{ID: "g2", Kind: "signature", Waived: now, WaiverReason: "Le client est à l’étranger, sans téléphone."},
	}
	done.Can = screen.SenderActions{Refund: true, NewVersion: true, Duplicate: true}
	done.Recipients = []screen.SenderRecipient{{ID: "r1", Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678",
		Roles: []string{"payer", "signer"}, Opened: now, Signed: now, Downloaded: now}}
	done.CanNote, done.Notes = true, []screen.Note{{ID: "n1", Member: "Camille Moreau", Text: "Rappeler le 3 décembre :\nle comptable revient de congés.", At: now}}
	done.NextVersions = []screen.Link{{ID: "d9", Title: "Plans d’exécution, maison Berthier", Revision: "B"}}
	done.Revision = "A"
	bounced := done
	bounced.Dues, bounced.Gates = []screen.Due{{ID: "due1", Amount: share.Price, Refunded: true, SettledAt: now}}, []screen.Gate{{ID: "g1", Kind: "payment", Passed: now, Refunded: true}}
	disputed := done
	disputed.Situation, disputed.Suspended = screen.SituationSuspended, true
	disputed.Dues, disputed.Gates = []screen.Due{{ID: "due1", Amount: share.Price, Settled: share.Price, SettledAt: now, Disputed: true}}, []screen.Gate{{ID: "g1", Kind: "payment", Passed: now, Disputed: true}}
	more, swapped := partly, sent
	more.Forms = screen.SenderForms{
		Open: frontend.VerbRecordPayment, RecordPayment: screen.RecordPaymentForm{Amount: typed("1 250,00"), PaidOn: typed("2026-11-20"), Reference: typed("VIR 7")},
		Recorded: screen.RecordedSum{Amount: share.Price, Owed: frontend.Money{Amount: 75_000, Currency: "EUR"}, TooMuch: frontend.Money{Amount: 50_000, Currency: "EUR"}},
	}
	swapped.Can.ReplaceFile = true
	swapped.Forms = screen.SenderForms{
		Open: frontend.VerbReplaceFile, Replace: screen.ReplaceForm{File: frontend.Field{Error: "file_to_replace"}, Uploads: []string{"u9"}},
		Received: []screen.Upload{{ID: "u9", Name: "Façade nord, indice B.pdf", Size: 2_400_000}},
	}
	sure := done
	sure.Forms = screen.SenderForms{Open: frontend.VerbRefund, Refund: screen.RefundForm{Extent: typed("whole"), Sum: typed("125000")}, RefundSum: share.Price, RefundOwn: frontend.Money{Amount: 45_000, Currency: share.Price.Currency}, RefundEnds: true}
	bounced.Situation, bounced.ReleaseState = screen.SituationRefundFailed, screen.ReleaseRevoked
	leaves := done
	leaves.Situation, leaves.ReleaseState, leaves.Can.Refund = screen.SituationRefunding, screen.ReleaseUnlocked, false
	turnedDown := partly
	turnedDown.State, turnedDown.Situation, turnedDown.WaitingFor, turnedDown.Payments, turnedDown.Can = screen.StateDeclined, screen.SituationDeclined, nil, nil, screen.SenderActions{Duplicate: true}
	turnedDown.IsOver, turnedDown.ReleaseState, turnedDown.Dues = true, "locked", []screen.Due{{ID: "due1", Amount: share.Price}}
	turnedDown.Gates = []screen.Gate{{ID: "g1", Kind: "payment"}, {ID: "g2", Kind: "signature", Who: "Hélène Berthier"}}
	turnedDown.Recipients = []screen.SenderRecipient{{ID: "r1", Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678", Roles: []string{"payer", "signer"}, Opened: now}}
	turnedDown.Declined = screen.Declined{Recipient: "r1", Name: "Hélène Berthier", Reason: "La page 3 du CCTP est vide.", CanClose: true}
	bounced.Can.RefundFailed = screen.FailedRefund{ID: "rf1", Amount: share.Price, Again: true}
	erased := screen.SenderDelivery{
		Shell: plainShell(), ID: "d5", State: screen.StateCompleted, Situation: screen.SituationCompleted, ReleaseState: screen.ReleaseUnlocked,
		SentAt: now, FilesErased: now, Erased: now, CanSeeEvidence: true,
		Timeline: []screen.TimelineEntry{{Seq: 1, Type: "delivery.erased", At: now, Actor: "system", Detail: "Demande du client du 3 décembre"}},
	}
	return append(lengthFaces(sent), []Face{
		{"delivery-erased", erased}, {"delivery-declined", turnedDown}, {"delivery-refund-failed", bounced}, {"delivery-disputed", disputed}, {"delivery-refund-sure", sure}, {"delivery-refunding", leaves}, {"delivery-record-more", more}, {"delivery-replace-refused", swapped},
		{"delivery-sent", sent}, {"delivery-announced", announced}, {"delivery-partly", partly}, {"delivery-rest", rest}, {"delivery-surplus", surplus}, {"delivery-withdraw-announced", leaving}, {"delivery-refund-refused", refused}, {"delivery-waive-refused", waiving},
		{"delivery-draft", draft}, {"delivery-unfinished", begun}, {"delivery-completed", done},
	}...)
}

func timeline() []screen.TimelineEntry {
	hash := "7d1f0a9e3c5b8d2460f1e2d3c4b5a69788796a5b4c3d2e1f0011223344556677"
	ago := func(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }
	return []screen.TimelineEntry{
		{Seq: 1, Type: "delivery.drafted", At: ago(72), Actor: "sender", Name: "Camille Moreau", Hash: hash},
		{Seq: 2, Type: "delivery.sent", At: ago(71), Actor: "sender", Name: "Camille Moreau", Hash: hash},
		{Seq: 3, Type: "message.sent", At: ago(71), Actor: "system", Message: "invitation", Channel: "email", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 4, Type: "link.issued", At: ago(71), Actor: "system", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 5, Type: "recipient.opened", At: ago(50), Actor: "recipient", Name: "Hélène Berthier", Hash: hash},
		{Seq: 6, Type: "recipient.number_proposed", At: ago(50), Actor: "recipient", Name: "Hélène Berthier", Detail: numberFr, Hash: hash},
		{Seq: 7, Type: "message.sent", At: ago(50), Actor: "system", Message: "number_proposed", Channel: "email", Whom: "Camille Moreau", Hash: hash},
		{Seq: 8, Type: "recipient.corrected", At: ago(49), Actor: "sender", Name: "Camille Moreau", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 9, Type: "message.sent", At: ago(26), Actor: "system", Message: "reminder", Channel: "email", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 10, Type: "checkout.started", At: ago(2), Actor: "recipient", Name: "Hélène Berthier", Detail: paidFr, Hash: hash},
		{Seq: 11, Type: "payment.settled", At: ago(1), Actor: "stripe", Detail: paidFr, Hash: hash},
		{Seq: 12, Type: "gate.passed", At: ago(1), Actor: "system", Gate: "payment", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 13, Type: "message.sent", At: ago(1), Actor: "system", Message: "paid", Channel: "email", Whom: "Hélène Berthier", Hash: hash},
		{Seq: 14, Type: "message.sent", At: ago(1), Actor: "system", Message: "paid", Channel: "email", Whom: "Camille Moreau", Hash: hash},
		{Seq: 15, Type: "passcode.sent", At: now, Actor: "system", Channel: "sms", Whom: "Hélène Berthier", Hash: hash},
	}
}
