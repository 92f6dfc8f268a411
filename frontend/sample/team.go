package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

// shellAt is the shell of a page of settings, as an owner sees it.
func shellAt(path string) frontend.Shell {
	s := plainShell()
	s.Path = path
	return s
}

func teamFaces() []Face {
	members := []screen.TeamMember{
		{ID: "m1", Name: "Camille Moreau", Email: viewer.Email, Role: "owner", Since: now, Self: true},
		{ID: "m2", Name: "Jean-Baptiste Delacroix-Fontanel", Email: "jean-baptiste.delacroix-fontanel@atelier-moreau.example", Role: "member", Since: now},
		{ID: "m3", Name: "Inès Haddad", Email: "ines@cabinet-haddad.example", Role: "accountant", Since: now, Disabled: true},
	}
	invited := []screen.TeamInvitation{{ID: "i1", Email: "expert@assurance.example", Role: "auditor", Expires: day(2026, time.December, 26)}}
	join := screen.AcceptInvitation{Shell: frontend.Shell{}, Token: "t", Workspace: viewer.Workspace, Email: "expert@assurance.example", Role: "auditor"}
	elsewhere := join
	elsewhere.Elsewhere, elsewhere.Form = true, screen.AcceptForm{Name: typed("Inès Haddad"), Password: frontend.Field{Error: "too_common"}}
	workspace := screen.Workspace{
		Shell: shellAt(frontend.PathWorkspace), Parts: []screen.ExportPart{{Href: frontend.PathWorkspaceExport, Number: 1, Deliveries: 128, Size: 48_300_000_000}},
		Unfinished: screen.Unfinished{Drafts: 2, Open: 7, Paid: 1, RefundsUnderWay: 1, Disputes: 1}, Form: screen.CloseForm{Name: frontend.Field{Value: "Atelier Moro", Error: "other_name"}},
	}
	blocked, closed := workspace, workspace
	blocked.Parts = append(blocked.Parts, screen.ExportPart{Href: frontend.PathWorkspaceExport + "?after=x", Number: 2, Deliveries: 1, Size: 812_000})
	blocked.Holders, blocked.Others = []screen.Holder{
		{ID: "01m8115sp22a4ec41pbwp7whgy", Title: "Plans d’exécution, maison Berthier", Recipients: []string{"Hélène Berthier", "Comptabilité Nord"}, Situation: "awaiting_signature"},
		{ID: "01m8115sp22a4ec41pbwp7whgz", Title: "Note de calcul du plancher haut", Recipients: []string{"Marc Petit"}, Situation: "payment_processing", Kinds: []string{"money_unapplied"}},
		{ID: "01m8115sp22a4ec41pbwp7whh0", Recipients: []string{"SCI du Beau Séjour"}, Kinds: []string{"refund_failed", "return_due"}, Owed: screen.OwedBack{Amount: frontend.Money{Amount: 20_000, Currency: "EUR"}, By: now, IsLate: true}},
	}, 3
	blocked.Unfinished.Unapplied, blocked.Unfinished.RefundsFailed, blocked.Unfinished.Announced, blocked.Unfinished.Blocked = 1, 2, 1, true
	closed.ClosedAt, closed.Until, closed.Unfinished, closed.Form = now, now.AddDate(3, 0, 0), screen.Unfinished{}, screen.CloseForm{}
	closed.Viewer.IsClosed, closed.Viewer.Settings = true, []string{"security", "account-log", "membership", "workspace"}
	left := closed.Shell
	left.Path = shellAt(frontend.PathMembership).Path
	refused := []screen.VerifyCheck{{Name: "integrity", Result: "fail", Detail: changedFr}}
	return []Face{
		{"audit", screen.Audit{Most: 50, Problem: "audit_nothing"}},
		{"audit-verdicts", screen.Audit{Most: 50, Valid: 2, Trial: 1, Invalid: 1, Unjudged: 1, Rows: []screen.AuditRow{
			{File: "certificat-Q-7K2M-9XWD-4TQP-RV3N81.pdf", Verdict: "valid", Kind: "completion", Certificate: "Q-7K2M-9XWD-4TQP-RV3N81", Level: "B-T"},
			{File: "attestation-de-remise-A-7K2M-9XWD-4TQP-RV3N81.pdf", Verdict: "valid", Kind: "delivery", Certificate: "A-7K2M-9XWD-4TQP-RV3N81", Level: "B-T",
				Since: []screen.VerifyChange{{Kind: "refund_succeeded", Amount: frontend.Money{Amount: 45000, Currency: "EUR"}, At: now}, {Kind: "revoked"}}},
			{File: "certificat_retouché_avec_un_nom_de_fichier_vraiment_très_long_pour_un_telephone.pdf", Verdict: "invalid", Kind: "completion", Certificate: "Q-11", Level: "B-T", Checks: refused},
			{File: "exemple.pdf", Verdict: "trial", Kind: "completion", Certificate: "Q-7K2M-9XWD-4TQP-RV3N82", Level: "B-T"},
			{File: "plans.pdf", Verdict: "indeterminate", TooLarge: true},
		}}},
		{"workspace", workspace}, {"workspace-blocked", blocked}, {"workspace-closed", closed},
		{"team", screen.Team{Shell: shellAt(frontend.PathTeam), Members: members, Invitations: invited, Form: screen.InviteForm{Role: typed("member")}}},
		{"team-link", screen.Team{Shell: shellAt(frontend.PathTeam), Members: members[:1], MailOff: true, LinkFor: "expert@assurance.example",
			Link: "https://quittance.example/invitation/3q2-7wq2-7wq2-7wq2-7wq2-7wq2-7wq2-7wq2-7", Form: screen.InviteForm{
				Email: frontend.Field{Value: "expert@", Error: "not_an_email"}, Role: frontend.Field{Error: "role_unknown"},
			}}},
		{"invitation", join},
		{"invitation-elsewhere", elsewhere},
		{"invitation-dead", screen.AcceptInvitation{Invalid: true}},
		{"account-log", screen.AccountLog{Shell: shellAt(frontend.PathAccountLog), Newest: true, OlderURL: frontend.PathAccountLog + "?before=x", Rows: []screen.AccountLogRow{
			{At: now, Kind: "role_changed", Who: "Camille Moreau", Subject: "Inès Haddad", Was: "member", Became: "accountant"},
			{At: now, Kind: "member_invited", Who: "Camille Moreau", Subject: "expert@assurance.example", Became: "auditor"},
			{At: now, Kind: "password_changed", Subject: "Jean-Baptiste Delacroix-Fontanel"},
			{At: now, Kind: "signed_in", Who: "Camille Moreau"},
			{At: now, Kind: "evidence_exported", Who: "Inès Haddad", Delivery: "b7k2m9"},
		}}},
		{"account-log-older", screen.AccountLog{Shell: shellAt(frontend.PathAccountLog)}},
		{"membership-closed", screen.Membership{Shell: left, Role: "owner", NoPassword: true, ProveURL: "/prove?next=%2Fsettings%2Fmembership"}},
		{"membership", screen.Membership{Shell: shellAt(frontend.PathMembership), Role: "owner", Form: screen.LeaveForm{Password: frontend.Field{Error: "last_owner"}}}},
	}
}
