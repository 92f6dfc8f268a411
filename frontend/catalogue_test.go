package frontend

import (
	"strings"
	"testing"
)

func TestFrenchIsSetAsAPrinterWould(t *testing.T) {
	for name, c := range map[string]struct{ typed, set string }{
		"high signs":      {"Bonjour ! Ça va ? Oui ; et toi : bien", "Bonjour\u202f! Ça va\u202f? Oui\u202f; et toi\u202f: bien"},
		"guillemets":      {"la « maison »", "la «\u202fmaison\u202f»"},
		"an apostrophe":   {"l'atelier", "l’atelier"},
		"a rate, a price": {"20 % de 5 €", "20\u202f% de 5\u00a0€"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := typeset(French, c.typed); got != c.set {
				t.Errorf("%q, want %q", got, c.set)
			}
		})
	}
}

func TestNoFrenchSentenceHasAPlainSpaceBeforeAHighSign(t *testing.T) {
	c, err := loadCatalogue(French)
	if err != nil {
		t.Fatal(err)
	}
	for key, m := range c.messages {
		text := strings.Join(m.texts, "x")
		for _, wrong := range []string{" !", " ?", " ;", " :", "« ", " »", "'", "...", "\""} {
			if strings.Contains(text, wrong) {
				t.Errorf("%s holds %q: %s", key, wrong, text)
			}
		}
	}
}

func TestASentenceIsRefusedWhenItsParametersAreNot(t *testing.T) {
	for name, text := range map[string]string{
		"an open parameter":    "Bonjour {name",
		"a nameless parameter": "Bonjour {}",
		"a parameter of words": "Bonjour {the name}",
		"nothing":              "  ",
	} {
		t.Run(name, func(t *testing.T) {
			if m, err := parseMessage(text); err == nil {
				t.Errorf("accepted as %+v", m)
			}
		})
	}
}

func TestZeroIsSingularInFrenchAndPluralInEnglish(t *testing.T) {
	for lang, want := range map[Lang]string{French: "un", English: "many 0"} {
		c := &catalogue{lang: lang, messages: map[string]message{}}
		for key, text := range map[string]string{"n.one": "un", "n.other": "many {n}"} {
			m, err := parseMessage(text)
			if err != nil {
				t.Fatal(err)
			}
			c.messages[key] = m
		}
		if got, err := c.count("n", 0); err != nil || got != want {
			t.Errorf("%s: %q, %v", lang, got, err)
		}
	}
}

func TestCataloguesThatDifferAreRefused(t *testing.T) {
	one, err := parseMessage("Bonjour {name}")
	if err != nil {
		t.Fatal(err)
	}
	other, err := parseMessage("Hello")
	if err != nil {
		t.Fatal(err)
	}
	a := &catalogue{French, map[string]message{"a": one, "b": one}}
	b := &catalogue{English, map[string]message{"a": other, "c": one}}
	got := checkTwins(a, b)
	if got == nil {
		t.Fatal("they pass as twins")
	}
	for _, want := range []string{"a has other parameters in en", "b is missing in en", "c is missing in fr"} {
		if !strings.Contains(got.Error(), want) {
			t.Errorf("%q does not say that %s", got, want)
		}
	}
}
