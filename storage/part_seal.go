package storage

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/minio/sio"
)

// DARE 2.0: packages of 64 KiB of plaintext, each with a 16-byte header and a 16-byte tag.
const (
	packageSize   = 64 << 10
	sealedPackage = packageSize + 32
	partIDSize    = 16
)

var errStopped = errors.New("stopped")

func partKey(contentKey, partID []byte) []byte {
	return deriveKey(contentKey, "quittance/part/v1:"+string(partID))
}

// PartBucketKey is the bucket key of a part.
func PartBucketKey(partID []byte) string { return "parts/" + hex.EncodeToString(partID) }

// sealedSize is the stored size of n bytes of plaintext.
func sealedSize(n int64) int64 {
	packages := (n + packageSize - 1) / packageSize
	return n + 32*packages
}

func dareConfig(key []byte) sio.Config {
	return sio.Config{
		MinVersion: sio.Version20, MaxVersion: sio.Version20,
		CipherSuites: []byte{sio.AES_256_GCM},
		Key:          key,
		// The key belongs to one part, whose bytes never change: sealing it again (a retry, a signature) gives the
		// same bytes, and no nonce meets two texts.
		Nonce: &[12]byte{},
	}
}

// sealedPart is the ciphertext of one part as an io.ReadSeeker that encrypts while it is read, so that a part needs no
// second buffer however often a driver reads it.
type sealedPart struct {
	open   func() io.Reader // the plaintext from its beginning
	key    []byte
	size   int64 // of the ciphertext
	at     int64 // position of the caller
	stream io.Reader
	done   int64 // position of stream
}

func newSealedPart(key []byte, plainSize int64, open func() io.Reader) *sealedPart {
	return &sealedPart{open: open, key: key, size: sealedSize(plainSize)}
}

// Read implements io.Reader.
func (s *sealedPart) Read(p []byte) (int, error) {
	if s.at >= s.size {
		return 0, io.EOF
	}
	if s.stream == nil || s.done != s.at {
		if err := s.restart(); err != nil {
			return 0, err
		}
	}
	n, err := s.stream.Read(p)
	s.at += int64(n)
	s.done = s.at
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("seal part: %w", err)
	}
	return n, err
}

func (s *sealedPart) restart() error {
	stream, err := sio.EncryptReader(s.open(), dareConfig(s.key))
	if err != nil {
		return fmt.Errorf("seal part: %w", err)
	}
	if _, err := io.CopyN(io.Discard, stream, s.at); err != nil {
		return fmt.Errorf("seal part: %w", err)
	}
	s.stream, s.done = stream, s.at
	return nil
}

// Seek implements io.Seeker.
func (s *sealedPart) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a part")
	}
	s.at = offset
	return offset, nil
}

// newPart draws the id of a part. The caller must be the only one to use it, for one text.
func (v *Vault) newPart(offset, size int64) (Part, error) {
	part := Part{ID: make([]byte, partIDSize), Offset: offset, Size: size}
	if _, err := io.ReadFull(v.random, part.ID); err != nil {
		return Part{}, fmt.Errorf("draw part id: %w", err)
	}
	return part, nil
}

// putPart stores a part durably; open gives its plaintext from the beginning.
func (v *Vault) putPart(ctx context.Context, contentKey []byte, part Part, open func() io.Reader) error {
	sealed := newSealedPart(partKey(contentKey, part.ID), part.Size, open)
	err := v.bucket.Put(ctx, PartBucketKey(part.ID), sealed, sealed.size)
	// The id was drawn a moment ago: a key that is taken was written by an earlier attempt of this very Put, which
	// the driver repeated because it did not hear the answer.
	if err != nil && !errors.Is(err, ErrExists) {
		return fmt.Errorf("store part: %w", err)
	}
	return nil
}

// streamPart is putPart for a bucket that stores the part while its plaintext comes.
func streamPart(ctx context.Context, bucket StreamBucket, contentKey []byte, part Part, plain io.Reader) error {
	sealed, err := sio.EncryptReader(plain, dareConfig(partKey(contentKey, part.ID)))
	if err != nil {
		return fmt.Errorf("seal part: %w", err)
	}
	if err := bucket.PutStream(ctx, PartBucketKey(part.ID), sealed); err != nil {
		return fmt.Errorf("store part: %w", err)
	}
	return nil
}
