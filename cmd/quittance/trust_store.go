package main

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

// trust is what a verifier believes: roots of seals, roots of time-stamping authorities, keys of logs. It never comes
// from the file that is judged.
type trust struct {
	seals   *x509.CertPool
	times   *x509.CertPool
	logKeys []string
}

// Names of the pinned files: <host>.seal.pem, <host>.time.pem, <host>.log.
const (
	sealSuffix = ".seal.pem"
	timeSuffix = ".time.pem"
	logSuffix  = ".log"
	maxPinned  = 64 << 10
)

// trustFolder is where pinned keys are kept.
func trustFolder(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find configuration folder: %w", err)
	}
	return filepath.Join(folder, "quittance", "trust"), nil
}

// pinned reads what was pinned earlier; nothing when the folder is not there.
func pinned(folder string) (trust, error) {
	t := trust{seals: x509.NewCertPool(), times: x509.NewCertPool()}
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
		if err := t.add(e.Name(), b); err != nil {
			return t, fmt.Errorf("read pinned key %s: %w", e.Name(), err)
		}
	}
	return t, nil
}

var errPinned = errors.New("not a certificate in PEM form, nor the key of a log")

func (t *trust) add(name string, content []byte) error {
	switch {
	case strings.HasSuffix(name, sealSuffix):
		if !t.seals.AppendCertsFromPEM(content) {
			return errPinned
		}
	case strings.HasSuffix(name, timeSuffix):
		if !t.times.AppendCertsFromPEM(content) {
			return errPinned
		}
	case strings.HasSuffix(name, logSuffix):
		key := strings.TrimSpace(string(content))
		if _, err := tlog.NewVerifier(key); err != nil {
			return errPinned
		}
		t.logKeys = append(t.logKeys, key)
	}
	return nil
}

// kindOf tells what a file to be pinned is, by its content.
func kindOf(content []byte, times bool) (suffix string, err error) {
	if block, _ := pem.Decode(content); block != nil && block.Type == "CERTIFICATE" {
		if times {
			return timeSuffix, nil
		}
		return sealSuffix, nil
	}
	if _, err := tlog.NewVerifier(strings.TrimSpace(string(content))); err == nil {
		return logSuffix, nil
	}
	return "", errPinned
}
