package disk_test

import (
	"errors"
	"io/fs"
	"math"
	"path/filepath"
	"testing"

	"quittance/storage"
	"quittance/storage/disk"
)

func TestRoom(t *testing.T) {
	tests := map[string]struct {
		dir   string
		floor uint64
		want  error
	}{
		"a folder with what is asked for":     {t.TempDir(), 1, nil},
		"a folder with less than asked for":   {t.TempDir(), math.MaxUint64, storage.ErrNoSpace},
		"a folder that is not there any more": {filepath.Join(t.TempDir(), "gone"), 1, fs.ErrNotExist},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := disk.Room(tt.dir, tt.floor); !errors.Is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
		})
	}
}
