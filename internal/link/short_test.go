package link_test

import (
	"errors"
	"strings"
	"testing"

	"quittance/internal/link"
)

func TestAShortTokenIsOfItsLinkAndItsKey(t *testing.T) {
	one := link.ShortToken([]byte("key"), "j1")
	if again := link.ShortToken([]byte("key"), "j1"); again != one {
		t.Error("a link has two tokens")
	}
	for _, other := range []link.Short{link.ShortToken([]byte("key"), "j2"), link.ShortToken([]byte("other key"), "j1")} {
		if other == one {
			t.Error("another link, or another key, has the same token")
		}
	}
	if got, err := link.ParseShort(one.String()); err != nil || got != one {
		t.Errorf("%q is read as %v, %v", one.String(), got, err)
	}
}

func TestAShortTokenTypedByHandIsRead(t *testing.T) {
	token := link.Short{0x08, 0x42, 0x10, 0xff} // 1, and 0, among its letters
	sent := token.String()
	for name, typed := range map[string]string{
		"in capitals":                strings.ToUpper(sent),
		"a letter O for each nought": strings.ReplaceAll(sent, "0", "O"),
		"a small l for each one":     strings.ReplaceAll(sent, "1", "l"),
		"a capital I for each one":   strings.ReplaceAll(sent, "1", "I"),
		"a mixture":                  strings.ReplaceAll(strings.ToUpper(sent[:9])+sent[9:], "0", "o"),
	} {
		if typed == sent {
			t.Fatalf("%s: nothing of %q is changed", name, sent)
		}
		if got, err := link.ParseShort(typed); err != nil || got != token {
			t.Errorf("%s: %q is read as %v, %v", name, typed, got, err)
		}
	}
	for _, other := range []string{strings.ReplaceAll(sent, "0", "u"), sent + "0", sent[1:], strings.Replace(sent, "0", "\u212a", 1)} {
		if got, err := link.ParseShort(other); !errors.Is(err, link.ErrInvalid) {
			t.Errorf("%q is read as %v, %v", other, got, err)
		}
	}
}

// FuzzParseShort: whatever a stranger writes, a token is read from nothing but itself, as sent or as typed by hand.
func FuzzParseShort(f *testing.F) {
	for _, s := range []string{"", "a", strings.Repeat("z", 26), strings.Repeat("0", 26), strings.Repeat("A", 26), "é", strings.Repeat("0", 25) + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := link.ParseShort(text)
		plain := strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(strings.ToLower(text))
		if err == nil && s.String() != plain {
			t.Errorf("%q is another spelling of %q", text, s.String())
		}
		if err != nil && !errors.Is(err, link.ErrInvalid) {
			t.Errorf("%q tells why it is wrong: %v", text, err)
		}
	})
}
