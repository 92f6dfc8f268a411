package pades_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"quittance/internal/pades"
)

func TestSealedCertificateVerifies(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	r, err := pades.Verify(pdf, w.trust())
	if err != nil || verdict(r) != allPass || r.Level != pades.LevelT || r.Revisions != 0 || r.FirstRevision != len(pdf) {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.Signer.SHA256 != pades.Describe(w.seal.Certificate).SHA256 || !r.Token.Time.Equal(july.Add(time.Minute)) || r.Token.Policy != "1.2.3.4" || r.Token.Accuracy.Milliseconds() != 1500 {
		t.Fatalf("%+v %+v", r.Signer, r.Token)
	}
}

func TestSealWithRSA(t *testing.T) {
	w := newWorld(t)
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	if w.seal, err = w.ca.IssueSeal(rand.Reader, key, "RSA", "", july); err != nil {
		t.Fatal(err)
	}
	if r, err := pades.Verify(w.sealed(t), w.trust()); err != nil || verdict(r) != allPass {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestSealWithoutAuthorityIsLevelBAndSaysWhy(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.Stamp = func(context.Context, [32]byte) ([]byte, *pades.Token, error) { return nil, nil, errors.New("down") }
	s, err := pades.Seal(context.Background(), assemble(t, "x"), o)
	if err != nil || s.Level != pades.LevelB || s.StampError == nil || s.Token != nil {
		t.Fatalf("%+v, %v", s, err)
	}
	r, err := pades.Verify(s.PDF, w.trust())
	if err != nil || verdict(r) != [4]pades.Result{pades.Pass, pades.Pass, pades.Pass, pades.Unknown} || r.Level != pades.LevelB {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestSealRefusesASecondSeal(t *testing.T) {
	w := newWorld(t)
	if _, err := pades.Seal(context.Background(), w.sealed(t), w.options()); err == nil {
		t.Fatal("sealed twice")
	}
}

func TestAssembleIsDeterministicAndKeepsAttachments(t *testing.T) {
	a, b := assemble(t, "Été"), assemble(t, "Été")
	if !bytes.Equal(a, b) {
		t.Fatal("two assemblies of the same pages differ")
	}
	w := newWorld(t)
	for name, pdf := range map[string][]byte{"assembled": a, "sealed": w.sealed(t)} {
		t.Run(name, func(t *testing.T) {
			got, err := pades.Attachments(pdf, 1<<20)
			if err != nil || len(got) != 2 {
				t.Fatalf("%d attachments, %v", len(got), err)
			}
			for _, f := range files() {
				if !bytes.Equal(got[f.Name], f.Data) {
					t.Fatalf("%s differs", f.Name)
				}
			}
			if _, err := pades.Attachments(pdf, 100); err == nil {
				t.Fatal("more was decompressed than the limit")
			}
		})
	}
}

func TestContentIsThatOfThePagesAndOfNothingElse(t *testing.T) {
	w := newWorld(t)
	read := func(pdf []byte) *pades.Content {
		c, err := pades.ReadContent(pdf)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	sealed := read(w.sealed(t))
	if len(sealed.Pages) != 2 || len(sealed.Fonts) != 1 || sealed.Fonts[0].Name == "" || !bytes.Contains(sealed.Pages[0].Stream, []byte("BT")) {
		t.Fatalf("%d pages, fonts %v", len(sealed.Pages), sealed.Fonts)
	}
	if diff := pades.SameContent(sealed, read(pages(t, "Émetteur : Zoé Lœuvre"))); diff != "" {
		t.Fatalf("the same pages composed again: %s", diff)
	}
	if diff := pades.SameContent(sealed, read(pages(t, "Émetteur : Zoé Loeuvre"))); diff == "" {
		t.Fatal("another text counts as the same")
	}
}

func TestRevokedSeal(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	for name, c := range map[string]struct {
		after time.Duration
		want  pades.Result
	}{"revoked before it sealed": {-time.Hour, pades.Fail}, "revoked after the trusted time": {time.Hour, pades.Pass}} {
		t.Run(name, func(t *testing.T) {
			revoked := pades.Revocation{Serial: w.seal.Certificate.SerialNumber, At: july.Add(c.after), Reason: 4}
			der, err := w.ca.RevocationList(rand.Reader, 1, []pades.Revocation{revoked}, july, july.AddDate(0, 0, 7))
			if err != nil {
				t.Fatal(err)
			}
			list, err := x509.ParseRevocationList(der)
			if err != nil {
				t.Fatal(err)
			}
			o := w.trust()
			o.CRLs = []*x509.RevocationList{list}
			r, err := pades.Verify(pdf, o)
			if err != nil || r.Trust.Result != c.want {
				t.Fatalf("%+v, %v", r.Trust, err)
			}
		})
	}
}
