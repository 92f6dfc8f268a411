package storage

import (
	"context"
	"io"
)

// Content is anything that can be served by ranges: a finished object, or an archive of several. It is immutable and
// safe for concurrent use.
type Content interface {
	// Size is the number of bytes.
	Size() int64

	// ETag is a strong entity tag (RFC 9110, section 8.8.3) with its quotes: equal tags mean equal bytes.
	ETag() string

	// WriteRange writes n bytes from offset to w, in large writes, and returns when all are written. It reads and
	// decrypts ahead of writing in a few hundred KiB of memory. Nothing unauthenticated is ever written: on an error
	// w has received a correct beginning of the range, and the caller must cut the transfer so that the other side
	// sees that it is not whole. ErrRange before anything is written when the range lies outside.
	WriteRange(ctx context.Context, w io.Writer, offset, n int64) error
}
