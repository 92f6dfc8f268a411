package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// A steady stream is cut into parts; one fills while others are being stored side by side, which hides the time that a
// sync or an answer takes. What a crash can lose is MaxPart in all, those that are stored and the one that fills.
// Where a part is written while it fills little of it is left to store at its end, and few large parts cost less than
// many small ones: each takes two syncs and a commit.
const (
	begunAtOnce    = 4
	streamedAtOnce = 2
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

// appender is one running Append, a line of goroutines: one cuts src into parts, one hashes them as they fill, one waits
// until they are stored, one commits their rows, all in order. The storing of each part runs beside them. The cutter
// touches no field that changes, the hasher touches sums, the committer offset and parts.
type appender struct {
	vault  *Vault
	lease  Lease
	key    []byte
	stream StreamBucket // nil where the bucket must know the length of a part
	cut    int64        // size of a part
	limit  int64        // the object's greatest offset
	offset int64        // committed
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
	atOnce := begunAtOnce
	if b, ok := v.bucket.(StreamBucket); ok {
		a.stream, atOnce = b, streamedAtOnce
	}
	a.slots, a.cut = make(chan struct{}, atOnce), int64(MaxPart/atOnce)
	if o.Size == UnknownSize {
		a.limit = MaxObject
	}
	return a, nil
}

// run lets the goroutines work until src ends or one of them fails.
func (a *appender) run(ctx context.Context, src io.Reader) error {
	// The slots bound what is under way; the channels only hand it on.
	cut, hashed, settled := make(chan *pendingPart, cap(a.slots)), make(chan *pendingPart, cap(a.slots)), make(chan *pendingPart, cap(a.slots))
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
		if at == a.limit {
			return mustEnd(src)
		}
		a.slots <- struct{}{}
		p, err := a.newPending(at)
		if err != nil {
			return err
		}
		err = p.buffer.fill(src, min(a.cut, a.limit-at), &a.failed, func() {
			go func() { p.stored <- a.store(ctx, p) }()
			cut <- p
		})
		p.part.Size = p.buffer.size
		at = p.part.End()
		if p.part.Size == 0 { // not begun
			p.buffer.release()
			return err
		}
		p.buffer.end()
		if err != nil {
			return err
		}
	}
}

func (a *appender) newPending(offset int64) (*pendingPart, error) {
	part, err := a.vault.newPart(offset, 0)
	if err != nil {
		return nil, err
	}
	return &pendingPart{part: part, buffer: newPartBuffer(a.vault.memory), stored: make(chan error, 1)}, nil
}

// store stores a part: while it fills where the bucket can and there is memory, at its end otherwise.
func (a *appender) store(ctx context.Context, p *pendingPart) error {
	var err error
	if a.stream != nil {
		p.buffer.block(0)
		if a.vault.memory.take() { // what sealing and writing hold while the part fills
			defer a.vault.memory.give(1)
		} else {
			p.buffer.wait()
		}
		// Of the part only the id: its size belongs to the cutter until it ends.
		err = streamPart(ctx, a.stream, a.key, Part{ID: p.part.ID}, p.buffer.reader())
	} else {
		p.buffer.wait()
		err = a.vault.putPart(ctx, a.key, p.part, p.buffer.reader)
	}
	if err != nil {
		a.failed.Store(true) // the cutter need not fill it
	}
	return err
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
		p.hashed = p.buffer.blocks(a.sums.write)
		var err error
		p.state, err = a.sums.seal(a.key, a.lease.Object, p.part.End())
		p.hashed = errors.Join(p.hashed, err)
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
		if failure != nil {
			a.failed.Store(true)
		}
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
