package storage

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/minio/sio"
)

// partReader decrypts a range of one part. Its Read never returns bytes that were not authenticated.
type partReader struct {
	source io.ReadCloser
	plain  io.Reader
	skip   int   // bytes of the first package before the range
	left   int64 // bytes to decrypt, skip included
	whole  bool  // the range reaches the end of the part
}

// openPart opens n bytes of a part from offset from, both within the part, n > 0.
func (v *Vault) openPart(ctx context.Context, contentKey []byte, p Part, from, n int64) (*partReader, error) {
	first := from / packageSize
	begin := first * sealedPackage
	end := min((from+n+packageSize-1)/packageSize*sealedPackage, sealedSize(p.Size))
	source, err := v.bucket.Get(ctx, PartBucketKey(p.ID), begin, end-begin)
	if err != nil {
		return nil, fmt.Errorf("open part: %w", err)
	}
	config := dareConfig(partKey(contentKey, p.ID))
	config.SequenceNumber = uint32(first) //nolint:gosec // a part has 128 packages
	plain, err := sio.DecryptReader(source, config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open part: %w", err), source.Close())
	}
	skip := from % packageSize
	return &partReader{source: source, plain: plain, skip: int(skip), left: skip + n, whole: from+n == p.Size}, nil
}

// next decrypts into chunk, whose length is a multiple of packageSize, and returns the part of it that holds the next
// bytes of the range; io.EOF when there are no more.
func (r *partReader) next(chunk []byte) ([]byte, error) {
	if r.left == 0 {
		return nil, io.EOF
	}
	chunk = chunk[:min(int64(len(chunk)), r.left)]
	if _, err := io.ReadFull(r.plain, chunk); err != nil {
		return nil, r.failure(err)
	}
	r.left -= int64(len(chunk))
	if r.left == 0 && r.whole {
		// The last package is marked as such: reading on proves it, and gives sio its buffer back.
		if _, err := r.plain.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			return nil, r.failure(err)
		}
	}
	skip := r.skip
	r.skip = 0
	return chunk[skip:], nil
}

// failure tells altered data (for ever) from a bucket that cannot be read now.
func (r *partReader) failure(err error) error {
	var altered sio.Error
	if err == nil || errors.As(err, &altered) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("decrypt part: %w (%w)", ErrCorrupt, errOrNone(err))
	}
	return fmt.Errorf("read part: %w", err)
}

func errOrNone(err error) error {
	if err == nil {
		return errors.New("data after the end")
	}
	return err
}

func (r *partReader) close() error { return r.source.Close() }

// mergedReader is the plaintext of several neighbouring parts, one after the other.
type mergedReader struct {
	open    func(Part) (*partReader, error)
	parts   []Part
	current *partReader
	chunk   *[chunkSize]byte
	pending []byte
}

func (r *mergedReader) Read(p []byte) (int, error) {
	for len(r.pending) == 0 {
		if r.current == nil {
			if len(r.parts) == 0 {
				return 0, io.EOF
			}
			current, err := r.open(r.parts[0])
			if err != nil {
				return 0, err
			}
			r.current, r.parts = current, r.parts[1:]
		}
		pending, err := r.current.next(r.chunk[:])
		if errors.Is(err, io.EOF) {
			if err := r.Close(); err != nil {
				return 0, err
			}
			continue
		}
		if err != nil {
			return 0, err
		}
		r.pending = pending
	}
	n := copy(p, r.pending)
	r.pending = r.pending[n:]
	return n, nil
}

// Close ends the reading of the current part; the next Read begins the one after it.
func (r *mergedReader) Close() error {
	if r.current == nil {
		return nil
	}
	err := r.current.close()
	r.current = nil
	return err
}
