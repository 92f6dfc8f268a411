package facturx_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"quittance/internal/facturx"
)

func eur(cents int64) facturx.Amount { return facturx.Amount{Minor: cents, Said: true} }

var complete = facturx.Invoice{
	Number: "F-2026-0117", TypeCode: "380", IssuedOn: "2026-11-12", DueOn: "2026-12-12", Currency: "EUR",
	Net: eur(110_000), Tax: eur(20_550), Gross: eur(130_550), Due: eur(100_000),
	Taxes: []facturx.Tax{{Category: "S", Rate: 2000, Net: eur(100_000), Tax: eur(20_000)}, {Category: "S", Rate: 550, Net: eur(10_000), Tax: eur(550)}},
	Seller: facturx.Party{
		Name: "Atelier Lœuvre & Associés", Contact: "Claire Lœuvre", Email: "claire@atelier.example", Phone: "+33 4 72 00 00 00", SIREN: "732829320", VAT: "FR44732829320",
	},
	Buyer:          facturx.Party{Name: "Société Beauséjour", Contact: "Marc Petit", Email: "compta@beausejour.example", Phone: "06 12 34 56 78", SIREN: "552081317"},
	BuyerReference: "SERVICE-12", Order: "BC-88",
}

var smallest = facturx.Invoice{
	Number: "2026/42", TypeCode: "381", Currency: "EUR", Net: eur(-1_000), Gross: eur(-1_000), // no such day, half a cent and 1e3 are not told
	Seller: facturx.Party{Name: "Jean Martin EI", SIREN: "732829320", VAT: "FR44732829320"},
	Buyer:  facturx.Party{Name: "Mairie"},
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadXML(t *testing.T) {
	for name, want := range map[string]facturx.Invoice{"en16931.xml": complete, "minimum.xml": smallest} {
		t.Run(name, func(t *testing.T) {
			got, err := facturx.ReadXML(sample(t, name))
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
			}
		})
	}
	if complete.CreditNote() || !smallest.CreditNote() {
		t.Error("a credit note is an invoice, or the other way round")
	}
}

// file makes a PDF around streams: their dictionaries' members and their bytes.
func file(streams ...string) []byte {
	out := "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>\nendobj\n"
	for i, s := range streams {
		out += fmt.Sprintf("%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", 4+i, len(s), s)
	}
	return []byte(out + "trailer\n<</Root 1 0 R>>\n")
}

func deflated(t testing.TB, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// attached lets pdfcpu put the invoice into a file, with cross-reference and object streams.
func attached(t *testing.T, xml []byte) []byte {
	t.Helper()
	api.DisableConfigDir()
	folder := t.TempDir()
	path := filepath.Join(folder, "factur-x.xml")
	if err := os.WriteFile(path, xml, 0o600); err != nil {
		t.Fatal(err)
	}
	var base bytes.Buffer
	base.WriteString("%PDF-1.7\n")
	var offsets []int
	for i, o := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<>>>>"} {
		offsets = append(offsets, base.Len())
		fmt.Fprintf(&base, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := base.Len()
	base.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, o := range offsets {
		fmt.Fprintf(&base, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&base, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", at)
	var out bytes.Buffer
	if err := api.AddAttachments(bytes.NewReader(base.Bytes()), &out, []string{path}, false, model.NewDefaultConfiguration()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadWhatAnotherProgramAttached(t *testing.T) {
	pdf := attached(t, sample(t, "en16931.xml"))
	if bytes.Contains(pdf, []byte("F-2026-0117")) {
		t.Fatal("the attachment is not packed: the test shows nothing")
	}
	got, err := facturx.Read(pdf)
	if err != nil || !reflect.DeepEqual(got, complete) {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestRead(t *testing.T) {
	xml, minimum := sample(t, "en16931.xml"), sample(t, "minimum.xml")
	packed := deflated(t, xml)
	wrongSum := packed[:len(packed)-4] + "\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		pdf    []byte
		number string
		err    error
	}{
		"a stream that is not packed":             {file(string(xml)), "F-2026-0117", nil},
		"with a byte order mark":                  {file("\xEF\xBB\xBF" + string(xml)), "F-2026-0117", nil},
		"a packed one among others":               {file("BT (x) Tj ET", deflated(t, []byte("<svg/>")), packed, "q Q"), "F-2026-0117", nil},
		"a wrong checksum":                        {file(wrongSum), "F-2026-0117", nil},
		"the last of two":                         {file(packed, deflated(t, minimum)), "2026/42", nil},
		"the last that can be read":               {file(packed, deflated(t, minimum[:900])), "F-2026-0117", nil},
		"a file that breaks off behind it":        {bytes.TrimSuffix(file(string(xml)), []byte("\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n")), "F-2026-0117", nil},
		"a file that breaks off inside":           {file(string(xml))[:3000], "", facturx.ErrDamaged},
		"a packed one that breaks off":            {file(packed[:len(packed)/2]), "", facturx.ErrDamaged},
		"no invoice":                              {file("q Q"), "", facturx.ErrAbsent},
		"another file that names it":              {file("<?xml version='1.0'?><note>CrossIndustryInvoice</note>"), "", facturx.ErrAbsent},
		"an element of that name from elsewhere":  {file("<CrossIndustryInvoice xmlns='urn:other'><ExchangedDocument><ID>1</ID></ExchangedDocument></CrossIndustryInvoice>"), "", facturx.ErrAbsent},
		"an invoice without number and sum":       {file("<CrossIndustryInvoice xmlns='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'/>"), "", facturx.ErrDamaged},
		"a picture":                               {[]byte("\x89PNG\r\n\x1a\nstream"), "", facturx.ErrAbsent},
		"nothing":                                 {nil, "", facturx.ErrAbsent},
		"a file that is too large":                {make([]byte, facturx.MaxPDF+1), "", facturx.ErrTooLarge},
		"too many streams before it":              {file(append(strings.Split(strings.Repeat("q,", 2000), ","), packed)...), "", facturx.ErrAbsent},
		"a stream whose length is a lie":          {bytes.Replace(file(packed), []byte("/Length "), []byte("/Length 99999"), 1), "F-2026-0117", nil},
		"the word stream in a text before it":     {file("(upstream) Tj", packed), "F-2026-0117", nil},
		"line ends of another kind after stream":  {bytes.ReplaceAll(file(packed), []byte(">>\nstream\n"), []byte(">> stream\r\n")), "F-2026-0117", nil},
		"an invoice that refers to a style sheet": {file("<?xml-stylesheet href='x.xsl'?>" + strings.TrimPrefix(string(xml), `<?xml version="1.0" encoding="UTF-8"?>`)), "F-2026-0117", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := facturx.Read(c.pdf)
			if got.Number != c.number || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got.Number, err)
			}
		})
	}
}

// What could cost memory or time is refused, quickly.
func TestBombs(t *testing.T) {
	const root = `<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">`
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>` + root + `<ExchangedDocument><ID>&b;</ID></ExchangedDocument></CrossIndustryInvoice>`
	outside := `<!DOCTYPE x SYSTEM "file:///etc/passwd">` + root + `<ExchangedDocument><ID>1</ID></ExchangedDocument></CrossIndustryInvoice>`
	for name, c := range map[string]struct {
		pdf []byte
		err error
	}{
		"entities":                      {file(laughs), facturx.ErrAbsent},
		"a document type elsewhere":     {file(outside), facturx.ErrAbsent},
		"an entity that is not defined": {file(root + "<ExchangedDocument><ID>&b;</ID></ExchangedDocument></CrossIndustryInvoice>"), facturx.ErrDamaged},
		"a thousandfold packed":         {file(deflated(t, append([]byte(root), make([]byte, 100<<20)...))), facturx.ErrTooLarge},
		"elements inside elements":      {file(deflated(t, []byte(root+strings.Repeat("<a>", 1<<20)))), facturx.ErrDamaged},
		"a tag of attributes":           {file(deflated(t, []byte(root+"<a"+strings.Repeat(` b=">"`, 500_000)))), facturx.ErrDamaged},
		"streams without end":           {bytes.Repeat([]byte(">>stream\n"), facturx.MaxPDF/9), facturx.ErrAbsent},
		"empty blocks without end":      {file("\x78\x9c" + strings.Repeat("\x00\x00\x00\xff\xff", 3<<20)), facturx.ErrAbsent},
	} {
		t.Run(name, func(t *testing.T) {
			from := time.Now()
			if _, err := facturx.Read(c.pdf); !errors.Is(err, c.err) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(from); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestTextsAreBoundedAndPlain(t *testing.T) {
	xml := bytes.Replace(sample(t, "minimum.xml"), []byte("Mairie"), []byte("\u202eA\u200b&#9;&#10;"+strings.Repeat("é", 5000)), 1)
	got, err := facturx.ReadXML(xml)
	if err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(got.Buyer.Name)); n > 300 || !strings.HasPrefix(got.Buyer.Name, "A é") {
		t.Errorf("%d characters, %.20q", n, got.Buyer.Name)
	}
}

func TestStrangeFilesHoldNoInvoice(t *testing.T) {
	files, err := filepath.Glob("../../../shared/corpora/pdf/*.pdf")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/corpora is not beside this checkout")
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := facturx.Read(b); !errors.Is(err, facturx.ErrAbsent) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(string(sample(f, "minimum.xml"))))
	f.Add(file(deflated(f, sample(f, "en16931.xml")), "q"))
	f.Add([]byte(">>stream\r\n\x78\x9c"))
	f.Fuzz(func(t *testing.T, pdf []byte) {
		check(t, pdf, facturx.Read)
	})
}

func FuzzReadXML(f *testing.F) {
	f.Add(sample(f, "minimum.xml"))
	f.Add(sample(f, "en16931.xml"))
	f.Fuzz(func(t *testing.T, xml []byte) {
		check(t, xml, facturx.ReadXML)
	})
}

func check(t *testing.T, data []byte, read func([]byte) (facturx.Invoice, error)) {
	i, err := read(data)
	if err != nil {
		if !errors.Is(err, facturx.ErrAbsent) && !errors.Is(err, facturx.ErrDamaged) && !errors.Is(err, facturx.ErrTooLarge) {
			t.Errorf("another error: %v", err)
		}
		return
	}
	if len([]rune(i.Number)) > 300 || strings.ContainsAny(i.Number+i.Buyer.Name+i.Buyer.Email, "\n\r\x00") || len(i.Taxes) > 20 {
		t.Errorf("%+v", i)
	}
	for _, day := range []string{i.IssuedOn, i.DueOn} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			t.Errorf("%q is a day", day)
		}
	}
}
