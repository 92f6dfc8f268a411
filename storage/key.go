package storage

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
)

// KeySize is the size of every symmetric key here, in bytes.
const KeySize = 32

// WrappedKey is a key encrypted by a wrapping key.
type WrappedKey struct {
	KeyID string // of the wrapping key, at most 255 bytes; an unwrapper refuses ids that are not its own
	Blob  []byte
}

// IsZero reports whether there is no key, as in the row of a deleted object.
func (k WrappedKey) IsZero() bool { return k.KeyID == "" && len(k.Blob) == 0 }

// KeyWrapper encrypts content keys. RootKey is the default; a transit engine or a KMS is another driver. Associated
// data is authenticated, not stored: unwrapping with other data fails, so a wrapped key cannot be moved to another row.
type KeyWrapper interface {
	// WrapKey encrypts a key of KeySize bytes.
	WrapKey(ctx context.Context, key, associated []byte) (WrappedKey, error)
	// UnwrapKey returns the key. ErrCorrupt when the blob, its key id or the associated data are not those of WrapKey.
	UnwrapKey(ctx context.Context, k WrappedKey, associated []byte) ([]byte, error)
}

// sealedVersion begins every string made by SealBytes.
const sealedVersion = 1

// SealBytes encrypts a small byte string (evidence, an instance's private key) under a fresh key wrapped by keys, with
// associated data that OpenBytes must be given again. Entropy comes from random. The result carries the wrapped key
// and its id: version (1 byte), length and key id, length and wrapped key, nonce, AES-256-GCM ciphertext.
func SealBytes(ctx context.Context, keys KeyWrapper, random io.Reader, plaintext, associated []byte) ([]byte, error) {
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("draw key: %w", err)
	}
	wrapped, err := keys.WrapKey(ctx, key, associated)
	if err != nil {
		return nil, fmt.Errorf("wrap key: %w", err)
	}
	if len(wrapped.KeyID) > 255 || len(wrapped.Blob) > 65535 {
		return nil, fmt.Errorf("wrap key: wrapped key of %d bytes is too long", len(wrapped.Blob))
	}
	out := []byte{sealedVersion, byte(len(wrapped.KeyID))} //nolint:gosec // checked above
	out = append(out, wrapped.KeyID...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(wrapped.Blob))) //nolint:gosec // checked above
	out = append(out, wrapped.Blob...)
	return sealGCM(out, key, random, plaintext, associated)
}

// OpenBytes returns what SealBytes was given. ErrCorrupt when a byte or the associated data differ.
func OpenBytes(ctx context.Context, keys KeyWrapper, sealed, associated []byte) ([]byte, error) {
	wrapped, rest, err := parseSealed(sealed)
	if err != nil {
		return nil, err
	}
	key, err := keys.UnwrapKey(ctx, wrapped, associated)
	if err != nil {
		return nil, fmt.Errorf("unwrap key: %w", err)
	}
	return openGCM(key, rest, associated)
}

func parseSealed(sealed []byte) (WrappedKey, []byte, error) {
	if len(sealed) < 2 || sealed[0] != sealedVersion {
		return WrappedKey{}, nil, fmt.Errorf("read sealed bytes: %w", ErrCorrupt)
	}
	idLen, rest := int(sealed[1]), sealed[2:]
	if len(rest) < idLen+2 {
		return WrappedKey{}, nil, fmt.Errorf("read sealed bytes: %w", ErrCorrupt)
	}
	id, rest := string(rest[:idLen]), rest[idLen:]
	blobLen, rest := int(binary.BigEndian.Uint16(rest)), rest[2:]
	if len(rest) < blobLen {
		return WrappedKey{}, nil, fmt.Errorf("read sealed bytes: %w", ErrCorrupt)
	}
	return WrappedKey{KeyID: id, Blob: rest[:blobLen:blobLen]}, rest[blobLen:], nil
}

// sealGCM appends nonce and ciphertext to dst. The nonce is random: a key seals far fewer than 2^32 strings here.
func sealGCM(dst, key []byte, random io.Reader, plaintext, associated []byte) ([]byte, error) {
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	return aead.Seal(append(dst, nonce...), nonce, plaintext, associated), nil
}

func openGCM(key, sealed, associated []byte) ([]byte, error) {
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("open sealed bytes: %w", ErrCorrupt)
	}
	nonce, ciphertext := sealed[:aead.NonceSize()], sealed[aead.NonceSize():]
	plaintext, err := aead.Open(nil, nonce, ciphertext, associated)
	if err != nil {
		return nil, fmt.Errorf("open sealed bytes: %w", ErrCorrupt)
	}
	return plaintext, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("prepare cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("prepare cipher: %w", err)
	}
	return aead, nil
}
