package storage

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// File is a finished object, open for reading. It implements Content, holds no resource and needs no closing.
type File struct {
	vault  *Vault
	object Object
	key    []byte
	parts  []Part
}

// Open returns a finished object. ErrNotFound, ErrUnfinished; ErrCorrupt when its rows do not fit together. Who may
// read it is the caller's question.
func (v *Vault) Open(ctx context.Context, id string) (*File, error) {
	o, err := v.Stat(ctx, id)
	if err != nil {
		return nil, err
	}
	if o.State != Finished {
		return nil, fmt.Errorf("open object: %w", ErrUnfinished)
	}
	key, err := v.contentKey(ctx, o)
	if err != nil {
		return nil, err
	}
	parts, err := v.catalog.Parts(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list parts: %w", err)
	}
	var end int64
	for _, p := range parts {
		if p.Offset != end || p.Size <= 0 || p.Size > MaxPart {
			return nil, fmt.Errorf("open object: parts do not follow each other: %w", ErrCorrupt)
		}
		end = p.End()
	}
	if end != o.Size || len(o.SHA256) != 32 {
		return nil, fmt.Errorf("open object: parts do not add up: %w", ErrCorrupt)
	}
	return &File{vault: v, object: o, key: key, parts: parts}, nil
}

// Object is the row of the file.
func (f *File) Object() Object { return f.object }

// Size implements Content.
func (f *File) Size() int64 { return f.object.Size }

// ETag implements Content by the SHA-256 of the content.
func (f *File) ETag() string { return `"` + hex.EncodeToString(f.object.SHA256) + `"` }

// WriteRange implements Content.
func (f *File) WriteRange(ctx context.Context, w io.Writer, offset, n int64) error {
	if offset < 0 || n < 0 || n > f.object.Size || offset > f.object.Size-n {
		return fmt.Errorf("read %d bytes at %d of %d: %w", n, offset, f.object.Size, ErrRange)
	}
	if n == 0 {
		return nil
	}
	buffer := takeReadBuffer()
	defer readBuffers.Put(buffer)
	at, _ := slices.BinarySearchFunc(f.parts, offset, func(p Part, offset int64) int {
		if p.End() <= offset {
			return -1
		}
		return 1
	})
	for n > 0 {
		p := f.parts[at]
		at++
		from := offset - p.Offset
		take := min(n, p.Size-from)
		if err := f.writePart(ctx, w, p, from, take, buffer[:]); err != nil {
			return err
		}
		offset += take
		n -= take
	}
	return nil
}

// writePart decrypts n bytes of a part into buffer, block by block, and writes each before the next.
func (f *File) writePart(ctx context.Context, w io.Writer, p Part, from, n int64, buffer []byte) (err error) {
	r, err := f.vault.openPart(ctx, f.key, p, from, n)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := r.close(); err == nil && closeErr != nil {
			err = fmt.Errorf("close part: %w", closeErr)
		}
	}()
	for r.left > 0 {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read content: %w", err)
		}
		block, err := r.next(buffer)
		if err != nil {
			return err
		}
		if _, err := w.Write(block); err != nil {
			return fmt.Errorf("write content: %w", err)
		}
	}
	return nil
}
