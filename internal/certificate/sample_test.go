package certificate_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"quittance/internal/certificate"
	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// sample builds a delivery with its recorded events, as persistence would hand them over.
type sample struct {
	t       testing.TB
	entropy *mathrand.ChaCha8
	d       *delivery.Delivery
	events  []evidence.EventRecord
	head    evidence.Hash
	now     delivery.Instant
}

const (
	release = "01jd5q6n4vrelease000000000"
	dueID   = "01jd5q6n4vdue0000000000000"
	agent   = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)

func newSample(t testing.TB, language string) *sample {
	t.Helper()
	s := &sample{t: t, entropy: mathrand.NewChaCha8([32]byte{7}), now: delivery.At(time.Date(2026, 11, 20, 9, 12, 41, 123456000, time.UTC))}
	s.d = &delivery.Delivery{
		ID: "01jd5q6n4vxk3m8t2w9c7r5h1e", Workspace: "01jd5q0000workspace0000000", Member: "01jd5q0000member0000000000", State: delivery.Sent,
		Terms: delivery.Terms{
			Title: "Maison Lœuvre — dossier d’exécution, plans et notes de calcul", Language: language, ClientKind: delivery.Business,
			Zone: "Europe/Paris", ReachableDays: 365, InformedFirst: true, Reference: "2026-118",
		},
		Dues: []delivery.Due{{ID: dueID, Amount: 125000, Currency: "EUR", VATRate: 2000, DueOn: "2026-12-15"}},
	}
	s.file("Plan d’exécution RDC — indice C.pdf", "application/pdf", 18234567, 12)
	s.file("Notes de calcul.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 845120, 0)
	return s
}

func (s *sample) file(name, mediaType string, size int64, pages int) {
	sum := sha256.Sum256([]byte(name))
	s.d.Deliverables = append(s.d.Deliverables, delivery.Deliverable{
		ID: fmt.Sprintf("file%d", len(s.d.Deliverables)+1), Name: delivery.Personal(name), Size: size, MediaType: mediaType,
		SHA256: hex.EncodeToString(sum[:]), Pages: pages, FirstSeen: s.now,
	})
}

func (s *sample) recipient(name, company, phone string, roles ...delivery.Role) string {
	id := fmt.Sprintf("01jd5q6n4vrecipient%06d", len(s.d.Recipients)+1)
	s.d.Recipients = append(s.d.Recipients, delivery.Recipient{
		ID: id, Name: delivery.Personal(name), Company: delivery.Personal(company), Phone: delivery.Personal(phone), Roles: roles, Language: s.d.Terms.Language,
		Email: delivery.Personal(fmt.Sprintf("contact%d@exemple.fr", len(s.d.Recipients)+1)), PhoneBy: delivery.Sender(s.d.Member), PhoneAt: s.now,
	})
	return id
}

// send fixes release and gates, and records draft and sending.
func (s *sample) send(gates ...delivery.Gate) {
	ids := []string{}
	for _, f := range s.d.Deliverables {
		ids = append(ids, f.ID)
	}
	s.d.Releases = []delivery.Release{{ID: release, Deliverables: ids, Gates: gates, State: delivery.ReleaseSealing}}
	s.record(delivery.Sender(s.d.Member), delivery.Drafted{
		Workspace: s.d.Workspace, Member: s.d.Member, Sandbox: s.d.Sandbox, Terms: s.d.Terms, Deliverables: s.d.Deliverables,
		Recipients: s.d.Recipients, Dues: s.d.Dues, Releases: s.d.Releases,
	})
	links := []delivery.LinkIssued{}
	for _, r := range s.d.Recipients {
		links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: "link-" + r.ID})
	}
	s.record(delivery.Sender(s.d.Member), delivery.Dispatched{Sandbox: s.d.Sandbox, Links: links})
	for _, r := range s.d.Recipients {
		s.record(delivery.System, delivery.MessageSent{Message: "m-" + r.ID, Kind: "invitation", Channel: "email", Recipient: r.ID})
	}
}

func (s *sample) open(recipient string) {
	s.record(delivery.ByRecipient(recipient), delivery.RecipientOpened{Recipient: recipient, Origin: delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: agent}})
}

func (s *sample) gate(kind delivery.GateKind, subject string) delivery.Gate {
	return delivery.Gate{ID: "gate-" + string(kind) + "-" + subject, Kind: kind, Subject: subject, State: delivery.GatePending}
}

func (s *sample) pass(kind delivery.GateKind, subject string) {
	for i := range s.d.Releases[0].Gates {
		g := &s.d.Releases[0].Gates[i]
		if g.Kind == kind && g.Subject == subject {
			g.State, g.At = delivery.GatePassed, s.now
			s.record(delivery.System, delivery.GateOpened{Release: release, Gate: g.ID})
		}
	}
}

func (s *sample) waive(kind delivery.GateKind, subject, reason string) {
	for i := range s.d.Releases[0].Gates {
		g := &s.d.Releases[0].Gates[i]
		if g.Kind == kind && g.Subject == subject {
			s.record(delivery.Sender(s.d.Member), delivery.GateWaivedBySender{Release: release, Gate: g.ID, Reason: delivery.Personal(reason)})
			g.State, g.At, g.Reason = delivery.GateWaived, s.now, delivery.Personal(reason)
		}
	}
}

func (s *sample) pay(recipient string) {
	due := &s.d.Dues[0]
	s.record(delivery.ByRecipient(recipient), delivery.CheckoutStarted{Payment: "01jd5q6n4vpayment000000000", Due: dueID, Recipient: recipient, Amount: due.Amount, Currency: due.Currency, Method: delivery.Card})
	s.record(delivery.Stripe, delivery.PaymentReceived{
		Payment: "01jd5q6n4vpayment000000000", Due: dueID, Amount: due.Amount, Applied: due.Amount, Currency: due.Currency,
		Intent: "pi_3Pq8Xk2eZvKYlo2C1x9Yt7Ab", Charge: "ch_3Pq8Xk2eZvKYlo2C1x9Yt7Ab", Method: "card", Last4: "4242", Live: !s.d.Sandbox, SettledAt: s.now,
	})
	due.Settled = due.Amount
	s.d.Payments = append(s.d.Payments, delivery.Payment{
		ID: "01jd5q6n4vpayment000000000", Due: dueID, Recipient: recipient, Processor: delivery.ByStripe, State: delivery.PaymentSettled, Amount: due.Amount,
		Currency: due.Currency, Applied: due.Amount, SettledAt: s.now, Account: "acct_1Nv0FGQ9RKHgCVdK", Intent: "pi_3Pq8Xk2eZvKYlo2C1x9Yt7Ab",
		Charge: "ch_3Pq8Xk2eZvKYlo2C1x9Yt7Ab", Method: "card", Last4: "4242", Live: !s.d.Sandbox,
	})
	s.pass(delivery.PaymentGate, dueID)
}

// payInParts is 300.00 € that the sender recorded and the rest by card, of which 200.00 € went back: 150.00 € by the processor,
// 50.00 € by the sender's word.
func (s *sample) payInParts(recipient string) {
	due := &s.d.Dues[0]
	whole := due.Amount
	due.Amount = 30_000
	s.recordTransfer()
	due.Amount = whole - 30_000
	s.pay(recipient)
	due.Amount, due.Settled, due.Refunded = whole, whole, 20_000
	hand, card := &s.d.Payments[0], &s.d.Payments[1]
	hand.Refunded, card.Refunded = 5_000, 15_000
	s.record(delivery.Sender(s.d.Member), delivery.RefundStarted{Refund: "r1", Payment: card.ID, Amount: 15_000})
	s.record(delivery.Stripe, delivery.RefundDone{Refund: "r1", Payment: card.ID, Amount: 15_000, Processor: "re_1"})
	s.record(delivery.Sender(s.d.Member), delivery.RefundDone{Refund: "r2", Payment: hand.ID, Amount: 5_000})
	s.d.Refunds = []delivery.Refund{
		{ID: "r1", Payment: card.ID, Amount: 15_000, State: delivery.RefundSucceeded, Processor: "re_1"},
		{ID: "r2", Payment: hand.ID, Amount: 5_000, State: delivery.RefundSucceeded},
		{ID: "r3", Payment: card.ID, Amount: 100, State: delivery.RefundFailed},
	}
}

func (s *sample) recordTransfer() {
	due := &s.d.Dues[0]
	p := delivery.PaymentRecorded{Payment: "01jd5q6n4vtransfer00000000", Due: dueID, Amount: due.Amount, Currency: due.Currency,
		ReceivedOn: "2026-11-20", Reference: "VIR SEPA 2026-118", Note: "Reçu sur le compte professionnel"}
	s.record(delivery.Sender(s.d.Member), p)
	due.Settled = due.Amount
	s.d.Payments = append(s.d.Payments, delivery.Payment{ID: p.Payment, Due: dueID, Processor: delivery.ByHand, State: delivery.PaymentSettled,
		Amount: p.Amount, Currency: p.Currency, Applied: p.Amount, SettledAt: s.now, Reference: p.Reference, Note: p.Note})
	s.pass(delivery.PaymentGate, dueID)
}

func (s *sample) sign(recipient string) {
	var phone delivery.Personal
	for _, r := range s.d.Recipients {
		if r.ID == recipient {
			phone = r.Phone
		}
	}
	var price *delivery.Money
	sent := delivery.PasscodeSent{Passcode: "pc-" + recipient, Recipient: recipient, Release: release, Channel: "sms",
		Phone: delivery.Personal(evidence.MaskPhone(string(phone))), Provider: "vonage", MessageID: "0C000000217B7F02", Manifest: s.manifest(), ExpiresAt: s.now.Add(10 * time.Minute)}
	if len(s.d.Dues) > 0 {
		price = &delivery.Money{Amount: s.d.Dues[0].Amount, Currency: s.d.Dues[0].Currency}
		sent.Amount, sent.Currency = price.Amount, price.Currency
	}
	s.record(delivery.System, sent)
	s.record(delivery.ByRecipient(recipient), delivery.PasscodeRejected{Passcode: sent.Passcode, Recipient: recipient, Reason: "wrong", Left: 4})
	s.record(delivery.ByRecipient(recipient), delivery.RecipientSigned{
		Recipient: recipient, Release: release, Attempts: 2, Origin: delivery.Origin{Address: "2001:db8:85a3::8a2e:370:7334", AddressFrom: "X-Forwarded-For", UserAgent: agent},
		Signature: delivery.Signature{Passcode: sent.Passcode, Consent: consent.Text(s.d.Terms.Language, price, "", ""), Manifest: s.manifest()},
	})
	s.pass(delivery.SignatureGate, recipient)
}

func (s *sample) manifest() string {
	files := []evidence.File{}
	for _, f := range s.d.Deliverables {
		sum, err := evidence.ParseHash(f.SHA256)
		if err != nil {
			s.t.Fatal(err)
		}
		files = append(files, evidence.File{Name: string(f.Name), SHA256: sum, Size: f.Size})
	}
	h, err := evidence.ManifestHash(files)
	if err != nil {
		s.t.Fatal(err)
	}
	return h.String()
}

// record appends an event as persistence does: personal values become digests, the hash continues the chain.
// placed says where a recipient acted from, where the sample does not.
func (s *sample) placed(payload delivery.Payload) delivery.Payload {
	there := delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: agent}
	switch x := payload.(type) {
	case delivery.RecipientOpened, delivery.RecipientSigned, delivery.DownloadStarted:
		return x
	}
	return delivery.From(there, []delivery.Event{{Data: payload}})[0].Data
}

func (s *sample) record(actor delivery.Actor, payload delivery.Payload) {
	s.t.Helper()
	s.now = s.now.Add(37*time.Second + 218*time.Millisecond)
	if strings.HasPrefix(string(actor), "recipient:") {
		payload = s.placed(payload)
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		s.t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		s.t.Fatal(err)
	}
	var pointers []string
	tree = unmark(tree, nil, &pointers)
	if raw, err = json.Marshal(tree); err != nil {
		s.t.Fatal(err)
	}
	data, details, err := evidence.Redact(raw, pointers, s.entropy)
	if err != nil {
		s.t.Fatal(err)
	}
	e := evidence.EventRecord{Seq: int64(len(s.events) + 1), Type: payload.EventType(), At: int64(s.now), Actor: string(actor), Data: data, Details: details}
	if len(details) == 0 {
		e.Details = nil
	}
	if s.head, err = evidence.ChainHash(s.head, e.Event(string(s.d.ID))); err != nil {
		s.t.Fatal(err)
	}
	e.Hash = s.head
	s.events = append(s.events, e)
}

func unmark(v any, path []string, pointers *[]string) any {
	switch x := v.(type) {
	case map[string]any:
		if text, ok := x["personal"].(string); ok && len(x) == 1 {
			*pointers = append(*pointers, evidence.Pointer(path...))
			return text
		}
		for k := range x {
			x[k] = unmark(x[k], append(append([]string{}, path...), k), pointers)
		}
	case []any:
		for i := range x {
			x[i] = unmark(x[i], append(append([]string{}, path...), fmt.Sprint(i)), pointers)
		}
	}
	return v
}

// material closes the sample: the release is ready, the certificate is to be made.
func (s *sample) material() certificate.Material {
	s.record(delivery.System, delivery.ReleaseReady{Release: release})
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		s.t.Fatal(err)
	}
	m := certificate.Material{
		Kind: evidence.Completion, Delivery: s.d, Release: release, Events: s.events, Number: "Q-2026-7K3M-9XTW", MadeAt: s.now.Add(time.Second),
		Nonce:    evidence.Hash(sha256.Sum256([]byte("nonce"))),
		Sender:   evidence.Sender{Workspace: s.d.Workspace, LegalName: "Atelier Lœuvre & Associés, SARL d’architecture", Address: "12 bis, rue de l’Évêché\n25000 Besançon", SIREN: "732829320", Member: s.d.Member, Name: "Zoé Lœuvre", Email: "zoe@atelier-loeuvre.fr"},
		Platform: evidence.Platform{Name: "Quittance", Build: "1.0.0 (a1b2c3d)", Address: "https://quittance.exemple.fr"}, Zone: zone,
		VerifyURL: "https://quittance.exemple.fr/verify/Q-2026-7K3M-9XTW", Seal: sealCertificate(s.t), RetentionEnd: delivery.At(time.Date(2036, 11, 20, 0, 0, 0, 0, time.UTC)),
	}
	if s.d.Sandbox {
		m.Sandbox = []string{"stripe", "sms", "smtp", "tsa"}
	}
	return m
}

func sealCertificate(t testing.TB) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(0x51c0ffee), Subject: pkix.Name{CommonName: "Sceau Quittance 2026", Organization: []string{"Exemple SAS"}, Country: []string{"FR"}}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The samples that are drawn and looked at, and sealed in the round trip.
var samples = map[string]func(testing.TB) certificate.Material{
	"simple": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		client := s.recipient("Maître François Garçon-Nguyễn", "SCI Les Érables", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.open(client)
		s.pay(client)
		s.sign(client)
		return s.material()
	},
	"signers": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		s.d.Terms.ClientKind, s.d.Terms.Digital = delivery.Consumer, true
		var people []string
		gates := []delivery.Gate{s.gate(delivery.PaymentGate, dueID)}
		for i := range 10 {
			id := s.recipient(fmt.Sprintf("Anne-Sophie de La Rochefoucauld-Montbel n° %d", i+1), "Société nouvelle d’exploitation des établissements Vaucresson et Fils", "+336123456"+fmt.Sprintf("%02d", i+10), delivery.Signer)
			people = append(people, id)
			gates = append(gates, s.gate(delivery.SignatureGate, id))
		}
		s.d.Recipients[0].Roles = append(s.d.Recipients[0].Roles, delivery.Payer)
		s.send(gates...)
		s.open(people[0])
		s.record(delivery.ByRecipient(people[0]), delivery.RightWaived{Recipient: people[0], Consent: consent.RightWaiver("fr")})
		s.record(delivery.Sender(s.d.Member), delivery.RecipientCorrected{Recipient: people[1], Name: s.d.Recipients[1].Name, Company: s.d.Recipients[1].Company,
			Email: s.d.Recipients[1].Email, Phone: "+33698765432", PhoneBy: delivery.ByRecipient(people[1]), PhoneAt: s.now})
		s.d.Recipients[1].Phone, s.d.Recipients[1].PhoneBy = "+33698765432", delivery.ByRecipient(people[1])
		s.pay(people[0])
		for _, id := range people[:4] {
			s.sign(id)
		}
		for _, id := range people[4:] {
			s.waive(delivery.SignatureGate, id, "Absente jusqu’au mois prochain ; accord donné par téléphone à l’agence le 18 novembre.")
		}
		return s.material()
	},
	"ungated": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		s.d.Dues, s.d.Terms.NoGateReason = nil, "Envoi gracieux d’un complément de dossier."
		s.recipient("Mairie de Besançon", "", "", delivery.Reader)
		s.send()
		return s.material()
	},
	"unpaid gate": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		s.d.Terms.ClientKind = delivery.Public
		client := s.recipient("Service des marchés", "Ville de Besançon", "+33381615051", delivery.Signer)
		s.send(s.gate(delivery.SignatureGate, client))
		s.sign(client)
		return s.material()
	},
	"transfer": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		client := s.recipient("Ülkü Şahin", "", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.recordTransfer()
		s.waive(delivery.SignatureGate, client, "Le client n’a plus de téléphone mobile.")
		return s.material()
	},
	"parts": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		client := s.recipient("محمد علي", "דוד לוי Frères", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.payInParts(client)
		s.sign(client)
		return s.material()
	},
	"sandbox": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		s.d.Sandbox = true
		client := s.recipient("François Garçon", "", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.pay(client)
		s.sign(client)
		return s.material()
	},
	"handover": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		client := s.recipient("François Garçon", "SCI Les Érables", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.pay(client)
		s.sign(client)
		s.record(delivery.System, delivery.ReleaseReady{Release: release})
		s.record(delivery.System, delivery.ReleaseOpened{Release: release})
		s.record(delivery.ByRecipient(client), delivery.DownloadStarted{Release: release, Download: "dl1", Length: 19079687, Origin: delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: agent}})
		s.record(delivery.ByRecipient(client), delivery.DownloadEnded{Release: release, Download: "dl1", Served: 19079687, Complete: true})
		s.record(delivery.System, delivery.ReleaseHandedOver{Release: release, Recipient: client, Download: "dl1", Bytes: 19079687})
		s.d.Releases[0].State = delivery.ReleaseUnlocked
		m := s.material()
		m.Kind, m.Number = evidence.Delivery, "A-2026-7K3M-9XTW"
		m.Earlier = certificate.Earlier{Number: "Q-2026-7K3M-9XTW", PDF: evidence.Hash{0xab}}
		return m
	},
	"english": func(t testing.TB) certificate.Material {
		s := newSample(t, "en")
		s.d.Terms.Title = "Structural survey, issue C"
		client := s.recipient("Siobhán O’Connor", "Northern Lights Ltd", "+447700900123", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.open(client)
		s.pay(client)
		s.sign(client)
		return s.material()
	},
	"far letters": func(t testing.TB) certificate.Material {
		s := newSample(t, "en")
		s.d.Terms.Title = "Harbour office 📐 — drawings"
		s.file("📐 plan 日本.pdf", "application/pdf", 845120, 24)
		client := s.recipient("山田 太郎", "", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		s.pay(client)
		s.sign(client)
		return s.material()
	},
	"long": func(t testing.TB) certificate.Material {
		s := newSample(t, "fr")
		s.d.Terms.Title = delivery.Personal(strings.Repeat("Réhabilitation de l’ancienne manufacture, tranche ", 4))
		for i := range 38 {
			s.file(fmt.Sprintf("%02d_%s.dwg", i, strings.Repeat("coupe_longitudinale-", i%12)), "image/vnd.dwg", 5_000_000_000/int64(i+1), 0)
		}
		s.file("\u202Efdp.exe 中文 שלום\x01.pdf", "application/pdf", 12, 1)
		client := s.recipient("François Garçon", "", "+33612345642", delivery.Payer, delivery.Signer)
		s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
		for range 100 {
			s.open(client)
		}
		s.record(delivery.ByRecipient(client), delivery.RecipientOpened{Recipient: client, Origin: delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: delivery.Personal(strings.Repeat("Mozilla/5.0;", 800))}})
		s.pay(client)
		s.sign(client)
		return s.material()
	},
}
