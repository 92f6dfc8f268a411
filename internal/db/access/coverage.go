package access

import (
	"encoding/binary"
	"slices"
)

// Coverage is which bytes of a file were served: ranges in order, none touching the next.
type Coverage []ByteRange

// ByteRange is the bytes from From to before To.
type ByteRange struct{ From, To int64 }

// maxRanges bounds what is kept of a download: programs fetch in some tens of pieces at a time.
const maxRanges = 256

// With adds a range. Of too many that do not touch, the shortest is forgotten: never more is claimed than was served.
func (c Coverage) With(from, to int64) Coverage {
	if from < 0 || from >= to {
		return c
	}
	out := make(Coverage, 0, len(c)+1)
	merged := ByteRange{from, to}
	for _, r := range c {
		if r.To < merged.From || r.From > merged.To {
			out = append(out, r)
			continue
		}
		merged.From, merged.To = min(merged.From, r.From), max(merged.To, r.To)
	}
	out = append(out, merged)
	slices.SortFunc(out, func(a, b ByteRange) int {
		if a.From < b.From {
			return -1
		}
		return 1
	})
	if len(out) > maxRanges {
		shortest := 0
		for i, r := range out {
			if r.To-r.From < out[shortest].To-out[shortest].From {
				shortest = i
			}
		}
		out = slices.Delete(out, shortest, shortest+1)
	}
	return out
}

// Holds reports whether every byte of a file of the size is covered.
func (c Coverage) Holds(size int64) bool {
	return len(c) == 1 && c[0].From == 0 && c[0].To >= size
}

func readCoverage(raw []byte) Coverage {
	var c Coverage
	for ; len(raw) >= 16; raw = raw[16:] {
		c = append(c, ByteRange{From: int64(binary.BigEndian.Uint64(raw)), To: int64(binary.BigEndian.Uint64(raw[8:]))}) //nolint:gosec // written below
	}
	return c
}

func writeCoverage(c Coverage) []byte {
	raw := []byte{}
	for _, r := range c {
		raw = binary.BigEndian.AppendUint64(raw, uint64(r.From)) //nolint:gosec // an offset is not negative
		raw = binary.BigEndian.AppendUint64(raw, uint64(r.To))   //nolint:gosec // an offset is not negative
	}
	return raw
}
