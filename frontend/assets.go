package frontend

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// dist always holds a tracked file, so that the module compiles before the assets were ever built.
//
//go:embed all:dist
var distFiles embed.FS

// ErrAssetsNotBuilt says that the program was compiled without its styles and scripts.
var ErrAssetsNotBuilt = errors.New(`the styles and scripts are not built: run "npm ci && npm run build" in the folder frontend, then compile again`)

// Assets serves styles and scripts by names that hold a hash of their content (PathAssets + name): they never change,
// so they are cached for a year, and they were compressed when built.
type Assets struct {
	urls  map[string]string // logical name -> address
	files map[string]asset  // hashed name -> content
	built bool
}

type asset struct {
	mediaType           string
	plain, gzip, brotli []byte
}

// LoadAssets reads what was built into the program. It returns ErrAssetsNotBuilt when nothing was.
func LoadAssets() (*Assets, error) {
	dist, err := fs.Sub(distFiles, "dist")
	if err != nil {
		return nil, fmt.Errorf("open assets: %w", err)
	}
	return loadAssets(dist)
}

// UnbuiltAssets names assets without having them, for tests that look at words only. The server never uses it.
func UnbuiltAssets() *Assets { return &Assets{} }

func loadAssets(dist fs.FS) (*Assets, error) {
	raw, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAssetsNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	var manifest map[string]string
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return nil, fmt.Errorf("parse asset manifest: %w", err)
	}
	a := &Assets{urls: map[string]string{}, files: map[string]asset{}, built: true}
	for name, hashed := range manifest {
		file := asset{mediaType: mediaType(hashed)}
		for suffix, into := range map[string]*[]byte{"": &file.plain, ".gz": &file.gzip, ".br": &file.brotli} {
			if *into, err = fs.ReadFile(dist, hashed+suffix); err != nil {
				return nil, fmt.Errorf("read asset %s: %w", name, err)
			}
		}
		a.urls[name], a.files[hashed] = PathAssets+hashed, file
	}
	return a, nil
}

func mediaType(name string) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// url is the address of an asset by its logical name, e.g. "app.css".
func (a *Assets) url(name string) (string, error) {
	if !a.built {
		return PathAssets + name, nil
	}
	address, found := a.urls[name]
	if !found {
		return "", fmt.Errorf("find asset %s: it was not built", name)
	}
	return address, nil
}

// Each calls do with every asset: the name under PathAssets, and the content as it was built.
func (a *Assets) Each(do func(name string, content []byte) error) error {
	for name, file := range a.files {
		if err := do(name, file.plain); err != nil {
			return err
		}
	}
	return nil
}

// WireSize is what assets weigh when a browser of today asks for them; those that were not built weigh nothing.
func (a *Assets) WireSize(names ...string) int {
	if a == nil {
		return 0
	}
	total := 0
	for _, name := range names {
		total += len(a.files[strings.TrimPrefix(a.urls[name], PathAssets)].brotli)
	}
	return total
}

// ServeHTTP answers GET and HEAD under PathAssets.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, found := a.files[strings.TrimPrefix(r.URL.Path, PathAssets)]
	if !found {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.mediaType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	body := file.plain
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case accepts(accepted, "br"):
		h.Set("Content-Encoding", "br")
		body = file.brotli
	case accepts(accepted, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body = file.gzip
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodGet {
		// The reader may leave at any time; there is nobody left to tell.
		_, _ = w.Write(body)
	}
}

// accepts reports whether a coding is listed and not refused by a weight of zero (RFC 9110, section 12.5.3).
func accepts(header, coding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(item), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(weight, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
