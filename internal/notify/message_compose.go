package notify

import (
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"net/url"
	"reflect"
	"strings"
	"text/template"
	"time"
)

//go:embed template
var templates embed.FS

// Composer writes messages. It is safe for concurrent use.
type Composer struct {
	words map[string]*template.Template // by language
	text  *template.Template
	html  *html.Template
}

// NewComposer parses every template; an error is a fault of this program.
func NewComposer() (*Composer, error) {
	c := &Composer{words: map[string]*template.Template{}}
	sources, err := templates.ReadDir("template")
	if err != nil {
		return nil, fmt.Errorf("list message templates: %w", err)
	}
	for _, language := range []string{"fr", "en"} {
		root := template.New(language).Funcs(format(language)).Option("missingkey=error")
		for _, f := range sources {
			kind, ok := strings.CutSuffix(f.Name(), ".tmpl")
			if !ok {
				continue
			}
			b, err := templates.ReadFile("template/" + f.Name())
			if err != nil {
				return nil, fmt.Errorf("read message template: %w", err)
			}
			// "fr.subject" of invitation.tmpl becomes "invitation.subject" of the French set.
			source := strings.ReplaceAll(string(b), `{{define "`+language+`.`, `{{define "`+kind+`.`)
			if language == "fr" {
				source = french.Replace(source)
			}
			if _, err := root.New(kind).Parse(source); err != nil {
				return nil, fmt.Errorf("parse message template: %w", err)
			}
		}
		c.words[language] = root
	}
	if c.text, err = template.ParseFS(templates, "template/layout.txt"); err != nil {
		return nil, fmt.Errorf("parse text layout: %w", err)
	}
	if c.html, err = html.ParseFS(templates, "template/layout.html"); err != nil {
		return nil, fmt.Errorf("parse page layout: %w", err)
	}
	for _, m := range Kinds() {
		for language, set := range c.words {
			if set.Lookup(m.Kind()+".subject") == nil || set.Lookup(m.Kind()+".body") == nil {
				return nil, fmt.Errorf("parse message templates: %s has no subject or body in %s", m.Kind(), language)
			}
		}
	}
	return c, nil
}

// document is a message in one language, before it becomes text and HTML.
type document struct {
	Language, Subject, Preheader, Brand, Sandbox, Greeting string
	Paragraphs, Quote                                      []string
	Facts                                                  []fact
	Action, Link, Hint, Colon                              string
	Notes, Footer                                          []string
	Tint                                                   Tint
}

type fact struct{ Label, Value string }

// Compose writes a message (a pointer to one of the structs of this package). The caller adds To, MessageID and
// attachments to the result. Whatever people typed is one line, except where it is quoted, and is never markup.
func (c *Composer) Compose(m Message) (Mail, error) {
	m, err := cleaned(m)
	if err != nil {
		return Mail{}, err
	}
	about := m.about()
	w := &writer{set: c.words[about.Language], data: m}
	kind := m.Kind()
	d := document{
		Language: about.Language, Brand: "Quittance", Link: about.Link, Colon: ":", Quote: manyLines(quote(m)), Tint: TintOf("pine"),
		Subject: w.line(kind + ".subject"), Greeting: w.line("common.greeting"), Hint: w.line("common.hint"),
		Paragraphs: w.paragraphs(kind + ".body"), Facts: w.facts(kind + ".facts"),
		Notes: w.paragraphs(kind + ".notes"), Footer: w.paragraphs("common.footer." + m.reader()),
	}
	if about.Link != "" {
		d.Action = w.line(kind + ".action")
	}
	if w.err == nil && len(d.Paragraphs) == 0 {
		w.err = errors.New("no text")
	}
	if about.Language == "fr" {
		d.Colon = "\u00a0:"
	}
	fromName := "Quittance"
	if m.reader() == recipient && about.Workspace != "" {
		fromName = about.Workspace + " via Quittance"
		d.Brand, d.Tint = fromName, TintOf(about.Accent)
	}
	if about.Sandbox {
		d.Sandbox = w.line("common.sandbox")
		d.Subject = "[SANDBOX] " + d.Subject
	}
	if w.err != nil {
		return Mail{}, fmt.Errorf("compose %s: %w", kind, w.err)
	}
	d.Preheader = d.Paragraphs[0]
	var text, page strings.Builder
	if err := c.text.ExecuteTemplate(&text, "layout.txt", d); err != nil {
		return Mail{}, fmt.Errorf("compose %s: %w", kind, err)
	}
	if err := c.html.ExecuteTemplate(&page, "layout.html", d); err != nil {
		return Mail{}, fmt.Errorf("compose %s: %w", kind, err)
	}
	return Mail{ReplyTo: about.ReplyTo, FromName: fromName, Subject: clip(d.Subject, maxSubject), Text: text.String(), HTML: page.String()}, nil
}

// cleaned copies a message with every string made one line, but those tagged lines:"many", which templates never
// print and quote shows; language and link are judged. A link is shown whole or not at all.
func cleaned(m Message) (Message, error) {
	v := reflect.ValueOf(m)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, errors.New("compose message: not a pointer to a message")
	}
	copied := reflect.New(v.Type().Elem())
	copied.Elem().Set(v.Elem())
	link := m.about().Link
	cleanStrings(copied.Elem())
	out, ok := copied.Interface().(Message)
	if !ok {
		return nil, errors.New("compose message: not a message")
	}
	about := out.about()
	if about.Language != "en" {
		about.Language = "fr"
	}
	about.Link = link
	if u, err := url.Parse(link); link != "" && (err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http")) {
		return nil, fmt.Errorf("compose %s: the link is not an absolute address", m.Kind())
	}
	return out, nil
}

func cleanStrings(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case f.Kind() == reflect.String && v.Type().Field(i).Tag.Get("lines") != "many":
			f.SetString(clip(oneLine(f.String()), 500))
		case f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[time.Time]():
			cleanStrings(f)
		}
	}
}

// writer runs the templates of one message and keeps the first error.
type writer struct {
	set  *template.Template
	data Message
	err  error
}

func (w *writer) run(name string) string {
	if w.err != nil || w.set.Lookup(name) == nil {
		return ""
	}
	var b strings.Builder
	w.err = w.set.ExecuteTemplate(&b, name, w.data)
	return b.String()
}

func (w *writer) line(name string) string { return oneLine(w.run(name)) }

func (w *writer) paragraphs(name string) []string {
	var out []string
	for p := range strings.SplitSeq(w.run(name), "\n\n") {
		if p = oneLine(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (w *writer) facts(name string) []fact {
	var out []fact
	for l := range strings.SplitSeq(w.run(name), "\n") {
		if label, value, ok := strings.Cut(oneLine(l), " | "); ok {
			out = append(out, fact{label, value})
		}
	}
	return out
}
