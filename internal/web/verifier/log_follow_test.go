package verifier_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	reference "golang.org/x/mod/sumdb/tlog"

	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/tlog"
	"quittance/internal/web"
)

// logged fills the store's log up to so many leaves and signs and mirrors a head of that size.
func logged(t *testing.T, s *tlog.Signer, size int64) []byte {
	t.Helper()
	at := delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	have, err := proof.LogSize(t.Context(), store)
	check(err)
	check(store.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for n := have; n < size; n++ {
			if _, err := proof.AppendLeaf(ctx, tx, evidenceOf(n), at); err != nil {
				return err
			}
		}
		return nil
	}))
	root, err := tlog.Root(size, proof.HashReader(t.Context(), store))
	check(err)
	signed, err := s.Sign(tlog.Checkpoint{Origin: s.Origin(), Size: size, Root: root})
	check(err)
	check(proof.SaveCheckpoint(t.Context(), store, proof.Checkpoint{Size: size, Root: root, Note: signed, At: at}))
	check(proof.MarkMirrored(t.Context(), store, size, at))
	return signed
}

func evidenceOf(n int64) [32]byte { return sha256.Sum256(fmt.Appendf(nil, "evidence %d", n)) }

// follower reads the log over HTTP with the library of Go's own checksum database, and nothing of ours.
type follower struct {
	t    *testing.T
	site *web.Site
	key  note.Verifier
}

func (f *follower) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, httptest.NewRequestWithContext(f.t.Context(), http.MethodGet, path, http.NoBody))
	return w
}

// head reads the checkpoint and believes it by the pinned key alone.
func (f *follower) head() (reference.Tree, string) {
	f.t.Helper()
	w := f.get("/log/checkpoint")
	signed, err := note.Open(w.Body.Bytes(), note.VerifierList(f.key))
	if err != nil || w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		f.t.Fatal(w.Code, w.Header(), err)
	}
	return treeOf(f.t, signed.Text), signed.Text
}

func treeOf(t *testing.T, text string) reference.Tree {
	t.Helper()
	lines := strings.Split(text, "\n")
	var tree reference.Tree
	if _, err := fmt.Sscan(lines[1], &tree.N); err != nil {
		t.Fatal(err)
	}
	var err error
	if tree.Hash, err = reference.ParseHash(lines[2]); err != nil {
		t.Fatal(err)
	}
	return tree
}

// Height implements the library's TileReader.
func (f *follower) Height() int { return 8 }

// ReadTiles implements the library's TileReader. Its paths name the height too.
func (f *follower) ReadTiles(tiles []reference.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		w := f.get("/log/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if w.Code != http.StatusOK {
			return nil, errors.New(tile.Path() + ": " + http.StatusText(w.Code))
		}
		out = append(out, w.Body.Bytes())
	}
	return out, nil
}

// SaveTiles implements the library's TileReader.
func (f *follower) SaveTiles([]reference.Tile, [][]byte) {}

// Whoever has pinned the key follows the log from outside: the head is signed, its root is that of the tiles and of the
// entries, what was seen before is in it, and so is a certificate that was handed out then.
func TestTheLogIsFollowedFromOutside(t *testing.T) {
	key, err := tlog.NewKey(rand.Reader, "log.example/quittance")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := tlog.NewSigner(key.Private)
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := note.NewVerifier(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	f := &follower{t: t, site: site(t), key: pinned}
	if w := f.get("/log/checkpoint"); w.Code != http.StatusNotFound {
		t.Fatal("a head before the first", w.Code)
	}
	const certificate = 299
	early := logged(t, signer, 300)
	path, err := tlog.ProveInclusion(certificate, 300, proof.HashReader(t.Context(), store))
	if err != nil {
		t.Fatal(err)
	}
	handedOut, err := tlog.Proof{Index: certificate, Path: path, Checkpoint: early}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	first, _ := f.head()
	logged(t, signer, 1000)
	now, _ := f.head()
	if first.N != 300 || now.N != 1000 {
		t.Fatal(first.N, now.N)
	}
	read := reference.TileHashReader(now, f) // refuses tiles that do not lead to the root
	root, err := reference.TreeHash(now.N, read)
	if err != nil || root != now.Hash {
		t.Fatal("the tiles' root", root, err)
	}
	grown, err := reference.ProveTree(now.N, first.N, read)
	if err != nil || reference.CheckTree(grown, now.N, now.Hash, first.N, first.Hash) != nil {
		t.Error("what was seen is not in what is shown", err)
	}
	leaf := evidenceOf(certificate)
	inclusion, err := reference.ProveRecord(now.N, certificate, read)
	if err != nil || reference.CheckRecord(inclusion, now.N, now.Hash, certificate, reference.RecordHash(leaf[:])) != nil {
		t.Error("a certificate is not in the log", err)
	}
	_, signed, _ := strings.Cut(string(handedOut), "\n\n") // the certificate's own proof ends with a checkpoint of this log
	opened, err := note.Open([]byte(signed), note.VerifierList(pinned))
	if err != nil || treeOf(t, opened.Text) != first {
		t.Error("a certificate's proof is of another log", err)
	}
	f.rootOfEntries(now)
}

// rootOfEntries reads every entry and computes the root of them.
func (f *follower) rootOfEntries(tree reference.Tree) {
	f.t.Helper()
	var stored []reference.Hash
	reader := reference.HashReaderFunc(func(indexes []int64) (out []reference.Hash, err error) {
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	n := int64(0)
	for _, path := range []string{"000", "001", "002", "003.p/232"} {
		w := f.get("/log/tile/entries/" + path)
		for data := w.Body.Bytes(); len(data) > 2; n++ {
			size := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := reference.StoredHashes(n, data[2:size], reader)
			if err != nil {
				f.t.Fatal(err)
			}
			stored, data = append(stored, hashes...), data[size:]
		}
	}
	if root, err := reference.TreeHash(tree.N, reader); err != nil || n != tree.N || root != tree.Hash {
		f.t.Error("the entries' root", n, root, err)
	}
	for path, want := range map[string]struct {
		status int
		cache  string
	}{
		"/log/tile/0/000":             {http.StatusOK, "public, max-age=31536000, immutable"},
		"/log/tile/entries/002":       {http.StatusOK, "public, max-age=31536000, immutable"},
		"/log/tile/0/003.p/232":       {http.StatusOK, "no-store"},
		"/log/tile/0/003.p/12":        {http.StatusOK, "no-store"},
		"/log/tile/1/000.p/3":         {http.StatusOK, "no-store"},
		"/log/tile/0/003":             {http.StatusNotFound, "no-store"},
		"/log/tile/0/003.p/233":       {http.StatusNotFound, "no-store"},
		"/log/tile/1/000.p/4":         {http.StatusNotFound, "no-store"},
		"/log/tile/0/0":               {http.StatusNotFound, "no-store"},
		"/log/tile/0/000.p/256":       {http.StatusNotFound, "no-store"},
		"/log/tile/data/000":          {http.StatusNotFound, "no-store"},
		"/log/tile/8/0/000":           {http.StatusNotFound, "no-store"},
		"/log/tile/00/000":            {http.StatusNotFound, "no-store"},
		"/log/tile/entries/x000/000":  {http.StatusNotFound, "no-store"},
		"/log/tile/0/x999/x999/999":   {http.StatusNotFound, "no-store"},
		"/log/tile/0/%30%30%30":       {http.StatusNotFound, "no-store"},
		"/log/tile/":                  {http.StatusNotFound, "no-store"},
		"/log/tile/-1/000":            {http.StatusNotFound, "no-store"},
		"/log/tile/0/003.p/232?x=000": {http.StatusOK, "no-store"},
	} {
		if w := f.get(path); w.Code != want.status || w.Header().Get("Cache-Control") != want.cache {
			f.t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
}
