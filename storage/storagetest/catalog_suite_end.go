package storagetest

import (
	"bytes"
	"testing"
	"time"

	"quittance/storage"
)

func finishing(_ *testing.T, s *suite) {
	id, generation := s.leased(10)
	_, err := s.append(id, generation, 0, 10)
	s.ok(err)
	s.ok(s.finish(id, generation, 10))
	o := s.object(id)
	s.equal("state", o.State, storage.Finished)
	s.equal("sha-256", o.SHA256, bytes.Repeat([]byte{0xab}, 32))
	s.equal("crc-32", o.CRC32, uint32(0xfffffffe))
	s.equal("hash state", len(o.HashState), 0)
	s.equal("finished at", o.FinishedAt.UTC(), start.Add(time.Hour))
	s.equal("changed at", o.ChangedAt.UTC(), start.Add(time.Hour))
}

func finishingSize(_ *testing.T, s *suite) {
	id, generation := s.leased(10)
	_, err := s.append(id, generation, 0, 9)
	s.ok(err)
	s.is(s.finish(id, generation, 9), storage.ErrOffset)
	s.is(s.finish(id, generation, 10), storage.ErrOffset)
	s.equal("state", s.object(id).State, storage.Uploading)
}

func unknownSize(_ *testing.T, s *suite) {
	id, generation := s.leased(storage.UnknownSize)
	_, err := s.append(id, generation, 0, 9)
	s.ok(err)
	s.ok(s.finish(id, generation, 9))
	s.equal("size", s.object(id).Size, int64(9))
}

func finishedImmutable(_ *testing.T, s *suite) {
	id, generation := s.leased(0)
	s.ok(s.finish(id, generation, 0))
	_, err := s.TakeLease(s.ctx, id, start)
	s.is(err, storage.ErrFinished)
	_, err = s.append(id, generation, 0, 1)
	s.is(err, storage.ErrFinished)
	s.is(s.finish(id, generation, 0), storage.ErrFinished)
	s.is(s.MergeParts(s.ctx, storage.MergeCommit{Object: id, Generation: generation, Old: []storage.Part{s.part(0, 1), s.part(1, 1)}, New: s.part(0, 2), At: start}), storage.ErrFinished)
}

func shredding(_ *testing.T, s *suite) {
	id, generation := s.leased(20)
	_, err := s.append(id, generation, 0, 10)
	s.ok(err)
	s.ok(s.ShredObject(s.ctx, id, start.Add(time.Hour)))
	s.ok(s.ShredObject(s.ctx, id, start.Add(2*time.Hour)))
	o := s.object(id)
	s.equal("state", o.State, storage.Deleted)
	s.equal("key is gone", o.Key.IsZero(), true)
	s.equal("hash state", len(o.HashState), 0)
	s.equal("name", o.Name, "")
	s.equal("changed at", o.ChangedAt.UTC(), start.Add(time.Hour))
	_, err = s.append(id, generation, 10, 10)
	s.is(err, storage.ErrNotFound)
	_, err = s.TakeLease(s.ctx, id, start)
	s.is(err, storage.ErrNotFound)
	s.is(s.finish(id, generation, 10), storage.ErrNotFound)
	finished, generation := s.leased(0)
	s.ok(s.finish(finished, generation, 0))
	s.ok(s.ShredObject(s.ctx, finished, start))
	s.equal("finished object's key is gone", s.object(finished).Key.IsZero(), true)
}

func forgetting(_ *testing.T, s *suite) {
	id, generation := s.leased(20)
	p, err := s.append(id, generation, 0, 10)
	s.ok(err)
	s.ok(s.ForgetParts(s.ctx, id))
	parts, err := s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts of a living object", parts, []storage.Part{p})
	s.ok(s.ShredObject(s.ctx, id, start))
	ids, err := s.Shredded(s.ctx, 10)
	s.ok(err)
	s.equal("shredded", ids, []string{id})
	s.ok(s.ForgetParts(s.ctx, id))
	parts, err = s.Parts(s.ctx, id)
	s.ok(err)
	s.equal("parts left", len(parts), 0)
	ids, err = s.Shredded(s.ctx, 10)
	s.ok(err)
	s.equal("shredded afterwards", len(ids), 0)
}

func partKnown(_ *testing.T, s *suite) {
	id, generation := s.leased(20)
	p, err := s.append(id, generation, 0, 10)
	s.ok(err)
	known, err := s.HasPart(s.ctx, p.ID)
	s.ok(err)
	s.equal("committed part", known, true)
	known, err = s.HasPart(s.ctx, bytes.Repeat([]byte{0xee}, 16))
	s.ok(err)
	s.equal("strange part", known, false)
}

func abandoned(_ *testing.T, s *suite) {
	var ids []string
	for i := range 3 {
		o := s.newObject("left", 10)
		_, err := s.TakeLease(s.ctx, o.ID, start.Add(-time.Duration(i)*time.Hour))
		s.ok(err)
		ids = append([]string{o.ID}, ids...)
	}
	finished, generation := s.leased(0)
	s.ok(s.finish(finished, generation, 0))
	got, err := s.Abandoned(s.ctx, start, 10)
	s.ok(err)
	s.equal("before the start", got, ids[:2])
	got, err = s.Abandoned(s.ctx, start.Add(24*time.Hour), 2)
	s.ok(err)
	s.equal("limited", got, ids[:2])
}
