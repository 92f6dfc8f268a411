package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"filippo.io/age"

	"quittance/internal/db"
	"quittance/internal/db/snapshot"
	"quittance/storage"
)

// Source is the installation to back up, running or not.
type Source struct {
	DB     *db.DB
	Bucket storage.Bucket
	Keys   storage.KeyWrapper
	Build  string
	Files  Files
	Spool  io.ReadWriteSeeker // holds the ids of files while they are copied: 33 bytes each
}

// Write writes a backup of the installation, encrypted to the recipients, while others go on writing. Whatever fails,
// what was written is not a backup: remove it.
func Write(ctx context.Context, to io.Writer, s Source, now time.Time, recipients ...age.Recipient) (Summary, error) {
	manifest, err := s.manifest(ctx, now)
	if err != nil {
		return Summary{}, err
	}
	sealed, err := age.Encrypt(to, recipients...)
	if err != nil {
		return Summary{}, fmt.Errorf("begin encryption: %w", err)
	}
	w := &writer{source: s, tar: tar.NewWriter(sealed), at: now, summary: Summary{Rows: map[string]int64{}}}
	if err := w.writeAll(ctx, manifest); err != nil {
		return Summary{}, err
	}
	if err := errors.Join(w.tar.Close(), sealed.Close()); err != nil {
		return Summary{}, fmt.Errorf("end backup: %w", err)
	}
	return w.summary, nil
}

func (s Source) manifest(ctx context.Context, now time.Time) (Manifest, error) {
	pending, err := s.DB.Pending(ctx)
	if err != nil {
		return Manifest{}, err
	}
	if pending {
		return Manifest{}, errors.New("the database has the schema of another version: back it up with that one, or run `quittance migrate` first")
	}
	schema, err := s.DB.SchemaVersion(ctx)
	if err != nil {
		return Manifest{}, err
	}
	in, err := s.DB.Instance(ctx)
	if err != nil {
		return Manifest{}, fmt.Errorf("read instance: %w", err)
	}
	return Manifest{
		Format: format, Build: s.Build, TakenAt: now.UTC(), Schema: schema, Engine: string(s.DB.Dialect()),
		Installation: in.Name, RootFingerprint: in.RootFingerprint, Files: s.Files,
	}, nil
}

// writer fills the archive.
type writer struct {
	source  Source
	tar     *tar.Writer
	at      time.Time
	summary Summary
	table   string
	chunk   bytes.Buffer // of rows, or of listed parts
	prefix  string       // of the chunk's name
	number  int
}

func (w *writer) writeAll(ctx context.Context, m Manifest) error {
	if err := w.json(nameManifest, m); err != nil {
		return err
	}
	err := snapshot.Read(ctx, w.source.DB, snapshot.Sink{
		Table: w.beginTable,
		Row: func(line []byte) error {
			w.summary.Rows[w.table]++
			return w.line(line)
		},
		Object: func(id string) error { return w.remember(id) },
	})
	if err == nil {
		err = w.flush()
	}
	if err == nil {
		err = w.writeFiles(ctx)
	}
	if err != nil {
		return err
	}
	return w.json(nameSummary, w.summary)
}

func (w *writer) beginTable(name string, columns []snapshot.Column) error {
	if err := w.begin(prefixRows + name + "/"); err != nil {
		return err
	}
	w.table, w.summary.Rows[name] = name, 0
	head, err := json.Marshal(columns)
	if err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	return w.line(head)
}

// begin starts a list of lines under a prefix; what was listed before is written.
func (w *writer) begin(prefix string) error {
	if err := w.flush(); err != nil {
		return err
	}
	w.prefix, w.number = prefix, 0
	return nil
}

func (w *writer) line(line []byte) error {
	if w.chunk.Len() > 0 && w.chunk.Len()+len(line) > chunkSize {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.chunk.Write(line)
	w.chunk.WriteByte('\n')
	return nil
}

func (w *writer) flush() error {
	if w.chunk.Len() == 0 {
		return nil
	}
	if w.chunk.Len() > maxChunk {
		return fmt.Errorf("a row of table %s is too large for a backup", w.table)
	}
	w.number++
	err := w.entry(w.prefix+strconv.Itoa(w.number)+".jsonl", int64(w.chunk.Len()), &w.chunk)
	w.chunk.Reset()
	return err
}

func (w *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return w.entry(name, int64(len(b)), bytes.NewReader(b))
}

func (w *writer) entry(name string, size int64, content io.Reader) error {
	if err := w.begun(name, size); err != nil {
		return err
	}
	if _, err := io.Copy(w.tar, content); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// begun writes the head of an entry, of which the content follows.
func (w *writer) begun(name string, size int64) error {
	const ours = 0o600
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: ours, ModTime: w.at.Truncate(time.Second), Format: tar.FormatUSTAR}); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
