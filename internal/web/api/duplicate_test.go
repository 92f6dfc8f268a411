package api_test

import (
	"net/http"
	"testing"

	"quittance/internal/account"
	"quittance/internal/web/api"
)

func TestADeliveryIsDuplicatedWithFilesOfItsOwn(t *testing.T) {
	h := open(t)
	first := h.create(t, nil)
	path := "/api/v1/deliveries/" + first.ID + "/duplicate"
	body := object{"files": []string{h.upload(t, h.key, "RDC-B.pdf", "%PDF plan B")}}
	second := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body, "Idempotency-Key", "once"), http.StatusCreated)
	if second.ID == first.ID || second.State != "draft" || second.Title != first.Title || second.Reference != "" || len(second.Dues) != 1 || second.Dues[0].Amount != 45000 ||
		second.Dues[0].DueOn != "" || len(second.Deliverables) != 1 || second.Deliverables[0].Name != "RDC-B.pdf" || len(second.Releases[0].Gates) != 2 || second.Recipients[0].Name != "Camille Martin" {
		t.Fatalf("%+v", second)
	}
	again := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body, "Idempotency-Key", "once"), http.StatusCreated)
	if again.ID != second.ID {
		t.Fatal("made twice under one key")
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path, object{}), http.StatusUnprocessableEntity, "invalid_input")
	wantProblem(t, h.call(t, h.other, http.MethodPost, path, body), http.StatusNotFound, "not_found")
	if r := h.call(t, h.newKey(t, "w1", "m1", account.ReadDeliveries), http.MethodPost, path, body); r.status != http.StatusForbidden {
		t.Fatal(r.status)
	}
}
