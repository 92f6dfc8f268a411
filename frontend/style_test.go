package frontend

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// One scale of type, one of space, one set of colours: they stand in tokens.css, and nothing else sets one. Lengths in em
// go with the text around; sizes of things (width, height, borders) are their own.
func TestStylesUseTheScales(t *testing.T) {
	files, err := filepath.Glob("styles/*.css")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(path) == "tokens.css" {
			continue
		}
		for _, d := range declaration.FindAllStringSubmatch(comment.ReplaceAllString(string(content), ""), -1) {
			if problem := beside(d[1], d[2]); problem != "" {
				t.Errorf("%s: %s: %s: %s", path, d[1], d[2], problem)
			}
		}
	}
}

func TestWhatTheScalesForbid(t *testing.T) {
	for css, fine := range map[string]bool{
		"color: var(--ink);":                       true,
		"color: #123;":                             false,
		"background: rgb(0 0 0 / 5%);":             false,
		"border: 1px solid red;":                   false,
		"border: 1px solid var(--line);":           true,
		"font-size: 14px;":                         false,
		"font-size: 0.9em;":                        true,
		"font: 600 1.75rem/1 var(--serif);":        false,
		"font: 600 var(--text-l)/1 var(--serif);":  true,
		"margin: 0 auto;":                          true,
		"margin-left: 13px;":                       false,
		"padding: var(--s2) 0.3rem;":               false,
		"gap: calc(1.375rem + var(--s3));":         true,
		"grid-template-columns: minmax(13rem,1fr)": true,
	} {
		found := declaration.FindStringSubmatch(css)
		if found == nil {
			t.Fatal(css)
		}
		if got := beside(found[1], found[2]) == ""; got != fine {
			t.Errorf("%s: fine %t", css, got)
		}
	}
}

var (
	declaration = regexp.MustCompile(`([a-z-]+):\s*([^;{}]+)`)
	absolute    = regexp.MustCompile(`\d(?:px|rem|pt|vw)\b`)
	colour      = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|\b(?:black|white|red|green|blue|gray|grey|silver|orange|yellow|purple)\b`)
	scaled      = regexp.MustCompile(`^(?:margin|padding|gap|row-gap|column-gap|font-size|font)(?:-|$)`)
	loose       = regexp.MustCompile(`^(?:font-(?:weight|family|variant|style|stretch|feature)|margin-trim)`)
	function    = regexp.MustCompile(`(?:calc|clamp|min|max)\(.*\)`)
)

// beside tells what a declaration sets beside the scales; "" for nothing.
func beside(property, value string) string {
	if strings.HasPrefix(property, "--") { // a token, set again for print
		return ""
	}
	if colour.MatchString(value) {
		return "a colour that is no token"
	}
	value = function.ReplaceAllString(value, "")
	value = strings.ReplaceAll(value, "-1px", "") // what is hidden from sight
	if scaled.MatchString(property) && !loose.MatchString(property) && absolute.MatchString(value) {
		return "a length that is no token"
	}
	return ""
}
