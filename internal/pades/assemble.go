package pades

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"quittance/internal/pades/flate"
)

// Attachment is a file embedded in a certificate.
type Attachment struct {
	Name         string // "evidence.json"; ASCII
	MediaType    string // "application/json"
	Relationship string // of ISO 32000-2 section 7.11.3: "Data", "Supplement", "Source", ...
	Description  string
	Modified     time.Time
	Data         []byte
}

// Assembly is what the pages of a certificate are completed with.
type Assembly struct {
	ID       [16]byte // of the file; for a certificate, the first bytes of the evidence's hash
	Files    []Attachment
	Metadata []byte // XMP, optional
}

// headerMark follows the version line of every certificate. It lets a damaged one be told from another program's PDF.
const headerMark = "%\xE2\xE3\xCF\xD3 quittance certificate\n"

// catalogKept are the entries of the page composer's catalogue that an assembled file keeps.
var catalogKept = []name{"Type", "Pages", "Lang", "PageLayout", "PageMode", "ViewerPreferences", "StructTreeRoot", "MarkInfo", "OutputIntents", "Outlines"}

// Assemble writes a PDF anew, from the pages in base (one revision, classic cross-reference table, as fpdf writes
// it) and the attachments: PDF 1.7, a file identifier, embedded files as associated files, metadata. The output is
// a function of the arguments.
func Assemble(base []byte, a Assembly) ([]byte, error) {
	f, err := openFile(base)
	if err != nil {
		return nil, fmt.Errorf("assemble certificate: %w", err)
	}
	if len(f.sections) != 1 {
		return nil, fmt.Errorf("assemble certificate: %w: pages have several revisions", ErrNotCertificate)
	}
	rev := newRevision(1)
	for num, e := range f.newest().entries {
		if !e.used {
			continue
		}
		o, err := f.get(ref{num, e.gen})
		if err != nil {
			return nil, fmt.Errorf("assemble certificate: %w", err)
		}
		if e.gen != 0 {
			return nil, fmt.Errorf("assemble certificate: %w: object %d was reused", ErrNotCertificate, num)
		}
		rev.objects[num] = o
		rev.next = max(rev.next, num+1)
	}
	root, old, err := f.catalog()
	if err != nil {
		return nil, fmt.Errorf("assemble certificate: %w", err)
	}
	catalog := dict{"Version": name("1.7")}
	for _, key := range catalogKept {
		if v, there := old[key]; there {
			catalog[key] = v
		}
	}
	if err := rev.attach(catalog, a); err != nil {
		return nil, err
	}
	rev.set(root, catalog)
	id := str(a.ID[:])
	trailer := dict{"Root": root, "ID": array{id, id}}
	if info, there := f.newest().trailer["Info"]; there {
		trailer["Info"] = info
	}
	b := bytes.NewBufferString("%PDF-1.7\n" + headerMark)
	if _, err := rev.write(b, trailer, -1); err != nil {
		return nil, fmt.Errorf("assemble certificate: %w", err)
	}
	return b.Bytes(), nil
}

func (r *revision) attach(catalog dict, a Assembly) error {
	if len(a.Metadata) > 0 {
		catalog["Metadata"] = r.add(&stream{dict{"Type": name("Metadata"), "Subtype": name("XML"), "Length": integer(len(a.Metadata))}, a.Metadata})
	}
	if len(a.Files) == 0 {
		return nil
	}
	files := slices.SortedFunc(slices.Values(a.Files), func(x, y Attachment) int { return strings.Compare(x.Name, y.Name) })
	var names, associated array
	for i, file := range files {
		if file.Name == "" || i > 0 && files[i-1].Name == file.Name || text(file.Name) != str(file.Name) {
			return fmt.Errorf("assemble certificate: attachment %d has no ASCII name of its own", i+1)
		}
		data, err := flate.Deflate(file.Data)
		if err != nil {
			return err
		}
		params := dict{"Size": integer(len(file.Data))}
		if !file.Modified.IsZero() {
			params["ModDate"] = str(date(file.Modified))
		}
		embedded := r.add(&stream{dict{
			"Type": name("EmbeddedFile"), "Subtype": name(file.MediaType), "Filter": name("FlateDecode"),
			"Length": integer(len(data)), "Params": params,
		}, data})
		spec := r.add(dict{
			"Type": name("Filespec"), "F": str(file.Name), "UF": str(file.Name), "Desc": text(file.Description),
			"AFRelationship": name(file.Relationship), "EF": dict{"F": embedded, "UF": embedded},
		})
		names = append(names, str(file.Name), spec)
		associated = append(associated, spec)
	}
	catalog["Names"] = dict{"EmbeddedFiles": dict{"Names": names}}
	catalog["AF"] = associated
	return nil
}

// date is a PDF date in UTC (ISO 32000-1 section 7.9.4).
func date(t time.Time) string { return t.UTC().Format("D:20060102150405") + "Z" }
