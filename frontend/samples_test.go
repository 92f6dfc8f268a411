package frontend_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"quittance/frontend"
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
	r, err := frontend.NewRenderer(assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range frontend.Langs() {
		for _, sample := range frontend.Samples() {
			var page bytes.Buffer
			if err := r.Render(&page, lang, sample.Page); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, string(lang)+"-"+sample.Name+".html")
			if err := os.WriteFile(name, page.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
