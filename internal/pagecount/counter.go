package pagecount

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"quittance/storage"
)

// Command is the argument by which the program becomes a Child.
const Command = "count-pages"

const (
	maxMemory  = 320 << 20 // of a child, in bytes
	softMemory = "192MiB"  // from there on it works to stay below
	maxSeconds = 3         // of a child
	// patience is how long a child may live.
	patience = maxSeconds * time.Second
	// maxAhead bounds the files that wait to be counted before anybody asks.
	maxAhead = 32
	// maxKnown bounds the numbers that are remembered.
	maxKnown = 4096
)

// Counter counts the pages of stored files, one at a time. It is safe for concurrent use.
type Counter struct {
	vault   *storage.Vault
	program string
	turn    chan struct{}
	ahead   chan struct{} // of those that nobody waits for yet

	mu    sync.Mutex
	known map[string]int // by object, whose bytes never change
}

// New makes a counter whose children are this program itself.
func New(vault *storage.Vault) (*Counter, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own program: %w", err)
	}
	return &Counter{vault: vault, program: program, turn: make(chan struct{}, 1), ahead: make(chan struct{}, maxAhead), known: map[string]int{}}, nil
}

// Count is the number of pages of a finished object that is a PDF; 0 where it is not countable: no PDF, too large,
// damaged, encrypted with a password, or too expensive to read; or not counted before ctx ended. It takes some seconds at
// the most once it is its turn, and never fails.
func (c *Counter) Count(ctx context.Context, o storage.Object) int {
	if o.State != storage.Finished || o.Size > MaxSize || !looksLikePDF(o) {
		return 0
	}
	if pages, ok := c.recall(o.ID); ok {
		return pages
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return 0
	}
	if pages, ok := c.recall(o.ID); ok { // by who had the turn before
		return pages
	}
	pages, err := c.run(ctx, o)
	if err != nil && ctx.Err() != nil {
		return 0 // whoever asked could wait no longer: the next one asks again
	}
	c.remember(o.ID, pages)
	return pages
}

// Soon has the pages of a file counted, so that Count knows them when somebody asks. It returns at once, and does
// nothing when many wait already.
func (c *Counter) Soon(o storage.Object) {
	select {
	case c.ahead <- struct{}{}:
		go func() {
			defer func() { <-c.ahead }()
			c.Count(context.Background(), o)
		}()
	default:
	}
}

func looksLikePDF(o storage.Object) bool {
	return o.MediaType == "application/pdf" || strings.HasSuffix(strings.ToLower(o.Name), ".pdf")
}

// run hands the file to a child, and returns the number it writes.
func (c *Counter) run(ctx context.Context, o storage.Object) (pages int, err error) {
	file, err := c.vault.Open(ctx, o.ID)
	if err != nil {
		return 0, fmt.Errorf("open file to count its pages: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var out answer
	child := exec.CommandContext(ctx, c.program, Command) //nolint:gosec // this program itself
	child.Env = []string{"GOMEMLIMIT=" + softMemory, "GOMAXPROCS=1", "GOTRACEBACK=none"}
	child.Stdout = &out
	child.WaitDelay = time.Second
	in, err := child.StdinPipe()
	if err != nil {
		return 0, fmt.Errorf("count pages: %w", err)
	}
	if err := child.Start(); err != nil {
		return 0, fmt.Errorf("count pages: %w", err)
	}
	errWrite := errors.Join(file.WriteRange(ctx, in, 0, o.Size), in.Close())
	if err := child.Wait(); err != nil {
		return 0, fmt.Errorf("count pages: %w", err)
	}
	if errWrite != nil {
		return 0, fmt.Errorf("hand file to the counting of its pages: %w", errWrite)
	}
	pages, err = strconv.Atoi(strings.TrimSpace(out.String()))
	if err != nil || pages < 0 || pages > maxPages {
		return 0, errUncountable
	}
	return pages, nil
}

func (c *Counter) recall(object string) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pages, ok := c.known[object]
	return pages, ok
}

func (c *Counter) remember(object string, pages int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxKnown {
		clear(c.known)
	}
	c.known[object] = pages
}

// answer takes the few bytes of a number; a child that says more is not believed.
type answer struct{ bytes.Buffer }

func (a *answer) Write(p []byte) (int, error) {
	const longest = 16
	if a.Len()+len(p) > longest {
		return 0, io.ErrShortBuffer
	}
	return a.Buffer.Write(p)
}
