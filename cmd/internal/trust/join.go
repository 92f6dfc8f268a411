package trust

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Joined is what was pinned in a folder, and what the files hold, by their suffixes, and keys of logs: each the key itself,
// or a file that holds it.
func Joined(given string, files map[string][]string, logKeys []string) (Store, error) {
	folder, err := Folder(given)
	if err != nil {
		return Store{}, err
	}
	t, err := Pinned(folder)
	if err != nil {
		return Store{}, err
	}
	for suffix, files := range files {
		for _, file := range files {
			content, err := ReadBounded(file, MaxPinned)
			if err != nil {
				return Store{}, err
			}
			if err := t.Add(suffix, content); err != nil {
				return Store{}, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	for _, key := range logKeys {
		if content, err := ReadBounded(key, MaxPinned); err == nil {
			key = string(content)
		}
		if err := t.Add(LogSuffix, []byte(strings.TrimSpace(key))); err != nil {
			return Store{}, fmt.Errorf("--log-key: %w", err)
		}
	}
	return t, nil
}

var errTooLarge = errors.New("the file is too large to be one of ours")

// ReadBounded reads a file of at most so many bytes.
func ReadBounded(path string, limit int64) (content []byte, err error) {
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	content, err = io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	if int64(len(content)) > limit {
		return nil, errTooLarge
	}
	return content, nil
}
