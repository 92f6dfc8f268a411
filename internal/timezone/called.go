package timezone

import (
	"strings"
	"time"
)

// names are the zones as people who live there call their time: French, English.
var names = map[string][2]string{
	"Europe/Paris":       {"heure de Paris", "Paris time"},
	"America/Guadeloupe": {"heure de Guadeloupe", "Guadeloupe time"},
	"America/Martinique": {"heure de Martinique", "Martinique time"},
	"America/Cayenne":    {"heure de Guyane", "French Guiana time"},
	"America/Miquelon":   {"heure de Saint-Pierre-et-Miquelon", "Saint-Pierre and Miquelon time"},
	"Indian/Reunion":     {"heure de La Réunion", "Réunion time"},
	"Indian/Mayotte":     {"heure de Mayotte", "Mayotte time"},
	"Pacific/Noumea":     {"heure de Nouméa", "Nouméa time"},
	"Pacific/Tahiti":     {"heure de Tahiti", "Tahiti time"},
	"Pacific/Wallis":     {"heure de Wallis", "Wallis time"},
	"Europe/Brussels":    {"heure de Bruxelles", "Brussels time"},
	"Europe/Luxembourg":  {"heure de Luxembourg", "Luxembourg time"},
	"Europe/Zurich":      {"heure de Zurich", "Zurich time"},
}

// Called is what people call the time of an instant's zone, in French ("fr") or English: "heure de Paris"; "UTC+1" where it
// has no such name. Proofs print the offset instead, which says which of two hours it was on the night the clocks go back.
func Called(language string, t time.Time) string {
	if name, ok := names[t.Location().String()]; ok && language == "fr" {
		return name[0]
	} else if ok {
		return name[1]
	}
	offset := strings.TrimSuffix(strings.NewReplacer("+0", "+", "-0", "−", "-", "−").Replace(t.Format("UTC-07:00")), ":00")
	return strings.TrimSuffix(offset, "+0")
}
