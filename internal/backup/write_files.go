package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"quittance/internal/db/catalog"
	"quittance/storage"
)

// remember keeps the id of a file for writeFiles: the snapshot must not be held while files are copied, which may take
// hours.
func (w *writer) remember(id string) error {
	if _, err := io.WriteString(w.source.Spool, id+"\n"); err != nil {
		return fmt.Errorf("remember file: %w", err)
	}
	return nil
}

// writeFiles reads every file that was remembered, whole, and compares it with its SHA-256; what is read on the way is
// what goes into the backup.
func (w *writer) writeFiles(ctx context.Context) error {
	if _, err := w.source.Spool.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read remembered files: %w", err)
	}
	vault, err := storage.NewVault(storage.VaultConfig{
		Bucket: copying{w.source.Bucket, w}, Catalog: catalog.Of(w.source.DB), Keys: w.source.Keys,
	})
	if err != nil {
		return err
	}
	if err := w.begin(prefixListed); err != nil {
		return err
	}
	scan := bufio.NewScanner(w.source.Spool)
	for scan.Scan() {
		if err := w.writeFile(ctx, vault, scan.Text()); err != nil {
			return fmt.Errorf("back up file %s: %w", scan.Text(), err)
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("read remembered files: %w", err)
	}
	return w.flush()
}

func (w *writer) writeFile(ctx context.Context, vault *storage.Vault, id string) error {
	err := readWhole(ctx, vault, id)
	if err != nil {
		// Deleted since the snapshot: what is deleted must not come back.
		if o, errRow := catalog.Of(w.source.DB).Object(ctx, id); errRow == nil && o.State == storage.Deleted {
			w.summary.Deleted++
			return w.entry(prefixGone+id, 0, strings.NewReader(""))
		}
		return err
	}
	w.summary.Files++
	return nil
}

// readWhole returns nil when the file's content is what its row says.
func readWhole(ctx context.Context, vault *storage.Vault, id string) error {
	f, err := vault.Open(ctx, id)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := f.WriteRange(ctx, sum, 0, f.Size()); err != nil {
		return err
	}
	if !bytes.Equal(sum.Sum(nil), f.Object().SHA256) {
		return storage.ErrCorrupt
	}
	return nil
}

// copying is a bucket of which everything that is read goes into the backup. A file is read from its beginning to its
// end, one part after the other, each whole.
type copying struct {
	storage.Bucket
	to *writer
}

type listedPart struct {
	Key  string `json:"key"`
	Size int64  `json:"size"`
}

var errPartial = errors.New("a part was read in pieces")

// Get implements storage.Bucket.
func (c copying) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if offset != 0 || !strings.HasPrefix(key, prefixParts) {
		return nil, errPartial
	}
	part, err := c.Bucket.Get(ctx, key, 0, length)
	if err != nil {
		return nil, err
	}
	c.to.summary.Parts++
	c.to.summary.Bytes += length
	if c.to.source.Files == Listed {
		line, err := json.Marshal(listedPart{key, length})
		if err == nil {
			err = c.to.line(line)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("list part: %w", err), part.Close())
		}
		return part, nil
	}
	if err := c.to.begun(key, length); err != nil {
		return nil, errors.Join(err, part.Close())
	}
	return &copied{io.TeeReader(part, c.to.tar), part}, nil
}

type copied struct {
	io.Reader
	io.Closer
}
