package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/problem"
)

// statusClientGone stands in the log for a client that left before the answer.
const statusClientGone = 499

var errCrossOrigin = problem.New(problem.Forbidden, "cross_origin", "a request from another site cannot change anything here")

// Status is the one mapping from errors to HTTP statuses (DESIGN section 12). A fault of ours is 500.
func Status(err error) int {
	var tooLarge *http.MaxBytesError
	var echoError *echo.HTTPError
	switch kind := problem.KindOf(err); {
	case kind != 0:
		return statuses[kind]
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &echoError):
		return echoError.Code
	case errors.Is(err, context.Canceled):
		return statusClientGone
	case errors.Is(err, context.DeadlineExceeded), db.IsLocked(err):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

var statuses = map[problem.Kind]int{
	problem.Unauthenticated: http.StatusUnauthorized,
	problem.Locked:          http.StatusPaymentRequired,
	problem.Forbidden:       http.StatusForbidden,
	problem.NotFound:        http.StatusNotFound,
	problem.Conflict:        http.StatusConflict,
	problem.Ended:           http.StatusGone,
	problem.TooLarge:        http.StatusRequestEntityTooLarge,
	problem.Invalid:         http.StatusUnprocessableEntity,
	problem.TooMany:         http.StatusTooManyRequests,
	problem.Busy:            http.StatusServiceUnavailable,
	problem.Full:            http.StatusInsufficientStorage,
}

// ProblemOf is what is said of an error: its status, and its problem or, of a fault of ours, one that tells nothing. What
// took too long may be tried again like what was not written in time.
func ProblemOf(err error) (status int, p *problem.Problem) {
	status = Status(err)
	p, ok := AsProblem(err)
	switch {
	case ok:
	case status == http.StatusServiceUnavailable:
		p = db.ErrBusy
	default:
		p = &problem.Problem{Code: "status_" + strconv.Itoa(status), Message: http.StatusText(status)}
	}
	return status, p
}

// fail answers an error: a problem document to callers of the API, a page to people. The text of a fault of ours is
// in the log only.
func (s *Site) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, p := ProblemOf(err)
	if status == statusClientGone {
		return
	}
	seconds := RetryAfter(c, p)
	var answer error
	switch path := c.Request().URL.Path; {
	case c.Request().Method == http.MethodHead:
		answer = c.NoContent(status)
	case strings.HasPrefix(path, "/api/"), strings.HasPrefix(path, "/webhooks/"):
		answer = writeProblem(c, status, p)
	default:
		answer = s.Render(c, status, screen.Failure{
			Shell: s.Shell(c), Status: status, Code: p.Code, Params: p.Params, RetryAfterSeconds: seconds, Again: again(c.Request(), p.Kind),
		})
	}
	if answer != nil {
		s.Logger.Error("write error answer", slog.String("request", RequestID(c)), slog.Any("error", answer))
	}
}

// again is the form that could not be carried out just now, to be sent once more as it was filled in. What is secret is
// typed again, and files are chosen again where they were not kept.
func again(r *http.Request, kind problem.Kind) *screen.Again {
	if kind != problem.Busy && kind != problem.Full || r.Method != http.MethodPost || r.PostForm == nil {
		return nil
	}
	form := screen.Again{Action: r.URL.RequestURI()}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		switch name {
		case "password", "code", "credential":
			return nil
		}
		for _, value := range r.PostForm[name] {
			form.Fields = append(form.Fields, screen.AgainField{Name: name, Value: value})
		}
	}
	return &form
}

// RetryAfter says in a header when what was refused may be tried again, and returns the seconds; 0 when there is
// nothing to wait for.
func RetryAfter(c echo.Context, p *problem.Problem) int {
	if p.Wait <= 0 {
		return 0
	}
	seconds := max(int(p.Wait.Seconds()), 1)
	c.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}

// Document is an RFC 9457 problem document with our extensions: code, request, errors.
type Document struct {
	Type    string          `json:"type"`
	Title   string          `json:"title"`
	Status  int             `json:"status"`
	Detail  string          `json:"detail,omitempty"`
	Code    string          `json:"code"`
	Request string          `json:"request"`
	Errors  []DocumentError `json:"errors,omitempty"`
}

// DocumentError is one wrong field.
type DocumentError struct {
	Field  string            `json:"field"`
	Code   string            `json:"code"`
	Params map[string]string `json:"params,omitempty"`
}

// NewDocument describes a problem for a caller of the API.
func NewDocument(c echo.Context, status int, p *problem.Problem) Document {
	d := Document{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: p.Message, Code: p.Code, Request: RequestID(c)}
	for _, f := range p.Fields {
		d.Errors = append(d.Errors, DocumentError{Field: f.Name, Code: f.Code, Params: f.Params})
	}
	return d
}

func writeProblem(c echo.Context, status int, p *problem.Problem) error {
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	c.Response().WriteHeader(status)
	return json.NewEncoder(c.Response()).Encode(NewDocument(c, status, p))
}
