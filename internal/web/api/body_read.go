package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"quittance/internal/problem"
	"quittance/internal/web"
)

var errBadJSON = problem.New(problem.Invalid, "bad_json", "the body is not one JSON object in UTF-8")

// readBody reads the body, which the kernel bounds in size and time.
func readBody(c echo.Context) ([]byte, error) {
	raw, err := io.ReadAll(c.Request().Body)
	var tooLarge *http.MaxBytesError
	var network net.Error
	switch {
	case err == nil:
		return raw, nil
	case errors.As(err, &tooLarge):
		return nil, problem.Newf(problem.TooLarge, "body_too_large", "the body is larger than %d bytes", tooLarge.Limit)
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, echo.NewHTTPError(http.StatusBadRequest)
	}
	return nil, fmt.Errorf("read body: %w", err)
}

// decode reads a body strictly: every field that the schema does not know, lacks or describes otherwise is named. What
// could be read is returned with them. An empty body is an empty object.
func decode[B any](d *Door, raw []byte) (B, problem.Fields, error) {
	var body B
	if len(strings.TrimSpace(string(raw))) == 0 {
		raw = []byte("{}")
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil || !utf8.Valid(raw) {
		return body, nil, errBadJSON
	}
	if _, ok := tree.(map[string]any); !ok {
		return body, nil, errBadJSON
	}
	result := &huma.ValidateResult{}
	path := huma.NewPathBuffer(nil, 0)
	path.Push("body")
	schemas := d.api.OpenAPI().Components.Schemas
	huma.Validate(schemas, d.schema(reflect.TypeFor[B]()), path, huma.ModeWriteToServer, tree, result)
	wrong := schemaFields(result.Errors)
	err := json.Unmarshal(raw, &body)
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch): // numbers such as 1e3 or 10^30 pass as integers until here
		if !slices.ContainsFunc(wrong, isStructural) {
			wrong.Add(mismatch.Field, codeWrongType)
		}
	case err != nil:
		return body, nil, errBadJSON
	}
	return body, wrong, nil
}

// together joins what the schema and what the domain say of one body. The domain knows better, except of fields that
// are unknown, missing or of a wrong type: what it would say of those, and below them, follows from that.
func together(schema problem.Fields, domain error) error {
	p, ok := web.AsProblem(domain)
	if domain != nil && (!ok || p.Kind != problem.Invalid) {
		return domain
	}
	var all problem.Fields
	for _, f := range schema {
		if isStructural(f) {
			all = append(all, f)
		}
	}
	structural := len(all)
	if p != nil {
		for _, f := range p.Fields {
			if !slices.ContainsFunc(all[:structural], func(s problem.Field) bool { return f.Name == s.Name || strings.HasPrefix(f.Name, s.Name+".") }) {
				all = append(all, f)
			}
		}
	}
	for _, f := range schema {
		if !isStructural(f) && !slices.ContainsFunc(all, func(a problem.Field) bool { return a.Name == f.Name }) {
			all = append(all, f)
		}
	}
	return all.Err()
}

func isStructural(f problem.Field) bool {
	return f.Code == codeUnknownField || f.Code == codeWrongType || f.Code == codeRequired
}
