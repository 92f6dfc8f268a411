package layout

import (
	"time"

	"quittance/internal/certificate/layout/pdf"
)

// emit writes the collected pages. Nothing of the moment or the machine gets into the file: the dates are those of the
// certificate.
func (s *sheet) emit(title, language string, madeAt int64) ([]byte, error) {
	d := pdf.New(pdf.Info{
		Title: title, Language: language, Producer: "Quittance", At: time.UnixMicro(madeAt),
		Width: pageWidth, Height: pageHeight,
	})
	var runs []pdf.Run
	for _, ops := range s.pages {
		page := d.AddPage()
		for _, o := range ops {
			if o.text == "" {
				page.Box(o.x, pageHeight-o.y-o.h, o.w, o.h, o.style.colour)
				continue
			}
			at := pdf.Place{X: o.x, Y: pageHeight - o.y, Size: o.style.size, Colour: o.style.colour}
			if o.sloped {
				at.Cos, at.Sin = 848, 530 // 32 degrees
			}
			runs = appendRuns(runs[:0], o.style.face, o.text)
			page.Text(at, runs)
		}
	}
	return d.Bytes()
}
