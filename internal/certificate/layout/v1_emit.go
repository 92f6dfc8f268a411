package layout

import (
	"bytes"
	"fmt"
	"time"

	"github.com/go-pdf/fpdf"
)

// emit writes the collected pages. Nothing of the moment or the machine gets into the file: dates are those of the
// certificate, the catalogue is sorted.
func (s *sheet) emit(title, language string, madeAt int64) ([]byte, error) {
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", SizeStr: "A4"})
	at := time.UnixMicro(madeAt).UTC()
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Quittance", true)
	pdf.SetTitle(title, true)
	pdf.SetLang(language)
	pdf.SetCompression(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	e := emitter{pdf: pdf}
	for _, ops := range s.pages {
		pdf.AddPage()
		e.face, e.size, e.colour = -1, 0, colour{-1}
		for _, o := range ops {
			e.emit(o)
		}
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	return out.Bytes(), nil
}

// emitter remembers what is set, so that the file does not repeat it for every mark.
type emitter struct {
	pdf    *fpdf.Fpdf
	loaded [4]bool
	face   face
	size   float64
	colour colour
}

func (e *emitter) emit(o op) {
	if o.text == "" {
		c := o.style.colour
		e.pdf.SetFillColor(c[0], c[1], c[2])
		e.pdf.Rect(o.x, o.y, o.w, o.h, "F")
		return
	}
	if c := o.style.colour; c != e.colour {
		e.pdf.SetTextColor(c[0], c[1], c[2])
		e.colour = c
	}
	if o.h != 0 { // a turned text: h is the angle; what is set inside is forgotten at its end, so the font comes before
		e.font(o.style.face, o.style.size)
		e.pdf.TransformBegin()
		e.pdf.TransformRotate(o.h, o.x, o.y)
		defer e.pdf.TransformEnd()
	}
	x := o.x
	for _, r := range runs(o.style.face, o.text) {
		if r.text != "" {
			e.font(r.face, o.style.size)
			e.pdf.Text(x, o.y, r.text)
		}
		x += r.width * o.style.size / 1000
	}
}

func (e *emitter) font(f face, size float64) {
	if !e.loaded[f] {
		// A copy of its own: the library writes into the program it is given (it appends to a part of it), which would
		// make a page depend on the pages before it, and race.
		e.pdf.AddUTF8FontFromBytes(faceNames[f], "", bytes.Clone(f.program()))
		e.loaded[f] = true
	}
	if f != e.face || size != e.size {
		e.pdf.SetFont(faceNames[f], "", size)
		e.face, e.size = f, size
	}
}
