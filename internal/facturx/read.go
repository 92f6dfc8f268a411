package facturx

import (
	"bytes"
	"compress/flate"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Read finds the invoice in a PDF. Of several, as a file that was changed may hold, it takes the last that can be read.
// The error is one of ErrTooLarge, ErrAbsent and ErrDamaged. The time it takes grows with the file and with nothing else.
func Read(pdf []byte) (Invoice, error) {
	if len(pdf) > MaxPDF {
		return Invoice{}, ErrTooLarge
	}
	var last Invoice
	err := ErrAbsent
	s := scanner{rest: pdf}
	for range maxStreams {
		data, ok := s.next()
		if !ok {
			break
		}
		if !isInvoice(s.unpack(data, maxPeek)) {
			continue
		}
		found, wrong := ReadXML(s.unpack(data, MaxXML+1))
		if wrong == nil {
			last, err = found, nil
		} else if errors.Is(err, ErrAbsent) {
			err = wrong
		}
	}
	return last, err
}

// scanner walks the streams of a PDF. Each byte is looked at once, whatever the file says of lengths.
type scanner struct {
	rest     []byte
	inflater io.ReadCloser
}

var (
	keyword = []byte("stream")
	ending  = []byte("endstream")
)

// next returns what stands between the next "stream" that follows a dictionary and the next "endstream".
func (s *scanner) next() ([]byte, bool) {
	for {
		at := bytes.Index(s.rest, keyword)
		if at < 0 {
			return nil, false
		}
		before, after := bytes.TrimRight(s.rest[:at], "\x00\t\n\f\r "), s.rest[at+len(keyword):]
		s.rest = after
		if !bytes.HasSuffix(before, []byte(">>")) {
			continue
		}
		data := bytes.TrimPrefix(bytes.TrimPrefix(after, []byte("\r")), []byte("\n"))
		end := bytes.Index(data, ending)
		if end < 0 {
			s.rest = nil // cut short: this is the last
			return data, true
		}
		s.rest = data[end+len(ending):]
		return data[:end], true
	}
}

// unpack returns at most so many bytes of a stream: inflated when it begins as zlib does (RFC 1950), else as they are. What
// is damaged ends where the damage begins; a wrong checksum is not looked at.
func (s *scanner) unpack(data []byte, most int) []byte {
	if len(data) < 2 || data[0]&0x0F != 8 || (int(data[0])<<8|int(data[1]))%31 != 0 {
		return data[:min(len(data), most)]
	}
	in := bytes.NewReader(data[2:])
	if r, ok := s.inflater.(flate.Resetter); !ok {
		s.inflater = flate.NewReader(in)
	} else if r.Reset(in, nil) != nil {
		return nil
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(s.inflater, int64(most))); err != nil && out.Len() == 0 {
		return nil
	}
	return out.Bytes()
}

const space = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:"

// isInvoice looks at the first element.
func isInvoice(head []byte) bool {
	if !bytes.Contains(head, []byte("CrossIndustryInvoice")) {
		return false
	}
	d := newDecoder(head)
	for {
		t, err := d.next()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local == "CrossIndustryInvoice" && strings.HasPrefix(e.Name.Space, space)
		}
	}
}

// decoder reads XML of which no part can take more memory than it should.
type decoder struct {
	xml   *xml.Decoder
	input *input
}

// input is bytes that end early inside a tag that is too long.
type input struct {
	data     []byte
	at, stop int
}

func (i *input) ReadByte() (byte, error) {
	if i.at >= i.stop {
		return 0, io.ErrUnexpectedEOF
	}
	i.at++
	return i.data[i.at-1], nil
}

// Read is there because encoding/xml asks for a reader; it uses ReadByte.
func (i *input) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := i.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

func newDecoder(data []byte) *decoder {
	in := &input{data: bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))}
	return &decoder{xml.NewDecoder(in), in}
}

// next is the next token. A document type is refused, and with it every entity but the five of XML itself.
func (d *decoder) next() (xml.Token, error) {
	from := int(d.xml.InputOffset())
	switch {
	case from >= len(d.input.data):
		return nil, io.EOF
	case d.input.data[from] == '<':
		d.input.stop = min(len(d.input.data), from+maxTag)
	default:
		d.input.stop = len(d.input.data)
	}
	t, err := d.xml.Token()
	if err != nil {
		return nil, ErrDamaged
	}
	if _, ok := t.(xml.Directive); ok {
		return nil, ErrDamaged
	}
	return t, nil
}
