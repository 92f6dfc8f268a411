package disk

import (
	"fmt"

	"quittance/storage"
)

// Left returns the bytes that the file system of dir has left for us; known is false where the operating system is not
// asked.
func Left(dir string) (bytes uint64, known bool, err error) {
	bytes, known, err = free(dir)
	if err != nil {
		return 0, false, fmt.Errorf("look for room: %w", err)
	}
	return bytes, known, nil
}

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
