package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func operatorFaces() []Face {
	shell := shellAt(frontend.PathOperator)
	shell.Viewer.IsOperator = true
	capOf := func(n string) screen.CapForm { return screen.CapForm{Cap: typed(n)} }
	refused := screen.SuspendForm{Why: frontend.Field{Error: "suspend_reason"}}
	suspended := senderShell()
	suspended.Viewer.IsSuspended, suspended.Viewer.SuspendedWhy = true, "Trois clients ont signalé des remises qu’ils n’avaient pas commandées. Écrivez à exploitant@quittance.example."
	moreau := screen.OperatorPlace{ID: "01m8115sp22a4ec41pbwp7w001", Name: "Atelier Moreau"}
	rhone := screen.OperatorPlace{ID: "01m8115sp22a4ec41pbwp7w002", Name: "Bureau d’études Rhône-Alpes Structures et Fluides"}
	quiet := screen.Operator{
		Shell: shell, SMSCap: 200, Disks: []screen.OperatorDisk{{Folder: "/var/lib/quittance", Left: 412_000_000_000}},
		Workspaces: []screen.OperatorWorkspace{{ID: moreau.ID, Name: moreau.Name, Owner: "camille@moreau.example", Deliveries: 41, Since: now.Add(-2000 * time.Hour), Cap: capOf("0")}},
	}
	busy := screen.Operator{
		Shell: shell, SMSCap: 200, NextURL: "/operator?before=w3", RestoredAt: now.Add(-30 * time.Hour), OldestSealing: now.Add(-40 * time.Minute), MoreWebhooks: true,
		Jobs: []screen.OperatorJob{
			{ID: 4711, Kind: "notice_send", Cause: "unreachable", In: moreau, Delivery: "01m8115sp22a4ec41pbwp7whgy", Attempt: 4, Most: 25, FailedAt: now.Add(-9 * time.Minute), Next: now.Add(3 * time.Minute)},
			{ID: 4690, Kind: "release_seal", Cause: "unknown", In: rhone, Delivery: "01m8115sp22a4ec41pbwp7whgz", Attempt: 25, Most: 25, FailedAt: now.Add(-26 * time.Hour)},
			{ID: 4688, Kind: "stripe_reconcile", Cause: "key", Attempt: 2, Most: 25, FailedAt: now.Add(-26 * time.Hour), Next: now.Add(3 * time.Minute)},
		},
		Webhooks: []screen.OperatorWebhook{{ID: "evt_1QX2n8LkdIwHu7ix0aB3cD4e", Type: "checkout.session.completed", Received: now.Add(-2 * time.Hour)}},
		Disks: []screen.OperatorDisk{
			{Folder: "/var/lib/quittance", Left: 412_000_000_000}, {Folder: "/mnt/objects/quittance/production", Left: 700_000_000, IsLow: true}, {Folder: "/srv/data", Left: -1},
		},
		SMS: []screen.OperatorSMS{
			{In: moreau, Day: now, Messages: 200, Refused: 3}, {In: rhone, Day: now, Messages: 12},
		},
		Payments: []screen.OperatorPayment{
			{ID: "p1", Amount: frontend.Money{Amount: 125_000, Currency: "EUR"}, PaidAt: now.Add(-28 * time.Hour), Reference: "pi_3QX2n8LkdIwHu7ix0aB3cD4e", Delivery: "01m8115sp22a4ec41pbwp7whgy"},
			{ID: "p2", Account: "acct_1QX2n8LkdIwHu7ix", Amount: frontend.Money{Amount: 4_500, Currency: "EUR"}, PaidAt: now.Add(-27 * time.Hour), Reference: "pi_3QX2n8LkdIwHu7ix0aB3cD4f"},
		},
		Abuse: []screen.OperatorAbuse{{
			ID: "a1", In: moreau, Delivery: "01m8115sp22a4ec41pbwp7whgy", At: now.Add(-time.Hour),
			Text: "Je n’ai jamais rien commandé à cette société.\nElle me relance tous les jours.",
		}},
		Workspaces: []screen.OperatorWorkspace{
			{ID: moreau.ID, Name: moreau.Name, Owner: "camille@moreau.example", Deliveries: 1000, IsMany: true, Since: now.Add(-2000 * time.Hour), Cap: capOf("0"), Suspend: refused, IsOpen: true},
			{ID: rhone.ID, Name: rhone.Name, Owner: "direction@bureau-etudes-rhone-alpes.example", Deliveries: 1, Since: now.Add(-900 * time.Hour), SuspendedAt: now.Add(-3 * time.Hour), SuspendedWhy: "Trois clients ont signalé des remises qu’ils n’avaient pas commandées.", Cap: capOf("20")},
			{ID: "01m8115sp22a4ec41pbwp7w003", Name: "Atelier de démonstration", Since: now.Add(-900 * time.Hour), ClosedAt: now.Add(-2 * time.Hour), Cap: capOf("0")},
		},
	}
	found := quiet
	found.Search, found.IsCut, found.NextURL = "atelier", true, "/operator?before=w3&q=atelier"
	nobody := quiet
	nobody.Search, nobody.Workspaces = "nadia@example.org", nil
	late := quiet
	late.ProveURL = "/prove?next=%2Foperator"
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	priced := screen.OperatorTariff{Shell: shell, Form: screen.RateForm{Since: typed("2026-12-01")}, Rates: []screen.OperatorRate{
		{Kind: "card_eea", BasisPoints: 140, Fixed: 250_000, Since: day(2026, 11, 1), Source: "Contrat 2026", Own: true, Holds: true},
		{Kind: "card_eea", BasisPoints: 150, Fixed: 250_000, Since: day(2023, 4, 10), Source: "support.stripe.com"},
		{Kind: "debit", Fixed: 350_000, Since: day(2027, 1, 1), Source: "Contrat 2027", Own: true},
		{Kind: "platform", BasisPoints: 50, Since: day(2026, 6, 1), Source: "Conditions d’utilisation", Own: true, Holds: true},
		{Kind: "sms", Fixed: 110_000, Since: day(2026, 1, 1), Source: "Contrat SMS", Own: true, Holds: true},
		{Kind: "sms", Country: "FR", Fixed: 72_300, Since: day(2026, 1, 1), Source: "Contrat SMS", Own: true, Holds: true},
	}}
	mistyped := priced
	mistyped.Form = screen.RateForm{Kind: typed("sms"), Country: frontend.Field{Value: "France", Error: "not_a_country"}, Percent: typed(""), Fixed: frontend.Field{Error: "rate_required"},
		Since: frontend.Field{Value: "bientôt", Error: "not_a_date"}, Source: frontend.Field{Error: "required"}}
	return []Face{
		{"operator-tariff", priced}, {"operator-tariff-wrong", mistyped},
		{"operator", busy}, {"operator-quiet", quiet}, {"operator-late", late}, {"operator-found", found}, {"operator-nobody", nobody},
		{"deliveries-suspended", screen.Deliveries{Shell: suspended}},
	}
}
