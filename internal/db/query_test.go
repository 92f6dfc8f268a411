package db_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quittance/internal/db"
)

// generated are the texts of every query, by name, as sqlc wrote them.
func generated(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob("sqlgen/*.sql.go")
	if err != nil {
		t.Fatal(err)
	}
	header := regexp.MustCompile(`^-- name: (\w+) `)
	for _, path := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if found := header.FindStringSubmatch(text); err == nil && found != nil {
				out[found[1]] = text
			}
			return true
		})
	}
	if len(out) < 200 {
		t.Fatalf("only %d queries were found", len(out))
	}
	return out
}

// The suites say what queries do; this says that none is left which an engine would refuse the first time it is asked.
func TestBothEnginesUnderstandEveryQuery(t *testing.T) {
	queries := generated(t)
	onBoth(t, func(t *testing.T, d *db.DB) {
		understands := func(text string) error {
			s, err := d.SQL().PrepareContext(t.Context(), text)
			if err != nil {
				return err
			}
			defer func() { _ = s.Close() }()
			return nil
		}
		for name, text := range queries {
			if err := understands(text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// sqlc writes a method for every query, and no linter tells when the last caller of one is gone.
func TestEveryQueryIsAsked(t *testing.T) {
	queries := generated(t)
	for _, root := range []string{"..", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "sqlgen") {
				return err
			}
			content, err := os.ReadFile(path)
			for _, called := range regexp.MustCompile(`\.(\w+)\b`).FindAllSubmatch(content, -1) {
				delete(queries, string(called[1]))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range queries {
		t.Errorf("nothing asks %s", name)
	}
}
