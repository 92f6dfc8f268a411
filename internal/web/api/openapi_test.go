package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is generated to testdata")

const golden = "testdata/openapi.json"

func TestTheDocumentIsWhatTheGoldenFileSays(t *testing.T) {
	h := open(t)
	r := h.call(t, "", http.MethodGet, "/api/openapi.json", nil)
	if r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), "application/vnd.oai.openapi+json") {
		t.Fatal(r.status, r.header)
	}
	if *update {
		check(t, os.WriteFile(golden, r.body, 0o600))
	}
	known := must[[]byte](t)(os.ReadFile(golden))
	if !bytes.Equal(known, r.body) {
		t.Fatal("the API changed: others' programs rely on it. Look at the difference after go test -run Document -update")
	}
}

type document struct {
	OpenAPI    string
	Info       struct{ Title, Version, Description string }
	Paths      map[string]map[string]described
	Components struct {
		Schemas         map[string]json.RawMessage
		SecuritySchemes map[string]struct{ Type, Scheme string }
	}
}

type described struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []struct{ Name, In, Description string }
	RequestBody                       struct{ Content map[string]any }
	Responses                         map[string]struct {
		Description string
		Content     map[string]any
	}
}

func TestTheDocumentSaysOfEveryOperationWhatACallerNeeds(t *testing.T) {
	h := open(t)
	r := h.call(t, "", http.MethodGet, "/api/openapi.json", nil)
	doc := want[document](t, r, http.StatusOK)
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title != "Quittance" || doc.Info.Description == "" {
		t.Fatalf("%+v", doc.Info)
	}
	if s := doc.Components.SecuritySchemes["key"]; s.Type != "http" || s.Scheme != "bearer" {
		t.Fatalf("%+v", s)
	}
	ids := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range item {
			name := strings.ToUpper(method) + " " + path
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" || op.Description == "" || len(op.Tags) != 1 {
				t.Errorf("%s: id, summary, description or tag", name)
			}
			ids[op.OperationID] = true
			if len(op.Security) != 1 || op.Security[0]["key"] == nil {
				t.Errorf("%s: security", name)
			}
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s: parameter %s", name, p.Name)
				}
			}
			problems := 0
			for status, response := range op.Responses {
				if response.Description == "" {
					t.Errorf("%s: response %s", name, status)
				}
				if response.Content["application/problem+json"] != nil {
					problems++
				}
			}
			if problems < 2 {
				t.Errorf("%s: %d problem responses", name, problems)
			}
			json, tus := op.RequestBody.Content["application/json"] != nil, strings.HasPrefix(path, "/api/v1/uploads")
			keyed := slices.ContainsFunc(op.Parameters, func(p struct{ Name, In, Description string }) bool { return p.Name == "Idempotency-Key" })
			if post := method == "post" && !tus; post != json || post != keyed {
				t.Errorf("%s: body %t, key %t", name, json, keyed)
			}
		}
	}
	for _, ref := range references(r.body) {
		if doc.Components.Schemas[ref] == nil {
			t.Errorf("no schema %s", ref)
		}
	}
}

func TestEveryFieldIsDescribedAndThoseOfBodiesHaveAnExample(t *testing.T) {
	h := open(t)
	doc := want[struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Description string
					Examples    []any
					Ref         string `json:"$ref"`
					Items       struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
	}](t, h.call(t, "", http.MethodGet, "/api/openapi.json", nil), http.StatusOK)
	bodies := []string{"NewDelivery", "NewRecipient", "Price", "Sending", "Correction", "OneRecipient", "NotedRefund", "RecordedPayment", "Replacement", "Waiver"}
	for name, schema := range doc.Components.Schemas {
		for field, p := range schema.Properties {
			switch {
			case p.Ref != "" || p.Items.Ref != "": // described where it leads
			case p.Description == "":
				t.Errorf("%s.%s is not described", name, field)
			case slices.Contains(bodies, name) && len(p.Examples) == 0:
				t.Errorf("%s.%s has no example", name, field)
			}
		}
	}
}

func TestEveryOperationOthersRelyOnIsThere(t *testing.T) {
	h := open(t)
	doc := want[document](t, h.call(t, "", http.MethodGet, "/api/openapi.json", nil), http.StatusOK)
	const one = "/api/v1/deliveries/{id}"
	for path, methods := range map[string][]string{
		"/api/v1/uploads": {"post"}, "/api/v1/uploads/{upload}": {"head", "patch", "delete"}, "/api/v1/deliveries": {"post", "get"}, one: {"get"},
		one + "/send": {"post"}, one + "/withdraw": {"post"}, one + "/duplicate": {"post"}, one + "/events": {"get"}, one + "/certificate": {"get", "head"}, one + "/refund": {"post"}, one + "/note-refund": {"post"},
		one + "/extend": {"post"}, one + "/waive": {"post"}, one + "/correct": {"post"}, one + "/accept-number": {"post"}, one + "/dismiss-number": {"post"}, one + "/close-problem": {"post"}, one + "/drop-payer": {"post"},
		one + "/reset-passcode": {"post"}, one + "/renew-link": {"post"}, one + "/remind": {"post"}, one + "/replace-file": {"post"}, one + "/record-payment": {"post"},
	} {
		for _, method := range methods {
			if doc.Paths[path][method].OperationID == "" {
				t.Errorf("no %s %s", method, path)
			}
		}
	}
	for _, foreign := range []string{"/docs", "/openapi", "/schemas", "/openapi.json"} {
		if r := h.call(t, h.key, http.MethodGet, foreign, nil); r.status != http.StatusNotFound {
			t.Errorf("%s is served", foreign)
		}
	}
}

// references are the names of the schemas that the document points to.
func references(body []byte) []string {
	var out []string
	for _, piece := range strings.Split(string(body), `"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(piece, `"`)
		out = append(out, name)
	}
	return out
}
