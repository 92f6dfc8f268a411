// Package internal_test draws the house: which package may import which of ours, what the pure ones may not
// touch, and how large a file or a package may grow (DESIGN sections 3 and 12).
package internal_test

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Limits in lines of hand-written code.
const (
	maxFile    = 400
	maxTest    = 600
	maxMedian  = 150
	maxPackage = 2500
)

var pure = []string{
	"internal/input", "internal/delivery", "internal/agenda", "internal/draft", "internal/consent", "internal/passcode", "internal/account", "internal/evidence", "internal/tlog",
	"internal/link", "internal/transfer", "internal/tariff", "internal/timezone", "internal/ulid", "internal/consumer",
}

// cohesive are the packages that are one thing and larger than maxPackage, each with its reason.
var cohesive = map[string]int{
	"internal/delivery": 4900, // one aggregate: every verb and rule is a method of one type, one per file
}

// mayImport is the import table. A package that is not listed may import nothing of ours, and each line also
// stands for the packages below it. "pure" stands for the pure packages.
var mayImport = map[string][]string{
	"internal/problem":     {},
	"internal/property":    {}, // for tests
	"internal/evidence":    {},
	"internal/tlog":        {},
	"internal/pades":       {"internal/pades"},
	"internal/config":      {},
	"storage":              {"storage"},
	"migrations":           {},
	"frontend":             {"frontend", "internal/timezone"},
	"internal/input":       {"internal/problem"},
	"internal/consumer":    {},
	"internal/delivery":    {"internal/problem", "internal/evidence", "internal/input", "internal/tariff", "internal/timezone", "internal/consumer"}, // evidence: one manifest hash for both
	"internal/agenda":      {"internal/delivery"},
	"internal/draft":       {"internal/problem", "internal/input", "internal/delivery", "internal/tariff", "internal/timezone", "internal/transfer"},
	"internal/consent":     {"internal/delivery", "internal/tariff"},
	"internal/passcode":    {"internal/problem"},
	"internal/account":     {"internal/problem", "internal/input"},
	"internal/ulid":        {},
	"internal/link":        {"internal/problem", "internal/delivery", "internal/ulid"},
	"internal/transfer":    {},
	"internal/tariff":      {},
	"internal/timezone":    {},
	"internal/facturx":     {},
	"internal/receipt":     {"internal/certificate/layout/pdf", "internal/tariff", "internal/timezone", "internal/delivery"},
	"internal/payment":     {"internal/problem", "pure"},
	"internal/notify":      {"internal/problem", "pure"},
	"internal/certificate": {"internal/certificate", "internal/evidence", "internal/tlog", "internal/pades", "internal/delivery", "internal/consent"},
	"internal/db":          {"internal/db", "pure", "internal/problem", "migrations", "storage"}, // storage: db keeps the catalog it declares
	"internal/backup":      {"internal/db", "pure", "storage"},
	"internal/pagecount":   {"storage"},
	"internal/jobs":        {"internal/jobs", "internal/db", "pure", "internal/certificate", "internal/receipt", "internal/problem", "storage"},
	"internal/web":         {"internal/web", "internal/facturx", "internal/db", "pure", "internal/certificate", "internal/problem", "storage", "frontend"},
	"internal/sandbox":     {"internal/sandbox", "internal/problem"},
}

// forbidden are the calls that would make a pure package depend on the moment or the machine it runs on.
var forbidden = map[string]bool{"crypto/rand": true, "math/rand": true, "math/rand/v2": true, "os": true, "net": true, "net/http": true}

type source struct {
	path, pkg string // path of the file and folder of its package, from the root, with slashes
	lines     int
	imports   []string
	text      string
	generated bool
}

func TestImportsFollowTheTable(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") || strings.HasPrefix(s.pkg, "cmd/") {
			continue
		}
		rule, known := ruleOf(s.pkg)
		if !known {
			t.Errorf("%s: the package is not in the import table", s.path)
			continue
		}
		for _, imp := range s.imports {
			if ours, ok := strings.CutPrefix(imp, "quittance/"); ok && !allowed(rule, ours) {
				t.Errorf("%s: must not import %s", s.path, ours)
			}
		}
	}
}

func TestQueriesAreOfTheDatabaseAlone(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains(s.imports, "quittance/internal/db/sqlgen") && s.pkg != "internal/db" && !strings.HasPrefix(s.pkg, "internal/db/") {
			t.Errorf("%s: generated queries are for internal/db and the packages below it", s.path)
		}
	}
}

func TestConfigIsReadByTheProgramAlone(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.pkg, "cmd/") || s.pkg == "internal/config" || s.pkg == "internal/property" { // the latter is of tests alone
			continue
		}
		if slices.Contains(s.imports, "quittance/internal/config") || (!strings.HasSuffix(s.path, "_test.go") && strings.Contains(s.text, "os.Getenv(")) {
			t.Errorf("%s: the environment is read in internal/config, passed by cmd", s.path)
		}
	}
}

func TestPurePackagesTakeTimeAndEntropyAsArguments(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.pkg) || strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		if strings.Contains(s.text, "time.Now(") {
			t.Errorf("%s: time.Now in a pure package", s.path)
		}
		for _, imp := range s.imports {
			if forbidden[imp] {
				t.Errorf("%s: imports %s in a pure package", s.path, imp)
			}
		}
	}
}

func TestFilesAndPackagesStaySmall(t *testing.T) {
	packages := map[string]int{}
	var sizes []int
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		limit := maxFile
		if strings.HasSuffix(s.path, "_test.go") {
			limit = maxTest
		} else {
			packages[s.pkg] += s.lines
			sizes = append(sizes, s.lines)
		}
		if s.lines > limit {
			t.Errorf("%s: %d lines, at most %d: split it by reason to change", s.path, s.lines, limit)
		}
	}
	for pkg, lines := range packages {
		if limit := max(maxPackage, cohesive[pkg]); lines > limit {
			t.Errorf("%s: %d lines, at most %d", pkg, lines, limit)
		}
	}
	slices.Sort(sizes)
	if median := sizes[len(sizes)/2]; median > maxMedian {
		t.Errorf("the median file has %d lines, at most %d", median, maxMedian)
	}
}

func ruleOf(pkg string) ([]string, bool) {
	for p := pkg; p != "."; p = filepath.ToSlash(filepath.Dir(p)) {
		if rule, ok := mayImport[p]; ok {
			return rule, true
		}
	}
	return nil, false
}

func allowed(rule []string, ours string) bool {
	return slices.ContainsFunc(rule, func(r string) bool {
		if r == "pure" {
			return slices.Contains(pure, ours)
		}
		return ours == r || (strings.HasPrefix(ours, r+"/") && r != "internal")
	})
}

// sources reads every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || (len(d.Name()) > 2 && d.Name()[0] == '.')):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		s, err := read(path)
		out = append(out, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d files found: the walk is broken", len(out))
	}
	return out
}

func read(path string) (source, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return source{}, err
	}
	rel := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
	s := source{path: rel, pkg: filepath.ToSlash(filepath.Dir(rel)), text: string(b)}
	f, err := parser.ParseFile(token.NewFileSet(), path, b, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	for _, imp := range f.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, p)
	}
	scan := bufio.NewScanner(strings.NewReader(s.text))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		s.lines++
		if strings.HasPrefix(scan.Text(), "// Code generated ") {
			s.generated = true
		}
	}
	return s, scan.Err()
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// A table that is in no backup is found here already, and not when somebody restores.
func TestEveryTableOfTheMigrationsIsKnownToBackups(t *testing.T) {
	known, err := os.ReadFile("db/snapshot/tables.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../migrations/*/*.sql")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range createTable.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(known), `"`+found[1]+`"`) {
				t.Errorf("%s: the table %s stands in no list of internal/db/snapshot: kept in backups, or left out with a reason", file, found[1])
			}
		}
	}
}
