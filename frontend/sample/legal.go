package sample

import (
	"quittance/frontend"
	"quittance/frontend/screen"
)

func legalFaces() []Face {
	publisher := screen.Publisher{
		Name: "Atelier Moreau SARL", Address: "14 rue de la Charité\n69002 Lyon", SIREN: "732829320", Phone: "+33472001020",
		Email: "contact@atelier-moreau.example", Director: "Camille Moreau", Host: "Hébergement du Rhône SAS\n2 quai Perrache, 69002 Lyon\n04 72 00 30 40",
	}
	withTerms := frontend.Shell{HasTerms: true}
	return []Face{
		{"legal-notice", screen.LegalNotice{Shell: withTerms, Publisher: publisher}},
		{"legal-notice-empty", screen.LegalNotice{}},
		{"privacy", screen.Privacy{Shell: withTerms, Publisher: publisher, Region: "fr-par", Bucket: "s3.fr-par.scw.cloud", Processors: []screen.Processor{
			{Task: "payments", Name: "Stripe"}, {Task: "messages", Name: "Vonage"}, {Task: "mail", Name: "smtp.courrier.example"}, {Task: "timestamps", Name: "horodatage.example"},
		}}},
		{"privacy-sandbox", screen.Privacy{Shell: senderShell(), Played: true}},
		{"terms", screen.TermsOfUse{Shell: withTerms, Language: frontend.French, Paragraphs: []string{
			"1. Objet\nLes présentes conditions règlent l’usage de ce serveur.", "2. Prix\nL’usage est compris dans l’abonnement.",
		}}},
		{"terms-empty", screen.TermsOfUse{}},
	}
}
