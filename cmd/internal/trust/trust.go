// Package trust keeps the keys that somebody who verifies certificates has pinned: files in a folder of their own.
package trust

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quittance/internal/tlog"
)

// Store is what a verifier believes: roots of seals, roots of time-stamping authorities, keys of logs. It never comes
// from the file that is judged.
type Store struct {
	Seals   *x509.CertPool
	Times   *x509.CertPool
	LogKeys []string
}

// Names of the pinned files: <host>.seal.pem, <host>.time.pem, <host>.log.
const (
	SealSuffix = ".seal.pem"
	TimeSuffix = ".time.pem"
	LogSuffix  = ".log"
	MaxPinned  = 64 << 10 // bytes
)

// Folder is where pinned keys are kept.
func Folder(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find configuration folder: %w", err)
	}
	return filepath.Join(folder, "quittance", "trust"), nil
}

// Pinned reads what was pinned earlier; nothing when the folder is not there.
func Pinned(folder string) (Store, error) {
	t := Store{Seals: x509.NewCertPool(), Times: x509.NewCertPool()}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("read pinned keys: %w", err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name())) //nolint:gosec // the user's own folder
		if err != nil {
			return t, fmt.Errorf("read pinned key: %w", err)
		}
		if err := t.Add(e.Name(), b); err != nil {
			return t, fmt.Errorf("read pinned key %s: %w", e.Name(), err)
		}
	}
	return t, nil
}

// ErrPinned says that a file holds no key that can be pinned.
var ErrPinned = errors.New("not a certificate in PEM form, nor the key of a log")

// Add takes a pinned file in; its name tells what it is, and one of another name is left aside.
func (t *Store) Add(name string, content []byte) error {
	switch {
	case strings.HasSuffix(name, SealSuffix):
		if !t.Seals.AppendCertsFromPEM(content) {
			return ErrPinned
		}
	case strings.HasSuffix(name, TimeSuffix):
		if !t.Times.AppendCertsFromPEM(content) {
			return ErrPinned
		}
	case strings.HasSuffix(name, LogSuffix):
		keys, err := logKeys(content)
		if err != nil {
			return err
		}
		t.LogKeys = append(t.LogKeys, keys...)
	}
	return nil
}

// KindOf tells what a file to be pinned is, by its content.
func KindOf(content []byte, times bool) (suffix string, err error) {
	if block, _ := pem.Decode(content); block != nil && block.Type == "CERTIFICATE" {
		if times {
			return TimeSuffix, nil
		}
		return SealSuffix, nil
	}
	if _, err := logKeys(content); err == nil {
		return LogSuffix, nil
	}
	return "", ErrPinned
}

// logKeys reads the keys of an installation's logs, one per line: each restored backup added one.
func logKeys(content []byte) ([]string, error) {
	keys := strings.Fields(string(content))
	for _, key := range keys {
		if _, err := tlog.NewVerifier(key); err != nil {
			return nil, ErrPinned
		}
	}
	if len(keys) == 0 {
		return nil, ErrPinned
	}
	return keys, nil
}
