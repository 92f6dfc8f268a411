package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"quittance/storage"
)

// start is the instant the suites begin at; it has a fraction of a second, which must survive.
var start = time.Date(2026, 11, 21, 9, 30, 0, 123456000, time.UTC)

// CatalogSuite checks that a catalog keeps the contract of storage.Catalog. Open returns a catalog without objects (or
// with objects that were changed after 2027); the suite never closes it.
func CatalogSuite(t *testing.T, open func(t *testing.T) storage.Catalog) {
	cases := []struct {
		name string
		run  func(t *testing.T, s *suite)
	}{
		{"a created object is read back whole", createdReadBack},
		{"an identifier is created once", createdOnce},
		{"an unknown object is not found by any method", unknownObject},
		{"taking the lease adds one to the generation", leaseGeneration},
		{"parts follow each other and move the offset", partsFollow},
		{"a part that does not begin at the offset is refused", partOffset},
		{"the older holder of a lease cannot commit", olderHolder},
		{"several parts are appended together or not at all", appendSeveral},
		{"of many that append at one offset one succeeds", concurrentAppend},
		{"merged parts replace the old ones", mergedParts},
		{"a merge of rows that are not there changes nothing", mergeMismatch},
		{"finishing sets the sums and erases the hash state", finishing},
		{"finishing needs the declared size", finishingSize},
		{"an object of unknown size gets its size at the end", unknownSize},
		{"a finished object cannot change", finishedImmutable},
		{"shredding erases the key and ends the upload", shredding},
		{"parts of a deleted object alone can be forgotten", forgetting},
		{"part identifiers are known until forgotten", partKnown},
		{"abandoned uploads come oldest first, at most the limit", abandoned},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, &suite{t: t, Catalog: open(t), ctx: t.Context()}) })
	}
}

type suite struct {
	storage.Catalog
	t      *testing.T
	ctx    context.Context //nolint:containedctx // lives as long as one test
	serial byte
}

func (s *suite) newObject(name string, size int64) storage.Object {
	s.t.Helper()
	s.serial++
	o := storage.Object{
		ID:    fmt.Sprintf("%032x", s.serial),
		Owner: "ws_1", Name: name, MediaType: "application/pdf", Size: size, State: storage.Uploading,
		Key:       storage.WrappedKey{KeyID: "root:0123456789abcdef", Blob: []byte{0, 1, 2, 255}},
		CreatedAt: start, ChangedAt: start,
	}
	s.ok(s.CreateObject(s.ctx, o))
	return o
}

func (s *suite) leased(size int64) (string, int64) {
	s.t.Helper()
	o, err := s.TakeLease(s.ctx, s.newObject("plan.pdf", size).ID, start)
	s.ok(err)
	return o.ID, o.Generation
}

func (s *suite) part(offset, size int64) storage.Part {
	s.serial++
	return storage.Part{ID: bytes.Repeat([]byte{s.serial}, 16), Offset: offset, Size: size}
}

func (s *suite) append(id string, generation, offset, size int64) (storage.Part, error) {
	p := s.part(offset, size)
	return p, s.AppendParts(s.ctx, storage.AppendCommit{
		Object: id, Generation: generation, Parts: []storage.Part{p}, HashState: []byte{7, 0, 9}, At: start.Add(time.Minute),
	})
}

func (s *suite) finish(id string, generation, size int64) error {
	return s.FinishObject(s.ctx, storage.FinishCommit{
		Object: id, Generation: generation, Size: size, SHA256: bytes.Repeat([]byte{0xab}, 32), CRC32: 0xfffffffe,
		At: start.Add(time.Hour),
	})
}

func (s *suite) object(id string) storage.Object {
	s.t.Helper()
	o, err := s.Object(s.ctx, id)
	s.ok(err)
	return o
}

func (s *suite) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *suite) is(err, want error) {
	s.t.Helper()
	if !errors.Is(err, want) {
		s.t.Fatalf("got error %v, want %v", err, want)
	}
}

func (s *suite) equal(what string, got, want any) {
	s.t.Helper()
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		s.t.Fatalf("%s: got %#v, want %#v", what, got, want)
	}
}

func createdReadBack(_ *testing.T, s *suite) {
	want := s.newObject("Façade ‘été’ 𝒳.pdf", 5<<30)
	got := s.object(want.ID)
	s.equal("created at", got.CreatedAt.UTC(), want.CreatedAt)
	s.equal("changed at", got.ChangedAt.UTC(), want.ChangedAt)
	s.equal("finished at is zero", got.FinishedAt.IsZero(), true)
	s.equal("no hash state", len(got.HashState), 0)
	s.equal("no sum", len(got.SHA256), 0)
	s.equal("key", got.Key, want.Key)
	s.equal("strings", []string{got.ID, got.Owner, got.Name, got.MediaType, string(got.State)},
		[]string{want.ID, want.Owner, want.Name, want.MediaType, string(want.State)})
	s.equal("numbers", []int64{got.Size, got.Generation, got.Offset, int64(got.PartCount)}, []int64{5 << 30, 0, 0, 0})
}

func createdOnce(_ *testing.T, s *suite) {
	o := s.newObject("first", 1)
	again := o
	again.Name = "second"
	s.is(s.CreateObject(s.ctx, again), storage.ErrExists)
	s.equal("name", s.object(o.ID).Name, "first")
}

func unknownObject(_ *testing.T, s *suite) {
	const id = "ffffffffffffffffffffffffffffffff"
	_, err := s.Object(s.ctx, id)
	s.is(err, storage.ErrNotFound)
	_, err = s.TakeLease(s.ctx, id, start)
	s.is(err, storage.ErrNotFound)
	_, err = s.append(id, 1, 0, 1)
	s.is(err, storage.ErrNotFound)
	s.is(s.finish(id, 1, 0), storage.ErrNotFound)
	s.is(s.ShredObject(s.ctx, id, start), storage.ErrNotFound)
	s.ok(s.ForgetParts(s.ctx, id))
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts", len(parts), 0)
}

func leaseGeneration(_ *testing.T, s *suite) {
	id, generation := s.leased(10)
	s.equal("first generation", generation, int64(1))
	o, err := s.TakeLease(s.ctx, id, start.Add(time.Second))
	s.ok(err)
	s.equal("second generation", o.Generation, int64(2))
	s.equal("changed at", o.ChangedAt.UTC(), start.Add(time.Second))
	s.equal("stored generation", s.object(id).Generation, int64(2))
}

func partsFollow(_ *testing.T, s *suite) {
	id, generation := s.leased(100)
	a, err := s.append(id, generation, 0, 60)
	s.ok(err)
	b, err := s.append(id, generation, 60, 40)
	s.ok(err)
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts", parts, []storage.Part{a, b})
	o := s.object(id)
	s.equal("offset and count", []int64{o.Offset, int64(o.PartCount)}, []int64{100, 2})
	s.equal("hash state", o.HashState, []byte{7, 0, 9})
	s.equal("changed at", o.ChangedAt.UTC(), start.Add(time.Minute))
}

func partOffset(_ *testing.T, s *suite) {
	id, generation := s.leased(100)
	_, err := s.append(id, generation, 1, 10)
	s.is(err, storage.ErrOffset)
	_, err = s.append(id, generation, 0, 10)
	s.ok(err)
	_, err = s.append(id, generation, 0, 10)
	s.is(err, storage.ErrOffset)
	s.equal("offset", s.object(id).Offset, int64(10))
	s.equal("part count", s.object(id).PartCount, 1)
}

func olderHolder(_ *testing.T, s *suite) {
	id, older := s.leased(10)
	o, err := s.TakeLease(s.ctx, id, start)
	s.ok(err)
	_, err = s.append(id, older, 0, 10)
	s.is(err, storage.ErrLeaseLost)
	_, err = s.append(id, o.Generation, 0, 10)
	s.ok(err)
	s.is(s.finish(id, older, 10), storage.ErrLeaseLost)
	s.ok(s.finish(id, o.Generation, 10))
}

func appendSeveral(_ *testing.T, s *suite) {
	id, generation := s.leased(60)
	_, err := s.append(id, generation, 0, 10)
	s.ok(err)
	three := storage.AppendCommit{
		Object: id, Generation: generation, HashState: []byte{3}, At: start.Add(time.Hour),
		Parts: []storage.Part{s.part(10, 10), s.part(20, 10), s.part(30, 5)},
	}
	s.ok(s.AppendParts(s.ctx, three))
	s.is(s.AppendParts(s.ctx, three), storage.ErrOffset)
	o := s.object(id)
	s.equal("offset", o.Offset, int64(35))
	s.equal("part count", o.PartCount, 4)
	s.equal("hash state", string(o.HashState), string(three.HashState))
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts", len(parts), 4)
	s.equal("end of the last", parts[3].End(), int64(35))
}

func concurrentAppend(_ *testing.T, s *suite) {
	id, generation := s.leased(10)
	results := make([]error, 8)
	commits := make([]storage.AppendCommit, len(results))
	for i := range commits {
		commits[i] = storage.AppendCommit{Object: id, Generation: generation, Parts: []storage.Part{s.part(0, 10)}, At: start}
	}
	var wg sync.WaitGroup
	for i := range commits {
		wg.Go(func() { results[i] = s.AppendParts(s.ctx, commits[i]) })
	}
	wg.Wait()
	var won int
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		s.is(err, storage.ErrOffset)
	}
	s.equal("winners", won, 1)
	s.equal("part count", s.object(id).PartCount, 1)
}

func threeParts(s *suite) (string, int64, []storage.Part) {
	id, generation := s.leased(60)
	var parts []storage.Part
	for i := range int64(3) {
		p, err := s.append(id, generation, i*20, 20)
		s.ok(err)
		parts = append(parts, p)
	}
	return id, generation, parts
}

func mergedParts(_ *testing.T, s *suite) {
	id, generation, old := threeParts(s)
	merged := s.part(20, 40)
	s.ok(s.MergeParts(s.ctx, storage.MergeCommit{Object: id, Generation: generation, Old: old[1:], New: merged, At: start}))
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts", parts, []storage.Part{old[0], merged})
	o := s.object(id)
	s.equal("offset and count", []int64{o.Offset, int64(o.PartCount)}, []int64{60, 2})
	known, err := s.HasPart(s.ctx, old[1].ID)
	s.ok(err)
	s.equal("an old part is known", known, false)
}

func mergeMismatch(_ *testing.T, s *suite) {
	id, generation, old := threeParts(s)
	foreign := slices.Clone(old[:2])
	foreign[1] = s.part(20, 20)
	s.is(s.MergeParts(s.ctx, storage.MergeCommit{Object: id, Generation: generation, Old: foreign, New: s.part(0, 40), At: start}), storage.ErrOffset)
	s.is(s.MergeParts(s.ctx, storage.MergeCommit{Object: id, Generation: generation + 1, Old: old[:2], New: s.part(0, 40), At: start}), storage.ErrLeaseLost)
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts", parts, old)
	s.equal("part count", s.object(id).PartCount, 3)
}
