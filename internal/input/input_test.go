package input_test

import (
	"strings"
	"testing"

	"quittance/internal/input"
)

func TestPhonesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"06 12 34 56 78": "+33612345678", "+33 (0)6 12 34 56 78": "+33612345678", "0033612345678": "+33612345678", "+41 79 123 45 67": "+41791234567",
		"+33639980001": "+33639980001", "+33000000000": "", "+331": "", "12": "", "": "", "+999123456789": "", strings.Repeat("6", 41): "", "06 12 34 56 78\n": "",
	} {
		got, err := input.ParsePhone(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q gives %q, %v; want %q", typed, got, err, want)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"+33612345678", "06 12", "+1 (202) 555-0123;ext=9", "tel:+33;phone-context=+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e164, err := input.ParsePhone(s)
		if err != nil {
			return
		}
		if again, err := input.ParsePhone(e164); err != nil || again != e164 || strings.Trim(e164[1:], "0123456789") != "" {
			t.Fatalf("%q gives %q, which gives %q, %v", s, e164, again, err)
		}
	})
}

func TestAFileNameIsTakenInAsItLooks(t *testing.T) {
	for sentence, c := range map[string]struct{ given, want, wrong string }{
		"what everybody sees stays":                  {"Plan d’exécution – été.pdf", "Plan d’exécution – été.pdf", ""},
		"a zero-width space goes":                    {"pl\u200ban.pdf", "plan.pdf", ""},
		"a variation selector goes":                  {"plan\ufe0f.pdf", "plan.pdf", ""},
		"a soft hyphen and a word joiner go":         {"de\u00advis\u2060.pdf", "devis.pdf", ""},
		"a byte order mark at the beginning goes":    {"\ufeffplan.pdf", "plan.pdf", ""},
		"a direction mark of another program goes":   {"\u200eplan\u200f.pdf", "plan.pdf", ""},
		"a non-joiner that Persian needs stays":      {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", ""},
		"a name that turns the writing is refused":   {"plan\u202efdp.exe", "plan\u202efdp.exe", "control_characters"},
		"so is one with an isolate":                  {"plan\u2066fdp.exe", "plan\u2066fdp.exe", "control_characters"},
		"a control character is refused":             {"a\x01b.pdf", "a\x01b.pdf", "control_characters"},
		"a name of which nothing is seen is missing": {"\u200b\u00ad", "", "required"},
		"what is no text stays what it is":           {"a\xff\u200b", "a\xff\u200b", "not_text"},
	} {
		t.Run(sentence, func(t *testing.T) {
			got := input.VisibleFileName(c.given)
			if got != c.want || input.SafeFileName(got) != c.wrong {
				t.Errorf("%q, judged %q; want %q, judged %q", got, input.SafeFileName(got), c.want, c.wrong)
			}
			if again := input.VisibleFileName(got); again != got {
				t.Errorf("taken in again it is %q", again)
			}
		})
	}
}

func FuzzSafeFileName(f *testing.F) {
	for _, s := range []string{"plan.pdf", "../x", "a/b", "\u202e", "📐", "..", "a.", "CON"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if input.SafeFileName(s) == "" && (len(s) > 255 || strings.ContainsAny(s, "/\\\x00\r\n") || s == ".." || s == "") {
			t.Fatalf("%q is called safe", s)
		}
	})
}
