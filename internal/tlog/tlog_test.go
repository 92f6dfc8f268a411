package tlog_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quittance/internal/property"
	"quittance/internal/tlog"
)

// memory is a store as a database would be one: hashes by dense index, and the size.
type memory struct {
	hashes []tlog.Hash
	size   int64
}

func (m *memory) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(m.hashes)) {
			return nil, fmt.Errorf("hash %d is not stored", i)
		}
		out = append(out, m.hashes[i])
	}
	return out, nil
}

func evidenceSum(n int64) [32]byte { return sha256.Sum256(fmt.Appendf(nil, "evidence %d", n)) }

type fataler interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func (m *memory) grow(t fataler, to int64) {
	for ; m.size < to; m.size++ {
		stored, err := tlog.Append(m.size, evidenceSum(m.size), m.read)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stored {
			if s.Index != int64(len(m.hashes)) {
				t.Fatalf("index %d is not the next, %d", s.Index, len(m.hashes))
			}
			m.hashes = append(m.hashes, s.Hash)
		}
	}
	if tlog.StoredHashCount(m.size) != int64(len(m.hashes)) {
		t.Fatal("stored hashes are not dense")
	}
}

func newKey(t fataler) (*tlog.Signer, *tlog.Verifier) {
	entropy := bytes.NewReader(bytes.Repeat([]byte{42}, 64))
	origin, err := tlog.NewOrigin(entropy)
	if err != nil {
		t.Fatal(err)
	}
	key, err := tlog.NewKey(entropy, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tlog.NewSigner(key.Private)
	if err != nil {
		t.Fatal(err)
	}
	v, err := tlog.NewVerifier(key.Public + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.Origin() != origin || v.Origin() != origin || s.KeyID() != v.KeyID() {
		t.Fatal("the two halves of the key have different names")
	}
	return s, v
}

func (m *memory) checkpoint(t fataler, s *tlog.Signer, size int64) (tlog.Checkpoint, []byte) {
	root, err := tlog.Root(size, m.read)
	if err != nil {
		t.Fatal(err)
	}
	c := tlog.Checkpoint{Origin: s.Origin(), Size: size, Root: root}
	signed, err := s.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	return c, signed
}

func (m *memory) proof(t fataler, s *tlog.Signer, index, size int64) []byte {
	path, err := tlog.ProveInclusion(index, size, m.read)
	if err != nil {
		t.Fatal(err)
	}
	_, signed := m.checkpoint(t, s, size)
	file, err := tlog.Proof{Index: index, Path: path, Checkpoint: signed}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEveryLeafIsProvedInEveryTree(t *testing.T) {
	s, v := newKey(t)
	m := &memory{}
	m.grow(t, 20)
	for size := int64(1); size <= 20; size++ {
		for index := range size {
			file := m.proof(t, s, index, size)
			got, err := v.VerifyInclusion(evidenceSum(index), file)
			if err != nil || got.Index != index || got.Checkpoint.Size != size {
				t.Fatalf("leaf %d of %d: %+v, %v", index, size, got, err)
			}
			if described, err := tlog.Describe(file); err != nil || described != got {
				t.Fatalf("described as %+v, %v", described, err)
			}
			if _, err := v.VerifyInclusion(evidenceSum(index+1), file); !errors.Is(err, tlog.ErrProof) {
				t.Fatalf("other evidence was accepted: %v", err)
			}
		}
	}
}

func TestRootsAndProofsAreConsistentAsTheLogGrows(t *testing.T) {
	s, _ := newKey(t)
	m := &memory{}
	property.Check(t, func(rt *rapid.T) {
		m.grow(rt, m.size+rapid.Int64Range(1, 9).Draw(rt, "more"))
		older := rapid.Int64Range(1, m.size).Draw(rt, "older")
		newer := rapid.Int64Range(older, m.size).Draw(rt, "newer")
		a, _ := m.checkpoint(rt, s, older)
		b, _ := m.checkpoint(rt, s, newer)
		path, err := tlog.ProveConsistency(older, newer, m.read)
		if err != nil {
			rt.Fatal(err)
		}
		if err := tlog.CheckConsistency(a, b, path); err != nil {
			rt.Fatal(err)
		}
		a.Root[0] ^= 1
		if err := tlog.CheckConsistency(a, b, path); !errors.Is(err, tlog.ErrInconsistent) {
			rt.Fatalf("a rewritten log was accepted: %v", err)
		}
	})
}

func TestCheckpointText(t *testing.T) {
	s, v := newKey(t)
	m := &memory{}
	c, signed := m.checkpoint(t, s, 0)
	want := s.Origin() + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— " + s.Origin() + " "
	if !strings.HasPrefix(string(signed), want) {
		t.Fatalf("got %q, want %q first", signed, want)
	}
	if opened, err := v.Open(signed); err != nil || opened != c {
		t.Fatalf("opened %+v, %v", opened, err)
	}
	if _, err := s.Sign(tlog.Checkpoint{Origin: "another"}); !errors.Is(err, tlog.ErrCheckpoint) {
		t.Fatalf("another origin was signed: %v", err)
	}
	for i := range signed {
		broken := bytes.Clone(signed)
		broken[i] ^= 1
		if _, err := v.Open(broken); err == nil {
			t.Fatalf("byte %d changed, still opened", i)
		}
	}
}

func TestParseCheckpointRefuses(t *testing.T) {
	root := strings.Repeat("A", 43) + "="
	for name, body := range map[string]string{
		"nothing":                    "",
		"no origin":                  "\n1\n" + root + "\n",
		"a size with a leading zero": "o\n01\n" + root + "\n",
		"a negative size":            "o\n-1\n" + root + "\n",
		"a huge size":                "o\n9223372036854775807\n" + root + "\n",
		"a short root":               "o\n1\nAAAA\n",
		"a root with spare bits":     "o\n1\n" + strings.Repeat("A", 42) + "B=\n",
		"a root over two lines":      "o\n1\n" + root[:20] + "\r" + root[20:] + "\n",
		"an empty extension":         "o\n1\n" + root + "\n\n",
		"no newline at the end":      "o\n1\n" + root,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := tlog.ParseCheckpoint(body); !errors.Is(err, tlog.ErrCheckpoint) {
				t.Fatalf("got %v", err)
			}
		})
	}
	if c, err := tlog.ParseCheckpoint("o\n1\n" + root + "\nextension\n"); err != nil || c.Size != 1 {
		t.Fatalf("with an extension line: %+v, %v", c, err)
	}
}

func TestEveryChangedByteOfAProofIsRefused(t *testing.T) {
	s, v := newKey(t)
	m := &memory{}
	m.grow(t, 7)
	file := m.proof(t, s, 3, 7)
	for i := range file {
		broken := bytes.Clone(file)
		broken[i] ^= 1
		if _, err := v.VerifyInclusion(evidenceSum(3), broken); err == nil {
			t.Fatalf("byte %d changed, still verified:\n%s", i, broken)
		}
	}
	other, err := tlog.NewKey(bytes.NewReader(make([]byte, 32)), s.Origin())
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := tlog.NewVerifier(other.Public)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.VerifyInclusion(evidenceSum(3), file); !errors.Is(err, tlog.ErrSignature) {
		t.Fatalf("another key verified it: %v", err)
	}
}

func TestReaderErrorsAreKept(t *testing.T) {
	broken := errors.New("disk")
	read := func([]int64) ([]tlog.Hash, error) { return nil, broken }
	_, a := tlog.Append(1, [32]byte{}, read)
	_, b := tlog.Root(3, read)
	_, c := tlog.ProveInclusion(1, 3, read)
	_, d := tlog.ProveConsistency(1, 3, read)
	for _, err := range []error{a, b, c, d} {
		if !errors.Is(err, broken) {
			t.Fatalf("got %v", err)
		}
	}
}

func FuzzDecodeProof(f *testing.F) {
	s, v := newKey(f)
	m := &memory{}
	m.grow(f, 5)
	f.Add(m.proof(f, s, 2, 5))
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra YQ==\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := v.VerifyInclusion(evidenceSum(99), file); err == nil {
			t.Fatal("evidence that is not in the log was proved")
		}
		_, _ = tlog.Describe(file) // must not panic
		p, err := tlog.DecodeProof(file)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if err != nil || (len(p.Extra) > 0 || p.Extra == nil) && !bytes.Equal(again, file) {
			t.Fatalf("%q was read as %q, %v", file, again, err)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("o\n1\n" + strings.Repeat("A", 43) + "=\n")
	f.Fuzz(func(t *testing.T, body string) {
		c, err := tlog.ParseCheckpoint(body)
		if err == nil && !strings.HasPrefix(body, c.Body()) {
			t.Fatalf("%q was read as %q", body, c.Body())
		}
	})
}
