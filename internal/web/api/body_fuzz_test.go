package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"quittance/internal/web"
)

// Whatever a body is, the answer is a delivery or a problem document that says why not, and never a fault of ours.
func FuzzBodies(f *testing.F) {
	h := newHouse(f)
	upload := h.upload(f, h.key, "RDC.pdf", "%PDF plan")
	whole, err := json.Marshal(body(upload, nil))
	check(f, err)
	for _, seed := range []string{
		string(whole), "", "null", "[]", `{"price":null}`, `{"a.b":{"c[0]":1}}`, `{"recipients":[null,5,{"roles":{}}]}`, `{"files":["\u0000"]}`,
		`{"price":{"amount":1e400}}`, `{"title":"\ud800"}`, "{\"title\":\"\xff\"}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		r := h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", content)
		if r.status == http.StatusCreated {
			return
		}
		p := want[web.Document](t, r, http.StatusUnprocessableEntity)
		if p.Code == "" || p.Code == "invalid_input" && len(p.Errors) == 0 {
			t.Fatalf("%s", r.body)
		}
	})
}
