package storage

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// RootKey is the one secret of an installation. Everything else is derived from it (Derive) or wrapped by it. It is
// safe for concurrent use and prints as its fingerprint only.
type RootKey struct {
	secret      []byte
	wrapping    []byte
	fingerprint string
}

// Labels of keys derived here. Other packages derive theirs with labels of their own, "quittance/<use>/v1".
const (
	labelFingerprint = "quittance/root-fingerprint/v1"
	labelWrapping    = "quittance/key-wrapping/v1"
)

// NewRootKey makes a root key of 32 secret bytes, which it copies.
func NewRootKey(secret []byte) (*RootKey, error) {
	if len(secret) != KeySize {
		return nil, fmt.Errorf("root key has %d bytes instead of %d", len(secret), KeySize)
	}
	if subtle.ConstantTimeCompare(secret, make([]byte, KeySize)) == 1 {
		return nil, errors.New("root key is all zeros")
	}
	k := &RootKey{secret: bytes.Clone(secret)}
	k.wrapping = k.Derive(labelWrapping)
	k.fingerprint = hex.EncodeToString(k.Derive(labelFingerprint)[:16])
	return k, nil
}

// LoadRootKey reads a key file: 64 hexadecimal digits with or without a final newline, or 32 raw bytes. The error is
// fs.ErrNotExist when there is no file, and never contains what was read.
func LoadRootKey(path string) (*RootKey, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fmt.Errorf("open root key: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil {
		return nil, fmt.Errorf("read root key: %w", err)
	}
	if len(content) == KeySize {
		return NewRootKey(content)
	}
	secret, err := hex.DecodeString(string(bytes.TrimSpace(content)))
	if err != nil {
		return nil, errors.New("read root key: the file holds neither 64 hexadecimal digits nor 32 bytes")
	}
	return NewRootKey(secret)
}

// CreateRootKey draws a key from random and writes it, in hexadecimal, to a new file with mode 0600. It returns only
// when the file is durable, and never replaces one: the error is fs.ErrExist then.
func CreateRootKey(path string, random io.Reader) (*RootKey, error) {
	secret := make([]byte, KeySize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("draw root key: %w", err)
	}
	key, err := NewRootKey(secret)
	if err != nil {
		return nil, err
	}
	if err := writeNewFile(path, []byte(hex.EncodeToString(secret)+"\n")); err != nil {
		return nil, fmt.Errorf("write root key: %w", err)
	}
	return key, nil
}

// LoadOrCreateRootKey loads the key file, or creates it when there is none; created tells which. Of two processes that
// start at once, one creates and both load the same key.
func LoadOrCreateRootKey(path string, random io.Reader) (key *RootKey, created bool, err error) {
	key, err = LoadRootKey(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	key, err = CreateRootKey(path, random)
	if errors.Is(err, fs.ErrExist) {
		key, err = LoadRootKey(path)
		return key, false, err
	}
	return key, err == nil, err
}

// writeNewFile makes the file appear whole or not at all: a half-written key would lock the installation for ever.
func writeNewFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".root-key-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // a leftover name of a file that was linked or refused
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Derive returns the 32-byte key HKDF-SHA256(root key, label) (RFC 5869, no salt, label as info). The same label
// always gives the same key; keys of different labels tell nothing about each other or the root.
func (k *RootKey) Derive(label string) []byte {
	return deriveKey(k.secret, label)
}

// Fingerprint identifies the key without telling anything about it: 32 hexadecimal digits. The database keeps it, so
// that a program started with another key refuses to run.
func (k *RootKey) Fingerprint() string { return k.fingerprint }

// String hides the secret from logs and error texts.
func (k *RootKey) String() string { return "root key " + k.fingerprint }

// GoString hides the secret from %#v.
func (k *RootKey) GoString() string { return k.String() }

// keyID names the wrapping key in stored rows.
func (k *RootKey) keyID() string { return "root:" + k.fingerprint[:16] }

// WrapKey implements KeyWrapper with AES-256-GCM. The nonce is derived from the key and the associated data (a
// synthetic nonce), so no entropy is needed and wrapping twice gives the same blob.
func (k *RootKey) WrapKey(_ context.Context, key, associated []byte) (WrappedKey, error) {
	if len(key) != KeySize {
		return WrappedKey{}, fmt.Errorf("key to wrap has %d bytes instead of %d", len(key), KeySize)
	}
	nonce := syntheticNonce(k.wrapping, key, associated)
	blob, err := sealGCM(nil, k.wrapping, bytes.NewReader(nonce), key, associated)
	if err != nil {
		return WrappedKey{}, err
	}
	return WrappedKey{KeyID: k.keyID(), Blob: blob}, nil
}

// UnwrapKey implements KeyWrapper.
func (k *RootKey) UnwrapKey(_ context.Context, w WrappedKey, associated []byte) ([]byte, error) {
	if w.KeyID != k.keyID() {
		return nil, fmt.Errorf("unwrap key of %q with %q: %w", w.KeyID, k.keyID(), ErrCorrupt)
	}
	key, err := openGCM(k.wrapping, w.Blob, associated)
	if err != nil {
		return nil, err
	}
	if len(key) != KeySize {
		return nil, fmt.Errorf("unwrapped key has %d bytes: %w", len(key), ErrCorrupt)
	}
	return key, nil
}
