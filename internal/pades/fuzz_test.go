package pades_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"fmt"
	"testing"

	"quittance/internal/pades"
)

func TestDecompressionIsBounded(t *testing.T) {
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	for range 100 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	pdf := appendRevision(t, assemble(t, "x"), map[int]string{4: fmt.Sprintf("<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream", bomb.Len(), bomb.Bytes())})
	if _, err := pades.ReadContent(pdf); err == nil {
		t.Fatal("a hundred megabytes were read as a page")
	}
}

func TestCirclesAreRefused(t *testing.T) {
	base := assemble(t, "x")
	for name, objects := range map[string]map[int]string{
		"a page tree that contains itself":  {1: "<</Type/Pages/Kids[1 0 R]/Count 1>>"},
		"resources that contain themselves": {2: "<</Font 2 0 R>>"},
		"a reference to a reference":        {2: "2 0 R"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pades.ReadContent(appendRevision(t, base, objects)); err == nil {
				t.Fatal("accepted")
			}
		})
	}
}

// seedPDF is small, so that the fuzzer spends its time on structure.
const seedPDF = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>\nendobj\n" +
	"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9.5]>>\nendobj\n" +
	"4 0 obj\n<</F(a)/UF<61>/EF<</F 5 0 R>>>>\nendobj\n5 0 obj\n<</Length 2>>\nstream\nhi\nendstream\nendobj\n"

func seedFile() []byte {
	b := bytes.NewBufferString(seedPDF)
	at := b.Len()
	b.WriteString("xref\n0 6\n0000000000 65535 f \n")
	for n := 1; n < 6; n++ {
		fmt.Fprintf(b, "%010d 00000 n \n", bytes.Index([]byte(seedPDF), fmt.Appendf(nil, "%d 0 obj", n)))
	}
	fmt.Fprintf(b, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", at)
	return b.Bytes()
}

func FuzzReadPDF(f *testing.F) {
	w := newWorld(f)
	f.Add(seedFile())
	f.Add(w.sealed(f))
	f.Fuzz(func(t *testing.T, pdf []byte) {
		_, _ = pades.Attachments(pdf, 1<<16) // none of these may panic, or take long
		_, _ = pades.ReadContent(pdf)
		r, err := pades.Verify(pdf, w.trust())
		if err == nil && r.Integrity.Result == pades.Pass && r.Seal.Result == pades.Pass && len(pdf) < 1000 {
			t.Fatal("a few bytes were taken for a sealed certificate")
		}
		_, _ = pades.Assemble(pdf, pades.Assembly{Files: files()})
		_, _ = pades.Seal(context.Background(), pdf, pades.SealOptions{Identity: w.seal, At: july, Entropy: bytes.NewReader(make([]byte, 64))})
	})
}

func FuzzVerifyToken(f *testing.F) {
	w := newWorld(f)
	imprint := [32]byte{1}
	der, _, err := w.authority.Stamp(context.Background(), imprint)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Fuzz(func(t *testing.T, in []byte) {
		// Each fuzzing process has its own authority: what another one signed is whole, but not trusted here.
		if token, err := pades.VerifyToken(in, imprint, w.timeRoots); err == nil && token.Trusted && !bytes.Equal(in, der) {
			t.Fatal("an altered token verified")
		}
	})
}

func TestSeedFileIsRead(t *testing.T) {
	got, err := pades.Attachments(seedFile(), 10)
	if err != nil || string(got["a"]) != "hi" {
		t.Fatalf("%q, %v", got, err)
	}
	if c, err := pades.ReadContent(seedFile()); err != nil || len(c.Pages) != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
}

// FuzzSignature puts other bytes in the place of a seal's signature.
func FuzzSignature(f *testing.F) {
	w := newWorld(f)
	pdf := w.sealed(f)
	from := bytes.Index(pdf, []byte("/Contents<")) + len("/Contents<")
	hole := bytes.IndexByte(pdf[from:], '>')
	whole := make([]byte, hole/2)
	if _, err := hex.Decode(whole, pdf[from:from+hole]); err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.TrimRight(whole, "\x00"))
	f.Fuzz(func(t *testing.T, der []byte) {
		if len(der) > hole/2 {
			return
		}
		padded := append(bytes.Clone(der), make([]byte, hole/2-len(der))...)
		forged := bytes.Clone(pdf)
		hex.Encode(forged[from:], padded)
		r, err := pades.Verify(forged, w.trust())
		if err != nil {
			t.Fatal(err)
		}
		if verdict(r) == allPass && !bytes.Equal(padded, whole) {
			t.Fatal("another signature verified")
		}
	})
}

func BenchmarkAssembleAndSeal(b *testing.B) {
	w := newWorld(b)
	base, o := pages(b, "Émetteur : Zoé Lœuvre"), w.options()
	o.Stamp = nil
	for b.Loop() {
		pdf, err := pades.Assemble(base, pades.Assembly{Files: files()})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := pades.Seal(context.Background(), pdf, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	pdf := w.sealed(b)
	for b.Loop() {
		if _, err := pades.Verify(pdf, w.trust()); err != nil {
			b.Fatal(err)
		}
	}
}
