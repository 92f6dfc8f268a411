// Package backup writes an installation into one encrypted file, while it runs, and makes an installation of such a
// file again.
//
// The file is a tar archive inside age (age-encryption.org/v1), so that it can be opened without this program: `age -d
// -i key.txt file | tar t`. It holds
//
//	backup.json            what it is of: a Manifest
//	rows/<table>/<n>.jsonl the rows of a table: its columns first, then one JSON array per row
//	parts/<id>             what is stored of files, as it is stored: encrypted by keys that the rows hold wrapped
//	listed/<n>.jsonl       or only their keys, where the bucket is backed up by other means
//	gone/<id>              a file that was deleted while the backup was made
//	end.json               a Summary: without it the file is not whole
//
// Rows are those of one instant. Every stored file is read, decrypted and compared with its SHA-256 when it is backed
// up, and again when it is restored. Memory grows neither with the database nor with the files.
//
// The root key is not in it. Without it nothing in the rows or the parts that is encrypted can be read, and restoring
// refuses to begin. The identity of age that opens the file is the operator's and never on the server, which holds the
// recipient only: its public half.
//
// What the operator provides: two secrets, kept apart from the file and from each other (the root key and the
// identity), and a place for the file that is not this machine.
package backup

import (
	"errors"
	"time"
)

// format is the number of the layout above.
const format = 1

// Names in the archive.
const (
	nameManifest = "backup.json"
	nameSummary  = "end.json"
	prefixRows   = "rows/"
	prefixParts  = "parts/"
	prefixListed = "listed/"
	prefixGone   = "gone/"
)

// Limits of what is read: who knows the recipient can make a file of any content.
const (
	maxManifest = 64 << 10
	maxChunk    = 64 << 20 // of rows: one row at least
	maxPart     = 16 << 20 // of a part of storage.MaxPart, encrypted
	chunkSize   = 1 << 20
)

// Manifest says what a backup is of.
type Manifest struct {
	Format          int       `json:"format"`
	Build           string    `json:"build"`
	TakenAt         time.Time `json:"taken_at"`
	Schema          int64     `json:"schema"`
	Engine          string    `json:"engine"`
	Installation    string    `json:"installation"`
	RootFingerprint string    `json:"root_fingerprint"`
	Files           Files     `json:"files"`
}

// Files says whether what is stored is in the backup.
type Files string

// The two ways.
const (
	Copied Files = "copied" // each part is in it
	Listed Files = "listed" // the bucket stays, or comes back, by other means
)

// Summary is what was written or read.
type Summary struct {
	Rows    map[string]int64 `json:"rows"` // by table
	Files   int64            `json:"files"`
	Parts   int64            `json:"parts"`
	Bytes   int64            `json:"bytes"` // of parts
	Deleted int64            `json:"deleted"`
}

// TotalRows is the number of rows of all tables.
func (s Summary) TotalRows() (n int64) {
	for _, rows := range s.Rows {
		n += rows
	}
	return n
}

// Errors that callers may test.
var (
	// ErrNotBackup: the file is none, is not whole, or is of a later version.
	ErrNotBackup = errors.New("not a whole backup of Quittance")
	// ErrRootKey: the root key is not that of the installation.
	ErrRootKey = errors.New("the root key is not the one of the installation that was backed up")
	// ErrNewer: the schema is unknown to this program.
	ErrNewer = errors.New("the backup was made by a newer version of this program")
	// ErrSchema: the empty database was made by another version.
	ErrSchema = errors.New("the database has tables of another version already: give one without any")
	// ErrDamaged: a stored file is not what was stored.
	ErrDamaged = errors.New("stored files are missing or damaged")
)
