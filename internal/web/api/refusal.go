package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"quittance/internal/problem"
	"quittance/internal/web"
)

// The library keeps its rules in variables of its package. This is the one place where they are set, before any API
// is made: its own errors are our problem documents, lists are never null, and a field has one spelling.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := schemaProblem(status, message, errs)
		return &Problem{web.Document{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: p.Message, Code: p.Code}}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return &Problem{Document: web.NewDocument(humaecho.Unwrap(ctx), status, schemaProblem(status, message, errs))}
	}
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
}

// Problem is an RFC 9457 problem document on its way out.
type Problem struct{ web.Document }

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// refuse turns any error into the answer for the caller. A fault of ours stands in the log under the request's id,
// and says nothing here.
func (d *Door) refuse(c echo.Context, err error) error {
	d.note(c, err)
	status, p := web.ProblemOf(err)
	refusal := &Problem{Document: web.NewDocument(c, status, p)}
	if p.Wait <= 0 {
		return refusal
	}
	seconds := max(int(p.Wait.Seconds()), 1)
	return huma.ErrorWithHeaders(refusal, http.Header{"Retry-After": {strconv.Itoa(seconds)}})
}

// note logs a fault of ours.
func (d *Door) note(c echo.Context, err error) {
	if web.Status(err) < http.StatusInternalServerError {
		return
	}
	d.Logger.LogAttrs(c.Request().Context(), slog.LevelError, "api request failed",
		slog.String("request", web.RequestID(c)), slog.String("route", c.Path()), slog.String("error", err.Error()))
}

// schemaProblem says in our words what the library found wrong with parameters.
func schemaProblem(status int, message string, errs []error) *problem.Problem {
	p := &problem.Problem{Code: "status_" + strconv.Itoa(status), Message: message}
	if status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		return p
	}
	p.Code, p.Message = "invalid_input", "the input is not valid"
	p.Fields = schemaFields(errs)
	return p
}

func schemaFields(errs []error) problem.Fields {
	var f problem.Fields
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if !errors.As(err, &detail) {
			continue
		}
		name, code := fieldPath(detail.Location), fieldCode(detail.Message)
		var missing string
		if _, err := fmt.Sscanf(detail.Message, "expected required property %s to be present", &missing); err == nil {
			f.Add(strings.TrimPrefix(name+"."+missing, "."), "required")
			continue
		}
		f.Add(name, code, "hint", detail.Message)
	}
	slices.SortStableFunc(f, func(a, b problem.Field) int { return strings.Compare(a.Name, b.Name) })
	return f
}

// fieldPath turns "body.recipients[0].phone" into "recipients.0.phone".
func fieldPath(location string) string {
	_, path, _ := strings.Cut(location, ".")
	return strings.NewReplacer("[", ".", "]", "").Replace(path)
}

// What the library's messages, which do not change between versions without a test saying so, mean as codes.
const (
	codeUnknownField = "unknown_field"
	codeWrongType    = "wrong_type"
	codeRequired     = "required"
)

var fieldCodes = []struct{ prefix, code string }{
	{"unexpected property", codeUnknownField},
	{"unknown query parameter", codeUnknownField},
	{"required ", codeRequired},
	{"expected value to be one of", "unknown"},
	{"expected length <=", "too_long"},
	{"expected length >=", "too_short"},
	{"expected array length", "out_of_range"},
	{"expected number >", "out_of_range"},
	{"expected number <", "out_of_range"},
	{"expected string to be RFC 3339 date", "not_a_date"},
	{"expected string to ", "malformed"},
	{"expected array items to be unique", "duplicate"},
	{"expected ", codeWrongType},
	{"invalid ", codeWrongType},
}

func fieldCode(message string) string {
	for _, c := range fieldCodes {
		if strings.HasPrefix(message, c.prefix) {
			return c.code
		}
	}
	return "malformed"
}
