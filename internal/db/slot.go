package db

import (
	"errors"
	"strings"
)

var errID = errors.New("an id longer than a slot")

// Slots writes ids into the one parameter of the queries that read by many keys, and how many there are: arrays are not
// portable. For the packages below db.
func Slots(ids []string) (string, int32, error) {
	const width = 32 // as in the queries
	var b strings.Builder
	for _, id := range ids {
		if len(id) > width {
			return "", 0, errID
		}
		b.WriteString(id + strings.Repeat(" ", width-len(id)))
	}
	return b.String(), int32(len(ids)), nil //nolint:gosec // a page of ids
}
