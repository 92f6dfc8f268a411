package sample

import (
	"cmp"
	"slices"

	"quittance/frontend"
	"quittance/frontend/screen"
)

// In returns the page as a reader of this language gets it: the sentences that a screen brings with it, rather than
// takes from the catalogue, are theirs too.
func (f Face) In(lang frontend.Lang) frontend.Page {
	if lang != frontend.English {
		return f.Page
	}
	switch page := f.Page.(type) {
	case screen.RecipientDelivery:
		page.ConsumerConsent, page.ConsumerKeeps = inEnglish(page.ConsumerConsent), inEnglish(page.ConsumerKeeps)
		page.RightChosen, page.RightOther = inEnglish(page.RightChosen), inEnglish(page.RightOther)
		return page
	case screen.SenderDelivery:
		page.Timeline = slices.Clone(page.Timeline)
		for i := range page.Timeline {
			page.Timeline[i].Detail = cmp.Or(sentences[page.Timeline[i].Detail], page.Timeline[i].Detail) // what somebody wrote stays
		}
		return page
	case screen.DeliveryEditor:
		page.Form.Price.Value = cmp.Or(sentences[page.Form.Price.Value], page.Form.Price.Value)
		return page
	case screen.RecipientSign:
		page.Consent = inEnglish(page.Consent)
		return page
	case screen.Verify:
		page.Checks = checksInEnglish(page.Checks)
		return page
	case screen.Audit:
		page.Rows = slices.Clone(page.Rows)
		for i := range page.Rows {
			page.Rows[i].Checks = checksInEnglish(page.Rows[i].Checks)
		}
		return page
	}
	return f.Page
}

func checksInEnglish(checks []screen.VerifyCheck) []screen.VerifyCheck {
	checks = slices.Clone(checks)
	for i := range checks {
		checks[i].Detail = inEnglish(checks[i].Detail)
	}
	return checks
}

// inEnglish fails loudly on a sentence it has no English for: a sample in two languages would look like a fault.
func inEnglish(french string) string {
	english, known := sentences[french]
	if !known && french != "" {
		panic("no English for " + french)
	}
	return english
}

const (
	consentFr = "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte, au prix de 1 250,00 € TTC. Le code reçu par SMS vaut ma signature (convention de preuve). Elle n’approuve pas leur contenu."
	waiverFr  = "Je demande que le contenu numérique me soit fourni dès maintenant, avant la fin du délai de rétractation de quatorze jours, et je reconnais perdre ainsi mon droit de rétractation (article L. 221-28, 13°, du code de la consommation)."
	keptFr    = "Je garde mon droit de rétractation de quatorze jours : les fichiers me seront remis quand ce délai aura pris fin, et d’ici là je peux renoncer au contrat et être remboursé."

	intactFr    = "Le fichier est entier : rien n’y a été ajouté ni changé depuis le sceau."
	sealFr      = "Le sceau de Quittance Seal est intact."
	sealWrongFr = "Le sceau ne correspond pas au contenu."
	timeFr      = "Scellé avant le 22 novembre 2026 à 14 h 05 min 03 s, heure de Paris, certifié par une autorité d’horodatage tenue ici pour sûre."
	numberFr    = "06\u00a039\u00a098\u00a012\u00a034"
	oneOfFr     = "C’est un des fichiers certifiés."
	noneOfFr    = "Ce n’est aucun des fichiers certifiés."
	paidFr      = "1\u202f250,00\u00a0€"
	priceFr     = "1 250,00"
	changedFr   = "Le fichier a été modifié après son scellement."
)

var sentences = map[string]string{
	consentFr:   "I ask for the delivery of the files below, identified by their fingerprint, at the price of €1,250.00 including VAT. The code received by SMS counts as my signature (agreement on proof, “convention de preuve”). It does not approve their content.",
	waiverFr:    "I ask to receive the digital content now, before the end of the fourteen-day withdrawal period, and I acknowledge that I thereby lose my right of withdrawal (article L. 221-28, 13°, of the French consumer code).",
	keptFr:      "I keep my fourteen-day right of withdrawal: the files will be delivered to me when that period is over, and until then I can withdraw from the contract and be refunded.",
	intactFr:    "The file is whole: nothing was added to it or changed in it since the seal.",
	sealFr:      "The seal of Quittance Seal is intact.",
	sealWrongFr: "The seal does not match the content.",
	timeFr:      "Sealed before 22 November 2026 at 14:05:03, Paris time, certified by a time-stamping authority trusted here.",
	oneOfFr:     "It is one of the certified files.",
	noneOfFr:    "It is none of the certified files.",
	paidFr:      "€1,250.00",
	numberFr:    "+33\u00a06\u00a039\u00a098\u00a012\u00a034",
	priceFr:     "1,250.00",
	changedFr:   "The file was changed after it was sealed.",
}
