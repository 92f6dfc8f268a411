package tlog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is that of C2SP tlog-tiles: a full tile holds 256 hashes.
const tileHeight = 8

// TileWidth is how many hashes or entries a full tile holds.
const TileWidth = 1 << tileHeight

// maxTileLevel is the level of the highest tile of a tree of maxSize leaves.
const maxTileLevel = 48 / tileHeight

// ErrTile means text that names no tile, or a tile that the tree does not have.
var ErrTile = errors.New("no tile of this log")

// Tile names a run of hashes at a level that is a multiple of eight, or of entries (C2SP tlog-tiles).
type Tile struct {
	Level   int  // 0 to 6: each level has a hash for every full tile of the one below
	Entries bool // the leaves' own bytes, of level 0
	Index   int64
	Width   int // 256, or less of the tile at the end of the tree
}

// ParseTile reads what stands behind "tile/" in a tile's path, in its only spelling: "0/x001/067", "0/005.p/12",
// "entries/000".
func ParseTile(path string) (Tile, error) {
	level, rest, found := strings.Cut(path, "/")
	if !found || len(path) > 64 {
		return Tile{}, ErrTile
	}
	t := Tile{Entries: level == "entries"}
	if t.Entries {
		level = "0"
	}
	read, err := tlog.ParseTilePath("tile/" + strconv.Itoa(tileHeight) + "/" + level + "/" + rest)
	if err != nil || read.L < 0 || read.L > maxTileLevel || read.N < 0 || read.N >= maxSize/TileWidth {
		return Tile{}, ErrTile
	}
	t.Level, t.Index, t.Width = read.L, read.N, read.W
	return t, nil
}

// IsFull reports whether the tile is whole: it never changes, nor becomes another's beginning.
func (t Tile) IsFull() bool { return t.Width == TileWidth }

// First is the index of its first hash or entry at its level.
func (t Tile) First() int64 { return t.Index * TileWidth }

// In reports whether the tree's first size leaves make every hash of the tile.
func (t Tile) In(size int64) bool {
	return t.First()+int64(t.Width) <= size>>(tileHeight*t.Level)
}

// Hashes returns the bytes of a tile of hashes in the tree's first size leaves. ErrTile when it is not in them.
func (t Tile) Hashes(size int64, read HashReader) ([]byte, error) {
	if t.Entries || !t.In(size) {
		return nil, ErrTile
	}
	data, err := tlog.ReadTileData(tlog.Tile{H: tileHeight, L: t.Level, N: t.Index, W: t.Width}, read)
	if err != nil {
		return nil, fmt.Errorf("read tile: %w", err)
	}
	return data, nil
}

// Entries writes the entries of a tile: each leaf with its length before it, in two bytes.
func Entries(leaves [][32]byte) []byte {
	out := make([]byte, 0, len(leaves)*(2+32))
	for _, leaf := range leaves {
		out = binary.BigEndian.AppendUint16(out, uint16(len(leaf)))
		out = append(out, leaf[:]...)
	}
	return out
}
