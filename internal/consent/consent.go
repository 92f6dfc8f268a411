// Package consent has the sentences that people agree to and declare: what a signer asks for and by what they sign, a
// consumer's choices about the right of withdrawal, what a sender declares. They are versions: agreed once, never edited.
package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// current names the wording below. Words that people have agreed to are never edited: a better sentence
// gets another version, and this one stays readable by Convention.
const current = "1"

// The sentences, in the languages of the product. French is the language of the law they refer to.
var (
	askFr        = "Je demande la remise des fichiers ci-dessous, identifiés par leur empreinte"
	askEn        = "I ask for the delivery of the files below, identified by their fingerprint"
	conventionFr = "Le code reçu par SMS vaut ma signature (convention de preuve)."
	conventionEn = "The code received by SMS counts as my signature (agreement on proof, “convention de preuve”)."
	notContentFr = "Elle n’approuve pas leur contenu."
	notContentEn = "It does not approve their content."

	waiverFr = "Je demande que le contenu numérique me soit fourni dès maintenant, avant la fin du délai de rétractation de " +
		"quatorze jours, et je reconnais perdre ainsi mon droit de rétractation (article L. 221-28, 13°, du code de la consommation)."
	waiverEn = "I ask to receive the digital content now, before the end of the fourteen-day withdrawal period, and I acknowledge " +
		"that I thereby lose my right of withdrawal (article L. 221-28, 13°, of the French consumer code)."

	keptFr = "Je garde mon droit de rétractation de quatorze jours : les fichiers me seront remis quand ce délai aura pris fin, " +
		"et d’ici là je peux renoncer au contrat et être remboursé."
	keptEn = "I keep my fourteen-day right of withdrawal: the files will be delivered to me when that period is over, " +
		"and until then I can withdraw from the contract and be refunded."

	informedFr = "L’expéditeur déclare avoir informé le client, avant la commande, que la remise a lieu contre paiement."
	informedEn = "The sender declares that the client was told, before ordering, that delivery is against payment."
)

// Text is the sentence a signer sees and agrees to by typing the code. It is neither a receipt nor an
// approval of the content. A nil price means that there is nothing to pay; the amount includes VAT, where there is any.
// Invoice names the one of which the price is what is left to pay, "" where it is a price of its own. Every language but
// English reads French.
func Text(language string, price *delivery.Money, regime tariff.Regime, invoice string) delivery.Consent {
	if language == "en" {
		ask := askEn
		switch {
		case price != nil && invoice != "":
			ask += ", against " + formatMoney("en", *price) + ", " + lowerFirst(Rest("en", invoice))
		case price != nil:
			ask += ", at the price of " + formatMoney("en", *price) + withTax("en", regime)
		}
		return stated("en", ask+". "+conventionEn+" "+notContentEn)
	}
	ask := askFr
	switch {
	case price != nil && invoice != "":
		ask += ", contre " + formatMoney("fr", *price) + ", " + lowerFirst(Rest("fr", invoice))
	case price != nil:
		ask += ", au prix de " + formatMoney("fr", *price) + withTax("fr", regime)
	}
	return stated("fr", ask+". "+conventionFr+" "+notContentFr)
}

// withTax says whether a price includes VAT. Where the buyer owes it, it does not.
func withTax(language string, regime tariff.Regime) string {
	switch {
	case regime == tariff.Ordinary && language == "en":
		return " including VAT"
	case regime == tariff.Ordinary:
		return " TTC"
	case regime == tariff.ReverseCharge && language == "fr":
		return " HT (" + Regime(language, regime) + ")"
	}
	return " (" + Regime(language, regime) + ")"
}

// Regime says why a price carries no VAT, in the words an invoice has to use (CGI, annexe II, art. 242 nonies A);
// empty where it carries some, or none for another reason.
func Regime(language string, regime tariff.Regime) string {
	switch {
	case regime == tariff.Exempt293B && language == "en":
		return "VAT not applicable, article 293 B of the French tax code (CGI)"
	case regime == tariff.Exempt293B:
		return "TVA non applicable, art. 293 B du CGI"
	case regime == tariff.ReverseCharge && language == "en":
		return "reverse charge"
	case regime == tariff.ReverseCharge:
		return "autoliquidation"
	}
	return ""
}

// Rest says of what an amount is left to pay; "" where it is no rest.
func Rest(language, invoice string) string {
	switch {
	case invoice == "":
		return ""
	case language == "en":
		return "Left to pay of invoice " + invoice
	}
	return "Reste à payer de la facture " + invoice
}

// IsRest reports whether a label that a certificate prints before an amount says that it is a rest.
func IsRest(label string) bool {
	return strings.HasPrefix(label, strings.TrimSpace(Rest("fr", " "))) || strings.HasPrefix(label, strings.TrimSpace(Rest("en", " ")))
}

// lowerFirst puts a sentence's beginning within another.
func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// Convention is the part of a consent that says how the signature is proved (C. civ. 1368). ok is false for a
// version this program does not know.
func Convention(version, language string) (convention delivery.Consent, ok bool) {
	if version != current {
		return delivery.Consent{}, false
	}
	if language == "en" {
		return stated("en", conventionEn), true
	}
	return stated("fr", conventionFr), true
}

// RightWaiver is the express consent by which a consumer who wants digital content at once loses the right of
// withdrawal (C. conso. L221-28 13°). It is asked apart, unticked, before payment.
func RightWaiver(language string) delivery.Consent {
	if language == "en" {
		return stated("en", waiverEn)
	}
	return stated("fr", waiverFr)
}

// RightKept is the other choice: the right of withdrawal is kept, and the files come when it has run out.
func RightKept(language string) delivery.Consent {
	if language == "en" {
		return stated("en", keptEn)
	}
	return stated("fr", keptFr)
}

// Informed is what a sender declares by the tick that the client was told before ordering.
func Informed(language string) delivery.Consent {
	if language == "en" {
		return stated("en", informedEn)
	}
	return stated("fr", informedFr)
}

func stated(language, text string) delivery.Consent {
	sum := sha256.Sum256([]byte(text))
	return delivery.Consent{Version: current, Language: language, Text: text, SHA256: hex.EncodeToString(sum[:])}
}

// formatMoney writes an amount as its language does. A currency without a known number of decimals is written in
// minor units with its code, which is true if not pretty.
func formatMoney(language string, m delivery.Money) string {
	amount, err := currency.NewAmountFromInt64(m.Amount, m.Currency)
	if err != nil {
		return strconv.FormatInt(m.Amount, 10) + " " + m.Currency
	}
	return currency.NewFormatter(currency.NewLocale(language)).Format(amount)
}
