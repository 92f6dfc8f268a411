// Package archive presents several files as one ZIP file that can be served by ranges: files are stored, not
// compressed (deliverables hardly compress), their sums and sizes are known, so every byte of the archive has its
// place before the first one is read. The same files, names and dates always give the same bytes, today and in another
// process: an interrupted download resumes. Format: PKWARE APPNOTE 6.3, zip64 where sizes need it, names in UTF-8.
package archive

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"quittance/storage"
)

// maxEntries keeps the headers, which are held in memory, small.
const maxEntries = 10_000

// Entry is one file of an archive.
type Entry struct {
	Name     string    // any string; made safe, and unique within the archive
	Modified time.Time // shown by unpacking programs as local time: give it in the zone of the reader
	CRC32    uint32    // IEEE, of the content
	Content  storage.Content
}

// Archive implements storage.Content. It is safe for concurrent use.
type Archive struct {
	segments []segment
	size     int64
	etag     string
}

// segment is a run of bytes of the archive: headers, or a whole file.
type segment struct {
	offset  int64
	header  []byte
	content storage.Content
}

func (s segment) size() int64 {
	if s.content != nil {
		return s.content.Size()
	}
	return int64(len(s.header))
}

// New lays out an archive of the entries in their order.
func New(entries []Entry) (*Archive, error) {
	if len(entries) == 0 || len(entries) > maxEntries {
		return nil, fmt.Errorf("an archive has 1 to %d files, not %d", maxEntries, len(entries))
	}
	a := &Archive{}
	names := uniqueNames(entries)
	tag := sha256.New()
	var central []byte
	for i, e := range entries {
		if e.Content == nil {
			return nil, errors.New("an archive's file has no content")
		}
		r := record{name: names[i], modified: e.Modified, crc32: e.CRC32, size: uint64(e.Content.Size()), offset: uint64(a.size)} //nolint:gosec // sizes are not negative
		a.add(segment{header: r.local()})
		a.add(segment{content: e.Content})
		central = r.appendCentral(central)
		// A tag ends with a quote, so that no two lists of tags read the same.
		tag.Write([]byte(e.Content.ETag()))
	}
	tag.Write(central)
	a.add(segment{header: appendEnd(central, len(entries), uint64(len(central)), uint64(a.size))}) //nolint:gosec // not negative
	a.etag = `"zip-` + hex.EncodeToString(tag.Sum(nil)) + `"`
	return a, nil
}

func (a *Archive) add(s segment) {
	s.offset = a.size
	a.segments = append(a.segments, s)
	a.size += s.size()
}

// Size implements storage.Content.
func (a *Archive) Size() int64 { return a.size }

// ETag implements storage.Content by a hash of the directory and the files' tags.
func (a *Archive) ETag() string { return a.etag }

// WriteRange implements storage.Content.
func (a *Archive) WriteRange(ctx context.Context, w io.Writer, offset, n int64) error {
	if offset < 0 || n < 0 || n > a.size || offset > a.size-n {
		return fmt.Errorf("read %d bytes at %d of an archive of %d: %w", n, offset, a.size, storage.ErrRange)
	}
	at := sort.Search(len(a.segments), func(i int) bool { return a.segments[i].offset+a.segments[i].size() > offset })
	for ; n > 0; at++ {
		s := a.segments[at]
		from := offset - s.offset
		take := min(n, s.size()-from)
		if take == 0 {
			continue // an empty file
		}
		if s.content != nil {
			if err := s.content.WriteRange(ctx, w, from, take); err != nil {
				return fmt.Errorf("read file of archive: %w", err)
			}
		} else if _, err := w.Write(s.header[from : from+take]); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		offset += take
		n -= take
	}
	return nil
}

// uniqueNames makes the names safe, and different even where case does not count.
func uniqueNames(entries []Entry) []string {
	taken := make(map[string]bool, len(entries))
	names := make([]string, len(entries))
	for i, e := range entries {
		name := storage.SafeName(e.Name)
		stem, extension := storage.SplitExtension(name)
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s (%d)%s", stem, n, extension)
		}
		taken[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

// little-endian helpers keep the records below readable against the APPNOTE.
var le = binary.LittleEndian
