package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"filippo.io/age"

	"quittance/internal/db/snapshot"
	"quittance/storage"
)

// Opener opens the file of a backup from its beginning. Restoring reads it twice.
type Opener func() (io.ReadCloser, error)

// visitor takes what a backup holds, in order. A function that is nil is not called.
type visitor struct {
	manifest func(Manifest) error
	table    func(name string, columns []snapshot.Column) error
	row      func(line []byte) error
	rowsEnd  func() error // then no more rows come; errEnough stops reading
	part     func(key string, sealed []byte) error
	gone     func(id string) error
}

// errEnough ends the reading of a backup before its end.
var errEnough = errors.New("enough was read")

// reader reads an archive.
type reader struct {
	visit   visitor
	tar     *tar.Reader
	part    []byte // reused
	seen    Summary
	table   string
	inRows  bool
	summary *Summary
}

// read opens a backup with one of the identities and hands over what it holds.
func read(ctx context.Context, open Opener, v visitor, identities ...age.Identity) (sum Summary, err error) {
	file, err := open()
	if err != nil {
		return Summary{}, fmt.Errorf("open backup: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	opened, err := age.Decrypt(bufio.NewReader(file), identities...)
	if err != nil {
		return Summary{}, fmt.Errorf("decrypt backup: %w", err)
	}
	r := &reader{visit: v, tar: tar.NewReader(opened), seen: Summary{Rows: map[string]int64{}}}
	err = r.readAll(ctx)
	if errors.Is(err, errEnough) {
		return r.seen, nil
	}
	return r.seen, err
}

func (r *reader) readAll(ctx context.Context) error {
	first := true
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read backup: %w", err)
		}
		head, err := r.tar.Next()
		if errors.Is(err, io.EOF) {
			return r.complete()
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotBackup, err)
		}
		if r.summary != nil || first != (head.Name == nameManifest) {
			return fmt.Errorf("%w: %.80q does not come here", ErrNotBackup, head.Name)
		}
		first = false
		if err := r.entry(head); err != nil {
			return err
		}
	}
}

func (r *reader) entry(head *tar.Header) error {
	isRows := strings.HasPrefix(head.Name, prefixRows)
	if r.inRows && !isRows {
		r.inRows = false
		if err := call(r.visit.rowsEnd); err != nil {
			return err
		}
	}
	switch {
	case head.Name == nameManifest:
		var m Manifest
		if err := r.json(&m); err != nil {
			return err
		}
		if m.Format != format {
			return fmt.Errorf("%w: format %d", ErrNewer, m.Format)
		}
		return r.visit.manifest(m)
	case head.Name == nameSummary:
		r.summary = &Summary{}
		return r.json(r.summary)
	case isRows:
		r.inRows = true
		return r.rows(strings.TrimPrefix(head.Name, prefixRows), head.Size)
	case strings.HasPrefix(head.Name, prefixParts):
		return r.onePart(head)
	case strings.HasPrefix(head.Name, prefixListed):
		return r.listed(head.Size)
	case strings.HasPrefix(head.Name, prefixGone):
		r.seen.Deleted++
		id := strings.TrimPrefix(head.Name, prefixGone)
		if !storage.ValidObjectID(id) {
			return fmt.Errorf("%w: a file without a name", ErrNotBackup)
		}
		if r.visit.gone != nil {
			return r.visit.gone(id)
		}
		return nil
	}
	return fmt.Errorf("%w: it holds %.80q", ErrNotBackup, head.Name)
}

func call(f func() error) error {
	if f == nil {
		return nil
	}
	return f()
}

func (r *reader) json(v any) error {
	d := json.NewDecoder(io.LimitReader(r.tar, maxManifest))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	return nil
}

// rows reads one chunk of a table's lines; the first of a table is its columns.
func (r *reader) rows(name string, size int64) error {
	table, number, _ := strings.Cut(name, "/")
	begins := number == "1.jsonl"
	if size > maxChunk || begins == (table == r.table) {
		return fmt.Errorf("%w: rows of %.80q do not come here", ErrNotBackup, name)
	}
	r.table = table
	return r.lines(func(line []byte) error {
		if !begins {
			r.seen.Rows[table]++
			if r.visit.row != nil {
				return r.visit.row(line)
			}
			return nil
		}
		begins = false
		r.seen.Rows[table] = 0
		var columns []snapshot.Column
		if err := json.Unmarshal(line, &columns); err != nil {
			return fmt.Errorf("%w: %w", ErrNotBackup, err)
		}
		if r.visit.table != nil {
			return r.visit.table(table, columns)
		}
		return nil
	})
}

func (r *reader) lines(visit func(line []byte) error) error {
	scan := bufio.NewScanner(r.tar)
	scan.Buffer(nil, maxChunk)
	for scan.Scan() {
		if err := visit(scan.Bytes()); err != nil {
			return err
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	return nil
}

func (r *reader) listed(size int64) error {
	if size > maxChunk {
		return fmt.Errorf("%w: a list is too long", ErrNotBackup)
	}
	return r.lines(func(line []byte) error {
		var p listedPart
		if err := json.Unmarshal(line, &p); err != nil {
			return fmt.Errorf("%w: %w", ErrNotBackup, err)
		}
		r.seen.Parts++
		r.seen.Bytes += p.Size
		return nil
	})
}

func (r *reader) onePart(head *tar.Header) error {
	if head.Size > maxPart || !storage.ValidBucketKey(head.Name) {
		return fmt.Errorf("%w: %.80q is no part", ErrNotBackup, head.Name)
	}
	r.seen.Parts++
	r.seen.Bytes += head.Size
	if r.visit.part == nil {
		return nil
	}
	if r.part == nil {
		r.part = make([]byte, maxPart)
	}
	if _, err := io.ReadFull(r.tar, r.part[:head.Size]); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	return r.visit.part(head.Name, r.part[:head.Size])
}

// complete compares what was read with what was written. That nothing was altered, age proves.
func (r *reader) complete() error {
	if r.summary == nil {
		return fmt.Errorf("%w: its end is missing", ErrNotBackup)
	}
	want, got := *r.summary, r.seen
	if !maps.Equal(want.Rows, got.Rows) || want.Parts != got.Parts || want.Bytes != got.Bytes || want.Deleted != got.Deleted {
		return fmt.Errorf("%w: it does not hold what its end says", ErrNotBackup)
	}
	r.seen.Files = want.Files
	return nil
}
