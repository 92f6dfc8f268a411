package pades

import "fmt"

const maxAttachments = 64

// Attachments returns the files embedded in the first revision of a certificate, by name: in the bytes the seal
// covers, or the whole file when it has no seal. Together they may hold limit bytes. It verifies nothing.
func Attachments(pdf []byte, limit int64) (map[string][]byte, error) {
	f, err := openFirst(pdf)
	if err != nil {
		return nil, fmt.Errorf("read attachments: %w", err)
	}
	_, catalog, err := f.catalog()
	if err != nil {
		return nil, fmt.Errorf("read attachments: %w", err)
	}
	out := map[string][]byte{}
	if catalog["Names"] == nil {
		return out, nil
	}
	names, err := f.embeddedNames(catalog)
	if err != nil {
		return nil, fmt.Errorf("read attachments: %w", err)
	}
	left := &budget{limit}
	for i := 0; i+1 < len(names); i += 2 {
		key, isText := names[i].(str)
		_, twice := out[string(key)]
		if !isText || twice || len(out) == maxAttachments {
			return nil, fmt.Errorf("read attachments: %w: names are not distinct", ErrNotCertificate)
		}
		data, err := f.embedded(key, names[i+1], left)
		if err != nil {
			return nil, fmt.Errorf("read attachments: %w", err)
		}
		out[string(key)] = data
	}
	return out, nil
}

func (f *file) embeddedNames(catalog dict) (array, error) {
	names, err := f.dictOf(catalog["Names"])
	if err != nil {
		return nil, err
	}
	if names["EmbeddedFiles"] == nil {
		return nil, nil
	}
	tree, err := f.dictOf(names["EmbeddedFiles"])
	if err != nil {
		return nil, err
	}
	list, err := f.arrayOf(tree["Names"])
	if err == nil && (len(list)%2 != 0 || tree["Kids"] != nil) {
		err = fmt.Errorf("%w: another shape of name tree", ErrNotCertificate)
	}
	return list, err
}

func (f *file) embedded(key str, spec object, left *budget) ([]byte, error) {
	d, err := f.dictOf(spec)
	if err != nil {
		return nil, err
	}
	// All names a reader may show must be the one looked up by.
	if d["UF"] != key || d["F"] != key {
		return nil, fmt.Errorf("%w: an attachment has two names", ErrNotCertificate)
	}
	files, err := f.dictOf(d["EF"])
	if err != nil {
		return nil, err
	}
	if files["F"] == nil || files["UF"] != nil && files["UF"] != files["F"] {
		return nil, fmt.Errorf("%w: an attachment has two contents", ErrNotCertificate)
	}
	o, err := f.get(files["F"])
	if err != nil {
		return nil, err
	}
	s, isStream := o.(*stream)
	if !isStream {
		return nil, fmt.Errorf("%w: an attachment is empty", ErrNotCertificate)
	}
	return left.decode(s)
}
