package timezone_test

import (
	"testing"
	"time"

	"quittance/internal/timezone"
)

func TestNamesOfZones(t *testing.T) {
	for name, c := range map[string]struct {
		is   bool
		noon string // 12:00 UTC of a summer day, there
	}{
		"Europe/Paris":     {true, "14:00 CEST"},
		"Indian/Reunion":   {true, "16:00 +04"},
		"UTC":              {true, "12:00 UTC"},
		"":                 {false, "12:00 UTC"},
		"Europe/Lyon":      {false, "12:00 UTC"},
		"../etc/localtime": {false, "12:00 UTC"},
	} {
		for range 2 { // read, and kept
			if got := timezone.Is(name); got != c.is {
				t.Errorf("%q is a zone: %t, want %t", name, got, c.is)
			}
			noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
			if got := noon.In(timezone.Of(name)).Format("15:04 MST"); got != c.noon {
				t.Errorf("noon in %q: %s, want %s", name, got, c.noon)
			}
		}
	}
	if timezone.Is("Local") {
		t.Error("Local is another zone on every machine")
	}
	if first, second := timezone.Of("Europe/Paris"), timezone.Of("Europe/Paris"); first != second {
		t.Error("a zone is read twice")
	}
}
