package frontend

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFrenchIsSetAsAPrinterWould(t *testing.T) {
	for name, c := range map[string]struct{ typed, set string }{
		"high signs":               {"Bonjour ! Ça va ? Oui ; et toi : bien", "Bonjour\u202f! Ça va\u202f? Oui\u202f; et toi\u00a0: bien"},
		"guillemets":               {"la « maison »", "la «\u00a0maison\u00a0»"},
		"an apostrophe":            {"l'atelier", "l’atelier"},
		"a rate, a price":          {"20 % de 5 €", "20\u202f% de 5\u00a0€"},
		"a telephone":              {"par exemple 06 12 34 56 78.", "par exemple 06\u00a012\u00a034\u00a056\u00a078."},
		"a hyphen that holds":      {"Votre lien part par e-mail.", "Votre lien part par e\u2011mail."},
		"and one that people type": {"Adresse e-mail", "Adresse e-mail"},
		"what is counted":          {"{n} SMS, 14 jours", "{n}\u00a0SMS, 14\u00a0jours"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := typeset(French, c.typed); got != c.set {
				t.Errorf("%q, want %q", got, c.set)
			}
		})
	}
}

func TestAFrenchNameTakesTheVowelBeforeIt(t *testing.T) {
	for name, c := range map[string]struct{ sentence, value, said string }{
		"a vowel":                    {"Il restera la signature de {who}.", "Ada Signataire", "Il restera la signature d’Ada Signataire."},
		"an accent":                  {"Fichiers dès que {who} a constaté le virement", "Élan SAS", "Fichiers dès qu’Élan SAS a constaté le virement"},
		"a ligature":                 {"Rôle de {who}", "Œuvres & Cie", "Rôle d’Œuvres & Cie"},
		"the first word":             {"De {who}", "Ondine", "D’Ondine"},
		"a consonant":                {"à la place de {who}", "Boris", "à la place de Boris"},
		"an h":                       {"à la place de {who}", "Hélène", "à la place de Hélène"},
		"an amount":                  {"Note de {who}", "80,00 €", "Note de 80,00 €"},
		"a word that ends like it":   {"La rade {who}", "Ada", "La rade Ada"},
		"a word that is not of them": {"Avec {who}", "Ada", "Avec Ada"},
		"nobody":                     {"Rôle de {who}", "", "Rôle de "},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := parseMessage(typeset(French, c.sentence))
			if err != nil {
				t.Fatal(err)
			}
			if said, err := m.text(inTurn([]any{"who", c.value})); err != nil || said != c.said {
				t.Errorf("%q (%v), want %q", said, err, c.said)
			}
		})
	}
}

func TestALengthIsWrittenAsNumbersAreInALanguage(t *testing.T) {
	for lang, want := range map[Lang]string{French: "Trop long\u00a0: 5\u202f000 caractères au plus.", English: "Too long: 5,000 characters at most."} {
		c, err := loadCatalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.sayIf("problem.too_long", map[string]string{"max": "5000"}); !ok || got != want {
			t.Errorf("%q, want %q", got, want)
		}
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

func TestACatalogueIsItsFilesTogether(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string // what the refusal says; "" for none
	}{
		"two files of one table": {fstest.MapFS{"locales/fr/a.toml": file("[pay]\nnow = \"A\""), "locales/fr/b.toml": file("[pay]\nlater = \"B\"")}, ""},
		"a key in two files":     {fstest.MapFS{"locales/fr/a.toml": file("[pay]\nnow = \"A\""), "locales/fr/b.toml": file("pay.now = \"A\"")}, "b.toml: pay.now"},
		"a number":               {fstest.MapFS{"locales/fr/a.toml": file("n = 1")}, "a sentence was expected"},
		"no file":                {fstest.MapFS{"locales/en/a.toml": file("n = \"one\"")}, "no files"},
		"a file that is no TOML": {fstest.MapFS{"locales/fr/a.toml": file("[")}, "a.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readCatalogue(c.files, French)
			switch {
			case c.want == "" && (err != nil || len(got.messages) != 2):
				t.Errorf("%+v, %v", got, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%v does not say %q", err, c.want)
			}
		})
	}
}

// Whoever changes a sentence finds its twin in the file of the same name.
func TestASentenceStandsInTheFileOfTheSameNameInBothLanguages(t *testing.T) {
	areas, err := fs.Glob(localeFiles, "locales/*/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range areas {
		keys := map[Lang][]string{}
		for _, lang := range Langs() {
			raw, err := fs.ReadFile(localeFiles, "locales/"+string(lang)+"/"+filepath.Base(path))
			if err != nil {
				t.Fatal(err)
			}
			c, err := readCatalogue(fstest.MapFS{"locales/" + string(lang) + "/x.toml": {Data: raw}}, lang)
			if err != nil {
				t.Fatal(err)
			}
			keys[lang] = slices.Sorted(maps.Keys(c.messages))
		}
		if !slices.Equal(keys[French], keys[English]) {
			t.Errorf("%s: %v in French, %v in English", path, keys[French], keys[English])
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
