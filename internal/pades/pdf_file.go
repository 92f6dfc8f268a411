package pades

import (
	"bytes"
	"errors"
	"fmt"
)

const (
	maxFile      = 64 << 20
	maxObjects   = 50_000
	maxRevisions = 64
)

// ErrNotCertificate means a file that this program did not write, or that is damaged beyond recognition.
var ErrNotCertificate = errors.New("not a certificate of this program")

// section is one cross-reference table with its trailer: what one revision of the file added.
type section struct {
	at      int           // offset of its xref keyword
	end     int           // offset after its %%EOF and end of line
	entries map[int]entry // by object number
	trailer dict
}

type entry struct {
	offset, gen int
	used        bool
}

// file is an opened PDF. Sections are in the order they were written.
type file struct {
	in       []byte
	sections []section
	cache    map[int]object
}

// openFile reads all cross-reference tables. The file must end with its last revision, to the byte.
func openFile(in []byte) (*file, error) {
	f := &file{in: in, cache: map[int]object{}}
	if len(in) > maxFile || !bytes.HasPrefix(in, []byte("%PDF-1.")) {
		return nil, fmt.Errorf("%w: not a PDF, or too large", ErrNotCertificate)
	}
	tail := bytes.LastIndex(in, []byte("startxref"))
	if tail < 0 {
		return nil, fmt.Errorf("%w: no cross-reference", ErrNotCertificate)
	}
	p := &parser{in: in, at: tail + len("startxref")}
	at, ok := p.whole()
	if !ok {
		return nil, fmt.Errorf("%w: no cross-reference", ErrNotCertificate)
	}
	end, total := len(in), 0
	for {
		s, err := readSection(in, at)
		if err != nil {
			return nil, fmt.Errorf("%w: cross-reference at %d: %w", ErrNotCertificate, at, err)
		}
		if len(f.sections) == 0 && s.end != end || s.end > end {
			return nil, fmt.Errorf("%w: data after the last revision", ErrNotCertificate)
		}
		f.sections = append(f.sections, s)
		if total += len(s.entries); total > maxObjects || len(f.sections) > maxRevisions {
			return nil, fmt.Errorf("%w: too many objects or revisions", ErrNotCertificate)
		}
		previous, more := s.trailer["Prev"]
		if !more {
			break
		}
		prev, isInt := asInt(previous)
		if !isInt || prev >= at {
			return nil, fmt.Errorf("%w: revisions out of order", ErrNotCertificate)
		}
		at, end = prev, s.at
	}
	for i, j := 0, len(f.sections)-1; i < j; i, j = i+1, j-1 {
		f.sections[i], f.sections[j] = f.sections[j], f.sections[i]
	}
	return f, nil
}

func readSection(in []byte, at int) (section, error) {
	s := section{at: at, entries: map[int]entry{}}
	if at >= len(in) {
		return s, errSyntax
	}
	p := &parser{in: in, at: at}
	if !p.literal("xref\n") {
		return s, errSyntax
	}
	for !p.keyword("trailer") {
		first, ok1 := p.whole()
		count, ok2 := p.whole()
		if !ok1 || !ok2 || first+count > maxObjects || !p.literal("\n") && !p.literal("\r\n") {
			return s, errSyntax
		}
		for n := first; n < first+count; n++ {
			e, err := p.entry()
			if err != nil {
				return s, err
			}
			if _, twice := s.entries[n]; twice {
				return s, errors.New("an object is listed twice")
			}
			s.entries[n] = e
		}
	}
	p.space()
	if !bytes.HasPrefix(in[p.at:], []byte("<<")) {
		return s, errSyntax
	}
	o, err := p.dict(0)
	if err != nil {
		return s, err
	}
	s.trailer, _ = o.(dict)
	for _, refused := range []name{"Encrypt", "XRefStm"} {
		if _, there := s.trailer[refused]; there {
			return s, fmt.Errorf("trailer has %s", refused)
		}
	}
	if !p.keyword("startxref") {
		return s, errSyntax
	}
	if again, ok := p.whole(); !ok || again != at || !p.literal("\n%%EOF") {
		return s, errSyntax
	}
	p.literal("\n")
	s.end = p.at
	return s, nil
}

// entry reads the twenty bytes of one table entry.
func (p *parser) entry() (entry, error) {
	if p.at+20 > len(p.in) {
		return entry{}, errSyntax
	}
	line := &parser{in: p.in[p.at : p.at+20]}
	offset, ok1 := line.whole()
	gen, ok2 := line.whole()
	if !ok1 || !ok2 || !line.literal(" ") || line.at != 17 {
		return entry{}, errSyntax
	}
	kind, end := line.in[17], string(line.in[18:])
	if kind != 'n' && kind != 'f' || end != " \n" && end != "\r\n" && end != " \r" {
		return entry{}, errSyntax
	}
	p.at += 20
	return entry{offset, gen, kind == 'n'}, nil
}

// newest is the section written last.
func (f *file) newest() section { return f.sections[len(f.sections)-1] }

// lookup finds the current entry of an object.
func (f *file) lookup(num int) (entry, bool) {
	for i := len(f.sections) - 1; i >= 0; i-- {
		if e, there := f.sections[i].entries[num]; there {
			return e, e.used
		}
	}
	return entry{}, false
}

// get follows o if it is a reference, once; a reference to nothing is null (ISO 32000-1 section 7.3.10).
func (f *file) get(o object) (object, error) {
	r, isRef := o.(ref)
	if !isRef {
		return o, nil
	}
	if cached, there := f.cache[r.num]; there {
		return cached, nil
	}
	e, there := f.lookup(r.num)
	if !there || e.gen != r.gen {
		return nil, nil
	}
	p := &parser{in: f.in, at: e.offset}
	num, gen, o, err := p.indirect()
	if err != nil || num != r.num || gen != r.gen {
		return nil, fmt.Errorf("%w: object %d is not where it should be", ErrNotCertificate, r.num)
	}
	if _, chained := o.(ref); chained {
		return nil, fmt.Errorf("%w: object %d is a reference", ErrNotCertificate, r.num)
	}
	f.cache[r.num] = o
	return o, nil
}

// indirect reads "n g obj ... endobj".
func (p *parser) indirect() (num, gen int, o object, err error) {
	if p.at < 0 || p.at >= len(p.in) {
		return 0, 0, nil, errSyntax
	}
	num, ok1 := p.whole()
	gen, ok2 := p.whole()
	if !ok1 || !ok2 || !p.keyword("obj") {
		return 0, 0, nil, errSyntax
	}
	if o, err = p.object(0); err != nil {
		return 0, 0, nil, err
	}
	if d, isDict := o.(dict); isDict && p.keyword("stream") {
		if o, err = p.stream(d); err != nil {
			return 0, 0, nil, err
		}
	}
	if !p.keyword("endobj") {
		return 0, 0, nil, errSyntax
	}
	return num, gen, o, nil
}

func (p *parser) stream(d dict) (object, error) {
	if !p.literal("\n") && !p.literal("\r\n") {
		return nil, errSyntax
	}
	length, isInt := asInt(d["Length"])
	if !isInt || length > len(p.in)-p.at {
		return nil, errSyntax
	}
	raw := p.in[p.at : p.at+length]
	p.at += length
	if !p.keyword("endstream") {
		return nil, errSyntax
	}
	return &stream{d, raw}, nil
}

// dictOf follows o and requires a dictionary.
func (f *file) dictOf(o object) (dict, error) {
	v, err := f.get(o)
	if err != nil {
		return nil, err
	}
	d, isDict := v.(dict)
	if !isDict {
		return nil, fmt.Errorf("%w: a dictionary is missing", ErrNotCertificate)
	}
	return d, nil
}

// arrayOf follows o and requires an array, or nothing.
func (f *file) arrayOf(o object) (array, error) {
	v, err := f.get(o)
	if err != nil || v == nil {
		return nil, err
	}
	a, isArray := v.(array)
	if !isArray {
		return nil, fmt.Errorf("%w: an array is missing", ErrNotCertificate)
	}
	return a, nil
}

// catalog returns the document's root dictionary and its reference.
func (f *file) catalog() (ref, dict, error) {
	r, isRef := f.newest().trailer["Root"].(ref)
	if !isRef {
		return ref{}, nil, fmt.Errorf("%w: no catalogue", ErrNotCertificate)
	}
	d, err := f.dictOf(r)
	return r, d, err
}
