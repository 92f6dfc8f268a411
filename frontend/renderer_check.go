package frontend

import (
	"fmt"
	"html/template"
	"io/fs"
	"reflect"
	"slices"
	"sort"
	"strings"
	"text/template/parse"
)

// usage is what the templates were found to use.
type usage struct {
	catalogue *catalogue
	assets    *Assets
	keys      map[string]bool
	prefixes  map[string]bool
	templates map[string]bool
	wrong     map[string]bool
}

// checkUse walks every template: literal keys exist and get exactly their parameters, literal paths and assets
// exist, and no key, file or definition is left over.
func checkUse(c *catalogue, written *sources, assets *Assets) error {
	u := &usage{c, assets, map[string]bool{}, map[string]bool{}, map[string]bool{"layout": true}, map[string]bool{}}
	defined := map[string]bool{}
	for _, set := range []map[string]*template.Template{written.frames, written.own} {
		for _, file := range set {
			for _, t := range file.Templates() {
				if t.Tree == nil || t.Name() == "" {
					continue
				}
				if !strings.HasSuffix(t.Name(), ".html") {
					defined[t.Name()] = true
				}
				eachNode(reflect.ValueOf(t.Tree.Root), u.use)
			}
		}
	}
	for _, prefix := range usedByGo {
		u.prefixes[prefix] = true
	}
	for key := range c.messages {
		if !u.keys[key] && !u.hasPrefix(key) {
			u.wrong["sentence "+key+" is never said"] = true
		}
	}
	for name := range defined {
		if !u.templates[name] {
			u.wrong["template "+name+" is never shown"] = true
		}
	}
	u.checkFiles(written.own)
	if len(u.wrong) > 0 {
		return fmt.Errorf("check templates: %s", strings.Join(sortedKeys(u.wrong), "; "))
	}
	return nil
}

// usedByGo are the keys said by functions of this package rather than named in a template.
var usedByGo = []string{"problem.", "event.", "message_kind.", "operator.job.", "notice.", "failure.", "field.", "summary.", "sheet.", "sheet.change.", "archive.", "accent.", "zone.", "role.", "method.", "payment.", "audit.kind."}

func (u *usage) hasPrefix(key string) bool {
	for prefix := range u.prefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func (u *usage) use(node any) {
	switch node := node.(type) {
	case *parse.TemplateNode:
		u.templates[node.Name] = true
	case *parse.CommandNode:
		u.command(node)
	}
}

func (u *usage) command(node *parse.CommandNode) {
	function, ok := node.Args[0].(*parse.IdentifierNode)
	if !ok || len(node.Args) < 2 {
		return
	}
	literal, ok := node.Args[1].(*parse.StringNode)
	if !ok {
		return
	}
	switch function.Ident {
	case "t":
		u.sentence(literal.Text, node.Args[2:])
	case "tn":
		u.sentence(literal.Text+".one", node.Args[2:])
		u.sentence(literal.Text+".other", node.Args[2:])
	case "tk":
		u.prefixes[literal.Text] = true
	case "path":
		if _, err := namedPath(literal.Text); err != nil {
			u.wrong[err.Error()] = true
		}
	case "asset":
		if _, err := u.assets.url(literal.Text); err != nil {
			u.wrong[err.Error()] = true
		}
	}
}

func (u *usage) sentence(key string, args []parse.Node) {
	m, found := u.catalogue.messages[key]
	if !found {
		u.wrong["sentence "+key+" is missing"] = true
		return
	}
	u.keys[key] = true
	var given []string
	for _, arg := range args {
		if name, ok := arg.(*parse.StringNode); ok && slices.Contains(m.params, name.Text) {
			given = append(given, name.Text)
		}
	}
	if strings.HasSuffix(key, ".one") || strings.HasSuffix(key, ".other") {
		given = append(given, "n")
	}
	for _, name := range m.names() {
		if !slices.Contains(given, name) {
			u.wrong["sentence "+key+" lacks its parameter "+name] = true
		}
	}
}

// checkFiles finds template files that no page uses.
func (u *usage) checkFiles(pages map[string]*template.Template) {
	var left []string
	err := fs.WalkDir(templateFiles, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, "templates/"), ".html")
		folder, file, _ := strings.Cut(name, "/")
		if _, isPage := pages[name]; !isPage && folder != "shared" && file != "layout" && !strings.HasPrefix(file, "_") {
			left = append(left, "file "+path+" belongs to no page")
		}
		return nil
	})
	if err != nil {
		left = append(left, err.Error())
	}
	sort.Strings(left)
	for _, text := range left {
		u.wrong[text] = true
	}
}
