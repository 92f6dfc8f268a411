package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quittance/frontend/sample"
	"quittance/internal/notify"
)

var references = regexp.MustCompile(`(?:href|src)="([^"#]+)"`)

// TestPreviewWritesEveryPageAndMessage runs the command as people do, without any setting, and follows the index.
func TestPreviewWritesEveryPageAndMessage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "to", "look at")
	var out, problems bytes.Buffer
	code := run(&world{ctx: context.Background(), in: strings.NewReader(""), out: &out, err: &problems}, []string{"preview", dir})
	if code != 0 || strings.TrimSpace(out.String()) != filepath.Join(dir, "index.html") {
		t.Fatalf("exit %d: %s%s", code, out.String(), problems.String())
	}
	index := must[[]byte](t)(os.ReadFile(filepath.Join(dir, "index.html")))
	linked := references.FindAllStringSubmatch(string(index), -1)
	if want := 2*len(sample.All()) + 4*len(notify.Samples("fr")); len(linked) < want {
		t.Errorf("the index leads to %d files, want %d at least", len(linked), want)
	}
	for _, l := range linked {
		name := must[string](t)(url.PathUnescape(l[1]))
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || len(content) == 0 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasPrefix(name, "pages/") {
			continue
		}
		for _, r := range references.FindAllStringSubmatch(string(content), -1) {
			if !strings.Contains(r[1], "assets/") {
				continue // another page of the program
			}
			if _, err := os.Stat(filepath.Join(dir, filepath.Dir(name), filepath.FromSlash(r[1]))); err != nil {
				t.Errorf("%s has no %s", name, r[1])
			}
		}
	}
}
