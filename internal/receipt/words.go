package receipt

// words are the fixed texts of both papers in one language. The French ones hold their no-break spaces.
type words struct {
	thousand, decimal, percentSign, at, first string
	symbolFirst, hours                        bool
	months                                    [12]string

	siren, vatNumber string

	payment, refund                           paper
	subject, reference, delivery, number      string
	order, service                            string
	method, mention, receipt, paidOn          string
	methods                                   map[string]string
	net, tax, withTax, noTax, exempt, reverse string
	owed, nothingOwed, surplus, counted       string
	part, little                              string
	sandbox, sandboxText, issued, of          string
	refundedInAll, kept                       string
}

// paper is what differs between a receipt and a note.
type paper struct {
	title, lead string // lead: who, how much, to or by whom, when
	recorded    string // whose word it is
	amount, on  string // above the large amount; before the date
	whole       string // the price, or the payment
	before      string // what came before
	who         string // the payer's label
	not         string // what the paper is not
	invoice     string // which one splits the tax
}

func wordsIn(language string) *words {
	if language == "en" {
		return &english
	}
	return &french
}

var french = words{
	thousand: nnbsp, decimal: ",", percentSign: nnbsp + "%", at: " à" + nbsp, first: "1er", hours: true,
	months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	siren:  "SIREN", vatNumber: "TVA",
	payment: paper{
		title: "Reçu de paiement", who: "Réglé par", recorded: "Paiement déclaré par {sender}" + nbsp + ": aucun prestataire de paiement ne l’a confirmé à la plateforme.",
		lead:   "{payer} a réglé {amount} à {sender}, le" + nbsp + "{day}.",
		amount: "Montant reçu", on: "Reçu le",
		whole: "Montant dû", before: "Déjà réglé auparavant",
		not:     "Ce reçu atteste un paiement. Ce n’est pas une facture" + nbsp + ": s’il en est dû une, {sender} l’établit.",
		invoice: "Reste à payer, TVA détaillée sur la facture",
	},
	refund: paper{
		title: "Note de remboursement", who: "Remboursé à", recorded: "Remboursement déclaré par {sender}" + nbsp + ": aucun prestataire de paiement ne l’a confirmé à la plateforme.",
		lead:   "{sender} a remboursé {amount} à {payer}, le" + nbsp + "{day}.",
		amount: "Montant remboursé", on: "Remboursé le",
		whole: "Paiement d’origine", before: "Déjà remboursé auparavant",
		not:     "Cette note atteste un remboursement. Ce n’est pas un avoir" + nbsp + ": s’il en est dû un, {sender} l’établit.",
		invoice: "Pris sur le reste à payer, TVA détaillée sur la facture",
	},
	subject: "Pour", reference: "Référence", order: "N° d’engagement", service: "Code service", delivery: "Remise n°", number: "N°", method: "Moyen", mention: "Mention",
	receipt: "Reçu du paiement", paidOn: "Paiement reçu le",
	methods: map[string]string{"card": "carte bancaire", "sepa_debit": "prélèvement SEPA", "transfer": "virement", "customer_balance": "virement", "link": "Link", "cheque": "chèque", "cash": "espèces"},
	net:     "Hors taxe", tax: "TVA", withTax: "toutes taxes comprises", noTax: "Sans TVA",
	exempt: "TVA non applicable, art." + nbsp + "293" + nbsp + "B du CGI", reverse: "Autoliquidation",
	owed: "Reste dû", nothingOwed: "Rien ne reste dû", surplus: "Reçu en trop, à rendre", counted: "Pris en compte",
	part: " Il reste {rest} à régler.", little: "Trop peu pour un paiement en ligne" + nbsp + ": ce reste se règle par virement ou comme convenu avec {sender}, qui peut y renoncer.",
	sandbox: "SANDBOX", sandboxText: "Essai" + nbsp + ": aucun argent n’a circulé. Ce document n’a aucune valeur.",
	issued: "Établi le {instant}", of: " par ",
	refundedInAll: "Remboursé en tout", kept: "Non remboursé",
}

var english = words{
	thousand: ",", decimal: ".", percentSign: "%", at: " at" + nbsp, first: "1", symbolFirst: true,
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	siren:  "SIREN", vatNumber: "VAT",
	payment: paper{
		title: "Payment receipt", who: "Paid by", recorded: "Payment declared by {sender}: no payment provider has confirmed it to the platform.",
		lead:   "{payer} paid {amount} to {sender} on {day}.",
		amount: "Amount received", on: "Received on",
		whole: "Amount due", before: "Paid before",
		not:     "This receipt attests a payment. It is not an invoice: where one is due, {sender} makes it.",
		invoice: "Left to pay, with its VAT split on invoice",
	},
	refund: paper{
		title: "Refund note", who: "Refunded to", recorded: "Refund declared by {sender}: no payment provider has confirmed it to the platform.",
		lead:   "{sender} refunded {amount} to {payer} on {day}.",
		amount: "Amount refunded", on: "Refunded on",
		whole: "Original payment", before: "Refunded before",
		not:     "This note attests a refund. It is not a credit note: where one is due, {sender} makes it.",
		invoice: "Out of what was left to pay, with its VAT split on invoice",
	},
	subject: "For", reference: "Reference", order: "Order (Chorus Pro)", service: "Service code", delivery: "Delivery no.", number: "No.", method: "Method", mention: "Note",
	receipt: "Receipt of the payment", paidOn: "Payment received on",
	methods: map[string]string{"card": "card", "sepa_debit": "SEPA direct debit", "transfer": "bank transfer", "customer_balance": "bank transfer", "link": "Link", "cheque": "cheque", "cash": "cash"},
	net:     "Without tax", tax: "VAT", withTax: "tax included", noTax: "Without VAT",
	exempt: "VAT not applicable (TVA non applicable, art." + nbsp + "293" + nbsp + "B du CGI)", reverse: "Reverse charge (autoliquidation)",
	owed: "Still owed", nothingOwed: "Nothing is owed any more", surplus: "Received in excess, to be given back", counted: "Counted",
	part: " {rest} is still to be paid.", little: "Too little to be paid online: it is paid by bank transfer or as agreed with {sender}, who may do without it.",
	sandbox: "SANDBOX", sandboxText: "A trial: no money has moved. This document has no value.",
	issued: "Made on {instant}", of: " by ",
	refundedInAll: "Refunded in all", kept: "Not refunded",
}
