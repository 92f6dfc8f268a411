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

// FuzzParseShort: whatever a stranger writes, one token has one spelling.
func FuzzParseShort(f *testing.F) {
	for _, s := range []string{"", "a", strings.Repeat("z", 26), strings.Repeat("0", 26), strings.Repeat("A", 26), "é", strings.Repeat("0", 25) + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := link.ParseShort(text)
		if err == nil && s.String() != text {
			t.Errorf("%q is another spelling of %q", text, s.String())
		}
		if err != nil && !errors.Is(err, link.ErrInvalid) {
			t.Errorf("%q tells why it is wrong: %v", text, err)
		}
	})
}
