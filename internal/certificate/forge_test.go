package certificate_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/evidence"
	"quittance/internal/pades"
)

// forge seals whatever it is given with the true key: the worst an insider could do.
func (w *world) forge(t *testing.T, pages []byte, files map[string][]byte) []byte {
	t.Helper()
	a := pades.Assembly{ID: [16]byte{9}}
	for _, name := range []string{"evidence.json", "proof.txt", "evidence.tst"} {
		if data := files[name]; data != nil {
			a.Files = append(a.Files, pades.Attachment{Name: name, MediaType: "application/octet-stream", Relationship: "Data", Description: name, Modified: november, Data: data})
		}
	}
	assembled := check[[]byte](t)(pades.Assemble(pages, a))
	sealed := check[*pades.Sealed](t)(pades.Seal(context.Background(), assembled, pades.SealOptions{Identity: w.seal, At: november, Name: "x", Reason: "y", Stamp: w.authority.Stamp, Entropy: rand.Reader}))
	return sealed.PDF
}

func (w *world) files(in certificate.Input) map[string][]byte {
	return map[string][]byte{"evidence.json": in.Evidence, "proof.txt": in.Proof, "evidence.tst": in.Token}
}

func TestForgeriesOfAnInsiderAreCaught(t *testing.T) {
	w := newWorld(t)
	in, other := w.input(t, samples["simple"](t)), w.input(t, samples["transfer"](t))
	pages := check[[]byte](t)(certificate.Page(in.Evidence, in.Proof, in.Token))
	// The same certificate with another price, its text and its hashes consistent, but never entered in the log.
	edit := func(change func(*evidence.Document)) []byte {
		d := check[*evidence.Document](t)(evidence.Decode(in.Evidence))
		change(d)
		return check[[]byte](t)(d.Encode())
	}
	renamed := edit(func(d *evidence.Document) { d.Sender.LegalName = "Quelqu’un d’autre" })
	renamedPages := check[[]byte](t)(certificate.Page(renamed, in.Proof, nil))
	unchained := edit(func(d *evidence.Document) { d.Events[3].Actor = "system" })
	unchainedProof := w.enter(t, unchained)
	contradicting := edit(func(d *evidence.Document) { d.Payments = nil })
	contradictingProof := w.enter(t, contradicting)
	unknownLayout := edit(func(d *evidence.Document) { d.Layout = 99 })
	otherSeal := edit(func(d *evidence.Document) { d.Seal.SHA256[0] ^= 1 })
	otherSealProof := w.enter(t, otherSeal)

	for name, c := range map[string]struct {
		pages   []byte
		files   map[string][]byte
		check   string
		result  certificate.Result
		verdict certificate.Verdict
	}{
		"the text of another certificate":              {check[[]byte](t)(certificate.Page(other.Evidence, other.Proof, other.Token)), w.files(in), "text", certificate.Fail, certificate.Invalid},
		"another certificate's proof":                  {check[[]byte](t)(certificate.Page(in.Evidence, other.Proof, in.Token)), map[string][]byte{"evidence.json": in.Evidence, "proof.txt": other.Proof, "evidence.tst": in.Token}, "inclusion", certificate.Fail, certificate.Invalid},
		"another certificate's time-stamp":             {pages, map[string][]byte{"evidence.json": in.Evidence, "proof.txt": in.Proof, "evidence.tst": other.Token}, "time", certificate.Fail, certificate.Invalid},
		"a time-stamp left out, the page still has it": {pages, map[string][]byte{"evidence.json": in.Evidence, "proof.txt": in.Proof}, "text", certificate.Fail, certificate.Invalid},
		"evidence edited and attached again":           {pages, map[string][]byte{"evidence.json": renamed, "proof.txt": in.Proof, "evidence.tst": in.Token}, "evidence", certificate.Fail, certificate.Invalid},
		"evidence and text edited alike":               {renamedPages, map[string][]byte{"evidence.json": renamed, "proof.txt": in.Proof}, "evidence", certificate.Fail, certificate.Invalid},
		"an event edited, and entered in the log":      {check[[]byte](t)(certificate.Page(unchained, unchainedProof, nil)), map[string][]byte{"evidence.json": unchained, "proof.txt": unchainedProof}, "chain", certificate.Fail, certificate.Invalid},
		"a passed gate without its payment":            {check[[]byte](t)(certificate.Page(contradicting, contradictingProof, nil)), map[string][]byte{"evidence.json": contradicting, "proof.txt": contradictingProof}, "evidence", certificate.Fail, certificate.Invalid},
		"evidence that names another seal":             {check[[]byte](t)(certificate.Page(otherSeal, otherSealProof, nil)), map[string][]byte{"evidence.json": otherSeal, "proof.txt": otherSealProof}, "evidence", certificate.Fail, certificate.Invalid},
		"a layout nobody knows":                        {pages, map[string][]byte{"evidence.json": unknownLayout, "proof.txt": w.enter(t, unknownLayout)}, "text", certificate.Unknown, certificate.Indeterminate},
		"no evidence":                                  {pages, map[string][]byte{"proof.txt": in.Proof}, "evidence", certificate.Fail, certificate.Invalid},
		"evidence that is none":                        {pages, map[string][]byte{"evidence.json": []byte("{}"), "proof.txt": in.Proof}, "evidence", certificate.Fail, certificate.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			r := certificate.Verify(w.forge(t, c.pages, c.files), w.trust())
			if r.Verdict != c.verdict || result(t, r, c.check) != c.result {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestMakeRefusesAnotherSealThanTheEvidenceNames(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, samples["simple"](t))
	in.Identity = newWorld(t).seal
	if _, err := certificate.Make(context.Background(), in); err == nil {
		t.Fatal("sealed")
	}
}

func TestLaterRevisionsKeepTheCertificateValid(t *testing.T) {
	w := newWorld(t)
	pdf := w.make(t, w.input(t, samples["simple"](t)))
	longer := check[[]byte](t)(pades.AddTimestamp(context.Background(), pdf, w.authority.Stamp))
	r := certificate.Verify(longer, w.trust())
	if r.Verdict != certificate.Valid || bytes.Equal(longer, pdf) {
		t.Fatalf("%+v", r)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n"), []byte("{}"), []byte("c2sp.org/tlog-proof@v1\n"))
	f.Fuzz(func(t *testing.T, pdf, encoded, proof []byte) {
		if r := certificate.Verify(pdf, certificate.Options{Now: november}); r.Verdict == certificate.Valid {
			t.Fatal("valid without a root")
		}
		_, _ = certificate.Page(encoded, proof, nil) // must not panic
	})
}
