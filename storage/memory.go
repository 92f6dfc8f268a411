package storage

import (
	"io"
	"sync"
	"sync/atomic"
)

// chunkSize is the unit of the buffers that are handed from one goroutine to another: large enough that handing on
// costs little. A multiple of the 64 KiB of a DARE package, so that packages decrypt in place.
const chunkSize = 256 << 10

var chunks = sync.Pool{New: func() any { return new([chunkSize]byte) }}

func takeChunk() *[chunkSize]byte {
	c, ok := chunks.Get().(*[chunkSize]byte)
	if !ok {
		return new([chunkSize]byte)
	}
	return c
}

// inTurnSize is the buffer of a download that hands nothing on: a hundred of them stay under 16 MiB.
const inTurnSize = 128 << 10

var inTurn = sync.Pool{New: func() any { return new([inTurnSize]byte) }}

// memoryBudget counts the chunks that uploads, or downloads, hold beyond their first.
type memoryBudget struct{ left atomic.Int64 }

func newMemoryBudget(bytes int64) *memoryBudget {
	b := &memoryBudget{}
	b.left.Store(bytes / chunkSize)
	return b
}

func (b *memoryBudget) take() bool {
	if b.left.Add(-1) >= 0 {
		return true
	}
	b.left.Add(1)
	return false
}

func (b *memoryBudget) give(n int) { b.left.Add(int64(n)) }

// partBuffer collects the plaintext of one part, chunk by chunk.
type partBuffer struct {
	budget *memoryBudget
	chunks []*[chunkSize]byte
	size   int64
}

// fill reads src until limit bytes are held, the budget is used up, or src ends. It returns nil in the first two cases
// and the error of src, io.EOF included, in the last; what was read before is held. It gives up with errStopped soon
// after stop is set.
func (b *partBuffer) fill(src io.Reader, limit int64, stop *atomic.Bool) error {
	for b.size < limit {
		at := int(b.size % chunkSize)
		if at == 0 {
			if len(b.chunks) > 0 && !b.budget.take() {
				return nil
			}
			b.chunks = append(b.chunks, takeChunk())
		}
		end := int(min(chunkSize, int64(at)+limit-b.size))
		n, err := src.Read(b.chunks[len(b.chunks)-1][at:end])
		b.size += int64(n)
		if err != nil {
			return err
		}
		if n == 0 {
			b.trim()
		}
		if stop.Load() {
			return errStopped
		}
	}
	return nil
}

// trim gives back a last chunk that holds nothing, so that the next round finds the buffer as it left it.
func (b *partBuffer) trim() {
	if b.size%chunkSize != 0 || int64(len(b.chunks))*chunkSize == b.size {
		return
	}
	last := len(b.chunks) - 1
	chunks.Put(b.chunks[last])
	b.chunks = b.chunks[:last]
	if last > 0 {
		b.budget.give(1)
	}
}

// release returns the memory. The buffer must not be used afterwards.
func (b *partBuffer) release() {
	for _, c := range b.chunks {
		chunks.Put(c)
	}
	b.budget.give(max(0, len(b.chunks)-1))
	b.chunks, b.size = nil, 0
}

// blocks calls visit with the plaintext in order.
func (b *partBuffer) blocks(visit func([]byte)) {
	left := b.size
	for _, c := range b.chunks {
		n := min(left, chunkSize)
		visit(c[:n])
		left -= n
	}
}

// reader reads the plaintext from its beginning. Several readers may be used at once.
func (b *partBuffer) reader() io.Reader { return &bufferReader{buffer: b} }

type bufferReader struct {
	buffer *partBuffer
	at     int64
}

func (r *bufferReader) Read(p []byte) (int, error) {
	if r.at >= r.buffer.size {
		return 0, io.EOF
	}
	in := r.at % chunkSize
	end := min(chunkSize, in+r.buffer.size-r.at)
	n := copy(p, r.buffer.chunks[r.at/chunkSize][in:end])
	r.at += int64(n)
	return n, nil
}
