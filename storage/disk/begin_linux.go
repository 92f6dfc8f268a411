//go:build !arm

package disk

import (
	"os"
	"syscall"
)

// beginWriting asks the kernel to begin bringing a range of f to the disk, and does not wait. It is a hint: where it is
// refused, the sync that follows does all of the work, and reports what fails.
func beginWriting(f *os.File, offset, length int64) {
	const write = 2 // SYNC_FILE_RANGE_WRITE
	_ = syscall.SyncFileRange(int(f.Fd()), offset, length, write)
}
