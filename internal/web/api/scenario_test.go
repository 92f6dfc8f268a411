package api_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/web/api"
)

func itoa(n int) string { return strconv.Itoa(n) }

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

type object = map[string]any

// body is a whole and valid one; changes replace or, when nil, remove fields.
func body(upload string, changes object) object {
	b := object{
		"title": "Plans d'exécution, lot 2", "message": "Bonjour", "price": object{"amount": 45000, "currency": "EUR"}, "vat_rate": 2000,
		"due_on": "2026-12-15", "client_kind": "business", "reference": "2026-118", "files": []string{upload},
		"recipients": []object{{
			"name": "Camille Martin", "email": "camille@example.org", "phone": "+33639980001", "company": "SCI du Port",
			"roles": []string{"payer", "signer"}, "language": "fr",
		}},
	}
	for name, value := range changes {
		if value == nil {
			delete(b, name)
			continue
		}
		b[name] = value
	}
	return b
}

func (h *house) create(t testing.TB, changes object) api.Delivery {
	t.Helper()
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	return want[api.Delivery](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(upload, changes)), http.StatusCreated)
}

func TestADeliveryIsMadeSentFollowedAndWithdrawn(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	if d.State != "draft" || len(d.Dues) != 1 || d.Dues[0].Amount != 45000 || d.Dues[0].Owing != 45000 || len(d.Releases) != 1 || d.Releases[0].State != "locked" {
		t.Fatalf("%+v", d)
	}
	if got := []string{d.Releases[0].Gates[0].Kind, d.Releases[0].Gates[1].Kind}; !slices.Equal(got, []string{"payment", "signature"}) {
		t.Fatal(got)
	}
	if f := d.Deliverables[0]; f.Name != "RDC.pdf" || f.Size != 9 || len(f.SHA256) != 64 {
		t.Fatalf("%+v", f)
	}
	path := "/api/v1/deliveries/" + d.ID
	sent := want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	if sent.State != "sent" || len(sent.Recipients) != 1 || sent.Recipients[0].Name != "Camille Martin" || !strings.HasPrefix(sent.Recipients[0].Link, "https://quittance.example/d/") {
		t.Fatalf("%+v", sent)
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusConflict, "delivery_already_sent")
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate", nil), http.StatusPaymentRequired, "release_locked")

	h.later(time.Minute)
	withdrawn := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/withdraw", object{"reason": "Devis annulé"}), http.StatusOK)
	if withdrawn.State != "withdrawn" || withdrawn.EndedAt != "2026-11-22T09:01:00.123456Z" {
		t.Fatalf("%+v", withdrawn)
	}
	events := want[api.EventList](t, h.call(t, h.key, http.MethodGet, path+"/events", nil), http.StatusOK)
	var types []string
	for _, e := range events.Events {
		types = append(types, e.Type)
	}
	if !slices.Equal(types, []string{"delivery.drafted", "delivery.sent", "delivery.withdrawn"}) || events.Next != 0 {
		t.Fatal(types)
	}
	if last := string(events.Events[2].Data); last != `{"reason":"Devis annulé"}` {
		t.Fatal(last)
	}
	page := want[api.EventList](t, h.call(t, h.key, http.MethodGet, path+"/events?after=1&limit=1", nil), http.StatusOK)
	if len(page.Events) != 1 || page.Events[0].Seq != 2 || page.Next != 2 {
		t.Fatalf("%+v", page)
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/withdraw", nil), http.StatusGone, "delivery_withdrawn")
}

func TestTheListIsReadPageByPage(t *testing.T) {
	h := open(t)
	var made []string
	for _, title := range []string{"Plans", "Étude thermique", "Notice"} {
		h.later(time.Second)
		made = append(made, h.create(t, object{"title": title}).ID)
	}
	list := func(query string) (ids []string, next string) {
		t.Helper()
		page := want[api.DeliveryList](t, h.call(t, h.key, http.MethodGet, "/api/v1/deliveries?"+query, nil), http.StatusOK)
		for _, s := range page.Deliveries {
			ids = append(ids, s.ID)
		}
		return ids, page.Next
	}
	first, next := list("limit=2")
	second, end := list("limit=2&after=" + next)
	if !slices.Equal(first, []string{made[2], made[1]}) || !slices.Equal(second, made[:1]) || end != "" {
		t.Fatal(first, second, end)
	}
	if found, _ := list("search=etude"); !slices.Equal(found, made[1:2]) {
		t.Fatal(found)
	}
	if sent, _ := list("state=sent,completed"); len(sent) != 0 {
		t.Fatal(sent)
	}
	if drafts, _ := list("state=draft"); len(drafts) != 3 {
		t.Fatal(drafts)
	}
}

func TestTheSameRequestUnderAKeyIsDoneOnce(t *testing.T) {
	h := open(t)
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	const path = "/api/v1/deliveries"
	first := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body(upload, nil), "Idempotency-Key", "k-1"), http.StatusCreated)
	send := path + "/" + first.ID + "/send"
	links := want[api.Links](t, h.call(t, h.key, http.MethodPost, send, nil, "Idempotency-Key", "k-2"), http.StatusOK)

	again := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body(upload, nil), "Idempotency-Key", "k-1"), http.StatusCreated)
	if again.ID != first.ID || again.State != "sent" {
		t.Fatalf("%s %s: the answer is that of now", again.ID, again.State)
	}
	replay := want[api.Links](t, h.call(t, h.key, http.MethodPost, send, nil, "Idempotency-Key", "k-2"), http.StatusOK)
	if replay.Recipients[0].Link != links.Recipients[0].Link {
		t.Fatal("another link")
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path, body(upload, object{"title": "Autre"}), "Idempotency-Key", "k-1"), http.StatusUnprocessableEntity, "idempotency_key_reused")
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/"+first.ID+"/withdraw", nil, "Idempotency-Key", "k-2"), http.StatusUnprocessableEntity, "idempotency_key_reused")

	theirs := h.upload(t, h.other, "RDC.pdf", "%PDF plan")
	if x := want[api.Delivery](t, h.call(t, h.other, http.MethodPost, path, body(theirs, nil), "Idempotency-Key", "k-1"), http.StatusCreated); x.ID == first.ID {
		t.Fatal("keys of two workspaces met")
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path, body(upload, object{"title": ""}), "Idempotency-Key", "k-3"), http.StatusUnprocessableEntity, "invalid_input")
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body(upload, nil), "Idempotency-Key", "k-3"), http.StatusCreated) // what failed kept no key

	h.later(25 * time.Hour)
	if x := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path, body(upload, nil), "Idempotency-Key", "k-1"), http.StatusCreated); x.ID == first.ID {
		t.Fatal("a key means the same for a day only")
	}
}

func TestRequestsUnderOneKeyAtTheSameTimeMakeOneDelivery(t *testing.T) {
	h := open(t)
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	ids := make(chan string)
	const requests = 6
	for range requests {
		go func() {
			r := h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(upload, nil), "Idempotency-Key", "k")
			if r.status != http.StatusCreated {
				t.Errorf("%d %s", r.status, r.body)
				ids <- ""
				return
			}
			ids <- string(r.body[:40]) // the id comes first
		}()
	}
	first := <-ids
	for range requests - 1 {
		if id := <-ids; id != first {
			t.Errorf("%s and %s", first, id)
		}
	}
}

func TestMoneyRecipientsAndGatesAreHandledBySenders(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	post := func(verb string, body object) api.Delivery {
		t.Helper()
		h.later(time.Second)
		return want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/"+verb, body), http.StatusOK)
	}
	links := want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	who := links.Recipients[0].ID
	if x := post("extend", object{"expires_on": "2027-12-31"}); x.ExpiresOn != "2027-12-31" {
		t.Fatal(x.ExpiresOn)
	}
	if x := post("correct", object{"recipient": who, "phone": "06 39 98 00 02"}); x.Recipients[0].Phone != "+33639980002" {
		t.Fatal(x.Recipients[0].Phone)
	}
	events := func() []api.Event {
		return want[api.EventList](t, h.call(t, h.key, http.MethodGet, path+"/events", nil), http.StatusOK).Events
	}
	before := len(events())
	if post("correct", object{"recipient": who, "phone": "+33639980002"}); len(events()) != before {
		t.Fatalf("what changes nothing is kept: %+v", events())
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/accept-number", object{"recipient": who}), http.StatusConflict, "no_number_proposed")
	propose := func() {
		_, err := h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.ProposeNumber(who, delivery.At(h.clock()), "+33639980003")
		})
		check(t, err)
	}
	propose()
	if x := post("dismiss-number", object{"recipient": who}); x.Recipients[0].Phone != "+33639980002" || x.Recipients[0].ProposedPhone != "" {
		t.Fatalf("%+v", x.Recipients[0])
	}
	propose()
	if x := post("accept-number", object{"recipient": who}); x.Recipients[0].Phone != "+33639980003" || x.Recipients[0].ProposedPhone != "" {
		t.Fatalf("%+v", x.Recipients[0])
	}
	post("reset-passcode", object{"recipient": who})
	renewed := want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/renew-link", object{"recipient": who}), http.StatusOK)
	if len(renewed.Recipients) != 1 || renewed.Recipients[0].Link == links.Recipients[0].Link {
		t.Fatalf("%+v", renewed)
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/drop-payer", object{"recipient": who}), http.StatusNotFound, "unknown_recipient")
	_, err := h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.NamePayer(delivery.At(h.clock()), delivery.PayerNamed{Recipient: "named", LinkID: "l-named", NamedBy: who, Name: "Accounts", Email: "accounts@example.org", Language: "fr"})
	})
	check(t, err)
	if x := post("drop-payer", object{"recipient": "named"}); len(x.Recipients[1].Roles) != 0 || x.Recipients[1].NamedBy != who {
		t.Fatalf("%+v", x.Recipients[1])
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/renew-link", object{"recipient": "named"}), http.StatusNotFound, "unknown_recipient")
	paid := post("record-payment", object{"reference": "VIR 1", "received_on": "2026-11-18"})
	if p := paid.Payments[0]; p.Amount != 45000 || p.State != "settled" || p.Processor != "recorded" || p.ReceivedOn != "2026-11-18" || paid.Dues[0].Owing != 0 {
		t.Fatalf("%+v", p)
	}
	_, err = h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.ReportProblem(who, delivery.At(h.clock()), "La page 3 est vide")
	})
	check(t, err)
	if x := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK); x.Recipients[0].ProblemAt == "" {
		t.Fatalf("%+v", x.Recipients[0])
	}
	for range 2 {
		if x := post("close-problem", object{"recipient": who}); x.Recipients[0].ProblemAt != "" {
			t.Fatalf("%+v", x.Recipients[0])
		}
	}
	waived := post("waive", object{"gate": paid.Releases[0].Gates[1].ID, "reason": "Signé sur papier"})
	if r := waived.Releases[0]; r.State != "sealing" || r.Gates[1].State != "waived" || r.Gates[1].Reason != "Signé sur papier" {
		t.Fatalf("%+v", r)
	}
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate", nil), http.StatusPaymentRequired, "release_sealing")
	part := post("refund", object{"amount": 15000})
	if part.Refunds[0].Amount != 15000 || part.Dues[0].Refunded != 15000 {
		t.Fatalf("%+v", part.Refunds)
	}
	if fields := wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/refund", object{"amount": 0}), http.StatusUnprocessableEntity, "invalid_input"); !slices.Equal(fields, []string{"amount out_of_range"}) {
		t.Fatal(fields)
	}
	for _, unsaid := range []object{{}, {"amount": 100, "all": true}} {
		if fields := wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/refund", unsaid), http.StatusUnprocessableEntity, "invalid_input"); !slices.Equal(fields, []string{"amount required"}) {
			t.Errorf("%v: %v", unsaid, fields)
		}
	}
	whole := post("refund", object{"all": true})
	if whole.Refunds[1].Amount != 30000 {
		t.Fatalf("%+v", whole.Refunds)
	}
	wantProblem(t, h.call(t, h.key, http.MethodPost, path+"/refund", object{"all": true}), http.StatusConflict, "nothing_to_refund")
}

func TestAPriceIsOneThingAndNoPriceAnother(t *testing.T) {
	h := open(t)
	free := h.create(t, object{"price": nil, "vat_rate": nil, "due_on": nil, "gates": []string{"signature"}})
	if len(free.Dues) != 0 || len(free.Releases[0].Gates) != 1 {
		t.Fatalf("%+v", free)
	}
	open := h.create(t, object{"gates": []string{}, "no_gate_reason": "Client fidèle"})
	if len(open.Dues) != 1 || len(open.Releases[0].Gates) != 0 || open.NoGateReason != "Client fidèle" {
		t.Fatalf("%+v", open)
	}
}

func TestKeysDoWhatTheirScopesAndRolesAllow(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	check(t, roster.AddMember(t.Context(), h.db, account.Member{ID: "m3", Workspace: "w1", Email: "eve@example.org", Name: "Eve", Role: account.Accountant, CreatedAt: morning, ConfirmedAt: morning}))
	reader := h.newKey(t, "w1", "m1", account.ReadDeliveries)
	writer := h.newKey(t, "w1", "m1", account.WriteDeliveries)
	accountant := h.newKey(t, "w1", "m3", account.Scopes()...)

	want[api.Delivery](t, h.call(t, reader, http.MethodGet, path, nil), http.StatusOK)
	wantProblem(t, h.call(t, reader, http.MethodPost, path+"/withdraw", nil), http.StatusForbidden, "scope_missing")
	wantProblem(t, h.tus(t, reader, http.MethodPost, "/api/v1/uploads", "", "Upload-Length", "1"), http.StatusForbidden, "scope_missing")
	wantProblem(t, h.call(t, writer, http.MethodGet, path, nil), http.StatusForbidden, "scope_missing")
	wantProblem(t, h.call(t, writer, http.MethodPost, path+"/refund", object{"all": true}), http.StatusForbidden, "scope_missing")
	wantProblem(t, h.call(t, accountant, http.MethodPost, path+"/withdraw", nil), http.StatusForbidden, "not_permitted")
	want[api.Delivery](t, h.call(t, accountant, http.MethodPost, path+"/record-payment", nil), http.StatusOK)

	seen := h.call(t, accountant, http.MethodGet, path+"/events", nil)
	want[api.EventList](t, seen, http.StatusOK)
	if strings.Contains(string(seen.body), "Camille") {
		t.Fatal("an accountant reads digests in the place of personal values")
	}
	if all := h.call(t, h.key, http.MethodGet, path+"/events", nil); !strings.Contains(string(all.body), "Camille") {
		t.Fatal("an owner reads personal values")
	}
}

func TestAFileIsReplacedUntilSomebodyPaid(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	fresh := h.upload(t, h.key, "RDC-v2.pdf", "%PDF plan, mended")
	replace := func(old, file, key string) reply {
		return h.call(t, h.key, http.MethodPost, path+"/replace-file", object{"deliverable": old, "file": file}, "Idempotency-Key", key)
	}
	old := d.Deliverables[0].ID
	wantProblem(t, replace(old, fresh, "k-1"), http.StatusConflict, "delivery_not_sent")
	want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	wantProblem(t, replace("unknown", fresh, "k-2"), http.StatusNotFound, "unknown_deliverable")
	foreign := h.upload(t, h.other, "RDC.pdf", "%PDF theirs")
	if wrong := wantProblem(t, replace(old, foreign, "k-3"), http.StatusUnprocessableEntity, "invalid_input"); !slices.Equal(wrong, []string{"file upload_unknown"}) {
		t.Fatal(wrong)
	}
	for range 2 { // once, however often it is sent under its key
		x := want[api.Delivery](t, replace(old, fresh, "k-4"), http.StatusOK)
		if len(x.Deliverables) != 2 || !x.Deliverables[0].Replaced || x.Deliverables[1].Name != "RDC-v2.pdf" || x.Deliverables[1].Replaced {
			t.Fatalf("%+v", x.Deliverables)
		}
		if of := x.Releases[0].Deliverables; len(of) != 1 || of[0] != x.Deliverables[1].ID {
			t.Fatalf("%+v", x.Releases)
		}
	}
	wantProblem(t, replace(old, fresh, "k-5"), http.StatusGone, "deliverable_replaced")
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"reference": "VIR 1"}), http.StatusOK)
	x := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK)
	wantProblem(t, replace(x.Deliverables[1].ID, h.upload(t, h.key, "RDC-v3.pdf", "%PDF 3"), "k-6"), http.StatusConflict, "replace_after_payment")
}

func TestACodeThatWentToAnotherNumberIsVoid(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	who := want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK).Recipients[0].ID
	issue := func(id string) {
		check(t, h.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return otp.Issue(ctx, tx, passcode.Issue(id, d.ID, d.Releases[0].ID, who, "phone", passcode.Binding{}, h.clock()))
		}))
	}
	state := func(id string) passcode.State {
		p, err := otp.ByID(t.Context(), h.db, id)
		check(t, err)
		return p.State
	}
	correct := func(body object) {
		h.later(time.Second)
		body["recipient"] = who
		want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/correct", body), http.StatusOK)
	}
	issue("p1")
	correct(object{"email": "new@example.org"})
	if s := state("p1"); s != passcode.Live {
		t.Fatalf("another address leaves the code %s", s)
	}
	correct(object{"phone": "+33639980002"})
	if s := state("p1"); s != passcode.Void {
		t.Fatalf("another number leaves the code %s", s)
	}
	issue("p2")
	_, err := h.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.ProposeNumber(who, delivery.At(h.clock()), "+33639980003")
	})
	check(t, err)
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/accept-number", object{"recipient": who}), http.StatusOK)
	if s := state("p2"); s != passcode.Void {
		t.Fatalf("an accepted number leaves the code %s", s)
	}
}
