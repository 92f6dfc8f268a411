package frontend

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"
)

//go:embed all:templates
var templateFiles embed.FS

// Renderer writes pages. It is made once at start and safe for concurrent use.
type Renderer struct {
	pages      map[Lang]map[string]*template.Template
	catalogues map[Lang]*catalogue
	buffers    sync.Pool
	kept       kept
}

// NewRenderer parses the template of each screen, given as its zero value, in every language and checks that no template,
// sentence, parameter, path or asset is missing and none is unused. The whole list is screen.All.
func NewRenderer(assets *Assets, screens []Page) (*Renderer, error) {
	r := &Renderer{
		pages:      map[Lang]map[string]*template.Template{},
		catalogues: map[Lang]*catalogue{},
		buffers:    sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	for _, lang := range Langs() {
		var err error
		if r.catalogues[lang], err = loadCatalogue(lang); err != nil {
			return nil, err
		}
	}
	if err := checkTwins(r.catalogues[French], r.catalogues[English]); err != nil {
		return nil, err
	}
	written, err := parseSources(functions(r.catalogues[French], assets), screens)
	if err != nil {
		return nil, err
	}
	if err := checkUse(r.catalogues[French], written, assets); err != nil {
		return nil, err
	}
	for _, lang := range Langs() {
		if r.pages[lang], err = written.build(functions(r.catalogues[lang], assets)); err != nil {
			return nil, err
		}
	}
	var languages errgroup.Group
	for _, lang := range Langs() {
		languages.Go(func() error { return r.tryAll(lang, assets, screens) })
	}
	if err := languages.Wait(); err != nil {
		return nil, err
	}
	return r, nil
}

// tryAll executes each page once. The first execution escapes the templates: done at start, it fails there, and no
// visitor waits for it.
func (r *Renderer) tryAll(lang Lang, assets *Assets, screens []Page) error {
	for _, t := range r.pages[lang] {
		foldConstants(t, r.catalogues[lang], assets)
	}
	for _, page := range screens {
		if err := r.Render(io.Discard, lang, page); err != nil {
			return err
		}
	}
	return nil
}

// Render writes a whole page or nothing: an error leaves w untouched, unless w itself failed.
func (r *Renderer) Render(w io.Writer, lang Lang, page Page) error {
	t, found := r.pages[lang][page.Template()]
	if !found {
		return fmt.Errorf("render %T: no template in %q", page, lang)
	}
	buffer, ok := r.buffers.Get().(*bytes.Buffer)
	if !ok {
		return errors.New("render: the pool holds something else than buffers")
	}
	defer r.buffers.Put(buffer)
	buffer.Reset()
	if err := t.ExecuteTemplate(buffer, "layout", page); err != nil {
		return fmt.Errorf("render %T: %w", page, err)
	}
	if _, err := w.Write(buffer.Bytes()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// Say is a sentence without parameters, for what is no page: the headings of a table that leaves as a file.
func (r *Renderer) Say(lang Lang, key string) (string, error) { return r.catalogues[lang].say(key) }

// Problem is the sentence of a problem code in a language, for answers that are not pages. Known is false when the
// code has no sentence of its own (or lacks a parameter) and the general one was given.
func (r *Renderer) Problem(lang Lang, code string, params map[string]string) (sentence string, known bool) {
	if text, ok := r.catalogues[lang].sayIf("problem."+code, params); ok {
		return text, true
	}
	return r.catalogues[lang].messages["problem.unknown"].texts[0], false
}
