package preview

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// index is the page to begin with: everything there is, by name.
type index struct {
	Pages, Mails, Texts []entry
}

type entry struct {
	Name  string
	Says  string // the subject of a mail, the words of a text message
	Links []link
}

type link struct{ Label, Address string }

//go:embed index.html
var indexHTML string

func (x index) write(w io.Writer) error {
	t, err := template.New("index").Parse(indexHTML)
	if err != nil {
		return fmt.Errorf("parse index: %w", err)
	}
	if err := t.Execute(w, x); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}
