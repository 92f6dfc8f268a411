package api_test

import (
	"net/http"
	"slices"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/api"
	"quittance/internal/web/command"
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

// A draft that was begun on the page is read, but neither sent nor duplicated before it is complete: what it lacks is named.
func TestAnUnfinishedDraftIsReadAndNotSent(t *testing.T) {
	h := open(t)
	k := newCommands(t, h, newSite(t, h))
	begun, err := k.Create(t.Context(), command.Member{ID: "m1", Workspace: "w1", MaySend: true}, draft.Spec{Terms: delivery.Terms{Title: "Plans"}, MayLack: true}, nil)
	check(t, err)
	path := "/api/v1/deliveries/" + string(begun.ID)
	if d := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK); !d.Unfinished || d.State != "draft" || d.Recipients == nil || len(d.Releases) != 0 {
		t.Errorf("%+v", d)
	}
	lacks := []string{"price.amount required", "recipients required", "files required"}
	if got := wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/send", object{}), http.StatusUnprocessableEntity, "invalid_input"); !slices.Equal(got, lacks) {
		t.Errorf("sending: %q", got)
	}
	body := object{"files": []string{h.upload(t, h.key, "RDC.pdf", "%PDF plan")}}
	if got := wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/duplicate", body), http.StatusUnprocessableEntity, "invalid_input"); !slices.Equal(got, lacks[:2]) {
		t.Errorf("duplicating: %q", got)
	}
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/withdraw", object{}), http.StatusOK)
	if d := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK); d.Unfinished || d.State != "withdrawn" {
		t.Errorf("%+v", d)
	}
}
