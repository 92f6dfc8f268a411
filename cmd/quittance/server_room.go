package main

import (
	"net/url"
	"path/filepath"

	"quittance/storage/disk"
)

// minRoom is what must be left on each disk, in bytes: uploads end before the database cannot write any more.
const minRoom = 64 << 20

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

func roomIn(folders []string, floor uint64) error {
	for _, folder := range folders {
		if err := disk.Room(folder, floor); err != nil {
			return err
		}
	}
	return nil
}
