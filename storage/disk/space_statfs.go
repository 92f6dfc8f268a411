//go:build linux || darwin

package disk

import "syscall"

// free is what the file system of dir has left for processes without privileges, in bytes. A file system that counts
// its files and has none left has no room either.
func free(dir string) (left uint64, known bool, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false, err
	}
	if s.Files > 0 && s.Ffree == 0 {
		return 0, true, nil
	}
	return s.Bavail * uint64(s.Bsize), true, nil //nolint:gosec // a size is positive
}
