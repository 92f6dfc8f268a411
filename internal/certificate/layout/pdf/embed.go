package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// embed writes a subset as a composite font (ISO 32000-1 section 9.7): the codes of the text are the numbers of the
// glyphs, and a table gives the characters back to whoever searches or copies.
func (d *Document) embed(s *subset) (int, error) {
	program, err := s.program()
	if err != nil {
		return 0, err
	}
	f := s.font
	name := tag(program) + "+" + f.name
	file := d.stream(fmt.Sprintf("/Length1 %d", len(program)), program)
	characters := d.stream("", s.characters())
	descriptor := d.object()
	// The numbers of the stem and the flag "symbolic" are for readers that would replace the font; none may.
	fmt.Fprintf(&d.out, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>\nendobj\n",
		name, f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, f.capital, file)
	descendant := d.object()
	fmt.Fprintf(&d.out, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %d 0 R/DW 0/W[1[",
		name, descriptor)
	for i, r := range s.used {
		if i > 0 {
			d.out.WriteByte(' ')
		}
		advance, _ := f.Advance(r)
		fmt.Fprint(&d.out, advance)
	}
	d.out.WriteString("]]>>\nendobj\n")
	font := d.object()
	fmt.Fprintf(&d.out, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>\nendobj\n", name, descendant, characters)
	return font, nil
}

// tag tells the subsets of one font apart when documents are joined (ISO 32000-1 section 9.6.4).
func tag(program []byte) string {
	sum := sha256.Sum256(program)
	b := make([]byte, 6)
	for i := range b {
		b[i] = 'A' + sum[i]%26
	}
	return string(b)
}

// mapHead and mapFoot stand around the table of characters (ISO 32000-1 section 9.10.3).
const (
	mapHead = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
	mapFoot = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
	mapRows = 100 // at most, in one list
)

func (s *subset) characters() []byte {
	var b bytes.Buffer
	b.WriteString(mapHead)
	for from := 0; from < len(s.used); from += mapRows {
		list := s.used[from:min(from+mapRows, len(s.used))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(list))
		for i, r := range list {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", from+i+1, r)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString(mapFoot)
	return b.Bytes()
}
