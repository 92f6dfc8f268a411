package account

import "slices"

// Zones are the time zones that a workspace may keep its days by, by their IANA names: those of France, and of who works
// with it from next door. The one of every new workspace comes first.
func Zones() []string {
	return []string{
		"Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon", "Indian/Reunion", "Indian/Mayotte",
		"Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "Europe/Brussels", "Europe/Luxembourg", "Europe/Zurich",
	}
}

// IsZone reports whether a workspace may have the zone.
func IsZone(name string) bool { return slices.Contains(Zones(), name) }
