package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// A steady stream is cut into parts of a quarter of MaxPart: one fills while three are being stored side by side, which
// hides the time a disk takes to sync, and what a crash can lose is MaxPart in all.
const (
	cutSize      = MaxPart / 4
	storedAtOnce = 3
)

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

// appender is one running Append, a line of goroutines: one cuts src into parts, one hashes them, one waits until they
// are stored, one commits their rows, all in order. The storing of each part runs beside them. The cutter touches no
// field that changes, the hasher touches sums, the committer offset and parts.
type appender struct {
	vault  *Vault
	lease  Lease
	key    []byte
	limit  int64 // the object's greatest offset
	offset int64 // committed
	parts  int
	sums   *runningSums
	failed atomic.Bool
	slots  chan struct{} // one for each part that is begun and not committed
}

// pendingPart is one part on its way.
type pendingPart struct {
	part   Part
	buffer *partBuffer
	stored chan error
	state  []byte // sealed sums at its end
	hashed error
	kept   bool  // in the bucket
	err    error // why it cannot be committed
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
	a.slots = make(chan struct{}, storedAtOnce)
	if o.Size == UnknownSize {
		a.limit = MaxObject
	}
	return a, nil
}

// run lets the goroutines work until src ends or one of them fails.
func (a *appender) run(ctx context.Context, src io.Reader) error {
	// The slots bound what is under way; the channels only hand it on.
	cut, hashed, settled := make(chan *pendingPart, storedAtOnce), make(chan *pendingPart, storedAtOnce), make(chan *pendingPart, storedAtOnce)
	committed := make(chan error, 1)
	go a.hashAll(cut, hashed)
	go settleAll(hashed, settled)
	go func() { committed <- a.commitAll(ctx, settled) }()
	srcErr := a.cutAll(ctx, src, a.offset, cut)
	close(cut)
	if err := <-committed; err != nil {
		return err
	}
	if errors.Is(srcErr, io.EOF) {
		return nil
	}
	return fmt.Errorf("read upload: %w", srcErr)
}

// cutAll reads src, which continues at the given offset of the object, until it ends. It returns why; io.EOF is well.
func (a *appender) cutAll(ctx context.Context, src io.Reader, at int64, cut chan<- *pendingPart) error {
	for {
		buffer := &partBuffer{budget: a.vault.memory}
		var srcErr error
		if at < a.limit {
			srcErr = buffer.fill(src, min(cutSize, a.limit-at), &a.failed)
		} else {
			srcErr = mustEnd(src)
		}
		if buffer.size > 0 {
			a.slots <- struct{}{}
			p, err := a.begin(ctx, buffer, at)
			if err != nil {
				buffer.release()
				return err
			}
			cut <- p
			at = p.part.End()
		} else {
			buffer.release()
		}
		if srcErr != nil {
			return srcErr
		}
	}
}

// begin starts storing a part.
func (a *appender) begin(ctx context.Context, buffer *partBuffer, offset int64) (*pendingPart, error) {
	part, err := a.vault.newPart(offset, buffer.size)
	if err != nil {
		return nil, err
	}
	p := &pendingPart{part: part, buffer: buffer, stored: make(chan error, 1)}
	go func() { p.stored <- a.vault.putPart(ctx, a.key, part, buffer.reader) }()
	return p, nil
}

// mustEnd returns io.EOF if src has ended, ErrTooLong if it has a byte more.
func mustEnd(src io.Reader) error {
	if _, err := io.ReadFull(src, make([]byte, 1)); err != nil {
		return err
	}
	return ErrTooLong
}

// hashAll keeps the sums running, and their sealed state at the end of each part.
func (a *appender) hashAll(cut <-chan *pendingPart, hashed chan<- *pendingPart) {
	defer close(hashed)
	for p := range cut {
		p.buffer.blocks(a.sums.write)
		p.state, p.hashed = a.sums.seal(a.key, a.lease.Object, p.part.End())
		hashed <- p
	}
}

// settleAll waits for each part in turn until it is stored, or is not.
func settleAll(hashed <-chan *pendingPart, settled chan<- *pendingPart) {
	defer close(settled)
	for p := range hashed {
		err := <-p.stored
		p.buffer.release()
		p.kept, p.err = err == nil, errors.Join(err, p.hashed)
		settled <- p
	}
}

// commitAll commits the parts in order, those that wait together in one transaction: a commit has to reach the disk,
// and takes as long for several rows as for one. After the first failure it commits nothing more and removes what was
// stored in vain: no row can name those parts, for none was tried.
func (a *appender) commitAll(ctx context.Context, settled <-chan *pendingPart) error {
	var failure error
	for p := range settled {
		batch := []*pendingPart{p}
		for len(settled) > 0 { // nobody else takes from it
			batch = append(batch, <-settled)
		}
		good := 0
		for failure == nil && good < len(batch) && batch[good].err == nil {
			good++
		}
		if good > 0 {
			failure = a.commit(ctx, batch[:good])
		}
		for _, p := range batch[good:] {
			if failure == nil {
				failure = p.err
			} else if err := a.remove(ctx, p); err != nil {
				failure = errors.Join(failure, err)
			}
		}
		a.failed.Store(failure != nil)
		for range batch {
			<-a.slots
		}
	}
	return failure
}

func (a *appender) remove(ctx context.Context, p *pendingPart) error {
	if !p.kept {
		return nil
	}
	if err := a.vault.bucket.Delete(ctx, PartBucketKey(p.part.ID)); err != nil {
		return fmt.Errorf("remove part stored in vain: %w", err)
	}
	return nil
}

// commit makes the rows of stored parts, and merges small parts when there are many.
func (a *appender) commit(ctx context.Context, batch []*pendingPart) error {
	last := batch[len(batch)-1]
	c := AppendCommit{Object: a.lease.Object, Generation: a.lease.Generation, HashState: last.state, At: a.vault.now()}
	for _, p := range batch {
		c.Parts = append(c.Parts, p.part)
	}
	if err := a.vault.catalog.AppendParts(ctx, c); err != nil {
		return fmt.Errorf("commit parts: %w", err)
	}
	a.offset = last.part.End()
	a.parts += len(batch)
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
