package failing

import "testing"

func TestOnlyWordsOfTheProgramAreShown(t *testing.T) {
	for text, want := range map[string]string{
		"send notice: 550 5.1.1 <camille@example.net>: user unknown": "send notice",
		"load delivery: database is locked":                          "load delivery",
		"550 5.1.1 <camille@example.net>: user unknown":              "",
		"Camille Bréhat: unknown":                                    "",
		"camille@example.net":                                        "",
		"+33639980001: refused":                                      "",
		"":                                                           "",
		"runtime error: index out of range":                          "runtime error",
	} {
		if got := classOf(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
