package ulid_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"quittance/internal/ulid"
)

func TestNamesAreInTheOrderOfTime(t *testing.T) {
	morning := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	low, high := bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)), bytes.NewReader(make([]byte, 10))
	a, b := ulid.New(morning, low), ulid.New(morning.Add(time.Second), high)
	if len(a) != 26 || a >= b || strings.ToLower(a) != a || a[10:] != strings.Repeat("z", 16) || b[10:] != strings.Repeat("0", 16) {
		t.Errorf("%s, %s", a, b)
	}
	if at, ok := ulid.MadeAt(b); !ok || !at.Equal(morning.Add(time.Second)) {
		t.Errorf("%s was made at %s", b, at)
	}
	for _, none := range []string{"", "01hf", "not a name at all"} {
		if at, ok := ulid.MadeAt(none); ok {
			t.Errorf("%q was made at %s", none, at)
		}
	}
}
