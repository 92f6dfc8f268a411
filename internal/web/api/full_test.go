package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// Uploads and deliveries are refused with 507 while the database has no room, and taken once it has some.
func TestAFullDiskIsSaidByItsStatus(t *testing.T) {
	h := open(t)
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	pragma := func(text string) {
		t.Helper()
		_, err := h.db.SQL().ExecContext(t.Context(), text)
		check(t, err)
	}
	begin := func() reply {
		return h.tus(t, h.key, http.MethodPost, "/api/v1/uploads", "", "Upload-Length", "9", "Upload-Metadata", "filename "+base64Of(strings.Repeat("x", 900)))
	}
	draft := func() reply {
		return h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(upload, object{"message": strings.Repeat("x", 4000)}))
	}
	untilFull := func(do func() reply) (r reply) {
		for range 100 { // what is free in the last pages is soon used up
			if r = do(); r.status != http.StatusCreated {
				break
			}
		}
		return r
	}
	pragma("PRAGMA max_page_count = 1")
	wantProblem(t, untilFull(draft), http.StatusInsufficientStorage, "storage_full")
	if r := untilFull(begin); r.status != http.StatusInsufficientStorage || !strings.HasPrefix(string(r.body), "ERR_STORAGE_FULL") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	pragma("PRAGMA max_page_count = 1000000")
	for _, r := range []reply{draft(), begin()} {
		if r.status != http.StatusCreated {
			t.Fatalf("with room again: %d %s", r.status, r.body)
		}
	}
}
