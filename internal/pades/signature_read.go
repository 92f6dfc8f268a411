package pades

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
)

// invisibleRect is the place of a signature field that is not drawn.
var invisibleRect = array{number("0"), number("0"), number("0"), number("0")}

var errCoverage = errors.New("the signed byte range is not the whole revision but its own place")

// signature is a signature dictionary as it stands in the file.
type signature struct {
	dict     dict
	contents []byte // the DER, without the padding
	covered  []byte // the bytes that were signed
}

// prefix is the file as it was when its revision k was the last.
func (f *file) prefix(k int) *file {
	return &file{in: f.in[:f.sections[k].end], sections: f.sections[:k+1], cache: map[int]object{}}
}

// sealed returns the number of the first revision that has a signature field, or -1.
func (f *file) sealed() (int, error) {
	for k := range f.sections {
		p := f.prefix(k)
		_, catalog, err := p.catalog()
		if err != nil {
			return -1, err
		}
		if _, there := catalog["AcroForm"]; there {
			return k, nil
		}
	}
	return -1, nil
}

// openFirst opens what the seal covers, or the whole of a file without one.
func openFirst(pdf []byte) (*file, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, err
	}
	k, err := f.sealed()
	if err != nil || k < 0 {
		return f, err
	}
	return f.prefix(k), nil
}

// form returns the interactive form and its fields, which this package writes into the catalogue itself.
func (f *file) form() (dict, array, error) {
	_, catalog, err := f.catalog()
	if err != nil || catalog["AcroForm"] == nil {
		return nil, nil, err
	}
	form, isDict := catalog["AcroForm"].(dict)
	fields, isArray := form["Fields"].(array)
	if !isDict || !isArray {
		return nil, nil, fmt.Errorf("%w: another shape of form", ErrNotCertificate)
	}
	return form, fields, nil
}

// readSignature reads the signature of a field. It checks that the byte range begins at the first byte of f, ends
// at its last, and leaves out exactly the value of Contents.
func (f *file) readSignature(field object) (*signature, error) {
	widget, err := f.dictOf(field)
	if err != nil {
		return nil, err
	}
	at, isRef := widget["V"].(ref)
	if widget["FT"] != name("Sig") || !isRef {
		return nil, fmt.Errorf("%w: a field is not a signature", ErrNotCertificate)
	}
	e, there := f.lookup(at.num)
	if !there || e.gen != at.gen {
		return nil, fmt.Errorf("%w: a signature is missing", ErrNotCertificate)
	}
	p := &parser{in: f.in, at: e.offset, spans: map[name][2]int{}}
	num, _, o, err := p.indirect()
	d, isDict := o.(dict)
	if err != nil || !isDict || num != at.num {
		return nil, fmt.Errorf("%w: a signature is malformed", ErrNotCertificate)
	}
	ranges, isArray := d["ByteRange"].(array)
	if !isArray || len(ranges) != 4 {
		return nil, errCoverage
	}
	var r [4]int
	for i, v := range ranges {
		n, isInt := asInt(v)
		if !isInt || n > len(f.in) {
			return nil, errCoverage
		}
		r[i] = n
	}
	hole := p.spans["Contents"]
	if r[0] != 0 || r[1] != hole[0] || r[2] != hole[1] || r[2]+r[3] != len(f.in) || hole[1]-hole[0] < 2 {
		return nil, errCoverage
	}
	s := &signature{dict: d, covered: append(bytes.Clone(f.in[:r[1]]), f.in[r[2]:]...)}
	s.contents, err = readHole(f.in[hole[0]:hole[1]])
	return s, err
}

// readHole decodes "<hex>" in the spelling this package writes, and cuts the padding.
func readHole(text []byte) ([]byte, error) {
	if text[0] != '<' || text[len(text)-1] != '>' {
		return nil, errCoverage
	}
	digits := text[1 : len(text)-1]
	raw := make([]byte, len(digits)/2)
	if _, err := hex.Decode(raw, digits); err != nil || !bytes.Equal(hex.AppendEncode(nil, raw), digits) {
		return nil, errors.New("the signature is not spelled as this program does")
	}
	var value asn1.RawValue
	rest, err := asn1.Unmarshal(raw, &value)
	if err != nil || len(bytes.Trim(rest, "\x00")) > 0 {
		return nil, errors.New("there is something else beside the signature")
	}
	return value.FullBytes, nil
}
