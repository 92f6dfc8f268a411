package main

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"quittance/internal/config"
	"quittance/storage"
)

func TestTheServerIsReadyOnlyWhileEachDiskHasRoom(t *testing.T) {
	dir := t.TempDir()
	if err := roomIn([]string{dir, dir}, 1); err != nil {
		t.Error("there is room:", err)
	}
	if err := roomIn([]string{dir}, 1<<62); !errors.Is(err, storage.ErrNoSpace) {
		t.Error("there is less room than asked for:", err)
	}
	if err := roomIn([]string{dir, filepath.Join(dir, "gone")}, 1); err == nil {
		t.Error("a folder that went away has room")
	}
}

func TestRoomIsLookedForWhereSomethingGrows(t *testing.T) {
	cases := map[string]struct {
		database, storage string
		want              []string
	}{
		"everything in the data folder":         {"sqlite:///data/q.db", "file:///data/objects", []string{"/data", "/data", "/data/objects"}},
		"the database on a disk of its own":     {"sqlite:///fast/q.db", "file:///data/objects", []string{"/data", "/data/objects", "/fast"}},
		"relative paths":                        {"sqlite://here/q.db", "file:there/objects", []string{"/data", "here", "there/objects"}},
		"database and files on other machines":  {"postgres://db.example/q", "s3://bucket?region=fr-par", []string{"/data"}},
		"only the database on another machine ": {"postgres://db.example/q", "file:///objects", []string{"/data", "/objects"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := &server{app: &app{config: &config.Config{DataDir: "/data", DatabaseURL: c.database, StorageURL: c.storage}}}
			got := s.folders()
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
