// Package disk is a storage.Bucket in a directory.
//
// A value is written to a temporary file, synced, linked under its name, and the directory is synced: when Put returns
// it survives a power cut, and no reader ever sees half of it. Files have mode 0600, directories 0700. The last segment
// of a key gives a subdirectory by its first two characters, so that no directory grows large.
//
// The operator provides a directory on a local file system with hard links (ext4, xfs, btrfs, zfs), used by nothing
// else. Several processes of one machine may share it.
package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"quittance/storage"
)

const (
	temporary = "tmp"
	valuesDir = "values"

	// staleAfter is how long ago a temporary file was last written to when a crash must have left it.
	staleAfter = 24 * time.Hour

	unknownSize = -1
	pageSize    = 4 << 10
	// bufferSize is a whole number of DARE packages with their headers, so that sealing writes straight into it.
	bufferSize = 4 * (64<<10 + 32)
)

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// Bucket implements storage.Bucket.
type Bucket struct {
	root string
	made sync.Map // directories known to exist and to be durable
}

// Open opens the bucket in dir, which it creates if need be, and removes temporary files that a crash left behind.
func Open(dir string) (*Bucket, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	b := &Bucket{root: root}
	for _, sub := range []string{temporary, valuesDir} {
		if err := os.MkdirAll(filepath.Join(root, sub), 0o700); err != nil {
			return nil, fmt.Errorf("open bucket: %w", err)
		}
	}
	if err := errors.Join(syncDir(root), syncDir(filepath.Dir(root))); err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	return b, b.removeStale()
}

func (b *Bucket) removeStale() error {
	entries, err := os.ReadDir(filepath.Join(b.root, temporary))
	if err != nil {
		return fmt.Errorf("list temporary files: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process was faster
		}
		if err != nil {
			return fmt.Errorf("list temporary files: %w", err)
		}
		if time.Since(info.ModTime()) < staleAfter {
			continue
		}
		if err := remove(filepath.Join(b.root, temporary, e.Name())); err != nil {
			return fmt.Errorf("remove temporary file: %w", err)
		}
	}
	return nil
}

// path spreads values: "parts/abcdef" is values/parts/ab/abcdef.
func (b *Bucket) path(key string) (string, error) {
	if !storage.ValidBucketKey(key) {
		return "", fmt.Errorf("invalid bucket key of %d characters", len(key))
	}
	dir, name := filepath.Split(filepath.FromSlash(key))
	// The underscore cannot occur in a key, so that a spread directory never meets a value or a segment.
	spread := "_" + name[:min(2, len(name))]
	return filepath.Join(b.root, valuesDir, dir, spread, name), nil
}

// Put implements storage.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	return b.put(ctx, key, body, size)
}

// PutStream implements storage.StreamBucket.
func (b *Bucket) PutStream(ctx context.Context, key string, body io.Reader) error {
	return b.put(ctx, key, body, unknownSize)
}

func (b *Bucket) put(ctx context.Context, key string, body io.Reader, size int64) error {
	path, err := b.path(key)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("put value: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("put value: %w", storage.ErrExists)
	}
	if err := b.makeDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("make directory: %w", space(err))
	}
	tmp, err := b.writeTemporary(ctx, body, size)
	if err != nil {
		return fmt.Errorf("write value: %w", space(err))
	}
	if err := os.Link(tmp, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			err = storage.ErrExists
		}
		return errors.Join(fmt.Errorf("publish value: %w", space(err)), remove(tmp))
	}
	if err := errors.Join(syncDir(filepath.Dir(path)), remove(tmp)); err != nil {
		return fmt.Errorf("publish value: %w", err)
	}
	return nil
}

// writeTemporary writes and syncs a temporary file, and removes it when that fails.
func (b *Bucket) writeTemporary(ctx context.Context, body io.Reader, size int64) (name string, err error) {
	f, err := os.CreateTemp(filepath.Join(b.root, temporary), "put-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(f.Name()))
		}
	}()
	err = copyExactly(ctx, f, body, size)
	if err == nil {
		err = f.Sync()
	}
	return f.Name(), errors.Join(err, f.Close())
}

// copyExactly has the disk begin at once with what is written, so that the sync at the end has little left to wait for.
func copyExactly(ctx context.Context, f *os.File, body io.Reader, size int64) error {
	buffer, ok := buffers.Get().(*[bufferSize]byte)
	if !ok {
		buffer = new([bufferSize]byte)
	}
	defer buffers.Put(buffer)
	var written, begun int64
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(body, buffer[:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return fmt.Errorf("read body: %w", err)
		}
		written += int64(n)
		if size != unknownSize && (written > size || (ended && written != size)) {
			return fmt.Errorf("body has not the announced %d bytes", size)
		}
		if _, err := f.Write(buffer[:n]); err != nil {
			return err
		}
		if ended {
			return nil
		}
		// The last page is not full yet: it would be written twice.
		if whole := written &^ (pageSize - 1); whole > begun {
			beginWriting(f, begun, whole-begun)
			begun = whole
		}
	}
}

// makeDir creates a directory and makes its name durable.
func (b *Bucket) makeDir(dir string) error {
	if _, known := b.made.Load(dir); known {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for parent := filepath.Dir(dir); len(parent) >= len(b.root); parent = filepath.Dir(parent) {
		if err := syncDir(parent); err != nil {
			return err
		}
	}
	b.made.Store(dir, true)
	return nil
}

// Get implements storage.Bucket.
func (b *Bucket) Get(_ context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	path, err := b.path(key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // made of a validated key
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("get value: %w", storage.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("get value: %w", err)
	}
	err = seekRange(f, offset, length)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("get value: %w", err), f.Close())
	}
	return &rangeReader{file: f, left: length}, nil
}

func seekRange(f *os.File, offset, length int64) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if offset < 0 || length < 0 || length > info.Size() || offset > info.Size()-length {
		return storage.ErrRange
	}
	_, err = f.Seek(offset, io.SeekStart)
	return err
}

type rangeReader struct {
	file *os.File
	left int64
}

func (r *rangeReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n, err := r.file.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}

func (r *rangeReader) Close() error { return r.file.Close() }

// Delete implements storage.Bucket.
func (b *Bucket) Delete(_ context.Context, key string) error {
	path, err := b.path(key)
	if err != nil {
		return err
	}
	if err := remove(path); err != nil {
		return fmt.Errorf("delete value: %w", err)
	}
	return nil
}

// Walk implements storage.Bucket.
func (b *Bucket) Walk(ctx context.Context, prefix string, visit func(storage.BucketEntry) error) error {
	root := filepath.Join(b.root, valuesDir)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted meanwhile
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		dir, name := filepath.Split(filepath.ToSlash(rel))
		key := strings.TrimSuffix(dir[:strings.LastIndex(dir, "_")], "/") + "/" + name
		key = strings.TrimPrefix(key, "/")
		if !strings.HasPrefix(key, prefix) {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return visit(storage.BucketEntry{Key: key, Size: info.Size(), Modified: info.ModTime()})
	})
	if err != nil {
		return fmt.Errorf("walk bucket: %w", err)
	}
	return nil
}

// Check implements storage.Bucket.
func (b *Bucket) Check(context.Context) error {
	if _, err := os.Stat(filepath.Join(b.root, valuesDir)); err != nil {
		return fmt.Errorf("check bucket: %w", err)
	}
	return nil
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // within the bucket
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// space names a full disk or a used-up quota.
func space(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", storage.ErrNoSpace, err)
	}
	return err
}
