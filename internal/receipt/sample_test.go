package receipt_test

import (
	"strings"
	"testing"
	"time"

	"quittance/internal/receipt"
	"quittance/internal/tariff"
)

var paris = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}()

// simple is the whole price of a delivery, paid by card.
func simple() receipt.Note {
	return receipt.Note{
		Kind: receipt.Payment, Language: "fr", Number: "R-7M3K-Q2XW-9ZPA-4T1B", IssuedAt: time.Date(2026, 11, 12, 13, 6, 12, 0, time.UTC), Zone: paris, Platform: "Quittance",
		Sender: receipt.Sender{
			Name: "Atelier Lœuvre & Associés", Address: "SARL d’architecture\n2 place Sathonay\n69001 Lyon", SIREN: "732829320", VAT: "FR44732829320",
			Email: "claire@atelier.example", Phone: "+33 4 72 00 00 00",
		},
		Payer:     receipt.Payer{Name: "Marc Petit", Company: "Société Beauséjour", Email: "compta@beausejour.example"},
		Title:     "Villa Beauséjour — dossier de permis de construire",
		Reference: "2026-117", Delivery: "01KAQ0000000ABCDEFGHJKMNPQ",
		Currency: "EUR", Amount: 125_000, Tax: 20_833, Rate: 2000,
		At: time.Date(2026, 11, 12, 13, 5, 0, 0, time.UTC), Method: "card", Last4: "4242", Whole: 125_000,
	}
}

// deposit is a part that the sender recorded.
func deposit() receipt.Note {
	n := simple()
	n.Method, n.Last4, n.Mention, n.Recorded, n.DayOnly = "transfer", "", "RF18 5390 0754 7034 — acompte de 40 %", true, true
	n.Amount, n.Tax, n.Whole, n.Before = 1_100_000, 57_346, 2_750_000, 275_000
	n.Rate, n.At = 550, time.Date(2026, 12, 1, 0, 0, 0, 0, paris)
	return n
}

// nearly is a transfer of which a bank kept some cents.
func nearly() receipt.Note {
	n := deposit()
	n.Mention, n.Rate, n.Whole, n.Before, n.Amount, n.Tax, n.TooLittle = "RF18 5390 0754 7034", 2000, 125_000, 0, 124_980, 20_830, true
	return n
}

// public is what a town hall paid after delivery.
func public() receipt.Note {
	n := simple()
	n.Payer = receipt.Payer{Name: "Service des marchés", Company: "Mairie de Caluire", Email: "marches@caluire.example"}
	n.Order, n.Service, n.Method, n.Last4, n.Recorded, n.DayOnly = "2026-EJ-004512", "VOIRIE-03", "transfer", "", true, true
	return n
}

// exempt is a payment to somebody without tax, in another currency's zone, as a trial, in English.
func exempt() receipt.Note {
	n := simple()
	n.Language, n.Sandbox, n.Rate, n.Tax, n.Regime = "en", true, 0, 0, tariff.Exempt293B
	n.Sender = receipt.Sender{Name: "Jeanne Martin EI", Address: "14 rue des Capucins\n33000 Bordeaux\nFrance", SIREN: "732829320", Email: "jeanne@martin.example"}
	n.Payer = receipt.Payer{Name: "Mary O’Connor", Email: "mary@example.ie"}
	n.Title, n.Reference, n.Method, n.Last4 = "Structural survey, final report", "", "sepa_debit", "0189"
	return n
}

func refund() receipt.Note {
	n := simple()
	n.Kind, n.Number, n.Amount, n.Tax, n.Whole, n.Before = receipt.Refund, "R-0C5D-8EFG-2HJK-6MNP", 25_000, 4_167, 125_000, 10_000
	n.PaidNumber, n.PaidAt = "R-7M3K-Q2XW-9ZPA-4T1B", n.At
	n.At, n.IssuedAt = time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC), time.Date(2026, 12, 1, 8, 31, 0, 0, time.UTC)
	return n
}

// longest has as much text as the form takes, and more.
func longest() receipt.Note {
	n := refund()
	n.Sandbox, n.Recorded, n.Rate, n.Regime, n.Tax = true, true, 2000, "", 4_167
	many := strings.Repeat("Établissement public d’aménagement ", 12)
	n.Sender.Name, n.Sender.Address, n.Sender.Email = many, strings.Repeat("Bâtiment des Érables, entrée principale\n", 9), strings.Repeat("x", 200)+"@example.org"
	n.Payer = receipt.Payer{Name: many, Company: strings.Repeat("W", 300), Email: n.Sender.Email}
	n.Order, n.Service = many, many
	n.Title, n.Reference, n.Mention, n.Delivery = many+"日本 \u202e\U0001F600 x", many, many, strings.Repeat("Z", 200)
	n.Method, n.Number, n.PaidNumber, n.Platform = many, strings.Repeat("R-", 60), strings.Repeat("R-", 60), many
	n.Amount, n.Whole, n.Before = 999_999_999, tariff.MaxAmount, 12_345_678_901
	return n
}

// longestPayment has the lines that a refund has not.
func longestPayment() receipt.Note {
	n := longest()
	n.Kind, n.Before, n.DayOnly, n.TooLittle = receipt.Payment, 12_345_678_901, true, true
	return n
}

var samples = map[string]func() receipt.Note{"simple": simple, "deposit": deposit, "nearly": nearly, "public": public, "exempt": exempt, "refund": refund, "longest": longest, "longest payment": longestPayment}

func compose(t testing.TB, n receipt.Note) []byte {
	t.Helper()
	out, err := receipt.Compose(n)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
