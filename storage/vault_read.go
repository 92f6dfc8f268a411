package storage

import (
	"context"
	"encoding/hex"
	"errors"
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
	if n <= packageSize || !f.vault.ahead.take() {
		return f.writeInTurn(ctx, w, offset, n)
	}
	defer f.vault.ahead.give(1)
	return f.writeAhead(ctx, w, offset, n)
}

// writeInTurn decrypts a little, writes it, and so on: for a small range, or when many others keep the processors busy.
func (f *File) writeInTurn(ctx context.Context, w io.Writer, offset, n int64) error {
	buffer, ok := inTurn.Get().(*[inTurnSize]byte)
	if !ok {
		buffer = new([inTurnSize]byte)
	}
	defer inTurn.Put(buffer)
	return f.eachBlock(ctx, offset, n, func() []byte { return buffer[:] }, func(block []byte) error {
		_, err := w.Write(block)
		return err
	})
}

// writeAhead decrypts one chunk while the one before is being written: two chunks, whatever the size.
func (f *File) writeAhead(ctx context.Context, w io.Writer, offset, n int64) error {
	ctx, cancel := context.WithCancel(ctx)
	free := make(chan *[chunkSize]byte, 2)
	for range 2 {
		free <- takeChunk()
	}
	type block struct {
		chunk *[chunkSize]byte
		bytes []byte
	}
	full := make(chan block)
	ended := make(chan error, 1)
	go func() {
		defer close(full)
		var chunk *[chunkSize]byte
		ended <- f.eachBlock(ctx, offset, n,
			func() []byte { chunk = <-free; return chunk[:] },
			func(b []byte) error {
				select {
				case full <- block{chunk, b}:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
	}()
	var writeErr error
	for b := range full {
		if writeErr == nil {
			if _, writeErr = w.Write(b.bytes); writeErr != nil {
				cancel()
			}
		}
		free <- b.chunk
	}
	cancel()
	err := <-ended
	for len(free) > 0 {
		chunks.Put(<-free)
	}
	if writeErr != nil {
		return fmt.Errorf("write content: %w", writeErr)
	}
	return err
}

// eachBlock decrypts the range into the buffers that buffer gives and hands the blocks over in order.
func (f *File) eachBlock(ctx context.Context, offset, n int64, buffer func() []byte, handle func([]byte) error) error {
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
		if err := f.eachPartBlock(ctx, p, from, take, buffer, handle); err != nil {
			return err
		}
		offset += take
		n -= take
	}
	return nil
}

func (f *File) eachPartBlock(ctx context.Context, p Part, from, n int64, buffer func() []byte, handle func([]byte) error) (err error) {
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
		block, err := r.next(buffer())
		if err != nil {
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return err
		}
		if err := handle(block); err != nil {
			return err
		}
	}
	return nil
}
