// Package sample holds every page filled with realistic data, to look at, to test and to measure. The program never shows them.
package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/timezone"
)

// Face is a page filled with realistic data, to look at, to test, to measure.
type Face struct {
	Name string // unique, usable as a file name
	Page frontend.Page
}

// All returns every page at least once, in each of its faces that looks different.
func All() []Face {
	all := append(publicFaces(), legalFaces()...)
	all = append(all, senderFaces()...)
	all = append(all, operatorFaces()...)
	all = append(all, teamFaces()...)
	all = append(all, senderDeliveryFaces()...)
	return append(all, recipientFaces()...)
}

// chorus is what a town hall asks for.
var chorus = screen.Chorus{Engagement: "2026-EJ-004512", Service: "VOIRIE-03"}

var (
	zone   = timezone.Of("Europe/Paris")
	now    = time.Date(2026, time.December, 12, 14, 5, 0, 0, zone)
	viewer = frontend.Viewer{Name: "Camille Moreau", Email: "camille@atelier-moreau.example", Workspace: "Atelier Moreau", MaySend: true,
		Settings: []string{"profile", "bank", "team", "api-keys", "security", "account-log", "membership", "workspace"}}
	party = screen.Party{
		LegalName: "Atelier Moreau SARL", SIREN: "732829320", Address: "14 rue de la Charité\n69002 Lyon",
		Phone: "+33472001020", Email: "contact@atelier-moreau.example",
	}
	files = []frontend.File{
		{ID: "f1", Name: "Plans d’exécution – maison Berthier – indice A.pdf", Size: 48_300_000,
			SHA256: "9f2c1b7ae04d5c8831f6a27b90cd1e4f5a6b7c8d9e0f11223344556677889900"},
		{ID: "f2", Name: "Maquette_Berthier_EXE_v12_coordination_structure_fluides.ifc", Size: 3_104_000_000,
			SHA256: "03aa1e9bc2d4f5768190a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abc"},
		{ID: "f3", Name: "CCTP lot 03.docx", Size: 812_000,
			SHA256: "5be0c2d91f7788aa66cc44ee2211009f8e7d6c5b4a39281706f5e4d3c2b1a090"},
	}
	share = screen.Share{
		PublicID: "b7k2m9", Title: "Plans d’exécution, maison Berthier", Reference: "Devis 2026-041",
		Message: "Bonjour Madame Berthier,\nvoici le dossier complet pour le maçon et le charpentier. Bonne lecture !",
		Sender:  party, Recipient: "Hélène Berthier", Price: frontend.Money{Amount: 125_000, Currency: "EUR"}, Net: frontend.Money{Amount: 104_167, Currency: "EUR"}, VATRate: 2000, AsksMoney: true,
		DueOn: day(2026, time.December, 31), ExpiresOn: day(2027, time.December, 1), Files: files,
	}
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

func senderShell() frontend.Shell {
	return frontend.Shell{
		Viewer: viewer, Path: frontend.PathDeliveries,
		Sandbox: frontend.StandIns{Payments: true, Messages: true, Mail: true, TimeStamps: true, ConsoleURL: frontend.PathSandbox},
	}
}

func plainShell() frontend.Shell {
	return frontend.Shell{Viewer: viewer, Path: frontend.PathDeliveries}
}

func typed(value string) frontend.Field { return frontend.Field{Value: value} }
