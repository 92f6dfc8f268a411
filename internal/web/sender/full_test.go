package sender_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// fullBucket has no room while it is told so.
type fullBucket struct {
	storage.Bucket
	full bool
}

func (b *fullBucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if b.full {
		return storage.ErrNoSpace
	}
	return b.Bucket.Put(ctx, key, body, size)
}

// The page says that there is no room, keeps what was typed, and the same post succeeds once there is some.
func TestAFullDiskIsSaidInTheFormAndNothingTypedIsLost(t *testing.T) {
	bucket := &fullBucket{Bucket: storagetest.NewBucket()}
	pragma := func(text string) func(t *testing.T, w *world) {
		return func(t *testing.T, w *world) {
			_, err := w.db.SQL().ExecContext(t.Context(), text)
			must(t, err)
		}
	}
	cases := map[string]struct {
		fill, free func(t *testing.T, w *world)
		file       file
	}{
		"the disk of the files is full": {
			func(*testing.T, *world) { bucket.full = true }, func(*testing.T, *world) { bucket.full = false }, file{"plan.pdf", "a plan"},
		},
		"the disk of the database is full": {
			pragma("PRAGMA max_page_count = 1"), pragma("PRAGMA max_page_count = 1000000"), file{"notes.txt", "notes"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorldIn(t, bucket)
			b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
			sent := b.sent()
			c.fill(t, w)
			for _, what := range []struct{ lang, says string }{{"fr", "Le stockage est plein."}, {"en", "The storage is full."}} {
				b.lang = what.lang
				// What is left in the last page of the database may still hold an upload or a draft.
				var got page
				for range 50 {
					if got = b.postForm("/deliveries/new", input("message", strings.Repeat("x", 4000)), c.file); got.status != http.StatusSeeOther {
						break
					}
				}
				got.is(http.StatusInsufficientStorage).has(what.says, "Plans, maison Berthier", "1 250,00")
			}
			var got page
			for n := range 50 {
				old := w.delivery(sent).Deliverables
				i := slices.IndexFunc(old, func(f delivery.Deliverable) bool { return !f.Replaced })
				got = b.postForm("/deliveries/"+sent+"/replace-file", values([]string{"file", old[i].ID}), file{fmt.Sprintf("new-%d.pdf", n), "a new plan"})
				if got.status != http.StatusSeeOther {
					break
				}
			}
			got.is(http.StatusInsufficientStorage).has("The storage is full.")
			if !strings.Contains(w.log.String(), "storage is full") {
				t.Error("the operator is not told")
			}
			c.free(t, w)
			b.postForm("/deliveries/new", input(), c.file).is(http.StatusSeeOther)
		})
	}
}
