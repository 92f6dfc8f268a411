// Package pagecount counts the pages of PDF files that strangers made.
//
// Reading such a file may take any memory and any time, whatever library does it. So the reading is done by a process
// of its own (Child), which the operating system stops when it takes more than it may; the server (Counter) hands it
// the file, waits for a number, and takes silence for "not countable".
//
// The operator provides nothing. Where the operating system cannot bound the memory of a process (see limitSelf), the
// time-out and the size of the file are all that bounds it.
package pagecount

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// MaxSize is that of a file whose pages are counted, in bytes.
const MaxSize = 32 << 20

const (
	maxPages = 1_000_000
	maxDepth = 100 // of the tree of pages
)

var errUncountable = errors.New("the pages cannot be counted")

// Child is the whole life of the process that counts: it bounds itself, reads a PDF from in and writes the number of
// its pages to out.
func Child(in io.Reader, out io.Writer) error {
	if err := limitSelf(); err != nil {
		return fmt.Errorf("bound the counting of pages: %w", err)
	}
	pdf, err := io.ReadAll(io.LimitReader(in, MaxSize+1))
	if err != nil {
		return fmt.Errorf("read PDF: %w", err)
	}
	pages, err := count(pdf)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, pages); err != nil {
		return fmt.Errorf("write number of pages: %w", err)
	}
	return nil
}

// count walks the tree of pages (ISO 32000-2, section 7.7.3) and counts its leaves. A file that announces another
// number than it has is not countable: nobody knows what it would show.
func count(pdf []byte) (pages int, err error) {
	defer func() {
		if recover() != nil { // the library's, about a file that deceived it
			pages, err = 0, errUncountable
		}
	}()
	if len(pdf) > MaxSize || !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")) {
		return 0, errUncountable
	}
	model.ConfigPath = "disable" // as the library's package api does, which takes a tenth of a second to load
	config := model.NewDefaultConfiguration()
	config.Offline = true
	file, err := pdfcpu.ReadWithContext(context.Background(), bytes.NewReader(pdf), config)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errUncountable, err)
	}
	catalog, err := file.Catalog()
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errUncountable, err)
	}
	w := walk{file: file, seen: map[types.IndirectRef]bool{}}
	if err := w.node(catalog["Pages"], 0); err != nil {
		return 0, err
	}
	root, err := file.DereferenceDict(catalog["Pages"])
	if err != nil || root == nil {
		return 0, errUncountable
	}
	announced, err := file.DereferenceInteger(root["Count"])
	if err != nil || announced == nil || announced.Value() != w.pages || w.pages == 0 {
		return 0, errUncountable
	}
	return w.pages, nil
}

// walk counts the leaves below a node, each once.
type walk struct {
	file  *model.Context
	seen  map[types.IndirectRef]bool
	pages int
}

func (w *walk) node(at types.Object, depth int) error {
	ref, isRef := at.(types.IndirectRef)
	if !isRef || w.seen[ref] || depth > maxDepth || w.pages > maxPages {
		return errUncountable
	}
	w.seen[ref] = true
	node, err := w.file.DereferenceDict(ref)
	if err != nil || node == nil {
		return errUncountable
	}
	if _, inner := node.Find("Kids"); !inner {
		w.pages++
		return nil
	}
	kids, err := w.file.DereferenceArray(node["Kids"])
	if err != nil {
		return errUncountable
	}
	for _, kid := range kids {
		if err := w.node(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}
