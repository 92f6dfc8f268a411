package notify

import (
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

var (
	samplePrice = delivery.Money{Amount: 145000, Currency: "EUR"}
	sampleAt    = time.Date(2026, 12, 1, 14, 5, 0, 0, timezone.Of("Europe/Paris"))
)

func sampleAbout(language string) About {
	return About{Language: language, Name: "Claire Martin", Workspace: "Atelier Dupont", ReplyTo: "jean@atelier-dupont.example",
		Title: "Plans d’exécution, lot 4", Files: 3, Link: "https://quittance.example/s/4wgk3n8ze1q7r5tcv0hj2ymxbd"}
}

// Samples returns one furnished message of every kind at least, in one language, to look at and to test. Nothing sends
// them.
func Samples(language string) []Message {
	a := sampleAbout(language)
	announced := Announcement{Announced: samplePrice, AnnouncedOn: "2026-11-20", ByReader: true}
	cents, nearly := delivery.Money{Amount: 20, Currency: "EUR"}, delivery.Money{Amount: samplePrice.Amount - 20, Currency: "EUR"}
	town := PublicBuyer{Public: true, Engagement: "2026-EJ-004512", Service: "VOIRIE-03"}
	inked, lagoon, plum, cocoa, slate := a, a, a, a, a
	inked.Accent, lagoon.Accent, plum.Accent, cocoa.Accent, slate.Accent = "ink", "lagoon", "plum", "cocoa", "slate"
	own := a // to the sender
	own.Name = "Jean Dupont"
	out := own // who has no access has nowhere to go
	out.Link = ""
	return []Message{
		&Invitation{About: a, SentBy: "Jean Dupont", Message: "Bonjour Claire,\nvoici les plans du lot 4, comme convenu.\n\nBien à vous", Price: samplePrice,
			DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Pay: true, Sign: true,
			ToRead: ToRead{Papers: "Facture 2026-041.pdf", Attached: true}},
		&Turn{About: a, Phone: "+33 • •• •• •• 42", Sign: true},
		&NumberConfirmed{About: a, Phone: "+33 • •• •• •• 42", Sign: true, MyTurn: true},
		&NumberConfirmed{About: a, Phone: "+33 • •• •• •• 42", Pay: true, Sign: true, MyTurn: true, Kept: true},
		&Reminder{About: a, SentBy: "Jean Dupont", Owed: samplePrice, DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Pay: true, Announcement: announced},
		&Reminder{About: a, SentBy: "Jean Dupont", Owed: cents, DueOn: "2026-12-15", Pay: true, Rest: Rest{Whole: samplePrice, Paid: nearly, TooLittle: true, ByTransfer: true}},
		&Reminder{About: a, SentBy: "Jean Dupont", Owed: samplePrice, DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Pay: true, Sign: true},
		&EndNear{About: a, Owed: samplePrice, ExpiresOn: "2027-12-01", Pay: true, Sign: true, ToRead: ToRead{Papers: "Facture 2026-041.pdf, Devis 2026-012.pdf"}},
		&EndNear{About: a, Owed: samplePrice, ExpiresOn: "2027-12-01", Pay: true, Announcement: announced},
		&ProblemNoted{About: a, Text: "Le fichier 2 ne s’ouvre pas.\nPouvez-vous vérifier ?", ReportedAt: sampleAt},
		&Receipt{About: a, Amount: samplePrice, PaidAt: sampleAt, Sign: true, NumberWaits: true, Attached: true},
		&Receipt{About: a, Amount: samplePrice, PaidAt: sampleAt, Sign: true, Attached: true},
		&Receipt{About: a, Amount: samplePrice, PaidAt: sampleAt, Sign: true, Attached: true, RightUntil: "2026-12-15", Course: Course{FilesOn: "2026-12-16"}},
		&Receipt{About: a, Amount: nearly, PaidAt: sampleAt, Owed: cents, Rest: Rest{TooLittle: true}, Attached: true},
		&Receipt{About: a, Amount: samplePrice, ReceivedOn: "2026-12-01", Ready: true, Attached: true},
		&Receipt{About: a, Amount: samplePrice, PaidAt: sampleAt, GaveUp: true, Course: Course{SignsToo: "Marc Petit"}, Attached: true},
		&DebitFailed{About: slate, Amount: samplePrice},
		&FilesReady{About: a, Certificate: "Q-2026-000042", Until: "2027-12-01"},
		&FilesServed{About: a, ServedAt: sampleAt, Certificate: "A-2026-000042"},
		&FreshLink{About: lagoon},
		&OwnLink{About: plum},
		&PayerInvited{About: a, NamedBy: "Hélène Berthier", Price: samplePrice, DueOn: "2026-12-15",
			Creditor: Creditor{LegalName: "Dupont Architectes SARL", SIREN: "732 829 320", Telephone: "+33 4 72 00 00 00"}},
		&WithdrawalAcknowledged{About: a, Reference: "2026-041", At: sampleAt, Price: samplePrice, Refunding: samplePrice, ByHand: samplePrice, ReturnBy: "2026-12-06"},
		&ContractEnded{About: own, Recipient: "Claire Martin", At: sampleAt, Refunding: samplePrice, ByHand: samplePrice, ReturnBy: "2026-12-06"},
		&FileReplaced{About: cocoa, Old: "Lot 4 – façades.dxf", New: "Lot 4 – façades (b).dxf"},
		&SignatureAwaited{About: inked, Phone: "+33 • •• •• •• 42"},
		&DeliveryWithdrawn{About: a, Reason: "Le lot 4 sera remis avec le lot 5.", Announcement: announced},
		&RefundMade{About: a, Amount: samplePrice, Attached: true},
		&RefundMade{About: a, Amount: samplePrice, Attached: true, Closed: true, Opened: true},
		&RefundMade{About: a, Amount: samplePrice, Attached: true, ByHand: true},
		&RefundMade{About: a, Amount: delivery.Money{Amount: 10000, Currency: "EUR"}, Attached: true, Owed: delivery.Money{Amount: 25000, Currency: "EUR"}},
		&RefundUndone{About: a, Amount: samplePrice, Note: "R-2026-000043"},
		&AccessEnded{About: a, Opened: true},
		&AccessEnded{About: a, Renounced: "Hélène Berthier"},
		&AccessEnded{About: a, Declined: "Hélène Berthier", Announcement: announced},
		&AccessEnded{About: a, Opened: true, Disputed: true},
		&AccessPaused{About: a, Opened: true},
		&AccessPaused{About: a, Payer: true},
		&AccessBack{About: a, Opened: true},
		&AccessBack{About: a, Sign: true},
		&DeclineNoted{About: a, Reason: "Ce n’est pas ce que j’ai commandé.", Announcement: announced},
		&RestForgiven{About: a, Amount: cents},
		&Turn{About: a, Forgiven: cents, Phone: "+33 • •• •• •• 42", Sign: true},
		&SignatureMade{About: own, Recipient: "Claire Martin", SignedAt: sampleAt, Owed: samplePrice},
		&PaymentReceived{About: own, Recipient: "Claire Martin", Amount: samplePrice, PaidAt: sampleAt, Sign: true, FilesOn: "2026-12-08", NumberWaits: true, Attached: true},
		&PaymentReceived{About: own, Recipient: "Claire Martin", Amount: samplePrice, PaidAt: sampleAt, Sign: true, Attached: true},
		&PaymentFailed{About: own, Recipient: "Claire Martin", Amount: samplePrice},
		&CertificateReady{About: own, Recipient: "Claire Martin", Certificate: "Q-2026-000042"},
		&DeliveryAttested{About: own, Recipient: "Claire Martin", ServedAt: sampleAt, Certificate: "A-2026-000042"},
		&NumberProposed{About: own, Recipient: "Claire Martin", Phone: "+33 6 39 98 12 34"},
		&CodesSpent{About: own, Recipient: "Claire Martin"},
		&Declined{About: own, Recipient: "Claire Martin", Reason: "Ce n’est pas ce que j’ai commandé.", Announcement: announced},
		&WithdrawalConfirmed{About: own},
		&ExpiryNear{About: own, Recipient: "Claire Martin", ExpiresOn: "2027-12-01"},
		&Expired{About: own},
		&ProblemReported{About: own, Recipient: "Claire Martin", Text: "Le fichier 2 ne s’ouvre pas.\nPouvez-vous vérifier ?"},
		&MoneyUnapplied{About: own, Amount: samplePrice, Reason: "double", Refunding: true},
		&TransferDeclared{About: own, Recipient: "Claire Martin", Amount: samplePrice, Reference: "RF18 5390 0754 7034"},
		&RefundFailed{About: own, Amount: samplePrice},
		&DisputeOpened{About: own, Amount: samplePrice},
		&DisputeClosed{About: own, Amount: samplePrice, Won: true, Opened: true},
		&DisputeClosed{About: own, Amount: samplePrice, Won: true, Renounced: "Claire Martin"},
		&DisputeClosed{About: own, Amount: samplePrice, Opened: true},
		&SignatureMissing{About: own, Recipient: "Claire Martin", Amount: samplePrice},
		&Undeliverable{About: own, Recipient: "Claire Martin", Channel: "email"},
		&ConfirmEmail{About: own, Hours: 24},
		&ConfirmAddress{About: own, Hours: 24},
		&AddressChanged{About: own, Days: 7},
		&ResetPassword{About: own, Minutes: 60},
		&AccountChanged{About: own, What: account.PasskeyAdded},
		&MembershipChanged{About: own, What: account.AlertRole, Role: account.Auditor, By: "Camille Moreau"},
		&MembershipChanged{About: out, What: account.AlertRemoved, Role: account.Auditor, By: "Camille Moreau"},
		&MembershipChanged{About: own, What: account.AlertLetIn, Role: account.Colleague, By: "Camille Moreau"},
		&AbuseReported{About: own, Delivery: "01kaq0000000abcdefghjkmnpq", Text: "Je n’ai jamais rien commandé à cet atelier.\nUn inconnu me demande 1 450 €.", ReportedAt: sampleAt},
		&TeamInvitation{About: own, By: "Camille Moreau", Days: 14},
		&Invitation{About: a, SentBy: "Jean Dupont", Price: samplePrice, DueOn: "2027-01-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Pay: true, Sign: true, PublicBuyer: town},
		&Reminder{About: a, SentBy: "Jean Dupont", Owed: samplePrice, DueOn: "2027-01-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Pay: true, Sign: true, PublicBuyer: town},
		&EndNear{About: a, Owed: samplePrice, ExpiresOn: "2027-12-01", Pay: true, Sign: true, PublicBuyer: town},
		&PayerInvited{About: a, NamedBy: "Hélène Berthier", Price: samplePrice, DueOn: "2027-01-15", PublicBuyer: town},
		&ExpiryNear{About: own, SignatureOnly: SignatureOnly{true}, Recipient: "Claire Martin", ExpiresOn: "2027-12-01"},
		&Expired{About: own, SignatureOnly: SignatureOnly{true}},
		&Invitation{About: a, SentBy: "Jean Dupont", Price: samplePrice, DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Sign: true,
			Course: Course{PaysBefore: "Hélène Berthier", SignsToo: "Marc Petit"}},
		&Turn{About: a, Owed: samplePrice, DueOn: "2026-12-15", Pay: true},
		&Turn{About: a, Owed: samplePrice, DueOn: "2026-12-15", Pay: true, Dropped: "Comptabilité du groupe"},
	}
}

// SampleName tells the samples of one language apart: the kind of the message, and for whom where that changes its words.
func SampleName(m Message) string {
	if x, ok := m.(interface{ variant() string }); ok && x.variant() != "" {
		return m.Kind() + "_" + x.variant()
	}
	return m.Kind()
}

// SampleText is a furnished text message.
type SampleText struct{ Name, Text string }

// SampleTexts returns every text message there is, in one language.
func SampleTexts(language string) ([]SampleText, error) {
	code, err := Passcode{
		Language: language, Title: "Plans d’exécution, lot 4", Price: samplePrice, Manifest: "4be1d9a07c3f", Code: "042137", Until: sampleAt,
	}.Text()
	if err != nil {
		return nil, err
	}
	return []SampleText{{"passcode", code}}, nil
}
