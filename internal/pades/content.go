package pades

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

const (
	maxPages   = 5_000
	maxDecoded = 64 << 20
)

// Content is what a reader of the document is shown, whatever the object numbers and the compression: two files
// with equal Content (see SameContent) show the same pages.
type Content struct {
	Pages []PageContent
	// Fonts are the SHA-256 of every embedded font program, in the order pages use them.
	Fonts []FontProgram
	// Document is a digest of what the catalogue adds to the pages: layers, actions, viewer preferences, scripts.
	Document [32]byte
}

// PageContent is one page.
type PageContent struct {
	// Stream is the page's content, decompressed.
	Stream []byte
	// Attributes is a digest of everything else: boxes, rotation and resources (fonts, images, states), followed
	// through all references, streams decompressed, and the page's annotations but for an invisible signature.
	Attributes [32]byte
}

// FontProgram is one embedded font file.
type FontProgram struct {
	Name   string
	SHA256 [32]byte
}

// ReadContent reads what is shown by the first revision of a certificate: by the bytes the seal covers, or by the
// whole file when it has no seal. It verifies nothing.
func ReadContent(pdf []byte) (*Content, error) {
	f, err := openFirst(pdf)
	if err != nil {
		return nil, fmt.Errorf("read page content: %w", err)
	}
	d := &digester{file: f, left: &budget{maxDecoded}, seen: map[int][32]byte{}, active: map[int]bool{}}
	c, err := d.content()
	if err != nil {
		return nil, fmt.Errorf("read page content: %w", err)
	}
	return c, nil
}

// SameContent compares page by page and returns an empty string, or one sentence that says where a and b differ.
func SameContent(a, b *Content) string {
	if len(a.Pages) != len(b.Pages) {
		return fmt.Sprintf("one has %d pages, the other %d", len(a.Pages), len(b.Pages))
	}
	for i := range a.Pages {
		switch {
		case !bytes.Equal(a.Pages[i].Stream, b.Pages[i].Stream):
			return fmt.Sprintf("the text or drawing of page %d differs", i+1)
		case a.Pages[i].Attributes != b.Pages[i].Attributes:
			return fmt.Sprintf("fonts, size or other attributes of page %d differ", i+1)
		}
	}
	switch {
	case !slices.Equal(a.Fonts, b.Fonts):
		return "font programs differ"
	case a.Document != b.Document:
		return "layers, actions or other attributes of the document differ"
	}
	return ""
}

// catalogNeutral are catalogue entries that show nothing on the page and change nothing of it. They differ between
// pages just composed and a sealed file.
var catalogNeutral = []name{"Type", "Version", "Pages", "Names", "AF", "Metadata", "AcroForm", "DSS", "Extensions"}

func (d *digester) content() (*Content, error) {
	_, catalog, err := d.file.catalog()
	if err != nil {
		return nil, err
	}
	if names := catalog["Names"]; names != nil {
		tree, err := d.file.dictOf(names)
		if err != nil {
			return nil, err
		}
		for key := range tree {
			if key != "EmbeddedFiles" {
				return nil, fmt.Errorf("%w: the document carries %s", ErrNotCertificate, key)
			}
		}
	}
	c := &Content{}
	root, isRef := catalog["Pages"].(ref)
	if !isRef {
		return nil, fmt.Errorf("%w: no pages", ErrNotCertificate)
	}
	if err := d.pages(c, root, dict{}, 0); err != nil {
		return nil, err
	}
	rest := maps.Clone(catalog)
	for _, key := range catalogNeutral {
		delete(rest, key)
	}
	c.Document, err = d.sum(rest)
	c.Fonts = d.fonts
	return c, err
}

// inheritable are the page attributes that a parent gives to its kids (ISO 32000-1 table 30).
var inheritable = []name{"Resources", "MediaBox", "CropBox", "Rotate"}

func (d *digester) pages(c *Content, at ref, inherited dict, depth int) error {
	if depth > maxDepth || d.active[at.num] {
		return errors.New("page tree is too deep")
	}
	d.active[at.num] = true
	defer delete(d.active, at.num)
	node, err := d.file.dictOf(at)
	if err != nil {
		return err
	}
	inherited = maps.Clone(inherited)
	for _, key := range inheritable {
		if v, there := node[key]; there {
			inherited[key] = v
		}
	}
	if node["Type"] == name("Page") {
		page, err := d.page(node, inherited)
		c.Pages = append(c.Pages, page)
		return err
	}
	kids, err := d.file.arrayOf(node["Kids"])
	if err != nil {
		return err
	}
	for _, kid := range kids {
		r, isRef := kid.(ref)
		if !isRef || len(c.Pages) >= maxPages {
			return fmt.Errorf("%w: page tree", ErrNotCertificate)
		}
		if err := d.pages(c, r, inherited, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (d *digester) page(node, inherited dict) (PageContent, error) {
	var page PageContent
	contents, err := d.file.get(node["Contents"])
	if err != nil {
		return page, err
	}
	parts, isArray := contents.(array)
	if !isArray && contents != nil {
		parts = array{contents}
	}
	for _, part := range parts {
		o, err := d.file.get(part)
		if err != nil {
			return page, err
		}
		s, isStream := o.(*stream)
		if !isStream {
			return page, fmt.Errorf("%w: page content", ErrNotCertificate)
		}
		text, err := d.left.decode(s)
		if err != nil {
			return page, err
		}
		page.Stream = append(append(page.Stream, text...), '\n') // as a reader joins them
	}
	attributes := maps.Clone(node)
	maps.Copy(attributes, inherited)
	for _, key := range []name{"Type", "Parent", "Contents", "Annots"} {
		delete(attributes, key)
	}
	annotations, err := d.file.arrayOf(node["Annots"])
	if err != nil {
		return page, err
	}
	var shown array
	for _, a := range annotations {
		widget, err := d.file.dictOf(a)
		if err != nil {
			return page, err
		}
		if !isInvisibleSignature(widget) {
			shown = append(shown, a)
		}
	}
	if len(shown) > 0 {
		attributes["Annots"] = shown
	}
	page.Attributes, err = d.sum(attributes)
	return page, err
}

// isInvisibleSignature accepts only what this package writes: nothing that could be drawn.
func isInvisibleSignature(widget dict) bool {
	return widget["FT"] == name("Sig") && sameObject(widget["Rect"], invisibleRect) && widget["AP"] == nil && widget["A"] == nil && widget["AA"] == nil
}

// digester computes digests of objects, references followed.
type digester struct {
	file   *file
	left   *budget
	seen   map[int][32]byte // of objects already done, by number
	active map[int]bool     // objects being done: a circle is refused
	fonts  []FontProgram
}

func (d *digester) sum(o object) ([32]byte, error) {
	h := sha256.New()
	if err := d.walk(h, o, 0); err != nil {
		return [32]byte{}, err
	}
	return [32]byte(h.Sum(nil)), nil
}

func (d *digester) walk(w io.Writer, o object, depth int) error {
	if depth > 2*maxDepth {
		return errors.New("nested too deeply")
	}
	switch v := o.(type) {
	case ref:
		sum, err := d.follow(v, depth)
		if err == nil {
			_, err = fmt.Fprintf(w, "R%x", sum)
		}
		return err
	case array:
		if _, err := fmt.Fprintf(w, "A%d", len(v)); err != nil {
			return fmt.Errorf("digest array: %w", err)
		}
		for _, item := range v {
			if err := d.walk(w, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	case dict:
		return d.walkDict(w, v, depth)
	case *stream:
		return d.walkStream(w, v, depth)
	}
	var b bytes.Buffer
	if err := writeObject(&b, o); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "O%d:%s", b.Len(), b.Bytes()); err != nil {
		return fmt.Errorf("digest object: %w", err)
	}
	return nil
}

func (d *digester) follow(r ref, depth int) ([32]byte, error) {
	if sum, done := d.seen[r.num]; done {
		return sum, nil
	}
	if d.active[r.num] {
		return [32]byte{}, fmt.Errorf("%w: objects refer to each other in a circle", ErrNotCertificate)
	}
	d.active[r.num] = true
	defer delete(d.active, r.num)
	o, err := d.file.get(r)
	if err != nil {
		return [32]byte{}, err
	}
	h := sha256.New()
	if err := d.walk(h, o, depth+1); err != nil {
		return [32]byte{}, err
	}
	d.seen[r.num] = [32]byte(h.Sum(nil))
	return d.seen[r.num], nil
}

func (d *digester) walkDict(w io.Writer, v dict, depth int) error {
	if _, err := fmt.Fprintf(w, "D%d", len(v)); err != nil {
		return fmt.Errorf("digest dictionary: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		if _, err := fmt.Fprintf(w, "K%d:%s", len(key), key); err != nil {
			return fmt.Errorf("digest dictionary: %w", err)
		}
		if err := d.walk(w, v[key], depth+1); err != nil {
			return err
		}
	}
	return d.noteFonts(v)
}

// walkStream digests the decompressed data, so that another compressor gives the same digest.
func (d *digester) walkStream(w io.Writer, s *stream, depth int) error {
	members, data := maps.Clone(s.dict), s.raw
	delete(members, "Length")
	if s.dict["DecodeParms"] == nil && (s.dict["Filter"] == nil || s.dict["Filter"] == name("FlateDecode")) {
		var err error
		if data, err = d.left.decode(s); err != nil {
			return err
		}
		delete(members, "Filter")
	}
	if err := d.walkDict(w, members, depth); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "S%x", sha256.Sum256(data)); err != nil {
		return fmt.Errorf("digest stream: %w", err)
	}
	return nil
}

func (d *digester) noteFonts(v dict) error {
	for _, key := range []name{"FontFile", "FontFile2", "FontFile3"} {
		o, err := d.file.get(v[key])
		if err != nil {
			return err
		}
		if s, isStream := o.(*stream); isStream {
			data, err := d.left.decode(s)
			if err != nil {
				return err
			}
			family, _ := v["FontName"].(name)
			d.fonts = append(d.fonts, FontProgram{string(family), sha256.Sum256(data)})
		}
	}
	return nil
}
