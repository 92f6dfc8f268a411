package evidence

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

const manifestTag = "quittance/manifest/v1"

// File identifies a file by its name, its size in bytes and the SHA-256 of its content.
type File struct {
	Name   string `json:"name"`
	SHA256 Hash   `json:"sha256"`
	Size   int64  `json:"size"`
}

// ManifestHash returns one hash for a set of files, whatever their order: SHA-256("quittance/manifest/v1" || L),
// where L is the canonical JSON of the array of {"name","sha256","size"} of every file, sorted by the bytes of each
// element's own canonical JSON. An SMS quotes its first eight hexadecimal digits.
func ManifestHash(files []File) (Hash, error) {
	items := make([][]byte, 0, len(files))
	for _, f := range files {
		item, err := Marshal(f)
		if err != nil {
			return Hash{}, fmt.Errorf("hash manifest: %w", err)
		}
		items = append(items, item)
	}
	slices.SortFunc(items, bytes.Compare)
	h := sha256.New()
	h.Write([]byte(manifestTag))
	h.Write([]byte{'['})
	h.Write(bytes.Join(items, []byte{','}))
	h.Write([]byte{']'})
	return Hash(h.Sum(nil)), nil
}
