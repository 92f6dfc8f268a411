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

// partBuffer collects the plaintext of one part, chunk by chunk. One goroutine fills it; others may follow, and see each
// chunk as soon as it is whole, the last one once the part has ended.
type partBuffer struct {
	budget *memoryBudget
	mu     sync.Mutex
	news   sync.Cond // of mu
	chunks []*[chunkSize]byte
	size   int64
	ended  bool
}

func newPartBuffer(budget *memoryBudget) *partBuffer {
	b := &partBuffer{budget: budget}
	b.news.L = &b.mu
	return b
}

// fill reads src until limit bytes are held, the budget is used up, or src ends. It returns nil in the first two cases
// and the error of src, io.EOF included, in the last; what was read before is held. It gives up with errStopped soon
// after stop is set. Begun is called once there is a byte.
func (b *partBuffer) fill(src io.Reader, limit int64, stop *atomic.Bool, begun func()) error {
	for b.size < limit {
		at := int(b.size % chunkSize)
		if b.size == int64(len(b.chunks))*chunkSize {
			if len(b.chunks) > 0 && !b.budget.take() {
				return nil
			}
			b.append(takeChunk())
		}
		end := int(min(chunkSize, int64(at)+limit-b.size))
		n, err := src.Read(b.chunks[len(b.chunks)-1][at:end])
		if n > 0 {
			if b.size == 0 {
				begun()
			}
			b.add(int64(n))
		}
		if err != nil {
			return err
		}
		if stop.Load() {
			return errStopped
		}
	}
	return nil
}

func (b *partBuffer) append(c *[chunkSize]byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chunks = append(b.chunks, c)
}

func (b *partBuffer) add(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.size += n
	if b.size%chunkSize == 0 {
		b.news.Broadcast()
	}
}

// end tells those who follow that nothing more comes.
func (b *partBuffer) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	b.news.Broadcast()
}

// release returns the memory. The buffer must not be used afterwards.
func (b *partBuffer) release() {
	for _, c := range b.chunks {
		chunks.Put(c)
	}
	b.budget.give(max(0, len(b.chunks)-1))
	b.chunks, b.size = nil, 0
}

// blocks calls visit with the plaintext in order, as it comes, until the part has ended or visit fails.
func (b *partBuffer) blocks(visit func([]byte) error) error {
	for i := 0; ; i++ {
		block := b.block(i)
		if block == nil {
			return nil
		}
		if err := visit(block); err != nil {
			return err
		}
	}
}

// block waits for the i-th chunk. It is nil when the part ends before.
func (b *partBuffer) block(i int) []byte {
	begin := int64(i) * chunkSize
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.ended && b.size < begin+chunkSize {
		b.news.Wait()
	}
	if b.size <= begin {
		return nil
	}
	return b.chunks[i][:min(chunkSize, b.size-begin)]
}

// wait returns when the part has ended.
func (b *partBuffer) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.ended {
		b.news.Wait()
	}
}

// reader reads the plaintext from its beginning, as it comes. Several readers may be used at once.
func (b *partBuffer) reader() io.Reader { return &bufferReader{buffer: b} }

type bufferReader struct {
	buffer *partBuffer
	at     int64
}

func (r *bufferReader) Read(p []byte) (int, error) {
	block, in := r.buffer.block(int(r.at/chunkSize)), int(r.at%chunkSize)
	if in >= len(block) {
		return 0, io.EOF
	}
	n := copy(p, block[in:])
	r.at += int64(n)
	return n, nil
}
