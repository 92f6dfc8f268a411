package frontend

import (
	"fmt"
	"html/template"
	"io/fs"
	"reflect"
	"strings"
	"text/template/parse"
)

// sources are the templates as they are written, before any page is put together from them. They are parsed once: the
// functions of a language are given to build.
type sources struct {
	frames map[string]*template.Template // by folder: its layout, its parts "_*.html", and what all folders share
	own    map[string]*template.Template // by page: its own file
}

func parseSources(funcs template.FuncMap, screens []Page) (*sources, error) {
	s := &sources{frames: map[string]*template.Template{}, own: map[string]*template.Template{}}
	for _, page := range screens {
		name := page.Template()
		folder := folderOf(name)
		var err error
		if _, parsed := s.frames[folder]; !parsed {
			if s.frames[folder], err = parseFrame(funcs, folder); err != nil {
				return nil, err
			}
		}
		if s.own[name], err = template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
			return nil, fmt.Errorf("parse template of %s: %w", reflect.TypeOf(page).Name(), err)
		}
	}
	return s, nil
}

func folderOf(page string) string {
	folder, _, _ := strings.Cut(page, "/")
	return folder
}

func parseFrame(funcs template.FuncMap, folder string) (*template.Template, error) {
	files := []string{"templates/" + folder + "/layout.html"}
	for _, pattern := range []string{"templates/shared/*.html", "templates/" + folder + "/_*.html"} {
		found, err := fs.Glob(templateFiles, pattern)
		if err != nil {
			return nil, fmt.Errorf("list templates of %s: %w", folder, err)
		}
		files = append(files, found...)
	}
	frame, err := template.New("").Funcs(funcs).ParseFS(templateFiles, files...)
	if err != nil {
		return nil, fmt.Errorf("parse layout of %s: %w", folder, err)
	}
	return frame, nil
}

// build puts each page together from copies of the definitions that its layout reaches, and of no others: escaping
// writes into the trees, so that every page needs its own.
func (s *sources) build(funcs template.FuncMap) (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	for name, own := range s.own {
		frame, page := s.frames[folderOf(name)], template.New("").Funcs(funcs)
		for wanted := []string{"layout"}; len(wanted) > 0; wanted = wanted[1:] {
			if page.Lookup(wanted[0]) != nil {
				continue
			}
			definition := own.Lookup(wanted[0])
			if definition == nil {
				definition = frame.Lookup(wanted[0])
			}
			if definition == nil {
				return nil, fmt.Errorf("build page %s: no template %q", name, wanted[0])
			}
			tree := definition.Tree.Copy()
			if _, err := page.AddParseTree(wanted[0], tree); err != nil {
				return nil, fmt.Errorf("build page %s: %w", name, err)
			}
			eachNode(reflect.ValueOf(tree.Root), func(node any) {
				if call, ok := node.(*parse.TemplateNode); ok {
					wanted = append(wanted, call.Name)
				}
			})
		}
		pages[name] = page
	}
	return pages, nil
}

// eachNode visits every node below v; the parse tree has no visitor of its own.
func eachNode(v reflect.Value, visit func(node any)) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		node := v.Interface()
		if _, up := node.(*parse.Tree); up { // a node's way back to its tree
			return
		}
		visit(node)
		eachNode(v.Elem(), visit)
	case reflect.Slice:
		for i := range v.Len() {
			eachNode(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachNode(v.Field(i), visit)
			}
		}
	default:
	}
}
