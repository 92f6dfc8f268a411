package layout_test

import (
	"testing"

	"quittance/internal/certificate/layout"
	"quittance/internal/delivery"
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
