package pades_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"quittance/internal/pades"
)

// invalid reports whether the file is judged to be an altered certificate.
func invalid(t *testing.T, pdf []byte, o pades.VerifyOptions) bool {
	t.Helper()
	r, err := pades.Verify(pdf, o)
	if err != nil {
		return false
	}
	for _, result := range verdict(r) {
		if result == pades.Fail {
			return true
		}
	}
	return false
}

func TestAnyChangedByteIsNoticed(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	from := bytes.Index(pdf, []byte("/Contents<")) - 200
	to := bytes.Index(pdf[from:], bytes.Repeat([]byte("0"), 200)) + from + 300
	for i, step := 0, 0; i < len(pdf); i += step {
		// Every byte of the signature and of the file's two ends; samples of what is hashed anyway, and of the padding.
		switch dense := i < 100 || i > len(pdf)-1200 || i >= from && i < to; {
		case dense:
			step = 1
		case i < from:
			step = min(211, max(from-i, 1))
		default:
			step = 1009
			if i+step > len(pdf)-1200 {
				step = max(1, min(step, len(pdf)-1200-i))
			}
		}
		broken := bytes.Clone(pdf)
		broken[i] ^= [...]byte{0x01, 0x20}[i%2] // the latter turns small letters into capitals
		if !invalid(t, broken, w.trust()) {
			t.Fatalf("byte %d of %d, %q for %q: not noticed", i, len(pdf), broken[i], pdf[i])
		}
	}
}

func TestTruncatedOrGrownFilesAreNoticed(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	for name, broken := range map[string][]byte{
		"its last byte missing":        pdf[:len(pdf)-1],
		"its second half missing":      pdf[:len(pdf)/2],
		"the seal's revision missing":  pdf[:bytes.Index(pdf, []byte("%%EOF"))+6],
		"a byte more":                  append(bytes.Clone(pdf), 'x'),
		"white space more":             append(bytes.Clone(pdf), '\n'),
		"a comment more":               append(bytes.Clone(pdf), "% hello\n"...),
		"a second end of file":         append(bytes.Clone(pdf), "%%EOF\n"...),
		"a byte range one byte longer": bytes.Replace(pdf, []byte("/ByteRange[0 "), []byte("/ByteRange[1 "), 1),
	} {
		t.Run(name, func(t *testing.T) {
			if !invalid(t, broken, w.trust()) {
				t.Fatal("not noticed")
			}
		})
	}
}

func TestOtherFilesAreNotCertificates(t *testing.T) {
	w := newWorld(t)
	for name, pdf := range map[string][]byte{
		"nothing":          nil,
		"text":             []byte("hello"),
		"pages, no seal":   pages(t, "x"),
		"a header alone":   []byte("%PDF-1.7\nstartxref\n0\n%%EOF\n"),
		"a table in a row": []byte("%PDF-1.7\nxref\n0 99999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := pades.Verify(pdf, w.trust()); !errors.Is(err, pades.ErrNotCertificate) {
				t.Fatalf("%+v, %v", r, err)
			}
		})
	}
}

func TestTrust(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	pdf := w.sealed(t)
	unstamped := w.options()
	unstamped.Stamp = nil
	s, err := pades.Seal(context.Background(), assemble(t, "x"), unstamped)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pdf         []byte
		change      func(*pades.VerifyOptions)
		trust, time pades.Result
	}{
		"no root at all":                    {pdf, func(o *pades.VerifyOptions) { o.Roots, o.TimeRoots = nil, nil }, pades.Unknown, pades.Unknown},
		"another installation's root":       {pdf, func(o *pades.VerifyOptions) { o.Roots = other.roots }, pades.Fail, pades.Pass},
		"another authority's root":          {pdf, func(o *pades.VerifyOptions) { o.TimeRoots = other.timeRoots }, pades.Pass, pades.Unknown},
		"expired since, with trusted time":  {pdf, func(o *pades.VerifyOptions) { o.Now = july.AddDate(9, 0, 0) }, pades.Pass, pades.Pass},
		"expired since, without":            {s.PDF, func(o *pades.VerifyOptions) { o.Now = july.AddDate(9, 0, 0) }, pades.Unknown, pades.Unknown},
		"judged before it could be sealed":  {s.PDF, func(o *pades.VerifyOptions) { o.Now = july.AddDate(-9, 0, 0) }, pades.Fail, pades.Unknown},
		"a time root does not vouch for us": {pdf, func(o *pades.VerifyOptions) { o.Roots = w.timeRoots }, pades.Fail, pades.Pass},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.trust()
			c.change(&o)
			r, err := pades.Verify(c.pdf, o)
			if err != nil || r.Trust.Result != c.trust || r.Time.Result != c.time || r.Seal.Result != pades.Pass {
				t.Fatalf("%+v, %v", r, err)
			}
		})
	}
}

func TestLaterRevisionsMayOnlyAddValidationDataAndTimestamps(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	crl, err := w.ca.RevocationList(rand.Reader, 1, nil, july, july.AddDate(0, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	lt, err := pades.AddValidation(pdf, [][]byte{w.ca.Certificate.Raw}, [][]byte{crl})
	if err != nil {
		t.Fatal(err)
	}
	lta, err := pades.AddTimestamp(context.Background(), lt, w.authority.Stamp)
	if err != nil {
		t.Fatal(err)
	}
	again, err := pades.AddValidation(lta, nil, [][]byte{crl, crl})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pdf       []byte
		level     pades.Level
		revisions int
	}{
		"validation data": {lt, pades.LevelLT, 1},
		"validation data and a document time-stamp": {lta, pades.LevelLTA, 2},
		"renewed validation data":                   {again, pades.LevelLTA, 3},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := pades.Verify(c.pdf, w.trust())
			if err != nil || verdict(r) != allPass || r.Level != c.level || r.Revisions != c.revisions || r.FirstRevision != len(pdf) {
				t.Fatalf("%+v, %v", r, err)
			}
			if !bytes.HasPrefix(c.pdf, pdf) {
				t.Fatal("the first revision changed")
			}
		})
	}
	for i := len(lt); i < len(lta); i += 97 {
		broken := bytes.Clone(lta)
		broken[i] ^= 1
		if !invalid(t, broken, w.trust()) {
			t.Fatalf("byte %d of the time-stamp's revision changed: not noticed", i)
		}
	}
}

func TestOtherLaterRevisionsAreRefused(t *testing.T) {
	w := newWorld(t)
	pdf := w.sealed(t)
	page, catalog, size := number(t, pdf, "/P "), number(t, pdf, "/Root "), number(t, pdf, "/Size ")
	body := func(num int) string { return objectText(t, pdf, num) }
	pagesNode := objectText(t, pdf, 1)
	for name, objects := range map[string]map[int]string{
		"an appended page":               {size: "<</Type/Page/Parent 1 0 R>>", 1: strings.Replace(pagesNode, "/Kids [", "/Kids ["+itoa(size)+" 0 R ", 1)},
		"a changed page":                 {page: strings.Replace(body(page), "/Annots [", "/Annots [99 0 R ", 1)},
		"an annotation on the page":      {size: "<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/Contents(paid)>>", page: strings.Replace(body(page), "/Annots [", "/Annots ["+itoa(size)+" 0 R ", 1)},
		"another content stream":         {page + 1: "<</Length 0>>\nstream\n\nendstream"},
		"a changed catalogue":            {catalog: strings.Replace(body(catalog), "/Lang", "/OpenAction[3 0 R/Fit]/Lang", 1)},
		"other attachments":              {catalog: strings.Replace(body(catalog), "/Names", "/Nomes", 1)},
		"a form without the seal":        {catalog: strings.Replace(body(catalog), "/Fields [", "/Fields [] /Old [", 1)},
		"a field that is not signed":     {size: "<</FT/Tx/T(x)>>", catalog: strings.Replace(body(catalog), "/Fields [", "/Fields ["+itoa(size)+" 0 R ", 1)},
		"an object nobody refers to":     {size: "<</Hello(world)>>"},
		"validation data hiding a page":  {size: "<</Type/DSS/Certs[" + itoa(page) + " 0 R]>>", catalog: strings.Replace(body(catalog), "<<", "<</DSS "+itoa(size)+" 0 R", 1)},
		"validation data as page object": {page: "<</Type/DSS>>", catalog: strings.Replace(body(catalog), "<<", "<</DSS "+itoa(page)+" 0 R", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := pades.Verify(appendRevision(t, pdf, objects), w.trust())
			if err != nil || r.Integrity.Result != pades.Fail {
				t.Fatalf("%+v, %v", r, err)
			}
		})
	}
	t.Run("an empty one is harmless, if it is one of ours", func(t *testing.T) {
		r, err := pades.Verify(appendRevision(t, pdf, map[int]string{catalog: body(catalog)}), w.trust())
		if err != nil || r.Integrity.Result != pades.Pass {
			t.Fatalf("%+v, %v", r, err)
		}
	})
}
