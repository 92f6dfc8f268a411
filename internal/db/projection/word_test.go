package projection_test

import (
	"slices"
	"strings"
	"testing"

	"quittance/internal/db/projection"
)

func TestTextsComeApartIntoWords(t *testing.T) {
	for name, c := range map[string]struct {
		in   []string
		want string
	}{
		"case and accents fold":        {[]string{"ÉTÉ à la Plage"}, "a ete la plage"},
		"each word once, over texts":   {[]string{"plan plan", "Plan 2"}, "2 plan"},
		"signs part words":             {[]string{`100%_\x l'école`}, "100 ecole l x"},
		"ligatures come apart":         {[]string{"ﬁche"}, "fiche"},
		"other scripts stay":           {[]string{"Ωmega 図面"}, "ωmega 図面"},
		"an address is its parts":      {[]string{"Ada.King@Example.org"}, "ada example king org"},
		"what is no text is no word":   {[]string{"a\x00b \xff"}, "a b"},
		"nothing":                      {[]string{"", " "}, ""},
		"a long word is cut at a rune": {[]string{strings.Repeat("図", 20)}, strings.Repeat("図", 13)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(projection.SplitWords(c.in...), " "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestWordsOfOneDeliveryAreBounded(t *testing.T) {
	var text strings.Builder
	for i := range 500 {
		text.WriteString(strings.Repeat("x", i%39+1) + string(rune('a'+i%26)) + " ")
	}
	if n := len(projection.SplitWords(text.String())); n != 64 {
		t.Errorf("%d words", n)
	}
}

// Whatever is searched for, every prefix of a word is found by its range, and the range holds no other words.
func FuzzAPrefixIsARange(f *testing.F) {
	f.Add("École Jean-Macé", "eco")
	f.Add("\U0010ffff", "")
	f.Add("x\xffy", "図")
	f.Fuzz(func(t *testing.T, text, search string) {
		words := projection.SplitWords(text)
		for _, p := range projection.SplitWords(search) {
			if len(p) > 40 {
				t.Errorf("%q is too long", p)
			}
			for _, w := range words {
				if in := w >= p && w < projection.After(p); in != strings.HasPrefix(w, p) {
					t.Errorf("%q in the range of %q: %v", w, p, in)
				}
			}
		}
		if !slices.IsSorted(words) {
			t.Error(words)
		}
	})
}
