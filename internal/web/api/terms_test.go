package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/web/api"
)

func TestEveryTermThatADraftCanHaveIsTakenAndShown(t *testing.T) {
	h := open(t)
	consumer := object{"client_kind": "consumer"}
	cases := map[string]struct {
		changes object
		holds   func(api.Delivery) bool
	}{
		"the certificate speaks the language of the workspace":     {nil, func(d api.Delivery) bool { return d.Language == "fr" && d.Recipients[0].Language == "fr" }},
		"the certificate speaks the language that is named":        {object{"language": "en"}, func(d api.Delivery) bool { return d.Language == "en" && d.Recipients[0].Language == "fr" }},
		"a recipient without a language gets that of the delivery": {object{"language": "en", "recipients": []object{{"name": "Ada", "email": "ada@example.org", "phone": "+33639980001"}}}, func(d api.Delivery) bool { return d.Recipients[0].Language == "en" }},
		"what a company buys is no digital content":                {nil, func(d api.Delivery) bool { return !d.DigitalContent && d.ClientKind == "business" }},
		"what a consumer buys is digital content":                  {consumer, func(d api.Delivery) bool { return d.DigitalContent }},
		"a consumer may buy a service made to measure":             {object{"client_kind": "consumer", "digital_content": false}, func(d api.Delivery) bool { return !d.DigitalContent }},
		"digital content can be said of a consumer":                {object{"client_kind": "consumer", "digital_content": true}, func(d api.Delivery) bool { return d.DigitalContent }},
		"nobody has declared that the client was told beforehand":  {nil, func(d api.Delivery) bool { return !d.InformedBefore }},
		"the client was told beforehand":                           {object{"informed_before": true}, func(d api.Delivery) bool { return d.InformedBefore }},
		"files stay a year":                                        {nil, func(d api.Delivery) bool { return d.ReachableDays == 365 && d.TimeZone == "Europe/Paris" }},
		"files stay as long as is named":                           {object{"reachable_days": 730}, func(d api.Delivery) bool { return d.ReachableDays == 730 }},
		"the price without tax is told":                            {nil, func(d api.Delivery) bool { return d.Dues[0].Net == 37_500 && d.Dues[0].VATRegime == "" }},
		"a seller without VAT says so": {object{"vat_rate": 0, "vat_regime": "exempt_293b"}, func(d api.Delivery) bool {
			return d.Dues[0].Net == 45_000 && d.Dues[0].Amount == 45_000 && d.Dues[0].VATRegime == "exempt_293b"
		}},
		"a public buyer's order and service are kept": {object{"client_kind": "public", "chorus_engagement": " 2026-EJ-004512 ", "chorus_service": "VOIRIE-03"}, func(d api.Delivery) bool {
			return d.Engagement == "2026-EJ-004512" && d.Service == "VOIRIE-03"
		}},
		"a public buyer signs only": {object{"client_kind": "public"}, func(d api.Delivery) bool {
			return len(d.Releases[0].Gates) == 1 && d.Releases[0].Gates[0].Kind == "signature"
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			made := h.create(t, c.changes)
			seen := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, "/api/v1/deliveries/"+made.ID, nil), http.StatusOK)
			if !c.holds(made) || !c.holds(seen) {
				t.Fatalf("%+v", seen)
			}
		})
	}
}

func TestAFileSeenBeforePaymentBelongsToNoRelease(t *testing.T) {
	h := open(t)
	invoice := h.upload(t, h.key, "Facture 118.pdf", "%PDF invoice")
	d := h.create(t, object{"visible_files": []string{invoice}})
	if len(d.Deliverables) != 2 || d.Deliverables[0].Visible || !d.Deliverables[1].Visible || d.Deliverables[1].Name != "Facture 118.pdf" {
		t.Fatalf("%+v", d.Deliverables)
	}
	if !slices.Equal(d.Releases[0].Deliverables, []string{d.Deliverables[0].ID}) {
		t.Fatalf("%+v", d.Releases)
	}
	want[api.Links](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries/"+d.ID+"/send", nil), http.StatusOK)
	known := must[*delivery.Delivery](t)(h.db.Delivery(t.Context(), delivery.ID(d.ID)))
	at, recipient := delivery.At(h.clock()), d.Recipients[0].ID
	check(t, known.CanDownload(recipient, d.Deliverables[1].ID, at))
	if err := known.CanDownload(recipient, d.Deliverables[0].ID, at); err == nil {
		t.Fatal("the file that is to be paid for leaves")
	}
}

func TestAnInvoiceSaysItsNumberAndItsDay(t *testing.T) {
	h := open(t)
	invoice, annex := h.upload(t, h.key, "Facture 118.pdf", "%PDF invoice"), h.upload(t, h.key, "Annexe.pdf", "%PDF annex")
	d := h.create(t, object{"visible_files": []string{annex}, "documents": []object{{"file": invoice, "kind": "invoice", "number": "F-2026-118", "issued_on": "2026-11-20"}}})
	seen := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, "/api/v1/deliveries/"+d.ID, nil), http.StatusOK).Deliverables
	if len(seen) != 3 || seen[0].Visible || seen[0].Document != nil || !seen[1].Visible || seen[1].Document != nil || !seen[2].Visible {
		t.Fatalf("%+v", seen)
	}
	if x := seen[2].Document; x == nil || *x != (api.Paper{Kind: "invoice", Number: "F-2026-118", IssuedOn: "2026-11-20"}) {
		t.Fatalf("%+v", x)
	}
	long := object{"documents": []object{{"file": invoice, "kind": "quote", "number": strings.Repeat("9", 101), "issued_on": "2026-02-30"}}}
	fields := wantProblem(t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(h.upload(t, h.key, "B.pdf", "%PDF b"), long)), http.StatusUnprocessableEntity, "invalid_input")
	slices.Sort(fields)
	if !slices.Equal(fields, []string{"documents.0.issued_on not_a_date", "documents.0.number too_long"}) {
		t.Fatalf("%q", fields)
	}
}

func TestWhatIsWrongWithTheTermsIsNamed(t *testing.T) {
	h := open(t)
	upload := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	twin := h.upload(t, h.key, "RDC.pdf", "%PDF plan")
	theirs := h.upload(t, h.other, "secret.pdf", "%PDF plan")
	draft := h.create(t, nil)
	withdrawn := h.create(t, nil)
	want[api.Links](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries/"+withdrawn.ID+"/send", nil), http.StatusOK)
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries/"+withdrawn.ID+"/withdraw", nil), http.StatusOK)
	cases := map[string]struct {
		changes object
		want    []string
	}{
		"a language we do not speak":          {object{"language": "de"}, []string{"language unknown"}},
		"digital content for a company":       {object{"digital_content": true}, []string{"digital_content consumers_only"}},
		"an order in Chorus Pro of a company": {object{"chorus_engagement": "EJ-1", "chorus_service": "V"}, []string{"chorus_engagement public_only", "chorus_service public_only"}},
		"a document of a kind there is not":   {object{"documents": []object{{"file": twin, "kind": "order"}}}, []string{"documents.0.file duplicate", "documents.0.kind unknown"}},
		"a document of another workspace, on no day": {
			object{"documents": []object{{"file": theirs, "kind": "invoice", "issued_on": "2026-02-30"}}},
			[]string{"documents.0.file upload_unknown", "documents.0.issued_on not_a_date"},
		},
		"the second document on no day, after a visible file": {
			object{"files": []string{theirs, upload}, "visible_files": []string{twin}, "documents": []object{{"file": "x y", "kind": "invoice"}}},
			[]string{"documents.0.file upload_unknown", "files.0 upload_unknown"},
		},
		"a declaration that is no truth value":            {object{"informed_before": "yes"}, []string{"informed_before wrong_type"}},
		"a regime beside a rate":                          {object{"vat_regime": "exempt_293b"}, []string{"vat_rate regime_without_rate"}},
		"a regime nobody knows":                           {object{"vat_rate": 0, "vat_regime": "margin"}, []string{"vat_regime unknown"}},
		"files that would go too soon":                    {object{"reachable_days": 30}, []string{"reachable_days out_of_range"}},
		"a new version of nothing":                        {object{"previous": "01kay3m8r2f8v1wz6q4t9d5xgh"}, []string{"previous unknown"}},
		"a new version of a draft":                        {object{"previous": draft.ID}, []string{"previous delivery_not_sent"}},
		"a new version of what was withdrawn":             {object{"previous": withdrawn.ID}, []string{"previous delivery_withdrawn"}},
		"a visible upload of another workspace":           {object{"visible_files": []string{theirs}}, []string{"visible_files.0 upload_unknown"}},
		"a visible file of the same name":                 {object{"visible_files": []string{twin}}, []string{"visible_files.0.name duplicate"}},
		"a visible file that cannot be an upload's id":    {object{"visible_files": []string{"x y"}}, []string{"visible_files.0 upload_unknown"}},
		"a visible file and nothing to unlock":            {object{"files": nil, "visible_files": []string{upload}}, []string{"files required"}},
		"nothing to deliver":                              {object{"files": nil}, []string{"files required"}},
		"a wrong version, a wrong title and a wrong file": {object{"previous": draft.ID, "title": "", "files": []string{theirs}}, []string{"files.0 upload_unknown", "previous delivery_not_sent", "title required"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fields := wantProblem(t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(upload, c.changes)), http.StatusUnprocessableEntity, "invalid_input")
			slices.Sort(fields)
			if !slices.Equal(slices.Compact(fields), c.want) {
				t.Fatalf("\n got %q\nwant %q", fields, c.want)
			}
		})
	}
}

func TestANewVersionFollowsADeliveryThatWasSent(t *testing.T) {
	h := open(t)
	first := h.create(t, nil)
	want[api.Links](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries/"+first.ID+"/send", nil), http.StatusOK)
	if next := h.create(t, object{"previous": first.ID}); next.Previous != first.ID || next.Revision != "B" || first.Revision != "" {
		t.Fatalf("%+v", next)
	}
	if next := h.create(t, object{"previous": first.ID, "revision": "f"}); next.Revision != "F" {
		t.Fatalf("%+v", next)
	}
	list := want[api.DeliveryList](t, h.call(t, h.key, http.MethodGet, "/api/v1/deliveries", nil), http.StatusOK)
	var letters []string // of deliveries made in one instant
	for _, d := range list.Deliveries {
		letters = append(letters, d.Revision)
	}
	if slices.Sort(letters); !slices.Equal(letters, []string{"A", "B", "F"}) {
		t.Fatalf("%q", letters)
	}
	upload := h.upload(t, h.other, "RDC.pdf", "%PDF plan")
	fields := wantProblem(t, h.call(t, h.other, http.MethodPost, "/api/v1/deliveries", body(upload, object{"previous": first.ID})), http.StatusUnprocessableEntity, "invalid_input")
	if !slices.Equal(fields, []string{"previous unknown"}) {
		t.Fatalf("%q: another workspace learns of the delivery", fields)
	}
}

func TestWhoSendsMayDeclareThatTheClientWasTold(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", object{"informed_before": true}), http.StatusOK)
	seen := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK)
	if !seen.InformedBefore || seen.State != "sent" {
		t.Fatalf("%+v", seen)
	}
	events := h.call(t, h.key, http.MethodGet, path+"/events", nil)
	if strings.Count(string(events.body), `"delivery.drafted"`) != 2 || !strings.Contains(string(events.body), `"informed_before":true`) {
		t.Fatalf("the declaration is not on record: %s", events.body)
	}
}

func TestThePagesOfAFileArePartOfTheEventThatFixesIt(t *testing.T) {
	h := open(t)
	h.pages = 12
	d := h.create(t, nil)
	if d.Deliverables[0].Pages != 12 {
		t.Fatalf("%+v", d.Deliverables)
	}
	events := h.call(t, h.key, http.MethodGet, "/api/v1/deliveries/"+d.ID+"/events", nil)
	if !strings.Contains(string(events.body), `"pages":12`) {
		t.Fatalf("%s", events.body)
	}
	if h.soon == 0 {
		t.Error("nobody counts while the sender types")
	}
}
