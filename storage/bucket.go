package storage

import (
	"context"
	"io"
	"regexp"
	"time"
)

// Bucket stores immutable byte strings under keys. Implementations are safe for concurrent use, by several processes
// too, and keep constant memory whatever the size.
//
// Keys match [ValidBucketKey]: anything else is refused with an error before the bucket is touched.
type Bucket interface {
	// Put stores exactly size bytes of body under key. When it returns nil the bytes are durable: they survive a
	// crash of the process and of the machine. When it returns an error, nothing is visible under the key, unless
	// the outcome is unknown (a connection lost after sending): then the whole is there or nothing is, never a part.
	//
	// A key is written once: if it is taken, Put returns ErrExists and leaves what is stored untouched. A caller who
	// drew the key at random may take ErrExists as "an earlier attempt of mine arrived". A provider that
	// cannot refuse replaces the value with the same bytes, so keys must never be reused for other bytes.
	//
	// Body is read from its current position; it may be read again from there after a Seek, for signatures and
	// retries, and must then give the same bytes. A full bucket gives ErrNoSpace.
	Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error

	// Get returns length bytes of the value from offset. ErrNotFound when the key does not exist. A range reaching
	// outside the value is an error, from Get or from the reader. The caller closes the reader. Cancelling ctx ends
	// the reading.
	Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error)

	// Delete removes the key; a key that does not exist is no error.
	Delete(ctx context.Context, key string) error

	// Walk calls visit for every key that begins with prefix (a prefix ends with '/', or is empty), in no particular
	// order, and stops at the first error, which it returns. Keys put or deleted meanwhile may or may not be seen.
	Walk(ctx context.Context, prefix string, visit func(BucketEntry) error) error

	// Check returns nil when the bucket can be reached and used; it changes nothing.
	Check(ctx context.Context) error
}

// StreamBucket is a Bucket that can begin to store a value before its length is known.
type StreamBucket interface {
	// PutStream stores what body gives until io.EOF, with the promises of Put: nothing is visible before the whole is
	// durable. When body fails, nothing is stored, and the error is returned. Body is read once.
	PutStream(ctx context.Context, key string, body io.Reader) error
}

// BucketEntry is one stored value as Walk sees it.
type BucketEntry struct {
	Key      string
	Size     int64
	Modified time.Time // by the clock of the bucket
}

var bucketKey = regexp.MustCompile(`^[a-z0-9]{1,64}(/[a-z0-9]{1,64}){0,7}$`)

// ValidBucketKey reports whether key may be used with a Bucket: one to eight segments of 1 to 64 characters a-z 0-9,
// separated by '/'.
func ValidBucketKey(key string) bool { return bucketKey.MatchString(key) }
