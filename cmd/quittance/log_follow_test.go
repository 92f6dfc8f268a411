package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// followLog follows the log as a stranger who has pinned its key: the head is signed, every entry leads to its root, and
// the evidence of the delivery is the entry that its events say.
func (x *trial) followLog(t *testing.T, b *browser, e evidenceFiles, p *parcel) {
	t.Helper()
	fetch := func(path string) []byte {
		at := must[page](t)(b.get(t.Context(), path))
		if at.status != http.StatusOK {
			t.Fatalf("GET %s: %s", path, at.answer)
		}
		return at.body
	}
	var keys []note.Verifier // of a restored installation more than one
	for _, key := range strings.Fields(string(must[[]byte](t)(os.ReadFile(e.log)))) {
		keys = append(keys, must[note.Verifier](t)(note.NewVerifier(key)))
	}
	head := must[*note.Note](t)(note.Open(fetch("/log/checkpoint"), note.VerifierList(keys...)))
	lines := strings.Split(head.Text, "\n")
	var size int64
	must[int](t)(fmt.Sscan(lines[1], &size))
	if size < 1 || size > 255 {
		t.Fatalf("a log of %d entries", size)
	}
	const entry = 2 + 32
	entries := fetch(fmt.Sprintf("/log/tile/entries/000.p/%d", size))
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for n := range size {
		stored = append(stored, must[[]tlog.Hash](t)(tlog.StoredHashes(n, entries[n*entry+2:(n+1)*entry], read))...)
	}
	if root := must[tlog.Hash](t)(tlog.TreeHash(size, read)); root.String() != lines[2] {
		t.Errorf("the entries lead to %s, the head says %s", root, lines[2])
	}
	found := 0
	for _, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
		var recorded struct {
			Evidence string
			Leaf     int64
		}
		if ev.Type != "certificate.recorded" {
			continue
		}
		check(t, json.Unmarshal(ev.Data, &recorded))
		if at := recorded.Leaf; at < size {
			found++
			if fmt.Sprintf("%x", entries[at*entry+2:(at+1)*entry]) != recorded.Evidence {
				t.Errorf("entry %d is not the evidence of the certificate", at)
			}
		}
	}
	if found == 0 {
		t.Error("no certificate of the delivery is in the log")
	}
}
