package frontend

import (
	"html/template"
	"strings"
)

// control is one input with its label, hint and error, built in a template by a chain of functions:
// {{template "control" input "email" .Form.Email (t "field.email") | kind "email" | autocomplete "email"}}.
type control struct {
	ID, Name, Label, Hint        string
	Type, Autocomplete, Keyboard string
	Value, Error                 string
	Params                       map[string]string
	Rows                         int
	Optional, Checked, Narrow    bool
	Options                      []option
	Exact                        bool // Label is a sentence of record: shown as it is, in its own language
}

// option is one line of a select or one button of a group.
type option struct {
	Value, Label, Hint string
	Accent             string // the colour it stands for
	Chosen             bool
}

// Invalid reports whether something is wrong with it.
func (c control) Invalid() bool { return c.Error != "" }

// copying is a text with a button that copies it.
type copying struct {
	ID, Label, Text string
	Rows            int
}

// summary is the list of problems above a form, each with a link to its input.
type summary struct{ Problems []FieldProblem }

func controlFunctions() template.FuncMap {
	return template.FuncMap{
		"input": func(name string, f Field, label string) control {
			return control{ID: name, Name: name, Label: label, Type: "text", Value: f.Value, Error: f.Error, Params: f.Params}
		},
		"tickbox": func(name string, f Tick, label string) control {
			return control{ID: name, Name: name, Label: label, Checked: f.Checked, Error: f.Error}
		},
		"boxes": func(name string, f Choice, label string) control {
			return control{ID: name, Name: name, Label: label, Error: f.Error, Params: f.Params}
		},
		"kind": func(kind string, c control) control {
			if kind == "password" {
				c.Value = "" // never sent back
			}
			c.Type = kind
			return c
		},
		"hint":         func(text string, c control) control { c.Hint = text; return c },
		"autocomplete": func(value string, c control) control { c.Autocomplete = value; return c },
		"keyboard":     func(mode string, c control) control { c.Keyboard = mode; return c },
		"rows":         func(n int, c control) control { c.Rows = n; return c },
		"optional":     func(c control) control { c.Optional = true; return c },
		"narrow":       func(c control) control { c.Narrow = true; return c },
		"id":           func(id string, c control) control { c.ID = id; return c },
		"option": func(value, label string, c control) control {
			c.Options = append(c.Options, option{Value: value, Label: label, Chosen: c.Value == value})
			return c
		},
		"optionHint": func(value, label, hint string, c control) control {
			c.Options = append(c.Options, option{Value: value, Label: label, Hint: hint, Chosen: c.Value == value})
			return c
		},
		"box": func(value, label string, f Choice, c control) control {
			c.Options = append(c.Options, option{Value: value, Label: label, Chosen: f.Has(value)})
			return c
		},
		"copying": func(id, label, text string) copying {
			const line = 55 // characters, on a small page
			return copying{id, label, text, strings.Count(text, "\n") + 2 + len(text)/line}
		},
		"typed": func(value string) Field { return Field{Value: value} },
		// problems lists what is wrong in a form; prefix is what its template put before the ids.
		"problems": func(prefix string, form any) summary {
			found := FormProblems(form)
			for i := range found {
				found[i].ID = prefix + found[i].ID
			}
			return summary{found}
		},
		// wrong is what is wrong on a page, whichever of its forms it is in.
		"wrong": func(page any) summary { return summary{PageProblems(page)} },
	}
}
