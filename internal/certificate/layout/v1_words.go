package layout

// words are the fixed texts of layout 1 in one language, frozen with it. The French ones hold their no-break spaces.
type words struct {
	decimal, thousand, byteUnit, percentSign, none, at, first string
	symbolFirst                                               bool
	units                                                     []string
	months                                                    [12]string

	titleSigned, titleUnsigned, titleDelivery          string
	attestAll, attestWaived, attestNoGate, attestServe string
	number, madeAt, deliveryID, releaseID, reference   string
	format, verifyAt, scan, page, pages, numbered      string
	sandbox, sandboxText, sandboxNames                 string
	standIns                                           map[string]string

	conditions, waived, waivedWhy, noPaymentGate, noSignatureGate, noGate       string
	gatePayment, gateSignature, gateRecorded, gateSettled, gateSigned, gateCode string
	gateConfirmed, refundWord, refundWordPart                                   string
	noGateOfPaymentNote                                                         string

	files, filePages, fileSeen, manifest, manifestNote string

	sender, legalName, address, siren, member, workspace string
	recipients, email, phone, phoneBy                    string
	phoneChange, to, id                                  string
	roles                                                map[string]string // "" is who was named to pay, and taken back

	signatures, consent, convention, textHash, version, noSignature, signedAt string
	ticked, notTicked, passcode, provider, messageID                          string
	sent, delivered, notReported, validated, expires, attempts, bound         string
	boundTitle, boundPrice, boundConsent, codeNever, noPasscode               string
	choiceNames, channels                                                     map[string]string

	payment, noPayment, due, vat, dueOn, state, amount, settledAt, processor       string
	account, intent, charge, method, live, test, recordedBy, recordedAt            string
	recordedNote, note, surplus, forgiven, refunded, noRefund, disputed, noDispute string
	dueStates, disputeStates, methods                                              map[string]string

	handover, recipient, served, completion, completionHash, started, ended string
	from, agent                                                             string

	events, eventsNote, actorSender, actorMember, actorSystem, reason string
	eventNames, reasons                                               map[string]string

	chain, chainFirst, chainHead, chainCount                                        string
	log, logOrigin, logLeaf, logSize, logRoot, logKey, evidenceHash, evidenceNote   string
	time, timeAuthority, timePolicy, timeSerial, timeGen, timeAccuracy, timeUnsaid  string
	noTime                                                                          string
	seal, sealSubject, sealIssuer, sealSerial, sealHash, sealLevel, sealLevelText   string
	law, lawSignature, lawRetention, lawVerify, lawReader, platform, signatureLevel string
}

func wordsIn(language string) *words {
	if language == "en" {
		return &english
	}
	return &french
}
