package sample

import (
	"quittance/frontend"
	"quittance/frontend/screen"
)

func senderFaces() []Face {
	filled := screen.DeliveryForm{
		Title: typed("Plans d’exécution, maison Berthier"), Message: typed(share.Message), Price: typed(priceFr),
		Currency: typed("EUR"), VATRate: typed("2000"), DueOn: typed("2026-12-31"), ClientKind: typed("business"),
		Gates: typed("payment,signature"), Recipients: []screen.RecipientForm{recipientForm()},
	}
	town := filled
	town.ClientKind, town.Gates, town.Engagement, town.Service = typed("public"), typed("signature"), typed("2026-EJ-004512"), frontend.Field{Value: "VOIRIE\u200b", Error: "control_characters"}
	private := filled
	private.ClientKind, private.Contract = typed("consumer"), typed("bespoke")
	exempt := filled
	exempt.VATRate = typed("exempt_293b")
	vatRates := []int{2000, 1000, 550}
	setting := screen.Setting{ClientKind: "business", Gates: "payment_signature", ExpiresOn: share.ExpiresOn, Recipients: 1}
	several := screen.Setting{ClientKind: "consumer", Gates: "payment", ExpiresOn: share.ExpiresOn, DueOn: share.DueOn, Recipients: 2, Texted: true}
	wrong := filled
	wrong.Title = frontend.Field{Value: "", Error: "required"}
	wrong.Price = frontend.Field{Value: "-12,5", Error: "negative"}
	wrong.DueOn = frontend.Field{Value: "2020-01-01", Error: "in_past"}
	second := recipientForm()
	second.Email = frontend.Field{Value: "comptable@", Error: "not_an_email"}
	second.Phone = frontend.Field{Value: "12", Error: "not_a_phone"}
	second.Roles = frontend.Choice{Error: "required"}
	wrong.Recipients = []screen.RecipientForm{recipientForm(), second}
	wrong.NoGateReason = frontend.Field{Error: "required"}
	papers := append([]frontend.File{{ID: "f0", Name: "Facture 2026-041.pdf", Size: 184_000, SHA256: files[0].SHA256, Kind: "invoice", Number: "2026-041", IssuedOn: now, Filled: []string{"price", "due_on", "contact"},
		OtherTotal: frontend.Money{Amount: 130_000, Currency: "EUR"}}}, files...)
	uploads := []screen.Upload{{ID: "u0", Name: "Facture 2026-041.pdf", Size: 184_000, Total: frontend.Money{Amount: 130_000, Currency: "EUR"},
		Row: screen.DocumentForm{ID: typed("u0"), Kind: typed("invoice"), Number: typed("2026-041"), IssuedOn: typed("2026-11-20"), Filled: typed("price due_on"), Proposed: typed("yes")}, Filled: []string{"price", "due_on"}, Proposed: true}, {ID: "u1", Name: files[0].Name, Size: files[0].Size}, {ID: "u2", Name: "vide.txt", Error: "empty_file"}}
	newKey := screen.NewAPIKey{Name: "Export du bureau", Secret: "qk_3f9a0c2b7d1e4f5a6b7c8d9e0f112233"} //nolint:gosec // opens nothing
	return []Face{
		{"profile", screen.Profile{Shell: shellAt(frontend.PathProfile), Zones: []string{"Europe/Paris", "Indian/Reunion"}, Required: true, Form: screen.ProfileForm{Name: typed("Atelier Moreau"), Zone: typed("Europe/Paris"), Accent: typed("pine")}}},
		{"profile-problems", screen.Profile{Shell: shellAt(frontend.PathProfile), Zones: []string{"Europe/Paris", "Indian/Reunion"}, Form: screen.ProfileForm{
			LegalName: typed("Atelier Moreau SARL"), Address: frontend.Field{Error: "required"},
			Phone: frontend.Field{Value: "12", Error: "not_a_phone"}, SIREN: frontend.Field{Value: "123", Error: "not_a_siren"}, Accent: typed("plum"),
		}}},
		{"bank", screen.Bank{Shell: shellAt(frontend.PathBank), Known: true, Form: screen.BankForm{
			Holder: typed("Atelier Moreau SARL"), IBAN: typed("FR76 3000 6000 0112 3456 7890 189"),
		}}},
		{"bank-problems", screen.Bank{Shell: shellAt(frontend.PathBank), Form: screen.BankForm{
			Holder: frontend.Field{Error: "required"}, IBAN: frontend.Field{Value: "FR76 3000 6000 0112 3456 7890 188", Error: "iban_check"},
			BIC: frontend.Field{Value: "AGRI", Error: "not_a_bic"},
		}}},
		{"api-keys", screen.APIKeys{Shell: shellAt(frontend.PathAPIKeys), Created: newKey, Keys: []screen.APIKey{
			{ID: "k1", Name: "Export du bureau", Prefix: "qk_3f9a", Scope: "write", CreatedAt: now},
			{ID: "k2", Name: "Tableau de bord", Prefix: "qk_77b0", Scope: "read", CreatedAt: now, LastUsedAt: now, RevokedAt: now},
		}, Form: screen.APIKeyForm{Scope: typed("write")}}},
		{"security", screen.Security{Shell: shellAt(frontend.PathSecurity), Sessions: sessions(), Codes: screen.Codes{On: true, Since: now, Recovery: 2}, Passkeys: passkeys()}},
		{"security-late", screen.Security{Shell: shellAt(frontend.PathSecurity), Sessions: sessions()[:1], Codes: screen.Codes{On: true, Since: now, Recovery: 10}, Passkeys: passkeys(), ProveURL: "/prove?next=%2Fsettings%2Fsecurity"}},
		{"codes", enrolCodes()},
		{"recovery-codes", screen.RecoveryCodes{Shell: shellAt(frontend.PathSecurity), First: true, Codes: []string{"7q2m-x0vd-8r4k-n1cj", "b5t9-3hzw-e6pa-0yfs", "k8d1-qv27-mx4c-r9ne", "0gz6-wt5j-h2ab-p7ys", "f3ne-8kc0-dv9q-1mxr", "t4yh-62sz-jw5b-a0gp", "x1rm-c7ve-9qk8-3dnt", "5ypb-hz04-g6sw-8fja", "n2qd-0xtk-v7cm-e4r1", "j9wa-5bgs-3zyh-p6f8"}}},
		{"prove-codes", screen.Prove{Shell: shellAt(frontend.PathSecurity), HasCodes: true, Form: screen.ProveForm{Code: frontend.Field{Error: "code_wrong"}}}},
		{"security-alone", screen.Security{Shell: shellAt(frontend.PathSecurity), Sessions: sessions()[:1], PasskeysOff: true}},
		{"prove", screen.Prove{Shell: shellAt(frontend.PathSecurity), HasPasskeys: true}},
		{"prove-wrong", screen.Prove{Shell: shellAt(frontend.PathSecurity), Form: screen.ProveForm{Password: frontend.Field{Error: "password_wrong"}}}},
		{"security-passwordless", screen.Security{Shell: shellAt(frontend.PathSecurity), Sessions: sessions()[:1], Passkeys: passkeys()[:1], NoPassword: true}},
		{"security-droppable", screen.Security{Shell: shellAt(frontend.PathSecurity), Sessions: sessions()[:1], Passkeys: passkeys(), MayDrop: true}},
		{"change-email", screen.ChangeEmail{Shell: shellAt(frontend.PathSecurity), Form: screen.ChangeEmailForm{Email: frontend.Field{Value: "camille@", Error: "not_an_email"}}}},
		{"change-email-off", screen.ChangeEmail{Shell: shellAt(frontend.PathSecurity), MailOff: true}},
		{"new-email", screen.NewEmail{Shell: shellAt(frontend.PathSecurity), Token: "t", Email: "camille@moreau-architectes.example", Was: viewer.Email}},
		{"new-email-taken", screen.NewEmail{Shell: shellAt(frontend.PathSecurity), Token: "t", Email: "camille@moreau-architectes.example", Was: viewer.Email, Problem: "email_taken"}},
		{"new-email-invalid", screen.NewEmail{Shell: shellAt(frontend.PathSecurity), Invalid: true}},
		{"prove-passkey", screen.Prove{Shell: shellAt(frontend.PathProve), HasPasskeys: true, NoPassword: true}},
		{"change-password", screen.ChangePassword{Shell: shellAt(frontend.PathSecurity), Form: screen.ChangePasswordForm{Password: frontend.Field{Error: "too_common"}}}},
		{"api-keys-late", screen.APIKeys{Shell: shellAt(frontend.PathAPIKeys), ProveURL: "/prove?next=%2Fsettings%2Fapi-keys"}},
		{"api-keys-empty", screen.APIKeys{Shell: shellAt(frontend.PathAPIKeys), Form: screen.APIKeyForm{Scope: typed("write")}}},
		{"deliveries-empty", screen.Deliveries{Shell: senderShell(), NeedsProfile: true}},
		{"deliveries-first", screen.Deliveries{Shell: senderShell(), NeedsProfile: true, Guide: guide(1)}},
		{"deliveries-second", screen.Deliveries{Shell: plainShell(), Rows: rows()[:1], Filters: filters(""), ExportURL: "/deliveries/export.csv", Guide: guide(3)}},
		{"deliveries", screen.Deliveries{Shell: plainShell(), OlderURL: "/deliveries?older=x", Rows: rows(), NeedsCount: 99, NeedsMore: true, Needs: needs(), ExportURL: "/deliveries/export.csv", Filters: filters("")}},
		{"deliveries-found", screen.Deliveries{Shell: plainShell(), Rows: rows()[:1], ExportURL: "/deliveries/export.csv", Filters: filters("sent"), State: "sent", Search: "berthier", IsFiltered: true}},
		{"deliveries-none", screen.Deliveries{Shell: plainShell(), ExportURL: "/deliveries/export.csv", Filters: filters("expired"), State: "expired", Search: "lyon", IsFiltered: true,
			IsShort: true, IsMaking: true, IsFurther: true, OlderURL: "/deliveries?older=x", NewerURL: "/deliveries?newer=x"}},
		{"needs", screen.Needs{Shell: shellAt(frontend.PathNeeds), Needs: needs(), IsFurther: true, OlderURL: "/deliveries/needs?after=1-x"}},
		{"needs-empty", screen.Needs{Shell: shellAt(frontend.PathNeeds)}},
		{"clients", screen.Clients{Shell: shellAt(frontend.PathClients), Rows: clientRows(), OlderURL: "/clients?after=1-x"}},
		{"clients-empty", screen.Clients{Shell: shellAt(frontend.PathClients)}},
		{"clients-none", screen.Clients{Shell: shellAt(frontend.PathClients), Search: "lyon"}},
		{"client", screen.Client{Shell: shellAt(frontend.ClientPath("c1")), ClientRow: clientRows()[0], Phone: "+33612345678", InformedAt: now, Rows: rows(), OlderURL: "/clients/c1?older=x"}},
		{"client-not-told", screen.Client{Shell: shellAt(frontend.ClientPath("c1")), ClientRow: clientRows()[1], Rows: rows()[:1]}},
		{"announcement", screen.Announcement{Shell: shellAt(frontend.ClientPath("c1"))}},
		{"editor-new", screen.DeliveryEditor{Clients: []screen.KnownClient{{Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678"}}, Shell: shellAt(frontend.DeliveryPath("d1")), Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Setting: setting, KeptAt: now, At: "01K9", Form: screen.DeliveryForm{
			VATRate: typed("2000"), ClientKind: typed("business"), Gates: typed("payment,signature"),
			Recipients: []screen.RecipientForm{{Roles: frontend.Choice{Values: []string{"payer", "signer"}}}},
		}}},
		{"editor-problems", screen.DeliveryEditor{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Setting: setting, Open: true, Form: wrong, Uploads: uploads}},
		{"editor-filled", screen.DeliveryEditor{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Setting: several, Open: true, Keeps: true, ChangedAt: now, Form: filled, Uploads: uploads[:1],
			Both: screen.Parts{Net: share.Net, Tax: frontend.Money{Amount: 20_833, Currency: "EUR"}, Gross: share.Price}}},
		{"editor-public", screen.DeliveryEditor{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", KeptAt: now, Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Open: true, Form: town, Uploads: uploads[1:2],
			Setting: screen.Setting{ClientKind: "public", Gates: "signature", ExpiresOn: share.ExpiresOn, Recipients: 1}}},
		{"editor-consumer", screen.DeliveryEditor{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Open: true, Form: private, Uploads: uploads[1:2],
			Setting: screen.Setting{ClientKind: "consumer", Contract: "bespoke", Gates: "payment_signature", ExpiresOn: share.ExpiresOn, Recipients: 1}}},
		{"review-public", screen.DeliveryReview{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Title: share.Title, Reference: share.Reference, Chorus: chorus, Price: share.Price, Net: share.Net, VATRate: 2000, ExpiresOn: share.ExpiresOn, ClientKind: "public",
			Gates: []screen.Gate{{Kind: "signature", Who: "Mairie de Caluire"}}, Files: files[:1], Sender: party, Recipients: []screen.ReviewRecipient{{Name: "Mairie de Caluire", Email: "m@caluire.example", Phone: "+33612345678", Roles: []string{"payer", "signer"}}}}},
		{"editor-exempt", screen.DeliveryEditor{Shell: shellAt(frontend.DeliveryPath("d1")), Signatures: true, MaxBytes: 10_000_000_000, VATRates: vatRates, Setting: setting, Form: exempt, Uploads: uploads[1:2],
			Both: screen.Parts{Net: share.Price, Gross: share.Price}}},
		{"review", screen.DeliveryReview{
			AsksInformed: true, Accent: "plum",
			Shell: senderShell(), ID: "d1", Title: share.Title, Message: share.Message, Reference: share.Reference,
			Price: share.Price, Net: share.Net, VATRate: 2000, DueOn: share.DueOn, ExpiresOn: share.ExpiresOn, ClientKind: "business",
			Gates: []screen.Gate{{Kind: "payment"}, {Kind: "signature", Who: "Hélène Berthier"}}, Files: papers, Sender: party,
			Recipients: []screen.ReviewRecipient{
				{Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678", Roles: []string{"payer", "signer"}, Texted: true},
				{Name: "Paul Roux", Company: "Cabinet Roux", Email: "paul@roux.example", Roles: []string{"reader"}},
			},
			Estimate: screen.Estimate{Net: frontend.Money{Amount: 123_100, Currency: "EUR"}, Fees: frontend.Money{Amount: 1_900, Currency: "EUR"}, WithoutSMS: true, Parts: []screen.EstimatePart{
				{Kind: "card_eea", Amount: frontend.Money{Amount: 1_900, Currency: "EUR"}, Since: now, Source: "support.stripe.com"}}, ByDebit: frontend.Money{Amount: 124_965, Currency: "EUR"}},
			Form: screen.SendForm{Informed: frontend.Tick{Error: "informed_required"}},
		}},
		{"review-exempt", screen.DeliveryReview{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Title: share.Title, Price: share.Price, Net: share.Price, VATRegime: "exempt_293b",
			ClientKind: "business", Gates: []screen.Gate{{Kind: "payment"}}, Files: files[:1], Sender: party,
			Recipients: []screen.ReviewRecipient{{Name: "Hélène Berthier", Email: "helene@berthier.example", Roles: []string{"payer"}}}}},
		{"review-informed", screen.DeliveryReview{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Title: share.Title, Price: share.Price, WasInformed: true, ClientKind: "business",
			Gates: []screen.Gate{{Kind: "payment"}}, Files: files[:1], Sender: party, Recipients: []screen.ReviewRecipient{{Name: "Hélène Berthier", Email: "helene@berthier.example", Roles: []string{"payer"}}}}},
		{"review-no-gate", screen.DeliveryReview{Shell: shellAt(frontend.DeliveryPath("d1")), ID: "d1", Title: share.Title, NoGate: "Déjà réglé sur facture.",
			ClientKind: "public", Files: files[:1], Sender: party, Recipients: []screen.ReviewRecipient{{Name: "Mairie de Caluire", Email: "m@caluire.example", Roles: []string{"reader"}}}}},
	}
}

func recipientForm() screen.RecipientForm {
	return screen.RecipientForm{
		Name: typed("Hélène Berthier"), Email: typed("helene@berthier.example"), Phone: typed("06 12 34 56 78"),
		Language: typed("fr"), Roles: frontend.Choice{Values: []string{"payer", "signer"}},
	}
}

func filters(chosen screen.ListState) []screen.ListFilter {
	var all []screen.ListFilter
	for _, s := range []screen.ListState{"", screen.ListDraft, screen.ListSent, screen.ListToPay, screen.ListToSign, screen.ListCompleted, screen.ListExpired, screen.ListWithdrawn, screen.ListRenounced, screen.ListDeclined} {
		all = append(all, screen.ListFilter{State: s, URL: "/deliveries?state=" + string(s), Chosen: s == chosen})
	}
	return all
}

func needs() []screen.Need {
	return []screen.Need{
		{ID: "d7", Title: "Album, mariage de juin", Recipients: []string{"Anne Roussel"}, Kinds: []string{"return_due"}, Since: now, Owed: screen.OwedBack{Amount: frontend.Money{Amount: 20_000, Currency: "EUR"}, By: day(2026, 12, 7)}},
		{ID: "d2", Title: "Étude thermique, école Jean-Macé", Recipients: []string{"Mairie de Caluire", "Sophie Lang"}, Kinds: []string{"late", "message_failed"}, Since: now, Sandbox: true},
		{ID: "d5", Title: "Carnet de détails", Recipients: []string{"Hélène Berthier"}, Kinds: []string{"opened_unpaid", "expiring"}, Since: now},
		{ID: "d1", Title: share.Title, Recipients: []string{"Hélène Berthier"}, Kinds: []string{"paid_unsigned"}, Since: day(2026, 11, 19)},
	}
}

func rows() []screen.DeliveryRow {
	one := []string{"Hélène Berthier"}
	return []screen.DeliveryRow{
		{ID: "d1", Title: share.Title, Revision: "B", Recipients: one, Price: frontend.Money{Amount: 125_000, Currency: "EUR"}, DueOn: share.DueOn,
			Situation: screen.SituationAwaitingSignature, SentAt: day(2026, 11, 3), Move: "paid", MovedAt: day(2026, 12, 11), Now: now},
		{ID: "d2", Title: "Étude thermique, école Jean-Macé", Recipients: []string{"Mairie de Caluire", "Sophie Lang"},
			Price: frontend.Money{Amount: 1_480_050, Currency: "EUR"}, DueOn: day(2026, 11, 30), Overdue: true,
			Situation: screen.SituationAwaitingPayment, SentAt: day(2026, 10, 26), Move: "opened", MovedAt: now, Now: now, Sandbox: true},
		{ID: "d3", Title: "Relevé de façade", Recipients: one, Situation: screen.SituationCompleted, SentAt: day(2025, 12, 1), Move: "fetched", MovedAt: day(2025, 12, 4), Now: now},
		{ID: "d4", Title: "Esquisse, extension Girard", Recipients: []string{"Luc Girard"}, Price: frontend.Money{Amount: 60_000, Currency: "EUR"},
			DueOn: day(2027, 1, 15), Situation: screen.SituationDraft, MovedAt: day(2026, 12, 11), Now: now},
		{ID: "d5", Title: "Étude thermique", Situation: screen.SituationDraft, MovedAt: now, Now: now},
		{ID: "d6", Title: "Mobilier sur mesure", Recipients: []string{"Luc Girard"}, Price: frontend.Money{Amount: 240_000, Currency: "EUR"},
			Situation: screen.SituationRenounced, SentAt: day(2026, 11, 18), Move: "left", MovedAt: day(2026, 11, 20), Now: now},
	}
}

func clientRows() []screen.ClientRow {
	return []screen.ClientRow{
		{ID: "c1", Name: "Hélène Berthier", Email: "helene@berthier.example", LastAt: now},
		{ID: "c2", Name: "Sophie Lang", Company: "Mairie de Caluire-et-Cuire, direction du patrimoine", Email: "sophie.lang@patrimoine.caluire.example", LastAt: day(2026, 10, 2)},
	}
}

// guide is the steps of a first delivery of which so many are taken, and the next is not the first.
func guide(taken int) screen.Guide {
	g := screen.Guide{Demo: true}
	for i, kind := range []string{"profile", "draft", "send", "pay", "attest"} {
		step := screen.GuideStep{Kind: kind, State: "later"}
		switch {
		case i < taken:
			step.State = "done"
		case i == taken:
			step.State, step.URL = "yours", frontend.DeliveryPath("d1")
		}
		g.Steps = append(g.Steps, step)
	}
	return g
}
