package internal_test

import (
	"os"
	"regexp"
	"testing"
)

var mapLine = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.+) \\|$")

// A newcomer looks for a thing by the names of packages: the map names each that there is, once, and no other.
func TestTheMapNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, s := range sources(t) {
		there[s.pkg] = true
	}
	named := map[string]bool{}
	for _, line := range mapLine.FindAllStringSubmatch(string(text), -1) {
		if pkg := line[1]; named[pkg] || !there[pkg] {
			t.Errorf("ARCHITECTURE.md names %s, which is named before or is not there", pkg)
		}
		named[line[1]] = true
	}
	for pkg := range there {
		if !named[pkg] {
			t.Errorf("ARCHITECTURE.md does not name %s: say in one line what it is", pkg)
		}
	}
}
