package entrance_test

import (
	"net/url"
	"strings"
	"testing"

	"quittance/internal/web/sender/entrance"
)

// Where a page goes on after signing in stands in its address: a stranger's link must not lead elsewhere.
func TestPathsThatStayHere(t *testing.T) {
	const home = "/deliveries"
	for name, tt := range map[string]struct{ path, want string }{
		"a page":                          {"/deliveries/01abc?tab=2#money", "/deliveries/01abc?tab=2#money"},
		"the root":                        {"/", "/"},
		"letters of any language":         {"/d/été", "/d/été"},
		"nothing":                         {"", home},
		"another site":                    {"https://evil.example/", home},
		"another site without its scheme": {"//evil.example/", home},
		"three slashes":                   {"///evil.example", home},
		"a backslash, which browsers take for a slash": {`/\evil.example`, home},
		"two backslashes":                    {`\\evil.example`, home},
		"a tab that browsers leave out":      {"/\t/evil.example", home},
		"a line end that browsers leave out": {"/\n/evil.example", home},
		"a space before it":                  {" /evil", home},
		"a script":                           {"javascript:alert(1)", home},
		"a path without a slash":             {"deliveries", home},
		"another site by a user's name":      {"//me@evil.example", home},
		"an escape that cannot be read":      {"/%zz", home},
		"an escaped slash stays a path":      {"/%2f%2fevil.example", "/%2f%2fevil.example"},
		"too long":                           {"/" + strings.Repeat("a", 2000), home},
	} {
		t.Run(name, func(t *testing.T) {
			if got := entrance.LocalPath(tt.path, home); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/a", "//b", `/\c`, "http://d", "/\x01", "/%2f/e"} {
		f.Add(seed)
	}
	here, err := url.Parse("https://quittance.example/signin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := entrance.LocalPath(path, "/x")
		// As browsers do (WHATWG URL): tabs and line ends go, a backslash is a slash.
		read := strings.ReplaceAll(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimSpace(got)), `\`, "/")
		to, err := here.Parse(read)
		if err != nil || to.Host != here.Host || to.Scheme != here.Scheme || strings.HasPrefix(read, "//") {
			t.Fatalf("%q leads to %v, %v", path, to, err)
		}
	})
}
