package layout_test

import (
	"testing"

	"quittance/internal/certificate/layout"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

func TestBothLanguagesHaveWordsForEveryEvent(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		for _, eventType := range delivery.EventTypes() {
			if !layout.SaysEvent(language, eventType) {
				t.Errorf("%s: no words for %s", language, eventType)
			}
		}
	}
}

func TestWhatWouldNotShowIsShownAsItsCodePoint(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a plain name stays":                     {"Plan d\u2019\u00e9t\u00e9.pdf", "Plan d\u2019\u00e9t\u00e9.pdf"},
		"a decomposed accent is composed":        {"e\u0301te\u0301", "\u00e9t\u00e9"},
		"an override that turns the text around": {"\u202efdp.exe", "[U+202E]fdp.exe"},
		"a control character":                    {"a\x00b", "a[U+0000]b"},
		"a letter beyond the basic plane":        {"\U0001f600", "[U+1F600]"},
		"bytes that are no text":                 {"\xff", "[U+FFFD]"},
	} {
		if got := layout.Visible(c.text); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Whoever reads a number in the place of a letter is told what it is, and only they.
func TestNumbersOfCharactersAreExplainedWhereThereAreAny(t *testing.T) {
	for name, c := range map[string]struct {
		title, sender, file string
		explained           bool
	}{
		"letters of the fonts":                {"Façade – plans", "Siobhán Nguyễn Şahin", "façade.pdf", false},
		"letters of the font for the others":  {"Πρόσοψη", "Юлия", "→.pdf", false},
		"a title that looks like a number":    {"Lot [U+65E5]", "Zoé", "plan.pdf", false},
		"an accent that comes by itself":      {"Plans", "Zoe\u0301", "plan.pdf", false},
		"a hyphen that is another one":        {"avant\u2011projet", "Zoé", "plan.pdf", false},
		"a picture in the title":              {"Plans 📐", "Zoé", "plan.pdf", true},
		"a name in a script without a font":   {"Plans", "山田 太郎", "plan.pdf", true},
		"a picture in the name of a file":     {"Plans", "Zoé", "📐.pdf", true},
		"a letter that nobody would see":      {"Plans", "Zo\u00adé", "plan.pdf", true},
		"a name written from right to left":   {"Plans", "محمد علي", "plan.pdf", true},
		"a file named from right to left":     {"Plans", "Zoé", "תוכנית.pdf", true},
		"a letter of two, as fonts have them": {"Plans", "ﻻ", "plan.pdf", true},
		"a name that turns the text around":   {"Plans", "Zoé", "\u202efdp.exe", true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, language := range []string{"fr", "en"} {
				d := evidence.Document{
					Language: language, Certificate: evidence.Certificate{Title: c.title}, Sender: evidence.Sender{LegalName: c.sender},
					Deliverables: []evidence.Deliverable{{File: evidence.File{Name: c.file}}},
				}
				explained, err := layout.Explains(layout.Page{Document: &d})
				if err != nil || explained != c.explained {
					t.Errorf("%s: explained is %t, want %t: %v", language, explained, c.explained, err)
				}
			}
		})
	}
}
