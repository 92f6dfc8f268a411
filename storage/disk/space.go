package disk

import (
	"fmt"

	"quittance/storage"
)

// Room returns storage.ErrNoSpace when the file system of dir has less than floor bytes left for us, or no more files.
// Where the operating system is not asked (see free), there is always room.
func Room(dir string, floor uint64) error {
	left, known, err := free(dir)
	switch {
	case err != nil:
		return fmt.Errorf("look for room: %w", err)
	case known && left < floor:
		return fmt.Errorf("%d MiB left, less than %d: %w", left>>20, floor>>20, storage.ErrNoSpace)
	}
	return nil
}
