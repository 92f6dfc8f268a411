package frontend_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"quittance/frontend"
	"quittance/frontend/sample"
	"quittance/frontend/screen"
)

// TestWritePreview writes every sample as a file, for the photographs of shots.mjs; it needs the built assets.
func TestWritePreview(t *testing.T) {
	dir := os.Getenv("PREVIEW_DIR")
	if dir == "" {
		t.Skip("only when PREVIEW_DIR says where to write")
	}
	assets, err := frontend.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	r, err := screen.NewRenderer(assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range frontend.Langs() {
		for _, face := range sample.All() {
			var page bytes.Buffer
			if err := r.Render(&page, lang, face.Page); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, string(lang)+"-"+face.Name+".html")
			if err := os.WriteFile(name, page.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
