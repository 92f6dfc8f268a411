package api_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/dbtest"
	"quittance/internal/web/api"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// A program is told the same by its status: what it was refused while the database was held is not done later, and the
// same request, under its key, is carried out once.
func TestABusyDatabaseIsSaidByItsStatus(t *testing.T) {
	const short = 150 * time.Millisecond
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			at := e.URL(t)
			h := newHouseOn(t, at)
			d := h.create(t, nil)
			path := "/api/v1/deliveries/" + d.ID
			want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
			record := func() reply {
				return h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"reference": "VIR 1"}, "Idempotency-Key", "k-1")
			}
			patience := h.site.Patience
			h.site.Patience = short
			h.later(2 * time.Minute) // the use of the key is due to be noted, for which nobody waits
			release := dbtest.Hold(t, at)
			r := record()
			wantProblem(t, r, http.StatusServiceUnavailable, "storage_busy")
			if r.header.Get("Retry-After") != "10" {
				t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
			}
			if x := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK); len(x.Payments) != 0 {
				t.Errorf("%+v", x.Payments)
			}
			release()
			if x := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK); len(x.Payments) != 0 {
				t.Errorf("done after it was refused: %+v", x.Payments)
			}
			h.site.Patience = patience
			for range 2 {
				if x := want[api.Delivery](t, record(), http.StatusOK); len(x.Payments) != 1 {
					t.Fatalf("%+v", x.Payments)
				}
			}
		})
	}
}

// An upload says so in the words of its protocol, and goes on where it was.
func TestABusyDatabaseIsSaidToUploads(t *testing.T) {
	h := open(t)
	h.site.Patience = time.Nanosecond
	begin := func() reply { return h.tus(t, h.key, http.MethodPost, "/api/v1/uploads", "", "Upload-Length", "9") }
	if r := begin(); r.status != http.StatusServiceUnavailable || !strings.HasPrefix(string(r.body), "ERR_STORAGE_BUSY") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	h.site.Patience = time.Minute
	if r := begin(); r.status != http.StatusCreated {
		t.Fatalf("%d %s", r.status, r.body)
	}
}
