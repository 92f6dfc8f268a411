package storage

import (
	"context"
	"time"
)

// Limits of the format.
const (
	// MaxPart is the greatest number of plaintext bytes in one part.
	MaxPart = 8 << 20
	// MaxParts is the greatest number of parts of one object; small ones are merged before that.
	MaxParts = 10_000
	// MaxObject is the greatest size of one object, in bytes: merging keeps its parts under MaxParts.
	MaxObject = 32 << 30
	// UnknownSize is the declared size of an object whose length is known only at its end.
	UnknownSize = -1
)

// ObjectState says who acts next on an object.
type ObjectState string

const (
	Uploading ObjectState = "uploading" // the client appends
	Finished  ObjectState = "finished"  // nobody: immutable, readable
	Deleted   ObjectState = "deleted"   // us: the key is gone, the parts go next
)

// Object is the row of one stored file.
type Object struct {
	ID         string // 32 lower-case hexadecimal digits, random; also the tus upload id
	Owner      string // workspace id
	Name       string // as the client gave it, at most 1,024 bytes of UTF-8; never used as a path
	MediaType  string // as the client gave it, at most 255 bytes; never trusted
	Size       int64  // declared; UnknownSize until finished if the length was not declared
	State      ObjectState
	Key        WrappedKey // of the content key; zero when deleted
	Generation int64      // of the upload lease: each client that takes the upload over adds one
	Offset     int64      // bytes committed
	PartCount  int        // rows of parts
	HashState  []byte     // running SHA-256 and CRC-32 at Offset, sealed; nil at offset 0 and once finished
	SHA256     []byte     // 32 bytes once finished, else nil
	CRC32      uint32     // IEEE, once finished
	CreatedAt  time.Time
	ChangedAt  time.Time // last lease, part, finish or deletion: what "abandoned" is judged by
	FinishedAt time.Time // zero until finished
}

// Part is the row of one part. Parts of an object are identified by their offset: they follow each other without gap.
type Part struct {
	ID     []byte // 16 random bytes, unique over all objects; the bucket key derives from it
	Offset int64  // of its first plaintext byte in the object
	Size   int64  // plaintext bytes, 1 to MaxPart
}

// End is the offset after the part's last byte.
func (p Part) End() int64 { return p.Offset + p.Size }

// AppendCommit adds parts at the end of an object.
type AppendCommit struct {
	Object     string
	Generation int64
	Parts      []Part // at least one, each beginning where the one before ends
	HashState  []byte // at the end of the last
	At         time.Time
}

// MergeCommit replaces neighbouring parts by one that holds the same bytes.
type MergeCommit struct {
	Object     string
	Generation int64
	Old        []Part // at least two, neighbours, in order
	New        Part   // New.Offset is that of the first old part, New.Size their sum
	At         time.Time
}

// FinishCommit ends an upload.
type FinishCommit struct {
	Object     string
	Generation int64
	Size       int64 // must equal the row's offset, and its declared size if there is one
	SHA256     []byte
	CRC32      uint32
	At         time.Time
}

// Catalog keeps the rows of objects and parts. Implementations are safe for concurrent use, by several processes too.
//
// Each method is one short transaction. A method that changes an upload begins with one guarded UPDATE of the object's
// row (id, generation, offset, state = uploading); only when that changes no row does it look why, and then returns,
// in this order: ErrNotFound (no row, or deleted), ErrFinished, ErrLeaseLost (another generation), ErrOffset. A refused
// commit changes nothing. Instants are kept to the microsecond, in UTC.
type Catalog interface {
	// CreateObject inserts the row as given (state uploading, generation, offset and part count zero). ErrExists when
	// the id is taken.
	CreateObject(ctx context.Context, o Object) error

	// Object returns the row in any state. ErrNotFound when there is none.
	Object(ctx context.Context, id string) (Object, error)

	// Parts returns the rows of an object ordered by offset; none for an object without parts or unknown.
	Parts(ctx context.Context, id string) ([]Part, error)

	// TakeLease adds one to the generation of an upload, sets ChangedAt, and returns the row as it is afterwards.
	// Whoever held the lease before cannot commit any more. ErrNotFound, ErrFinished.
	TakeLease(ctx context.Context, id string, at time.Time) (Object, error)

	// AppendParts inserts the parts, moves the offset to the end of the last, corrects the part count, stores the hash
	// state and ChangedAt. Guarded by the generation and by offset = that of the first part.
	AppendParts(ctx context.Context, c AppendCommit) error

	// MergeParts deletes the old rows, inserts the new one and corrects the part count and ChangedAt. Guarded by the
	// generation; ErrOffset when the old rows are not exactly those stored in that range.
	MergeParts(ctx context.Context, c MergeCommit) error

	// FinishObject sets state finished, size, sums, FinishedAt and ChangedAt, and erases the hash state. Guarded by
	// the generation and by offset = Size = declared size, unless that was UnknownSize.
	FinishObject(ctx context.Context, c FinishCommit) error

	// ShredObject erases the wrapped key, the hash state and the name of an object in any state, sets state deleted and
	// ChangedAt, and adds one to the generation. Repeating it changes nothing. ErrNotFound when there is no row.
	ShredObject(ctx context.Context, id string, at time.Time) error

	// ForgetParts deletes the part rows of a deleted object and sets its part count to zero. It touches no object in
	// another state and returns nil then.
	ForgetParts(ctx context.Context, id string) error

	// HasPart reports whether a row holds this part id.
	HasPart(ctx context.Context, partID []byte) (bool, error)

	// Abandoned returns the ids of at most limit uploads in state uploading with ChangedAt < before, oldest first.
	Abandoned(ctx context.Context, before time.Time, limit int) ([]string, error)

	// Shredded returns the ids of at most limit deleted objects that still have part rows, oldest first.
	Shredded(ctx context.Context, limit int) ([]string, error)
}
