package pdf

import (
	"bytes"
	"fmt"
	"time"

	"quittance/internal/pades/flate"
)

// Length is a measure in thousandths of a point. Whole numbers, because processors differ in how they round the
// product of fractions, and a certificate sealed on one must be verified on another.
type Length int

// Colour is red, green and blue, 255 for the most of each.
type Colour [3]uint8

// Info is what a document says about itself.
type Info struct {
	Title    string
	Language string // BCP 47
	Producer string
	At       time.Time // of making and of the last change
	Width    Length
	Height   Length
}

// The objects whose numbers are known before anything is written.
const (
	catalogObject = 1 + iota
	treeObject
	infoObject
	resourcesObject
	firstFree
)

// Document is written page by page. The origin of every page is its lower left corner. It is not for several
// goroutines at a time; the fonts are.
type Document struct {
	info    Info
	out     bytes.Buffer
	offsets []int // by object number; 0 for one not yet written
	pages   []int // object numbers
	fonts   []*subset
	page    *Page  // the open one
	marks   []byte // room of the page before, for the next
	err     error
}

// New begins a document without pages.
func New(info Info) *Document {
	d := &Document{info: info, offsets: make([]int, firstFree)}
	d.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return d
}

// AddPage closes the page before and opens another.
func (d *Document) AddPage() *Page {
	d.close()
	d.page = &Page{document: d, marks: d.marks[:0]}
	return d.page
}

// Bytes closes the document and returns the file: one revision with a classic cross-reference table. What went wrong
// in a call before is told here.
func (d *Document) Bytes() ([]byte, error) {
	d.close()
	resources := "<</Font <<"
	for i, s := range d.fonts {
		at, err := d.embed(s)
		if err != nil {
			return nil, fmt.Errorf("write PDF: font %s: %w", s.font.name, err)
		}
		resources += fmt.Sprintf("/F%d %d 0 R", i+1, at)
	}
	if d.err != nil {
		return nil, fmt.Errorf("write PDF: %w", d.err)
	}
	d.begin(resourcesObject)
	fmt.Fprintf(&d.out, "%s>>>>\nendobj\n", resources)
	d.begin(treeObject)
	fmt.Fprintf(&d.out, "<</Type/Pages/Count %d/MediaBox[0 0 %s %s]/Resources %d 0 R/Kids[", len(d.pages), d.info.Width.number(nil), d.info.Height.number(nil), resourcesObject)
	for _, p := range d.pages {
		fmt.Fprintf(&d.out, "%d 0 R\n", p)
	}
	d.out.WriteString("]>>\nendobj\n")
	d.begin(infoObject)
	at := d.info.At.UTC().Format("20060102150405")
	fmt.Fprintf(&d.out, "<</Title %s/Producer %s/CreationDate(D:%sZ)/ModDate(D:%sZ)>>\nendobj\n", textString(d.info.Title), textString(d.info.Producer), at, at)
	d.begin(catalogObject)
	fmt.Fprintf(&d.out, "<</Type/Catalog/Pages %d 0 R/Lang %s/ViewerPreferences<</DisplayDocTitle true>>>>\nendobj\n", treeObject, textString(d.info.Language))
	d.finish()
	return d.out.Bytes(), nil
}

// finish writes the table of where objects stand (ISO 32000-1 section 7.5.4).
func (d *Document) finish() {
	at := d.out.Len()
	fmt.Fprintf(&d.out, "xref\n0 %d\n0000000000 65535 f \n", len(d.offsets))
	for _, offset := range d.offsets[1:] {
		fmt.Fprintf(&d.out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&d.out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets), catalogObject, infoObject, at)
}

func (d *Document) close() {
	if d.page == nil {
		return
	}
	d.page.stop()
	content := d.stream("", d.page.marks)
	at := d.object()
	fmt.Fprintf(&d.out, "<</Type/Page/Parent %d 0 R/Contents %d 0 R>>\nendobj\n", treeObject, content)
	d.pages = append(d.pages, at)
	d.marks, d.page = d.page.marks, nil
}

// object begins an object with a new number.
func (d *Document) object() int {
	d.offsets = append(d.offsets, 0)
	d.begin(len(d.offsets) - 1)
	return len(d.offsets) - 1
}

func (d *Document) begin(number int) {
	d.offsets[number] = d.out.Len()
	fmt.Fprintf(&d.out, "%d 0 obj\n", number)
}

// stream writes data compressed, with the given members in its dictionary.
func (d *Document) stream(members string, data []byte) int {
	packed, err := flate.Deflate(data)
	d.fail(err)
	at := d.object()
	fmt.Fprintf(&d.out, "<<%s/Filter/FlateDecode/Length %d>>\nstream\n", members, len(packed))
	d.out.Write(packed)
	d.out.WriteString("\nendstream\nendobj\n")
	return at
}

// fail keeps the first error until the document is closed.
func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}
