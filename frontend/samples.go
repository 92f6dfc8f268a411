package frontend

import "time"

// Sample is a page filled with realistic data, to look at, to test, to measure.
type Sample struct {
	Name string // unique, usable as a file name
	Page Page
}

// Samples returns every page at least once, in each of its faces that looks different.
func Samples() []Sample {
	all := publicSamples()
	all = append(all, senderSamples()...)
	all = append(all, senderDeliverySamples()...)
	return append(all, recipientSamples()...)
}

var (
	sampleZone   = time.FixedZone("CET", 3600)
	sampleNow    = time.Date(2026, time.December, 12, 14, 5, 0, 0, sampleZone)
	sampleViewer = Viewer{Name: "Camille Moreau", Email: "camille@atelier-moreau.example", Workspace: "Atelier Moreau"}
	sampleParty  = Party{
		LegalName: "Atelier Moreau SARL", SIREN: "732829320", Address: "14 rue de la Charité\n69002 Lyon",
		Phone: "+33472001020", Email: "contact@atelier-moreau.example",
	}
	sampleFiles = []File{
		{ID: "f1", Name: "Plans d’exécution – maison Berthier – indice A.pdf", Size: 48_300_000,
			SHA256: "9f2c1b7ae04d5c8831f6a27b90cd1e4f5a6b7c8d9e0f11223344556677889900"},
		{ID: "f2", Name: "Maquette_Berthier_EXE_v12_coordination_structure_fluides.ifc", Size: 3_104_000_000,
			SHA256: "03aa1e9bc2d4f5768190a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abc"},
		{ID: "f3", Name: "CCTP lot 03.docx", Size: 812_000,
			SHA256: "5be0c2d91f7788aa66cc44ee2211009f8e7d6c5b4a39281706f5e4d3c2b1a090"},
	}
	sampleShare = Share{
		PublicID: "b7k2m9", Title: "Plans d’exécution, maison Berthier", Reference: "Devis 2026-041",
		Message: "Bonjour Madame Berthier,\nvoici le dossier complet pour le maçon et le charpentier. Bonne lecture !",
		Sender:  sampleParty, Recipient: "Hélène Berthier", Price: Money{125_000, "EUR"}, VATRate: 2000,
		DueOn: sampleDay(2026, time.December, 31), ExpiresOn: sampleDay(2027, time.December, 1), Files: sampleFiles,
	}
)

func sampleDay(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, sampleZone)
}

func publicSamples() []Sample {
	return []Sample{
		{"home", Home{SignUpOpen: true, Region: "fr-par"}},
		{"signup", SignUp{}},
		{"signup-problems", SignUp{Form: SignUpForm{
			Name:      Field{Value: "Camille Moreau"},
			Email:     Field{Value: "camille@", Error: "not_an_email"},
			Password:  Field{Error: "too_short", Params: map[string]string{"min": "8"}},
			Workspace: Field{Error: "required"},
		}}},
		{"signup-closed", SignUpClosed{}},
		{"signin", SignIn{SignUpOpen: true}},
		{"signin-refused", SignIn{Problem: "sign_in_failed", Form: SignInForm{Email: Field{Value: "camille@atelier-moreau.example"}}}},
		{"check-mail", CheckMail{Email: "camille@atelier-moreau.example"}},
		{"confirm", ConfirmEmail{Token: "t"}},
		{"confirm-password", ConfirmEmail{Token: "t", AskPassword: true, Form: ConfirmForm{Field{Error: "confirm_password"}}}},
		{"confirm-invalid", ConfirmEmail{Invalid: true}},
		{"verify", Verify{}},
		{"verify-nothing", Verify{Problem: "verify_nothing"}},
		{"verify-valid", Verify{Verdict: "valid", Kind: "completion", Certificate: "Q-4FNS-GVAP-26NM-B8CZ", Level: "B-T", Checks: []VerifyCheck{
			{Name: "integrity", Result: "pass", Detail: "Le fichier est entier : rien n’y a été ajouté ni changé depuis le sceau."},
			{Name: "time", Result: "unknown", Detail: "Aucune racine d’autorité d’horodatage n’a été donnée."},
			{Name: "Plans.pdf", File: true, Result: "pass", Detail: "C’est un des fichiers certifiés."},
		}}},
		{"verify-invalid", Verify{Verdict: "invalid", Checks: []VerifyCheck{{Name: "seal", Result: "fail", Detail: "Le sceau ne correspond pas au contenu."}}}},
		{"failure-401", sampleFailure(401, "link_invalid")},
		{"failure-402", Failure{Status: 402, Code: "release_locked", BackPath: SharePath("b7k2m9")}},
		{"failure-403", sampleFailure(403, "")},
		{"failure-404", sampleFailure(404, "not_found")},
		{"failure-409", sampleFailure(409, "")},
		{"failure-410", sampleFailure(410, "")},
		{"failure-413", sampleFailure(413, "")},
		{"failure-422", sampleFailure(422, "")},
		{"failure-429", Failure{Status: 429, RetryAfterSeconds: 90}},
		{"failure-500", sampleFailure(500, "")},
	}
}

func sampleFailure(status int, code string) Failure {
	return Failure{Shell: Shell{RequestID: "01JE8F4Z6Q"}, Status: status, Code: code}
}

func senderShell() Shell {
	return Shell{
		Viewer: sampleViewer, Path: PathDeliveries,
		Sandbox: StandIns{Payments: true, Messages: true, Mail: true, TimeStamps: true, ConsoleURL: PathSandbox},
	}
}

func plainShell() Shell { return Shell{Viewer: sampleViewer, Path: PathDeliveries} }

func typed(value string) Field { return Field{Value: value} }

func sampleRecipientForm() RecipientForm {
	return RecipientForm{
		Name: typed("Hélène Berthier"), Email: typed("helene@berthier.example"), Phone: typed("06 12 34 56 78"),
		Language: typed("fr"), Roles: Choice{Values: []string{"payer", "signer"}},
	}
}

func senderSamples() []Sample {
	filled := DeliveryForm{
		Title: typed("Plans d’exécution, maison Berthier"), Message: typed(sampleShare.Message), Price: typed("1 250,00"),
		Currency: typed("EUR"), VATRate: typed("2000"), DueOn: typed("2026-12-31"), ClientKind: typed("business"),
		Gates: typed("payment,signature"), Recipients: []RecipientForm{sampleRecipientForm()},
	}
	wrong := filled
	wrong.Title = Field{Value: "", Error: "required"}
	wrong.Price = Field{Value: "-12,5", Error: "negative"}
	wrong.DueOn = Field{Value: "2020-01-01", Error: "in_past"}
	second := sampleRecipientForm()
	second.Email = Field{Value: "comptable@", Error: "not_an_email"}
	second.Phone = Field{Value: "12", Error: "not_a_phone"}
	second.Roles = Choice{Error: "required"}
	wrong.Recipients = []RecipientForm{sampleRecipientForm(), second}
	wrong.NoGateReason = Field{Error: "required"}
	uploads := []Upload{{ID: "u1", Name: sampleFiles[0].Name, Size: sampleFiles[0].Size}, {ID: "u2", Name: "vide.txt", Error: "empty_file"}}
	return []Sample{
		{"profile", Profile{Shell: plainShell(), Required: true}},
		{"profile-problems", Profile{Shell: plainShell(), Form: ProfileForm{
			LegalName: typed("Atelier Moreau SARL"), Address: Field{Error: "required"},
			Phone: Field{Value: "12", Error: "not_a_phone"}, SIREN: Field{Value: "123", Error: "not_a_siren"},
		}}},
		{"api-keys", APIKeys{Shell: plainShell(), Created: NewAPIKey{"Export du bureau", "qk_3f9a0c2b7d1e4f5a6b7c8d9e0f112233"}, Keys: []APIKey{
			{ID: "k1", Name: "Export du bureau", Prefix: "qk_3f9a", Scope: "write", CreatedAt: sampleNow},
			{ID: "k2", Name: "Tableau de bord", Prefix: "qk_77b0", Scope: "read", CreatedAt: sampleNow, LastUsedAt: sampleNow, RevokedAt: sampleNow},
		}, Form: APIKeyForm{Scope: typed("write")}}},
		{"api-keys-empty", APIKeys{Shell: plainShell(), Form: APIKeyForm{Scope: typed("write")}}},
		{"deliveries-empty", Deliveries{Shell: senderShell(), NeedsProfile: true}},
		{"deliveries", Deliveries{Shell: plainShell(), OlderCursor: "x", Rows: sampleRows()}},
		{"editor-new", DeliveryEditor{Shell: plainShell(), Signatures: true, MaxBytes: 10_000_000_000, Form: DeliveryForm{
			VATRate: typed("2000"), ClientKind: typed("business"), Gates: typed("payment,signature"),
			Recipients: []RecipientForm{{Roles: Choice{Values: []string{"payer", "signer"}}}},
		}}},
		{"editor-problems", DeliveryEditor{Shell: plainShell(), ID: "d1", Signatures: true, MaxBytes: 10_000_000_000, Form: wrong, Uploads: uploads}},
		{"review", DeliveryReview{
			Shell: senderShell(), ID: "d1", Title: sampleShare.Title, Message: sampleShare.Message, Reference: sampleShare.Reference,
			Price: sampleShare.Price, VATRate: 2000, DueOn: sampleShare.DueOn, ExpiresOn: sampleShare.ExpiresOn, ClientKind: "business",
			Gates: []Gate{{Kind: "payment"}, {Kind: "signature", Who: "Hélène Berthier"}}, Files: sampleFiles, Sender: sampleParty,
			Recipients: []ReviewRecipient{
				{Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "+33612345678", Roles: []string{"payer", "signer"}},
				{Name: "Paul Roux", Company: "Cabinet Roux", Email: "paul@roux.example", Roles: []string{"reader"}},
			},
			Form: SendForm{Informed: Tick{Error: "informed_required"}},
		}},
		{"review-no-gate", DeliveryReview{Shell: plainShell(), ID: "d1", Title: sampleShare.Title, NoGate: "Déjà réglé sur facture.",
			ClientKind: "public", Files: sampleFiles[:1], Sender: sampleParty, Recipients: []ReviewRecipient{{Name: "Mairie de Caluire", Email: "m@caluire.example", Roles: []string{"reader"}}}}},
	}
}

func sampleRows() []DeliveryRow {
	one := []string{"Hélène Berthier"}
	return []DeliveryRow{
		{"d1", sampleShare.Title, one, Money{125_000, "EUR"}, sampleShare.DueOn, false, SituationAwaitingSignature, false},
		{"d2", "Étude thermique, école Jean-Macé", []string{"Mairie de Caluire", "Sophie Lang"}, Money{1_480_050, "EUR"}, sampleDay(2026, 11, 30), true, SituationAwaitingPayment, true},
		{"d3", "Relevé de façade", one, Money{}, time.Time{}, false, SituationCompleted, false},
		{"d4", "Esquisse, extension Girard", []string{"Luc Girard"}, Money{60_000, "EUR"}, sampleDay(2027, 1, 15), false, SituationDraft, false},
	}
}
