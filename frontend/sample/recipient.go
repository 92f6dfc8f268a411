package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func recipientFaces() []Face {
	stand := frontend.Shell{Path: frontend.SharePath("b7k2m9"), Sandbox: frontend.StandIns{Payments: true, Messages: true}}
	plain := frontend.Shell{Path: frontend.SharePath("b7k2m9")}
	marked := share
	marked.Sandbox = true
	pay := screen.RecipientDelivery{
		Shell: plain, Share: share, Next: screen.NextPay, MaskedNumber: "+33 • •• •• •• 78", Methods: []screen.PayMethod{screen.PayCard, screen.PaySEPADebit},
		ClientKind: "business", Steps: []screen.Step{{Kind: "payment", State: "yours"}, {Kind: "signature", State: "later"}, {Kind: "files", State: "later"}},
	}
	balance := pay
	balance.Paid, balance.ToPay, balance.Received = true, frontend.Money{Amount: 100_000, Currency: "EUR"}, frontend.Money{Amount: 25_000, Currency: "EUR"}
	balance.Transfer, balance.Share.Papers = transfer(balance.ToPay), papers()[:1]
	balance.Share.Papers[0].Amount = balance.Received
	byTransfer := pay
	byTransfer.Methods, byTransfer.Transfer = nil, transfer(share.Price)
	announced := balance
	announced.Next, announced.Transfer.Declared, announced.Transfer.Announced = screen.NextTransfer, now, announced.ToPay
	announced.Steps = []screen.Step{{Kind: "payment", State: "announced"}, {Kind: "signature", State: "later"}, {Kind: "files", State: "later"}}
	visible := pay
	invoice := frontend.ShareFilePath("b7k2m9", "f0")
	visible.Share.Files = append([]frontend.File{
		{ID: "f0", Name: "Facture 2026-041.pdf", Size: 184_000, SHA256: files[0].SHA256, Href: invoice, Read: frontend.ShareReadPath("b7k2m9", "f0"),
			Kind: "invoice", Number: "2026-041", IssuedOn: now},
		{ID: "f9", Name: "Détail des prestations.xlsx", Size: 42_000, SHA256: files[1].SHA256, Href: invoice, Kind: "other"},
	}, files...)
	visible.Share.Rest = screen.Rest{Number: "2026-041", Whole: frontend.Money{Amount: 175_000, Currency: "EUR"}, Paid: frontend.Money{Amount: 50_000, Currency: "EUR"}}
	consumer := pay
	consumer.Shell, consumer.Share, consumer.ClientKind = stand, marked, "consumer"
	consumer.ConsumerConsent = waiverFr
	consumer.Pay = screen.PayForm{Consent: frontend.Tick{Error: "right_not_waived"}}
	pay.CanNamePayer = true
	named := pay
	named.Named, named.Received, named.ToPay, named.Open = "Comptabilité Berthier", frontend.Money{Amount: 50_000, Currency: "EUR"}, frontend.Money{Amount: 75_000, Currency: "EUR"}, frontend.VerbPayer
	named.Payers = []screen.NamedPayer{{ID: "r7", Name: named.Named, Email: "compta@berthier.exemple"}}
	named.Steps = []screen.Step{{Kind: "payment", State: "others", Who: named.Named}, {Kind: "signature", State: "later"}, {Kind: "files", State: "later"}}
	named.Payer = screen.PayerForm{Name: frontend.Field{Value: "Comptabilité"}, Email: frontend.Field{Value: "compta", Error: "not_an_email"}}
	payer := screen.RecipientPayer{
		Shell: plain, Share: share, State: "pay", NamedBy: "Hélène Berthier", ToPay: share.Price, Methods: pay.Methods, Kind: "business",
		Steps: []screen.Step{{Kind: "payment", State: "yours"}, {Kind: "signature", State: "later", Who: "Hélène Berthier"}},
	}
	payer.Share.Message, payer.Share.Files, payer.Share.PaysOnly = "", visible.Share.Files[:1], true
	payer.Share.Accent, visible.Share.Accent = "ink", "plum"
	payerAnnounced := payer
	payerAnnounced.State, payerAnnounced.Transfer = "announced", announced.Transfer
	payerAnnounced.Transfer.Announced, payerAnnounced.Transfer.By = share.Price, payer.NamedBy
	payerAnnounced.Steps = []screen.Step{{Kind: "payment", State: "announced"}, {Kind: "signature", State: "later", Who: "Hélène Berthier"}}
	paidFor := payer
	paidFor.State, paidFor.Paid, paidFor.Share.Papers = "paid", true, papers()[:1]
	paidFor.Steps = []screen.Step{{Kind: "payment", State: "done", At: now}, {Kind: "signature", State: "others", Who: "Hélène Berthier"}}
	consumer.ConsumerKeeps = keptFr
	keeps := consumer
	keeps.ConsumerConsent, keeps.ConsumerKeeps, keeps.KeepsRight, keeps.Pay, keeps.Transfer = "", "", true, screen.PayForm{}, transfer(share.Price)
	keeps.RightChosen, keeps.RightOther = keptFr, waiverFr
	consumer.Transfer = keeps.Transfer
	held := consumer
	held.Next, held.Paid, held.CanEndContract, held.FilesFrom, held.Pay, held.CanNamePayer = screen.NextWaitRight, true, true, day(2026, 12, 8), screen.PayForm{}, false
	held.MaskedNumber = ""
	held.Steps = []screen.Step{{Kind: "payment", State: "done", At: now}, {Kind: "signature", State: "done", At: now}, {Kind: "files", State: "later"}}
	number := pay
	number.Open, number.Number = frontend.VerbNumber, screen.NumberForm{Phone: frontend.Field{Value: "12", Error: "not_a_phone"}}
	proposed := pay
	proposed.ProposedNumber = "+33 • •• •• •• 11"
	proposed.Steps = []screen.Step{{Kind: "payment", State: "others", Who: "Comptabilité Berthier"}, {Kind: "signature", State: "number"}, {Kind: "files", State: "later"}}
	proposed.Named = "Comptabilité Berthier"
	signNext := pay
	signNext.Next, signNext.Paid, signNext.CanNamePayer = screen.NextSign, true, false
	signNext.Steps = []screen.Step{{Kind: "payment", State: "done", At: now}, {Kind: "signature", State: "yours"}, {Kind: "files", State: "later"}}
	signNext.NumberKept = true
	forgiven := signNext
	forgiven.Share.Forgiven, forgiven.Share.Papers = frontend.Money{Amount: 40, Currency: "EUR"}, papers()[:1]
	forgiven.Share.DueOn = time.Time{}
	others := signNext
	others.NumberKept = false
	others.Next, others.MaskedNumber, others.Awaited = screen.NextWaitOthers, "", "Hélène Berthier"
	others.Steps = []screen.Step{{Kind: "payment", State: "done", At: now}, {Kind: "signature", State: "others", Who: "Hélène Berthier"}, {Kind: "files", State: "later"}}
	others.Share.Accent = "slate"
	turn := pay
	turn.Share.AsksMoney = false
	turn.Next, turn.CanNamePayer, turn.Awaited = screen.NextWaitTurn, false, "Comptabilité Nord"
	turn.Steps = []screen.Step{{Kind: "payment", State: "others", Who: "Comptabilité Nord"}, {Kind: "signature", State: "later"}, {Kind: "files", State: "later"}}
	bank := signNext
	bank.Next, bank.MaskedNumber = screen.NextWaitBank, ""
	bank.Steps = []screen.Step{{Kind: "payment", State: "processing"}, {Kind: "signature", State: "waived"}, {Kind: "files", State: "later"}}
	sign := screen.RecipientSign{
		Shell: plain, Share: share, ManifestHash: "9f2c1b7a", MaskedNumber: "+33 • •• •• •• 78",
		Consent: consentFr,
	}
	sign.Share.Accent = "lagoon"
	code := sign
	code.CodeSent, code.CodeExpires, code.AttemptsLeft, code.ResendIn = true, now, 5, 45
	wrong := code
	wrong.AttemptsLeft, wrong.ResendIn = 1, 0
	wrong.Form.Code = frontend.Field{Value: "123 456", Error: "passcode_wrong"}
	none := sign
	none.NoneSince = now
	locked := sign
	locked.Locked = true
	unlocked := screen.RecipientUnlocked{Shell: plain, Share: share, HasCertificate: true, HasAttestation: true, FilesUntil: day(2027, 12, 12), TotalBytes: 3_153_112_000}
	unlocked.Share.Accent = "cocoa"
	single := unlocked
	single.Share.Revision, single.Share.Newer = "A", screen.NewerVersion{Revision: "B", SentOn: now, Href: frontend.SharePath("c8k3n1")}
	single.Share.Files = files[1:2]
	single.StillOwed, single.Methods, single.ClientKind = frontend.Money{Amount: 125_000, Currency: "EUR"}, []screen.PayMethod{screen.PayCard}, "public"
	single.Share.IsPublic, single.Share.Chorus = true, chorus
	town := single
	town.Methods, town.Transfer, town.CanNamePayer = nil, transfer(share.Price), true
	townAnnounced := town
	townAnnounced.Transfer.Declared, townAnnounced.Transfer.Announced = now, share.Price
	public := signNext
	public.Share.IsPublic, public.Share.AsksMoney, public.Share.Chorus, public.ClientKind = true, false, chorus, "public"
	public.Steps = []screen.Step{{Kind: "signature", State: "yours"}, {Kind: "files", State: "later"}}
	unlocked.Share.Papers = papers()
	due := others // a payment that the files wait for no more
	due.Next, due.Paid, due.Awaited, due.CanDecline = screen.NextPay, false, "", true
	due.Steps = []screen.Step{{Kind: "payment", State: "owed"}, {Kind: "signature", State: "others", Who: "Hélène Berthier"}, {Kind: "files", State: "later"}}
	ended := unlocked
	ended.Share.Revision, ended.Share.Replaces, ended.Share.ReplacedOn = "B", "A", day(2026, 12, 3)
	ended.FilesEnded = true
	publicPayer := payer
	publicPayer.Share.IsPublic, publicPayer.Share.Chorus, publicPayer.Kind = true, chorus, "public"
	all := []Face{
		{"recipient-ended", ended}, {"recipient-pay", pay}, {"recipient-balance", balance}, {"recipient-transfer", byTransfer}, {"recipient-announced", announced}, {"recipient-visible", visible}, {"recipient-consumer", consumer}, {"recipient-number", number}, {"recipient-proposed", proposed}, {"recipient-sign-next", signNext},
		{"recipient-owed", due}, {"recipient-named", named}, {"recipient-held", held}, {"recipient-keeps", keeps}, {"renounce", screen.RecipientRenounce{Shell: plain, Share: share, Email: "helene@berthier.example", Until: day(2026, 12, 7)}},
		{"closed-renounced", screen.RecipientClosed{Shell: plain, Share: share, Reason: "renounced", Paid: true, At: now}}, {"abuse", screen.RecipientAbuse{Shell: plain, Share: share, Form: screen.ProblemForm{Text: frontend.Field{Error: "required"}}}}, {"payer", payer}, {"payer-announced", payerAnnounced}, {"payer-paid", paidFor},
		{"recipient-others", others}, {"recipient-forgiven", forgiven}, {"recipient-turn", turn}, {"recipient-bank", bank}, {"sign-consent", sign}, {"sign-code", code}, {"sign-none", none}, {"sign-wrong", wrong},
		{"sign-locked", locked}, {"sealing", screen.RecipientSealing{Shell: plain, Share: share}}, {"unlocked", unlocked}, {"unlocked-one", single}, {"unlocked-public", town}, {"unlocked-announced", townAnnounced}, {"recipient-public", public}, {"payer-public", publicPayer},
		{"link-expired", screen.RecipientLinkExpired{Shell: plain, Share: screen.Share{PublicID: "b7k2m9"}}},
		{"link-asked", screen.RecipientLinkExpired{Shell: plain, Share: screen.Share{PublicID: "b7k2m9"}, Asked: true}},
		{"link-unknown", screen.RecipientLinkExpired{Shell: plain, Unknown: true}},
	}
	little := pay
	little.Share.TooLittle, little.Received, little.ToPay = true, frontend.Money{Amount: share.Price.Amount - 30, Currency: "EUR"}, frontend.Money{Amount: 30, Currency: "EUR"}
	little.Transfer = transfer(little.ToPay)
	little.Share.Papers = papers()[:1]
	little.Share.Papers[0].Amount, little.Share.Papers[0].Surplus = frontend.Money{Amount: share.Price.Amount + 1_000, Currency: "EUR"}, frontend.Money{Amount: 1_000, Currency: "EUR"}
	all = append(all, Face{"recipient-rest", little}, Face{"paid-kept", screen.RecipientPaid{Shell: plain, Share: share, State: "settled", Method: screen.PayCard, Then: "others", FilesFrom: day(2026, 12, 8)}})
	for _, state := range []string{"checking", "processing", "settled", "unapplied", "failed", "cancelled"} {
		all = append(all, Face{"paid-" + state, screen.RecipientPaid{Shell: plain, Share: share, State: state, Method: screen.PayCard, Then: "sign"}})
	}
	all = append(all, Face{"paid-ready", screen.RecipientPaid{Shell: plain, Share: share, State: "settled", Method: screen.PayCard, Then: "files"}},
		Face{"paid-number", screen.RecipientPaid{Shell: plain, Share: share, State: "settled", Method: screen.PayCard, Then: "number"}})
	all = append(all, Face{"link-dropped", screen.RecipientLinkExpired{Shell: plain, Share: payer.Share, Dropped: true}},
		Face{"link-number", screen.RecipientLinkExpired{Shell: plain, Share: screen.Share{PublicID: "b7k2m9"}, NumberAccepted: true}}, Face{"link-paying", screen.RecipientLinkExpired{Shell: plain, Share: screen.Share{PublicID: "b7k2m9"}, Paying: true}})
	for _, reason := range []string{"expired", "expired_unsigned", "withdrawn", "declined", "revoked", "revoked_before", "refunding", "refunding_before", "lost_apart", "refund_failed", "refund_failed_before", "suspended", "halted", "gone"} {
		all = append(all, Face{"closed-" + reason, screen.RecipientClosed{Shell: plain, Share: share, Reason: reason, Paid: reason == "suspended", CanEndContract: reason == "suspended"}})
	}
	owes := screen.RecipientClosed{Shell: plain, Share: share, Reason: "renounced", Paid: true, At: now, Owed: screen.OwedBack{Amount: share.Price, By: day(2026, 12, 26)}}
	owes.Share.Papers = papers()[:1]
	other := owes
	other.Reason, other.By = "renounced_other", "Papa Paie"
	all = append(all, Face{"closed-owes", owes}, Face{"closed-renounced_other", other},
		Face{"closed-declined_other", screen.RecipientClosed{Shell: plain, Share: share, Reason: "declined_other", By: "Boris Signataire", Announced: share.Price}})
	return all
}

// papers are a receipt and the note of a part that went back.
func papers() []screen.Paper {
	return []screen.Paper{
		{Number: "R-7M3K-Q2XW-9ZPA-4T1B", Href: frontend.ShareReceiptPath("b7k2m9", "R-7M3K-Q2XW-9ZPA-4T1B"), Amount: share.Price, At: now},
		{
			Number: "R-0C5D-8EFG-2HJK-6MNP", Href: frontend.ShareReceiptPath("b7k2m9", "R-0C5D-8EFG-2HJK-6MNP"), Refund: true,
			Amount: frontend.Money{Amount: 25_000, Currency: "EUR"}, At: now,
		},
		{
			Number: "R-0C5D-8EFG-2HJK-6MNQ", Href: frontend.ShareReceiptPath("b7k2m9", "R-0C5D-8EFG-2HJK-6MNQ"), Refund: true, ByHand: true,
			Amount: frontend.Money{Amount: 5_000, Currency: "EUR"}, At: now,
		},
	}
}

// transfer is the account of an architect, with the code that fills in the transfer.
func transfer(amount frontend.Money) screen.Transfer {
	return screen.Transfer{
		Holder: "Atelier Moreau SARL", IBAN: "FR7630006000011234567890189", IBANShown: "FR76 3000 6000 0112 3456 7890 189", Amount: amount,
		Reference: "RF18539007547034", ReferenceShown: "RF18 5390 0754 7034", QR: screen.QR{Size: 37, Path: transferCode},
	}
}
