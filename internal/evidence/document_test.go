package evidence_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"quittance/internal/evidence"
)

const july = 1784034245123456 // 2026-07-14T13:04:05.123456Z

func statement(text string) evidence.Statement {
	return evidence.Statement{Text: text, Version: "1", Language: "fr", SHA256: evidence.Sum([]byte(text))}
}

// sample is a document with two dues, one paid by card and one recorded, and a waived signature.
func sample(t testing.TB) *evidence.Document {
	t.Helper()
	data, details, err := evidence.Redact(json.RawMessage(`{"address":"192.0.2.1","recipient":"r_1"}`), []string{"/address"}, bytes.NewReader(make([]byte, 16)))
	if err != nil {
		t.Fatal(err)
	}
	first := evidence.Event{Delivery: "d_1", Seq: 1, Type: "sent", At: july, Actor: "sender:m_1", Data: json.RawMessage(`{}`)}
	second := evidence.Event{Delivery: "d_1", Seq: 2, Type: "signed", At: july + 1, Actor: "recipient:r_1", Data: data}
	links := chain(t, first, second)
	d := &evidence.Document{
		Format: evidence.Format, Kind: evidence.Completion, Layout: 1, Language: "fr", Nonce: evidence.Hash{9},
		Certificate:  evidence.Certificate{Number: "C-1", MadeAt: july, Delivery: "d_1", Release: "rel_1", Title: "Plans", TimeZone: "Europe/Paris", Sandbox: []string{"stripe"}},
		Recipients:   []evidence.Recipient{{ID: "r_1", Name: "Zoé", Email: "z@example.test", Roles: []string{"payer", "signer"}}, {ID: "r_2", Name: "Ana", Email: "a@example.test", Roles: []string{"signer"}}},
		Deliverables: []evidence.Deliverable{{File: evidence.File{Name: "é.pdf", Size: 3, SHA256: evidence.Hash{1}}, MediaType: "application/pdf"}},
		Gates: []evidence.Gate{
			{Kind: "payment", Subject: "due_1", State: evidence.GatePassed, At: july},
			{Kind: "payment", Subject: "due_2", State: evidence.GatePassed, At: july},
			{Kind: "signature", Subject: "r_1", State: evidence.GatePassed, At: july},
			{Kind: "signature", Subject: "r_2", State: evidence.GateWaived, At: july, By: "sender:m_1", Reason: "absente"},
		},
		Dues: []evidence.Due{{ID: "due_1", Price: evidence.Money{Amount: 100, Currency: "EUR"}, State: "settled"}, {ID: "due_2", Price: evidence.Money{Amount: 5, Currency: "EUR"}, State: "settled"}},
		Payments: []evidence.Payment{
			{ID: "p_1", Due: "due_1", Price: evidence.Money{Amount: 100, Currency: "EUR"}, SettledAt: july, Processor: &evidence.Processor{Name: "stripe", Intent: "pi_1"}},
			{ID: "p_2", Due: "due_2", Price: evidence.Money{Amount: 5, Currency: "EUR"}, SettledAt: july, Recorded: &evidence.Recorded{By: "sender:m_1", At: july}},
		},
		Signatures: []evidence.Signature{{Recipient: "r_1", SignedAt: july, Consent: statement("Je demande la remise."), Convention: statement("Le code vaut signature."), Passcode: &evidence.Passcode{Channel: "sms"}}},
		Chain:      evidence.Chain{First: links[0].Hash, Head: links[1].Hash, Count: 2},
		Events: []evidence.EventRecord{
			{Seq: 1, Type: "sent", At: first.At, Local: "2026-07-14T15:04:05+02:00", Actor: first.Actor, Data: first.Data, Hash: links[0].Hash},
			{Seq: 2, Type: "signed", At: second.At, Local: "2026-07-14T15:04:05+02:00", Actor: second.Actor, Data: second.Data, Details: details, Hash: links[1].Hash},
		},
	}
	d.Signatures[0].Passcode.BoundTo.Consent = d.Signatures[0].Consent.SHA256
	if d.Manifest, err = evidence.ManifestHash(d.Files()); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentSurvivesEncoding(t *testing.T) {
	text, err := sample(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	d, err := evidence.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	again, err := d.Encode()
	if err != nil || !bytes.Equal(text, again) {
		t.Fatalf("encoded twice, differs: %v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	text, err := sample(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	replace := func(old, with string) string { return strings.Replace(string(text), old, with, 1) }
	for name, in := range map[string]string{
		"an unknown member":               replace(`"certificate":{`, `"certificate":{"aaa":1,`),
		"a member spelled in upper case":  replace(`"nonce":`, `"Nonce":`),
		"a missing member":                replace(`"layout":1,`, ``),
		"a null where a list belongs":     replace(`"events":[`, `"events":null,"x":[`),
		"an explicit empty optional":      replace(`"name":"é.pdf",`, `"name":"é.pdf","pages":0,`),
		"white space":                     replace(`{`, `{ `),
		"another format":                  replace(`evidence/v1`, `evidence/v2`),
		"a hash in upper case":            replace(`"nonce":"09`, `"nonce":"0A`),
		"a short hash":                    replace(`"nonce":"09`, `"nonce":"`),
		"a number where a string belongs": replace(`"number":"C-1"`, `"number":1`),
		"nothing":                         "",
		"an empty object":                 "{}",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := evidence.Decode([]byte(in)); !errors.Is(err, evidence.ErrNotEvidence) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestCheckFindsContradictions(t *testing.T) {
	for name, change := range map[string]func(*evidence.Document){
		"a renamed deliverable":               func(d *evidence.Document) { d.Deliverables[0].Name = "e.pdf" },
		"another consent text":                func(d *evidence.Document) { d.Signatures[0].Consent.Text += "." },
		"a passcode bound to another consent": func(d *evidence.Document) { d.Signatures[0].Passcode.BoundTo.Consent[0] ^= 1 },
		"an altered event":                    func(d *evidence.Document) { d.Events[0].Actor = "system" },
		"an altered personal value": func(d *evidence.Document) {
			d.Events[1].Details = map[string]evidence.Detail{"/address": {Value: "192.0.2.2"}}
		},
		"a personal value for another place": func(d *evidence.Document) { d.Events[0].Details = d.Events[1].Details },
		"another local time":                 func(d *evidence.Document) { d.Events[1].Local = "2026-07-14T15:04:05+01:00" },
		"a local time with parts of seconds": func(d *evidence.Document) { d.Events[1].Local = "2026-07-14T15:04:05.1+02:00" },
		"a shorter chain":                    func(d *evidence.Document) { d.Events = d.Events[:1] },
		"no events":                          func(d *evidence.Document) { d.Events = nil },
		"another head":                       func(d *evidence.Document) { d.Chain.Head[0] ^= 1 },
		"another first":                      func(d *evidence.Document) { d.Chain.First[0] ^= 1 },
		"no nonce":                           func(d *evidence.Document) { d.Nonce = evidence.Hash{} },
		"an unknown kind":                    func(d *evidence.Document) { d.Kind = "other" },
		"a handover in a completion":         func(d *evidence.Document) { d.Handover = &evidence.Handover{} },
		"a passed gate nobody paid":          func(d *evidence.Document) { d.Payments = d.Payments[:1] },
		"a passed gate nobody signed":        func(d *evidence.Document) { d.Signatures = nil },
		"a waiver without a reason":          func(d *evidence.Document) { d.Gates[3].Reason = "" },
		"a gate of an unknown kind":          func(d *evidence.Document) { d.Gates[0].Kind = "other" },
		"a gate in an unknown state":         func(d *evidence.Document) { d.Gates[0].State = "open" },
		"no gate and no reason":              func(d *evidence.Document) { d.Gates = nil },
		"a payment both ways":                func(d *evidence.Document) { d.Payments[0].Recorded = d.Payments[1].Recorded },
		"a payment for nothing":              func(d *evidence.Document) { d.Payments[0].Due = "x" },
		"more refunded by hand than at all":  func(d *evidence.Document) { d.Payments[0].RefundedByHand = 1 },
		"more refunded than paid":            func(d *evidence.Document) { d.Payments[0].Refunded = 101 },
		"two signatures of one person":       func(d *evidence.Document) { d.Signatures = append(d.Signatures, d.Signatures[0]) },
		"two recipients with one id":         func(d *evidence.Document) { d.Recipients[1].ID = "r_1" },
	} {
		t.Run(name, func(t *testing.T) {
			d := sample(t)
			change(d)
			if err := d.Check(); !errors.Is(err, evidence.ErrInconsistent) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestManifestHashIsOneForAnyOrder(t *testing.T) {
	a, b := evidence.File{Name: "a", Size: 1}, evidence.File{Name: "b", Size: 2}
	one, err1 := evidence.ManifestHash([]evidence.File{a, b})
	two, err2 := evidence.ManifestHash([]evidence.File{b, a})
	if err1 != nil || err2 != nil || one != two {
		t.Fatal("order matters", err1, err2)
	}
	zero := strings.Repeat("0", 64)
	want := evidence.Sum([]byte(`quittance/manifest/v1[{"name":"a","sha256":"` + zero + `","size":1},{"name":"b","sha256":"` + zero + `","size":2}]`))
	if one != want {
		t.Fatalf("got %v, want the documented construction %v", one, want)
	}
}

func FuzzDecode(f *testing.F) {
	text, err := sample(f).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := evidence.Decode(in)
		if err != nil {
			return
		}
		if again, err := d.Encode(); err != nil || !bytes.Equal(in, again) {
			t.Fatalf("decoded what encodes otherwise: %v", err)
		}
		_ = d.Check() // must not panic; whether it holds does not matter here
	})
}
