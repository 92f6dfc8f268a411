package sample

import (
	"fmt"
	"strings"

	"quittance/frontend"
	"quittance/frontend/screen"
)

// Names as long as the product lets people type them: nothing may burst, and the page must still say what it says.
const (
	longTitle   = "Dossier de consultation des entreprises, réhabilitation énergétique et extension du groupe scolaire Jean-Macé : plans d’exécution, carnets de détails, notes de calcul, cahier des clauses techniques particulières de tous les lots, planning général, décomposition du prix global et forfaitaire, indice D2"
	longName    = "Marie-Charlotte de La Rochefoucauld-Montmorency"
	longCompany = "Société d’économie mixte d’aménagement et de construction de la métropole lyonnaise et de ses communes"
	longEmail   = "marie-charlotte.de-la-rochefoucauld-montmorency@direction-du-patrimoine.amenagement-metropole-lyonnaise.example"
)

// lengthFaces are pages full to their limits: a title of 300 characters, ten recipients, addresses that no line holds.
func lengthFaces(sent screen.SenderDelivery) []Face {
	sent.Title, sent.WaitingFor, sent.Recipients = longTitle, nil, nil
	for i := range 10 {
		name := fmt.Sprintf("%s %d", longName, i+1)
		sent.WaitingFor = append(sent.WaitingFor, name)
		sent.Recipients = append(sent.Recipients, screen.SenderRecipient{
			ID: fmt.Sprint("r", i), Name: name, Company: longCompany, Email: longEmail, Phone: "+33612345678", Roles: []string{"payer", "signer"}, CanCorrect: true, CanRemind: i == 0,
		})
	}
	sent.Files = append(files[:2:2], frontend.File{ID: "f9", Name: strings.Repeat("plan_", 48) + ".dwg", Size: 48_300_000, SHA256: files[0].SHA256})
	pay := screen.RecipientDelivery{
		Shell: frontend.Shell{Path: frontend.SharePath("b7k2m9")}, Share: share, Next: screen.NextPay, MaskedNumber: "+33 • •• •• •• 78", Methods: []screen.PayMethod{screen.PayCard},
		ClientKind: "business", CanNamePayer: true, Steps: []screen.Step{{Kind: "payment", State: "yours"}, {Kind: "signature", State: "later", Who: longName}, {Kind: "files", State: "later"}},
	}
	pay.Share.Title, pay.Share.Recipient, pay.Share.Files = longTitle, longName, sent.Files
	pay.Share.Sender.LegalName, pay.Share.Sender.Email = longCompany, longEmail
	pay.Share.Price, pay.Share.Net = frontend.Money{Amount: 99_999_999_999, Currency: "EUR"}, frontend.Money{Amount: 83_333_333_333, Currency: "EUR"}
	return []Face{{"delivery-long", sent}, {"recipient-long", pay}}
}
