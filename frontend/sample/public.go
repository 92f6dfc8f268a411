package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func publicFaces() []Face {
	return []Face{
		{"home", screen.Home{SignUpOpen: true, Front: screen.Front{Bucket: "s3.fr-par.scw.cloud", Region: "fr-par", Demo: true, Cost: screen.Cost{
			BasisPoints: 150, Fixed: 250_000, Price: frontend.Money{Amount: 100000, Currency: "EUR"},
			Received: frontend.Money{Amount: 98475, Currency: "EUR"}, Since: time.Date(2023, time.April, 10, 0, 0, 0, 0, time.UTC),
		}}}},
		{"home-platform", screen.Home{Front: screen.Front{Cost: screen.Cost{BasisPoints: 150, Fixed: 250_000, PlatformPoints: 50,
			Price: frontend.Money{Amount: 100000, Currency: "EUR"}, Received: frontend.Money{Amount: 97975, Currency: "EUR"}, Since: now}}}},
		{"home-elsewhere", screen.Home{Front: screen.Front{DemoAt: "https://demo.quittance.example"}}},
		{"demo", screen.Demo{Client: "http://127.0.0.1:8080/d/token", Phone: "+33639981234", Messages: []screen.DemoMessage{
			{SMS: true, From: "Quittance", Text: "Atelier de démonstration : votre code est 042 137. Il vaut signature de « Plan d’exécution » (120,00 €).", At: now},
			{From: "Atelier de démonstration via Quittance", Subject: "Un plan vous attend", Text: "Bonjour,\nOuvrez votre lien.", At: now},
		}}},
		{"demo-done", screen.Demo{Client: "http://127.0.0.1:8080/d/token", Phone: "+33639981234", Done: true}},
		{"signup", screen.SignUp{}},
		{"signup-problems", screen.SignUp{Form: screen.SignUpForm{
			Name:      frontend.Field{Value: "Camille Moreau"},
			Email:     frontend.Field{Value: "camille@", Error: "not_an_email"},
			Password:  frontend.Field{Error: "too_short", Params: map[string]string{"min": "8"}},
			Workspace: frontend.Field{Error: "required"},
		}}},
		{"signup-closed", screen.SignUpClosed{}},
		{"signin", screen.SignIn{SignUpOpen: true, Passkeys: true}},
		{"signin-refused", screen.SignIn{Problem: "sign_in_failed", Form: screen.SignInForm{Email: frontend.Field{Value: "camille@atelier-moreau.example"}}}},
		{"signin-typed", screen.SignIn{Passkeys: true, Typed: "title=Plans", Files: true}},
		{"signin-code-typed", screen.SignInCode{Typed: "title=Plans", Next: frontend.PathNewDelivery}},
		{"signin-code", screen.SignInCode{}},
		{"signin-code-wrong", screen.SignInCode{Form: screen.CodeForm{Code: frontend.Field{Error: "code_wrong"}}}},
		{"signin-reset-sent", screen.SignIn{Shell: frontend.Shell{Notice: frontend.Notice{Code: "reset_sent"}}}},
		{"forgot", screen.ForgotPassword{}},
		{"forgot-problem", screen.ForgotPassword{Form: screen.ForgotForm{Email: frontend.Field{Value: "camille@", Error: "not_an_email"}}}},
		{"forgot-mail-off", screen.ForgotPassword{MailOff: true}},
		{"reset", screen.ResetPassword{Token: "t"}},
		{"reset-problem", screen.ResetPassword{Token: "t", Form: screen.ResetForm{Password: frontend.Field{Error: "too_common"}}}},
		{"reset-was-off", screen.ResetPassword{Token: "t", WasOff: true}},
		{"old-email", screen.OldEmail{Token: "t", Email: "camille@atelier-moreau.example"}},
		{"old-email-invalid", screen.OldEmail{Invalid: true}},
		{"reset-invalid", screen.ResetPassword{Invalid: true}},
		{"check-mail", screen.CheckMail{Email: "camille@atelier-moreau.example"}},
		{"confirm", screen.ConfirmEmail{Token: "t"}},
		{"confirm-password", screen.ConfirmEmail{Token: "t", AskPassword: true, Form: screen.ConfirmForm{Password: frontend.Field{Error: "confirm_password"}}}},
		{"confirm-invalid", screen.ConfirmEmail{Invalid: true}},
		{"verify", screen.Verify{Authority: files[0].SHA256, Seal: files[1].SHA256}},
		{"verify-nothing", screen.Verify{Problem: "verify_nothing"}},
		{"verify-valid", screen.Verify{Measured: true, Authority: files[0].SHA256, Seal: files[1].SHA256, Verdict: "valid", Known: true, Kind: "completion", Certificate: "Q-4FNS-GVAP-26NM-B8CZ", Level: "B-T", Certified: screen.Certified{Title: share.Title, Reference: share.Reference, Sender: share.Sender.LegalName, Recipients: []string{"Hélène Berthier", "Paul Roux"}, Files: []string{files[0].Name, files[1].Name}, Price: share.Price, Returned: frontend.Money{Amount: 20000, Currency: "EUR"}, Declared: frontend.Money{Amount: 5000, Currency: "EUR"}, MadeAt: now}, Since: []screen.VerifyChange{{Kind: "refund_declared", Amount: frontend.Money{Amount: 10000, Currency: "EUR"}, At: now}}, Checks: []screen.VerifyCheck{
			{Name: "integrity", Result: "pass", Detail: intactFr},
			{Name: "seal", Result: "pass", Detail: sealFr, Exact: "CN=Quittance Seal,O=Quittance"},
			{Name: "time", Result: "pass", Detail: timeFr, Exact: "2026-11-22 13:05:03 UTC"},
		}, Compared: []screen.VerifyCheck{{Name: "Plans.pdf", Result: "pass", Detail: oneOfFr}}}},
		{"verify-foreign", screen.Verify{Verdict: "invalid", Foreign: true, Known: true, Kind: "completion", Certificate: "Q-4FNS-GVAP-26NM-B8CZ", Level: "B-T", Checks: []screen.VerifyCheck{
			{Name: "integrity", Result: "pass", Detail: intactFr},
		}, Compared: []screen.VerifyCheck{{Name: "autre.pdf", Result: "fail", Detail: noneOfFr}}, Since: []screen.VerifyChange{{Kind: "refund_succeeded", Amount: frontend.Money{Amount: 12000, Currency: "EUR"}, At: now}, {Kind: "dispute_won", Amount: frontend.Money{Amount: 5000, Currency: "EUR"}, At: now}, {Kind: "revoked"}}}},
		{"verify-not-ours", screen.Verify{Verdict: "indeterminate", NotOurs: true}},
		{"verify-trial", screen.Verify{Verdict: "valid", OfTrial: true, Certificate: "Q-4FNS-GVAP-26NM-B8CZ", Level: "B-T", Checks: []screen.VerifyCheck{{Name: "integrity", Result: "pass", Detail: intactFr}}}},
		{"verify-invalid", screen.Verify{Verdict: "invalid", Certificate: "Q-4FNS-GVAP-26NM-B8CZ", Checks: []screen.VerifyCheck{{Name: "seal", Result: "fail", Detail: sealWrongFr}}}},
		{"failure-401", failure(401, "link_invalid")},
		{"failure-402", screen.Failure{Status: 402, Code: "release_locked", BackPath: frontend.SharePath("b7k2m9")}},
		{"failure-403", failure(403, "")},
		{"failure-404", failure(404, "not_found")},
		{"failure-409", failure(409, "")},
		{"failure-410", failure(410, "")},
		{"failure-413", failure(413, "")},
		{"failure-422", failure(422, "")},
		{"failure-429", screen.Failure{Status: 429, RetryAfterSeconds: 90}},
		{"failure-500", failure(500, "")},
		{"failure-503", screen.Failure{Status: 503, Code: "storage_busy", RetryAfterSeconds: 10, Again: &screen.Again{
			Action: frontend.ShareVerbPath("b7k2m9", frontend.VerbDecline), Fields: []screen.AgainField{{Name: "reason", Value: "Ce n’est pas ma commande."}},
		}}},
	}
}

func failure(status int, code string) screen.Failure {
	return screen.Failure{Shell: frontend.Shell{RequestID: "01JE8F4Z6Q"}, Status: status, Code: code}
}
