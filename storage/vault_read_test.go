package storage_test

import (
	"bytes"
	"runtime"
	"sync"
	"testing"
)

func TestMoreDownloadsAtOnceThanMayReadAheadAreAllWhole(t *testing.T) {
	b := newBench(t)
	content := marked(700_000)
	f := b.store(t, content)
	many := 4*runtime.GOMAXPROCS(0) + 5
	var begun, ended sync.WaitGroup
	begun.Add(many)
	got := make([]bytes.Buffer, many)
	errs := make([]error, many)
	for i := range many {
		ended.Go(func() {
			first := sync.OnceFunc(func() { begun.Done(); begun.Wait() }) // until all are under way
			errs[i] = f.WriteRange(t.Context(), writerFunc(func(p []byte) (int, error) {
				first()
				return got[i].Write(p)
			}), 1, int64(len(content)-1))
		})
	}
	ended.Wait()
	for i := range many {
		if errs[i] != nil || !bytes.Equal(got[i].Bytes(), content[1:]) {
			t.Fatalf("download %d: %v, %d bytes", i, errs[i], got[i].Len())
		}
	}
}
