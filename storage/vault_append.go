package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// cutSize is where a steady stream is cut into parts. Half of MaxPart, because one part fills while the one before is
// being stored: what a crash can lose is MaxPart in all.
const cutSize = MaxPart / 2

// Append adds what src gives to an upload, from offset, which must be where the object ends. The server cuts the
// stream into parts whatever the size of the request. It returns the number of bytes that are durable and counted in
// the row. When src ends early with an error, what came before is kept, and the error is returned.
//
// Errors: ErrNotFound, ErrFinished, ErrLeaseLost, ErrOffset (nothing was read); ErrTooLong when src has more than the
// declared size, or MaxObject (what fits is kept); ErrNoSpace. After any error but those of src the caller must look
// at the row's offset before going on: the last commit may have succeeded without an answer.
func (v *Vault) Append(ctx context.Context, lease Lease, offset int64, src io.Reader) (int64, error) {
	a, err := v.resume(ctx, lease)
	if err != nil {
		return 0, err
	}
	if a.offset != offset {
		return 0, fmt.Errorf("append at %d instead of %d: %w", offset, a.offset, ErrOffset)
	}
	err = a.run(ctx, src)
	return a.offset - offset, err
}

// appender is one running Append. Only the goroutine that stores the current part touches offset, sums and parts.
type appender struct {
	vault  *Vault
	lease  Lease
	key    []byte
	limit  int64 // the object's greatest offset
	offset int64 // committed
	parts  int
	sums   *runningSums
	failed atomic.Bool
}

func (v *Vault) resume(ctx context.Context, lease Lease) (*appender, error) {
	o, err := v.Stat(ctx, lease.Object)
	if err != nil {
		return nil, err
	}
	if o.State == Finished {
		return nil, fmt.Errorf("append: %w", ErrFinished)
	}
	if o.Generation != lease.Generation {
		return nil, fmt.Errorf("append: %w", ErrLeaseLost)
	}
	key, err := v.contentKey(ctx, o)
	if err != nil {
		return nil, err
	}
	sums, err := openSums(key, o)
	if err != nil {
		return nil, err
	}
	a := &appender{vault: v, lease: lease, key: key, limit: o.Size, offset: o.Offset, parts: o.PartCount, sums: sums}
	if o.Size == UnknownSize {
		a.limit = MaxObject
	}
	return a, nil
}

// run fills one buffer while the one before is being stored.
func (a *appender) run(ctx context.Context, src io.Reader) error {
	read := a.offset // bytes taken from src, as an offset in the object
	storing := make(chan error, 1)
	storing <- nil
	for {
		buffer := &partBuffer{budget: a.vault.memory}
		srcErr := io.EOF
		if read < a.limit {
			srcErr = buffer.fill(src, min(cutSize, a.limit-read), &a.failed)
		} else if more, err := oneMore(src); more {
			srcErr = fmt.Errorf("append to %d bytes: %w", a.limit, ErrTooLong)
		} else if err != nil {
			srcErr = err
		}
		read += buffer.size
		if err := <-storing; err != nil {
			buffer.release()
			return err
		}
		if buffer.size == 0 {
			storing <- nil
		} else {
			go func() {
				err := a.store(ctx, buffer)
				a.failed.Store(err != nil)
				storing <- err
			}()
		}
		if srcErr != nil {
			if err := <-storing; err != nil {
				return err
			}
			if errors.Is(srcErr, io.EOF) {
				return nil
			}
			return fmt.Errorf("read upload: %w", srcErr)
		}
	}
}

// oneMore reports whether src has a byte more, and the error that ended it, nil for a proper end.
func oneMore(src io.Reader) (bool, error) {
	n, err := io.ReadFull(src, make([]byte, 1))
	if n == 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n > 0, err
}

// store makes one part durable, then commits its row: hash and encryption run side by side.
func (a *appender) store(ctx context.Context, buffer *partBuffer) error {
	defer buffer.release()
	var (
		part Part
		both errgroup.Group
	)
	both.Go(func() error {
		buffer.blocks(a.sums.write)
		return nil
	})
	both.Go(func() (err error) {
		part, err = a.vault.putPart(ctx, a.key, a.offset, buffer.size, buffer.reader)
		return err
	})
	if err := both.Wait(); err != nil {
		return err
	}
	state, err := a.sums.seal(a.key, a.vault.random, a.lease.Object, part.End())
	if err != nil {
		return err
	}
	err = a.vault.catalog.AppendPart(ctx, AppendCommit{
		Object: a.lease.Object, Generation: a.lease.Generation, Part: part, HashState: state, At: a.vault.now(),
	})
	if err != nil {
		return fmt.Errorf("commit part: %w", err)
	}
	a.offset = part.End()
	a.parts++
	if a.parts > partsAllowed(a.offset) {
		return a.compact(ctx)
	}
	return nil
}

// Finish ends an upload of which every declared byte has come, and returns the row with its sums. Repeating it returns
// the same row. ErrUnfinished when bytes are missing; ErrLeaseLost; ErrNotFound.
func (v *Vault) Finish(ctx context.Context, lease Lease) (Object, error) {
	o, err := v.Stat(ctx, lease.Object)
	if err != nil || o.State == Finished {
		return o, err
	}
	if o.Size != UnknownSize && o.Offset != o.Size {
		return Object{}, fmt.Errorf("finish with %d of %d bytes: %w", o.Offset, o.Size, ErrUnfinished)
	}
	key, err := v.contentKey(ctx, o)
	if err != nil {
		return Object{}, err
	}
	sums, err := openSums(key, o)
	if err != nil {
		return Object{}, err
	}
	err = v.catalog.FinishObject(ctx, FinishCommit{
		Object: o.ID, Generation: lease.Generation, Size: o.Offset,
		SHA256: sums.sha256.Sum(nil), CRC32: sums.crc32, At: v.now(),
	})
	if err != nil && !errors.Is(err, ErrFinished) {
		return Object{}, fmt.Errorf("finish object: %w", err)
	}
	return v.Stat(ctx, o.ID)
}
