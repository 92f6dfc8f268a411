package tlog_test

import (
	"fmt"
	"testing"

	"quittance/internal/tlog"
)

func TestTilesHaveOneName(t *testing.T) {
	for name, want := range map[string]tlog.Tile{
		"0/000":               {Width: 256},
		"6/000.p/1":           {Level: 6, Width: 1},
		"0/x123/x456/789.p/7": {Index: 123_456_789, Width: 7},
		"entries/x001/000":    {Entries: true, Index: 1000, Width: 256},
	} {
		if got, err := tlog.ParseTile(name); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, name := range []string{
		"", "0", "0/", "/000", "7/000", "-1/000", "+0/000", "00/000", "data/000", "x/000", "0/0", "0/0000", "0/x000/001", "0/001/x002", "0/000.p", "0/000.p/0", "0/000.p/00",
		"0/000.p/256", "0/000.p/+1", "0/000.p/1/", "0/000/", "0//000", "entries/000.p/", "8/0/000", "0/x999/x999/x999/x999/999", "0/ 00",
	} {
		if got, err := tlog.ParseTile(name); err == nil {
			t.Errorf("%q is %+v", name, got)
		}
	}
}

// FuzzParseTile: what is read as a tile is spelled as the specification spells it, and nothing else is read.
func FuzzParseTile(f *testing.F) {
	for _, seed := range []string{"0/000", "entries/x001/067.p/12", "6/255", "0/000.p/256", "data/000", "1/x/y", "0/x18446744/073"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := tlog.ParseTile(path)
		if err != nil {
			return
		}
		level := fmt.Sprint(tile.Level)
		if tile.Entries {
			level = "entries"
		}
		name := fmt.Sprintf("%03d", tile.Index%1000)
		for n := tile.Index / 1000; n > 0; n /= 1000 {
			name = fmt.Sprintf("x%03d/%s", n%1000, name)
		}
		if !tile.IsFull() {
			name += fmt.Sprintf(".p/%d", tile.Width)
		}
		if level+"/"+name != path || tile.Width < 1 || tile.Width > tlog.TileWidth || tile.Level < 0 || tile.In(0) {
			t.Fatalf("%q is %+v", path, tile)
		}
	})
}
