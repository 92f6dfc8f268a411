package timezone_test

import (
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/timezone"
)

func TestWhatPeopleCallATime(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for _, zone := range account.Zones() {
		fr, en := timezone.Called("fr", at.In(timezone.Of(zone))), timezone.Called("en", at.In(timezone.Of(zone)))
		if !strings.HasPrefix(fr, "heure de ") || !strings.HasSuffix(en, " time") {
			t.Errorf("%s is called %q and %q", zone, fr, en)
		}
	}
	for want, zone := range map[string]*time.Location{"UTC": time.UTC, "UTC+1": time.FixedZone("", 3600), "UTC−3:30": time.FixedZone("", -12600), "UTC−10": time.FixedZone("", -36000), "UTC+10": time.FixedZone("", 36000)} {
		if got := timezone.Called("fr", at.In(zone)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

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
