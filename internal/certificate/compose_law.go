package certificate

import (
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// The sentences of law. They go into the evidence word for word, so they may be improved without a new layout:
// certificates made before keep theirs.
var laws = map[string]evidence.Law{
	"fr": {
		SignatureLevel: "SES",
		Statement: "La signature recueillie par code à usage unique est une signature électronique simple (SES) au sens du règlement (UE) n° 910/2014 (eIDAS). " +
			"L’écrit électronique a la même force probante que l’écrit sur papier si son auteur peut être identifié et son intégrité garantie (articles 1366 et 1367 du code civil) ; " +
			"les parties sont convenues de ce mode de preuve (article 1368). Le sceau apposé sur ce document est celui d’une organisation ; il n’est la signature de personne.",
		Verification: "Hors connexion, sans compte et sans nous : « quittance verify certificat.pdf --trust ca.pem --log-key clé ». " +
			"La commande contrôle l’intégrité, le sceau, l’horodatage, la chaîne des événements, l’inscription au journal et la concordance de ce texte avec ses données ; " +
			"avec « --file », elle compare aussi un livrable. Les pièces evidence.json, proof.txt et, s’il existe, evidence.tst sont jointes à ce PDF.",
		ReaderNotice: "Un lecteur PDF peut afficher « identité inconnue » : l’autorité qui a délivré le certificat de scellement ne figure pas nécessairement dans sa liste. " +
			"Cela ne signale aucune altération. Comparez l’empreinte du certificat de scellement imprimée ci-dessus avec celle que publie la plateforme.",
	},
	"en": {
		SignatureLevel: "SES",
		Statement: "The signature collected by one-time passcode is a simple electronic signature (SES) under Regulation (EU) No 910/2014 (eIDAS). " +
			"An electronic writing has the same probative force as one on paper if its author can be identified and its integrity is ensured (articles 1366 and 1367 of the French civil code); " +
			"the parties have agreed on this means of proof (article 1368). The seal on this document is that of an organisation; it is nobody’s signature.",
		Verification: "Offline, without an account and without us: “quittance verify certificate.pdf --trust ca.pem --log-key key”. " +
			"The command checks integrity, seal, trusted time, the chain of events, inclusion in the log, and that this text agrees with its data; " +
			"with “--file” it also compares a deliverable. The files evidence.json, proof.txt and, if there is one, evidence.tst are attached to this PDF.",
		ReaderNotice: "A PDF reader may show “unknown identity”: the authority that issued the sealing certificate is not necessarily in its list. " +
			"This does not mean that anything was altered. Compare the fingerprint of the sealing certificate printed above with the one the platform publishes.",
	},
}

func lawIn(language string, retentionEnd delivery.Instant) evidence.Law {
	law := laws[language]
	law.RetentionEndAt = int64(retentionEnd)
	return law
}
