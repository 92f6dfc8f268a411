package storage_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"quittance/storage"
)

func TestSafeNames(t *testing.T) {
	cases := map[string]struct{ name, want string }{
		"an ordinary name stays":              {"Plan d’exécution – été.pdf", "Plan d’exécution – été.pdf"},
		"four-byte characters stay":           {"📐 plan.pdf", "📐 plan.pdf"},
		"a path becomes one segment":          {"../../etc/passwd", ".._.._etc_passwd"},
		"a Windows path too":                  {`C:\plans\a.pdf`, "C__plans_a.pdf"},
		"control characters go":               {"a\x00b\r\nc\x7f.pdf", "abc.pdf"},
		"what nobody sees goes":               {"a\u200bb\u00adc\ufeff\u200e.pdf", "abc.pdf"},
		"a joiner stays between letters":      {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf"},
		"a joiner elsewhere goes":             {"\u200da\u200c \u200db\u200d\u200d.pdf", "a b.pdf"},
		"direction overrides go":              {"a\u202efdp.exe", "afdp.exe"},
		"no-break spaces become spaces":       {"12\u00a0000.pdf", "12 000.pdf"},
		"nothing becomes a file":              {"", "file"},
		"dots become a file":                  {"..", "file"},
		"dots and spaces at the end go":       {" a. . ", "a"},
		"a device of Windows gets a mark":     {"con.pdf", "_con.pdf"},
		"what begins like a device stays":     {"console.pdf", "console.pdf"},
		"invalid UTF-8 is replaced":           {"a\xff\xfeb.pdf", "a_b.pdf"},
		"a long name keeps its extension":     {strings.Repeat("é", 200) + ".dwg", strings.Repeat("é", 118) + ".dwg"},
		"a long extension is not an extraord": {"a." + strings.Repeat("b", 300), "a." + strings.Repeat("b", 238)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := storage.SafeName(c.name); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a.pdf", "../..", "\u202e", "a\u200d\u200db", strings.Repeat("\u0645\u200c", 99), "\xff", strings.Repeat("x", 300), "NUL", ". ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		safe := storage.SafeName(name)
		if safe == "" || len(safe) > 241 || !utf8.ValidString(safe) || strings.ContainsAny(safe, "/\\\x00\"") || safe == "." || safe == ".." {
			t.Fatalf("%q gives %q", name, safe)
		}
		if strings.ContainsFunc(safe, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Fatalf("%q gives %q", name, safe)
		}
		if again := storage.SafeName(safe); again != safe {
			t.Fatalf("%q gives %q, then %q", name, safe, again)
		}
	})
}
