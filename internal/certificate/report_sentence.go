package certificate

// saying is a key of the sentences of a report.
type saying int

const (
	notCertificate saying = iota
	tooLarge
	notReached
	whole
	wholeLater
	altered
	sealHolds
	sealBroken
	trustHolds
	trustBroken
	trustNoRoot
	trustExpired
	timeHolds
	timeToCome
	timeNone
	timeUnvouched
	timeBroken
	timeEvidenceBroken
	evidenceHolds
	evidenceMissing
	evidenceMalformed
	evidenceContradicts
	evidenceOtherLeaf
	evidenceOtherSeal
	textHolds
	textDiffers
	textUnknown
	textUnreadable
	textTooLong
	chainHolds
	chainBroken
	inclusionHolds
	inclusionNoKey
	inclusionBroken
	fileHolds
	fileOther
	fileUnread
)

// sentences are shown on the verify page and by the verify command. A %s is filled by the caller.
var sentences = map[string][]string{
	"en": {
		notCertificate:      "The file is not a certificate of this program.",
		tooLarge:            "The file is larger than any certificate.",
		notReached:          "This could not be judged because of what comes before.",
		whole:               "The seal covers the whole document.",
		wholeLater:          "The seal covers the whole document; only time-stamps and validation data were added after it.",
		altered:             "The file was altered or damaged after it was sealed.",
		sealHolds:           "The seal of %s holds.",
		sealBroken:          "The seal does not hold.",
		trustHolds:          "A root that is trusted here vouches for the sealing certificate.",
		trustBroken:         "No root that is trusted here vouches for the sealing certificate, or it was revoked.",
		trustNoRoot:         "No trusted root was given: anybody could have made this seal.",
		trustExpired:        "The sealing certificate has expired, and no trusted time says that it had not when it sealed.",
		timeHolds:           "Sealed before %s, certified by a time-stamping authority that is trusted here.",
		timeToCome:          "Sealed before %s, certified by a time-stamping authority that is trusted here; by the clock here, that is yet to come: one of the two is wrong.",
		timeNone:            "No time-stamping authority stamped the seal: there is no trusted time.",
		timeUnvouched:       "The time-stamps are whole, but no root that is trusted here vouches for their authority.",
		timeBroken:          "The time-stamp of the seal does not hold.",
		timeEvidenceBroken:  "The time-stamp of the evidence does not hold.",
		evidenceHolds:       "The evidence agrees with itself and hashes to its leaf in the log.",
		evidenceMissing:     "The evidence or its proof is not attached.",
		evidenceMalformed:   "The attached evidence is not an evidence document.",
		evidenceContradicts: "The evidence contradicts itself.",
		evidenceOtherLeaf:   "The proof is not that of this evidence.",
		evidenceOtherSeal:   "The evidence names another seal than the one on this document.",
		textHolds:           "The pages say exactly what the evidence says.",
		textDiffers:         "The pages differ from what the evidence says.",
		textUnknown:         "This program does not know the layout of this certificate: its text could not be compared with the evidence.",
		textUnreadable:      "The pages could not be composed again from the evidence.",
		textTooLong:         "Comparing the pages with the evidence takes longer than is allowed here: they were not compared.",
		chainHolds:          "The chain of %s events is whole.",
		chainBroken:         "The chain of events is broken.",
		inclusionHolds:      "The evidence is in the log %s, says its signed checkpoint.",
		inclusionNoKey:      "No log key was given: inclusion in the log could not be judged.",
		inclusionBroken:     "No log key given vouches for the inclusion of this evidence.",
		fileHolds:           "The file is the deliverable “%s”.",
		fileOther:           "The file is none of the deliverables.",
		fileUnread:          "The file could not be compared, because the evidence could not be read.",
	},
	"fr": {
		notCertificate:      "Le fichier n’est pas un certificat de ce programme.",
		tooLarge:            "Le fichier est plus grand qu’aucun certificat.",
		notReached:          "Ce point n’a pas pu être jugé à cause de ce qui précède.",
		whole:               "Le sceau couvre tout le document.",
		wholeLater:          "Le sceau couvre tout le document\u202f; seuls des horodatages et des données de validation ont été ajoutés ensuite.",
		altered:             "Le fichier a été modifié ou endommagé après son scellement.",
		sealHolds:           "Le sceau de %s est intact.",
		sealBroken:          "Le sceau n’est pas intact.",
		trustHolds:          "Une autorité tenue ici pour sûre répond du certificat de scellement.",
		trustBroken:         "Aucune autorité tenue ici pour sûre ne répond du certificat de scellement, ou il a été révoqué.",
		trustNoRoot:         "Aucune autorité de confiance n’a été donnée\u00a0: n’importe qui pourrait avoir apposé ce sceau.",
		trustExpired:        "Le certificat de scellement a expiré, et aucun horodatage de confiance ne dit qu’il était valable au scellement.",
		timeHolds:           "Scellé avant le %s, certifié par une autorité d’horodatage tenue ici pour sûre.",
		timeToCome:          "Scellé avant le %s, certifié par une autorité d’horodatage tenue ici pour sûre ; selon l’horloge d’ici, cette date est à venir : l’une des deux se trompe.",
		timeNone:            "Aucune autorité n’a horodaté le sceau\u00a0: il n’y a pas d’heure certifiée.",
		timeUnvouched:       "Les horodatages sont intacts, mais aucune autorité tenue ici pour sûre n’en répond.",
		timeBroken:          "L’horodatage du sceau n’est pas intact.",
		timeEvidenceBroken:  "L’horodatage de la preuve n’est pas intact.",
		evidenceHolds:       "La preuve est cohérente et son empreinte est celle de sa feuille dans le journal.",
		evidenceMissing:     "La preuve ou son inscription au journal n’est pas jointe.",
		evidenceMalformed:   "La pièce jointe n’est pas un document de preuve.",
		evidenceContradicts: "La preuve se contredit.",
		evidenceOtherLeaf:   "L’inscription au journal n’est pas celle de cette preuve.",
		evidenceOtherSeal:   "La preuve nomme un autre sceau que celui de ce document.",
		textHolds:           "Les pages disent exactement ce que dit la preuve.",
		textDiffers:         "Les pages diffèrent de ce que dit la preuve.",
		textUnknown:         "Ce programme ne connaît pas la mise en page de ce certificat\u00a0: son texte n’a pas pu être comparé à la preuve.",
		textUnreadable:      "Les pages n’ont pas pu être recomposées à partir de la preuve.",
		textTooLong:         "Comparer les pages à la preuve demande plus de temps qu’il n’en est accordé ici\u00a0: elles n’ont pas été comparées.",
		chainHolds:          "La chaîne des %s événements est entière.",
		chainBroken:         "La chaîne des événements est rompue.",
		inclusionHolds:      "La preuve figure au journal %s, selon son point de contrôle signé.",
		inclusionNoKey:      "Aucune clé de journal n’a été donnée\u00a0: l’inscription au journal n’a pas pu être jugée.",
		inclusionBroken:     "Aucune des clés de journal données ne répond de l’inscription de cette preuve.",
		fileHolds:           "Le fichier est le livrable «\u00a0%s\u00a0».",
		fileOther:           "Le fichier n’est aucun des livrables.",
		fileUnread:          "Le fichier n’a pas pu être comparé, car la preuve n’a pas pu être lue.",
	},
}
