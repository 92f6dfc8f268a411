// Package timezone finds time zones by their names in the IANA database, each read once.
package timezone

import (
	"sync"
	"time"
)

// found are the zones read so far, *time.Location by name: reading one costs a file. Names that are none are not kept, so
// that there are never more than the database has.
var found sync.Map

// Is reports whether the name is of the IANA time zone database and means the same on every machine.
func Is(name string) bool {
	_, known := find(name)
	return known && name != "" && name != "Local"
}

// Of is the time zone of that name; one that is unknown here is UTC.
func Of(name string) *time.Location {
	zone, _ := find(name)
	return zone
}

func find(name string) (zone *time.Location, known bool) {
	if kept, ok := found.Load(name); ok {
		zone, known = kept.(*time.Location)
		return zone, known
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	found.Store(name, zone)
	return zone, true
}
