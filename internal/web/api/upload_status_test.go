package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
)

// The document of the uploads names the statuses that are really given, no more and no fewer. Not provoked here: a fault of
// ours (500), a newer client that takes over (423) and a full disk (507), which have tests of their own.
func TestTheStatusesOfUploadsAreThoseOfTheDocument(t *testing.T) {
	h := open(t)
	const path, bytes = "/api/v1/uploads", "application/offset+octet-stream"
	reader := h.newKey(t, "w1", "m1", account.ReadDeliveries)
	begun := func() string {
		t.Helper()
		r := h.tus(t, h.key, http.MethodPost, path, "", "Upload-Length", "9")
		if r.status != http.StatusCreated {
			t.Fatal(r.status)
		}
		return r.header.Get("Location")
	}
	at, gone, seen := begun(), path+"/"+strings.Repeat("0", 32), map[string]map[int]bool{}
	try := func(key, method, path string, status int, body string, headers ...string) {
		t.Helper()
		r := h.call(t, key, method, path, body, headers...)
		if r.status != status {
			t.Errorf("%s %v: %d %s, want %d", method, headers, r.status, r.body, status)
		}
		if seen[method] == nil {
			seen[method] = map[int]bool{}
		}
		seen[method][r.status] = true
	}
	v := []string{"Tus-Resumable", "1.0.0"}
	with := func(headers ...string) []string { return append(slices.Clone(v), headers...) }

	try(h.key, http.MethodPost, path, 400, "", with("Upload-Length", "nine")...)
	try(h.key, http.MethodPost, path, 400, "", v...)
	try(h.key, http.MethodPost, path, 412, "", "Upload-Length", "9")
	try(h.key, http.MethodPost, path, 413, "", with("Upload-Length", "2000000")...)
	try(h.key, http.MethodPost, path, 422, "", with("Upload-Length", "0")...)
	try(h.key, http.MethodPost, path, 431, "", with("Upload-Length", "9", "Upload-Metadata", "filename "+base64Of(strings.Repeat("x", 9000)))...)
	try(h.key, http.MethodPost, path, 501, "", with("Upload-Defer-Length", "1")...)
	try(h.key, http.MethodPost, path, 201, "", with("Upload-Length", "9")...)
	try(h.key, http.MethodPatch, at, 400, "a plan, 9", with("Content-Type", "text/plain", "Upload-Offset", "0")...)
	try(h.key, http.MethodPatch, at, 400, "a plan, 9", with("Content-Type", bytes)...)
	try(h.key, http.MethodPatch, at, 409, "a plan, 9", with("Content-Type", bytes, "Upload-Offset", "4")...)
	try(h.key, http.MethodPatch, at, 413, "a plan, longer", with("Content-Type", bytes, "Upload-Offset", "0")...)
	for method, ok := range map[string]int{http.MethodHead: 200, http.MethodPatch: 204, http.MethodDelete: 204} {
		to := begun()
		more := []string{"Content-Type", bytes, "Upload-Offset", "0"}
		try(h.key, method, gone, 404, "", with(more...)...)
		if method != http.MethodHead { // which may leave it out
			try(h.key, method, to, 412, "", more...)
		}
		try("", method, to, 401, "", with(more...)...)
		try(reader, method, to, 403, "", with(more...)...)
		h.site.Patience = time.Nanosecond
		try(h.key, method, to, 503, "a plan, 9", with(more...)...)
		h.site.Patience = time.Minute
		try(h.key, method, to, ok, "a plan, 9", with(more...)...)
	}
	try("", http.MethodPost, path, 401, "", with("Upload-Length", "9")...)
	try(reader, http.MethodPost, path, 403, "", with("Upload-Length", "9")...)
	h.site.Patience = time.Nanosecond
	try(h.key, http.MethodPost, path, 503, "", with("Upload-Length", "9")...)
	h.site.Patience = time.Minute
	doc := want[document](t, h.call(t, "", http.MethodGet, "/api/openapi.json", nil), http.StatusOK)
	for method, of := range map[string]string{http.MethodPost: path, http.MethodHead: path + "/{upload}", http.MethodPatch: path + "/{upload}", http.MethodDelete: path + "/{upload}"} {
		var named, given []string
		for status := range doc.Paths[of][strings.ToLower(method)].Responses {
			if status != "500" && status != "423" && status != "507" {
				named = append(named, status)
			}
		}
		for status := range seen[method] {
			given = append(given, itoa(status))
		}
		slices.Sort(named)
		slices.Sort(given)
		if !slices.Equal(named, given) {
			t.Errorf("%s: the document names %v, given are %v", method, named, given)
		}
	}
}
