// Package preview writes every page and every message of the program as files, filled with sample data, in both
// languages, so that people can look at all of them without living through a delivery.
package preview

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"quittance/frontend"
	"quittance/frontend/sample"
	"quittance/frontend/screen"
	"quittance/internal/notify"
)

// folder collects the files and what the index says of them.
type folder struct {
	dir   string
	index index
}

// Write writes everything below dir and returns the file to begin with. Files of an earlier time are overwritten.
func Write(dir string) (string, error) {
	f := &folder{dir: dir}
	for _, write := range []func() error{f.assets, f.pages, f.mails, f.texts} {
		if err := write(); err != nil {
			return "", err
		}
	}
	var b bytes.Buffer
	if err := f.index.write(&b); err != nil {
		return "", err
	}
	const first = "index.html"
	return filepath.Join(dir, first), f.put(first, b.Bytes())
}

func (f *folder) put(name string, content []byte) error {
	const folders, files = 0o755, 0o644 // made to be shown around: sample data alone
	path := filepath.Join(f.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), folders); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.WriteFile(path, content, files); err != nil {
		return fmt.Errorf("write preview: %w", err)
	}
	return nil
}

func (f *folder) assets() error {
	assets, err := frontend.LoadAssets()
	if err != nil {
		return err
	}
	return assets.Each(func(name string, content []byte) error {
		return f.put(path.Join(frontend.PathAssets, name), content)
	})
}

// pages are as the server sends them, but that they find their styles beside them.
func (f *folder) pages() error {
	assets, err := frontend.LoadAssets()
	if err != nil {
		return err
	}
	renderer, err := screen.NewRenderer(assets)
	if err != nil {
		return err
	}
	for _, face := range sample.All() {
		e := entry{Name: face.Name}
		for _, lang := range frontend.Langs() {
			var page bytes.Buffer
			if err := renderer.Render(&page, lang, face.In(lang)); err != nil {
				return fmt.Errorf("render %s: %w", face.Name, err)
			}
			name := "pages/" + string(lang) + "/" + face.Name + ".html"
			if err := f.put(name, []byte(strings.ReplaceAll(page.String(), `"`+frontend.PathAssets, `"../..`+frontend.PathAssets))); err != nil {
				return err
			}
			e.Links = append(e.Links, link{string(lang), name})
		}
		f.index.Pages = append(f.index.Pages, e)
	}
	return nil
}

// mails are written as a mail program shows them, and as one that shows text alone does.
func (f *folder) mails() error {
	compose, err := notify.NewComposer()
	if err != nil {
		return err
	}
	entries, order := map[string]*entry{}, []string{}
	for _, lang := range frontend.Langs() {
		seen := map[string]int{}
		for _, m := range notify.Samples(string(lang)) {
			mail, err := compose.Compose(m)
			if err != nil {
				return err
			}
			name := notify.SampleName(m)
			if seen[name]++; seen[name] > 1 {
				name = fmt.Sprintf("%s-%d", name, seen[name])
			}
			e, known := entries[name]
			if !known {
				e, order = &entry{Name: name}, append(order, name)
				entries[name] = e
			}
			if lang == frontend.French {
				e.Says = mail.Subject
			}
			head := "From: " + mail.FromName + "\nReply-To: " + mail.ReplyTo + "\nSubject: " + mail.Subject + "\n\n"
			for suffix, content := range map[string]string{".html": mail.HTML, ".txt": head + mail.Text} {
				if err := f.put("mails/"+string(lang)+"/"+name+suffix, []byte(content)); err != nil {
					return err
				}
			}
			e.Links = append(e.Links, link{string(lang), "mails/" + string(lang) + "/" + name + ".html"}, link{string(lang) + " (text)", "mails/" + string(lang) + "/" + name + ".txt"})
		}
	}
	for _, name := range order {
		f.index.Mails = append(f.index.Mails, *entries[name])
	}
	return nil
}

func (f *folder) texts() error {
	for _, lang := range frontend.Langs() {
		samples, err := notify.SampleTexts(string(lang))
		if err != nil {
			return err
		}
		for _, s := range samples {
			name := "texts/" + string(lang) + "/" + s.Name + ".txt"
			if err := f.put(name, []byte(s.Text+"\n")); err != nil {
				return err
			}
			f.index.Texts = append(f.index.Texts, entry{Name: s.Name, Says: s.Text, Links: []link{{string(lang), name}}})
		}
	}
	return nil
}
