package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/delivery"
	"quittance/internal/web/api"
)

func TestEveryWrongFieldIsNamedAtOnceByItsPath(t *testing.T) {
	h := open(t)
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	unfinished := h.tus(t, h.key, http.MethodPost, "/api/v1/uploads", "", "Upload-Length", "9").header.Get("Location")
	theirs := h.upload(t, h.other, "RDC.pdf", "%PDF plan")
	person := func(changes object) []object {
		p := object{"name": "Camille", "email": "camille@example.org", "phone": "+33639980001"}
		for k, v := range changes {
			p[k] = v
		}
		return []object{p}
	}
	cases := map[string]struct {
		body any
		want []string
	}{
		"a price of zero is not no price":     {body(upload, object{"price": object{"amount": 0, "currency": "EUR"}}), []string{"price.amount zero"}},
		"no price with a payment gate":        {body(upload, object{"price": nil, "due_on": nil}), []string{"price.amount required"}},
		"a price without an amount":           {body(upload, object{"price": object{"currency": "EUR"}}), []string{"price.amount required"}},
		"a price in words":                    {body(upload, object{"price": "450 €"}), []string{"price wrong_type"}},
		"an amount with cents":                {body(upload, object{"price": object{"amount": 450.5, "currency": "EUR"}}), []string{"price.amount wrong_type"}},
		"an amount no machine can hold":       {strings.Replace(fmt.Sprintf(`{"title":"T","files":[%q],"recipients":[{"name":"A","email":"a@example.org","phone":"+33639980001"}],"price":{"amount":AMOUNT,"currency":"EUR"}}`, upload), "AMOUNT", "1e30", 1), []string{"price.amount wrong_type"}},
		"an amount with an exponent":          {strings.Replace(fmt.Sprintf(`{"title":"T","files":[%q],"recipients":[{"name":"A","email":"a@example.org","phone":"+33639980001"}],"price":{"amount":AMOUNT,"currency":"EUR"}}`, upload), "AMOUNT", "1e3", 1), []string{"price.amount wrong_type"}},
		"a currency of nowhere":               {body(upload, object{"price": object{"amount": 45000, "currency": "XXQ"}}), []string{"price.currency unknown"}},
		"a telephone of nowhere":              {body(upload, object{"recipients": person(object{"phone": "+33123"})}), []string{"recipients.0.phone not_a_phone"}},
		"a field nobody knows":                {body(upload, object{"titel": "x"}), []string{"titel unknown_field"}},
		"a field in capitals":                 {body(upload, object{"Title": "x"}), []string{"Title unknown_field"}},
		"an unknown field of a recipient":     {body(upload, object{"recipients": person(object{"mail": "x"})}), []string{"recipients.0.mail unknown_field"}},
		"an unknown gate":                     {body(upload, object{"gates": []string{"handshake"}}), []string{"gates unknown", "gates.0 unknown"}},
		"no gate without a reason":            {body(upload, object{"gates": []string{}}), []string{"no_gate_reason required"}},
		"a public buyer pays after":           {body(upload, object{"client_kind": "public", "gates": []string{"payment"}}), []string{"gates public_pays_after"}},
		"a day that is none":                  {body(upload, object{"due_on": "2026-02-30"}), []string{"due_on not_a_date"}},
		"a day that is over":                  {body(upload, object{"due_on": "2026-11-21"}), []string{"due_on in_past"}},
		"an upload of another workspace":      {body(theirs, nil), []string{"files.0 upload_unknown"}},
		"an upload that is not finished":      {body(unfinished[strings.LastIndexByte(unfinished, '/')+1:], nil), []string{"files.0 upload_unfinished"}},
		"an upload that cannot be one":        {body("a\x00b", nil), []string{"files.0 upload_unknown"}},
		"the same file twice":                 {body(upload, object{"files": []string{upload, upload}}), []string{"files.1.name duplicate"}},
		"nothing at all":                      {"", []string{"files required", "price.amount required", "recipients required", "title required"}},
		"many mistakes of all kinds together": {body(upload, object{"title": "", "vat_rate": "20 %", "recipients": person(object{"email": "x", "phone": 5, "language": "de"}), "files": []string{"nope"}, "colour": "red"}), []string{"colour unknown_field", "files.0 upload_unknown", "recipients.0.email not_an_email", "recipients.0.language unknown", "recipients.0.phone wrong_type", "title required", "vat_rate wrong_type"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fields := wantProblem(t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", c.body), http.StatusUnprocessableEntity, "invalid_input")
			slices.Sort(fields)
			fields = slices.Compact(fields)
			if !slices.Equal(fields, c.want) {
				t.Fatalf("\n got %q\nwant %q", fields, c.want)
			}
		})
	}
	if page := want[api.DeliveryList](t, h.call(t, h.key, http.MethodGet, "/api/v1/deliveries", nil), http.StatusOK); len(page.Deliveries) != 0 {
		t.Fatal("a refused body left a delivery")
	}
}

func TestRefusals(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	revoked := h.newKey(t, "w1", "m1", account.ReadDeliveries)
	check(t, login.RevokeAPIKey(t.Context(), h.db, "w1", revoked[:10], delivery.At(morning)))
	cases := map[string]struct {
		key, method, path string
		body              any
		header            []string
		status            int
		code              string
		fields            []string
	}{
		"nobody is let in without a key":            {"", "GET", path, nil, nil, 401, "api_key_invalid", nil},
		"a key that is none":                        {"qk_x", "GET", path, nil, nil, 401, "api_key_invalid", nil},
		"a key that was never made":                 {"qk_" + strings.Repeat("A", 48), "GET", path, nil, nil, 401, "api_key_invalid", nil},
		"a key that was revoked":                    {revoked, "GET", path, nil, nil, 401, "api_key_invalid", nil},
		"no key, and the body is not even read":     {"", "POST", "/api/v1/deliveries", "{", nil, 401, "api_key_invalid", nil},
		"no key for an upload":                      {"", "POST", "/api/v1/uploads", nil, []string{"Tus-Resumable", "1.0.0", "Upload-Length", "1"}, 401, "api_key_invalid", nil},
		"another workspace's delivery":              {h.other, "GET", path, nil, nil, 404, "not_found", nil},
		"another workspace's events":                {h.other, "GET", path + "/events", nil, nil, 404, "not_found", nil},
		"another workspace's certificate":           {h.other, "GET", path + "/certificate", nil, nil, 404, "not_found", nil},
		"another workspace sends":                   {h.other, "POST", path + "/send", nil, nil, 404, "not_found", nil},
		"another workspace withdraws":               {h.other, "POST", path + "/withdraw", nil, nil, 404, "not_found", nil},
		"another workspace refunds":                 {h.other, "POST", path + "/refund", object{"all": true}, nil, 404, "not_found", nil},
		"another workspace records a payment":       {h.other, "POST", path + "/record-payment", nil, nil, 404, "not_found", nil},
		"another workspace resets codes":            {h.other, "POST", path + "/reset-passcode", object{"recipient": d.Recipients[0].ID}, nil, 404, "not_found", nil},
		"an id that cannot be one":                  {h.key, "GET", "/api/v1/deliveries/%00", nil, nil, 404, "not_found", nil},
		"a path that is none":                       {h.key, "GET", "/api/v1/nothing", nil, nil, 404, "status_404", nil},
		"a method that is none":                     {h.key, "DELETE", path, nil, nil, 405, "status_405", nil},
		"a body that is not JSON":                   {h.key, "POST", path + "/withdraw", "reason=x", nil, 422, "bad_json", nil},
		"a body that is a list":                     {h.key, "POST", path + "/withdraw", "[]", nil, 422, "bad_json", nil},
		"a body in another encoding":                {h.key, "POST", path + "/withdraw", "{\"reason\":\"\xe9\"}", nil, 422, "bad_json", nil},
		"two objects in a body":                     {h.key, "POST", path + "/withdraw", "{}{}", nil, 422, "bad_json", nil},
		"a field that a verb does not know":         {h.key, "POST", path + "/send", object{"when": "now"}, nil, 422, "invalid_input", []string{"when unknown_field"}},
		"a body larger than is read":                {h.key, "POST", path + "/withdraw", `{"reason":"` + strings.Repeat("x", 300<<10) + `"}`, nil, 413, "body_too_large", nil},
		"a limit that is no number":                 {h.key, "GET", "/api/v1/deliveries?limit=many", nil, nil, 422, "invalid_input", []string{"limit wrong_type"}},
		"a limit too large":                         {h.key, "GET", "/api/v1/deliveries?limit=201", nil, nil, 422, "invalid_input", []string{"limit out_of_range"}},
		"a state that is none":                      {h.key, "GET", "/api/v1/deliveries?state=lost", nil, nil, 422, "invalid_input", []string{"state.0 unknown"}},
		"a cursor that is none":                     {h.key, "GET", "/api/v1/deliveries?after=x", nil, nil, 422, "invalid_input", []string{"after unknown"}},
		"a parameter nobody knows":                  {h.key, "GET", "/api/v1/deliveries?page=2", nil, nil, 422, "invalid_input", []string{"page unknown_field"}},
		"a key of a request with spaces":            {h.key, "POST", path + "/send", nil, []string{"Idempotency-Key", "a b"}, 422, "invalid_input", []string{"Idempotency-Key malformed"}},
		"a reason is needed to waive":               {h.key, "POST", path + "/waive", object{"gate": "g"}, nil, 422, "invalid_input", []string{"reason required"}},
		"a gate that is none":                       {h.key, "POST", path + "/waive", object{"gate": "g", "reason": "x"}, nil, 404, "unknown_gate", nil},
		"a recipient who is none":                   {h.key, "POST", path + "/renew-link", object{"recipient": "r"}, nil, 404, "unknown_recipient", nil},
		"a draft is not extended":                   {h.key, "POST", path + "/extend", object{"expires_on": "2027-12-31"}, nil, 409, "delivery_not_sent", nil},
		"nothing was paid that could be given back": {h.key, "POST", path + "/refund", object{"all": true}, nil, 409, "nothing_to_refund", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := h.call(t, c.key, c.method, c.path, c.body, c.header...)
			if fields := wantProblem(t, r, c.status, c.code); !slices.Equal(fields, c.fields) {
				t.Fatalf("%q", fields)
			}
			challenge := r.header.Get("WWW-Authenticate")
			if (challenge == `Bearer realm="quittance"`) != (c.status == http.StatusUnauthorized) {
				t.Fatalf("WWW-Authenticate: %q", challenge)
			}
		})
	}
}
