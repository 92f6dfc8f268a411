package main

import (
	"math"
	"net/url"
	"path/filepath"
	"slices"

	"quittance/internal/web/sender/operator"
	disks "quittance/storage/disk"
)

// minRoom is what must be left on each disk, in bytes: uploads end before the database cannot write any more.
const minRoom = 64 << 20

// lowRoom is when an operator should think of a larger disk.
const lowRoom = 16 * minRoom

// folders are those of this machine that grow: the data, and the database and the files where they are elsewhere.
func (s *server) folders() []string {
	list := []string{s.config.DataDir}
	for scheme, address := range map[string]string{"sqlite": s.config.DatabaseURL, "file": s.config.StorageURL} {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != scheme {
			continue
		}
		path := u.Host + u.Path + u.Opaque // sqlite://relative/path, file:relative/path
		if scheme == "sqlite" {
			path = filepath.Dir(path)
		}
		list = append(list, filepath.FromSlash(path))
	}
	return list
}

// disks says what is left where something grows, each folder once.
func (s *server) disks() []operator.Disk {
	var list []operator.Disk
	folders := s.folders()
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		disk := operator.Disk{Folder: folder, Left: -1}
		if left, known, err := disks.Left(folder); err == nil && known {
			disk.Left, disk.IsLow = int64(min(left, math.MaxInt64)), left < lowRoom //nolint:gosec // bounded
		}
		list = append(list, disk)
	}
	return list
}

func roomIn(folders []string, floor uint64) error {
	for _, folder := range folders {
		if err := disks.Room(folder, floor); err != nil {
			return err
		}
	}
	return nil
}
