package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"

	"quittance/internal/problem"
	"quittance/internal/web"
)

func TestStatus(t *testing.T) {
	tests := map[string]struct {
		err  error
		want int
	}{
		"who are you":             {problem.New(problem.Unauthenticated, "c", "m"), 401},
		"locked":                  {problem.New(problem.Locked, "c", "m"), 402},
		"forbidden":               {problem.New(problem.Forbidden, "c", "m"), 403},
		"not found, wrapped":      {fmt.Errorf("load: %w", problem.New(problem.NotFound, "c", "m")), 404},
		"conflict":                {problem.New(problem.Conflict, "c", "m"), 409},
		"ended":                   {problem.New(problem.Ended, "c", "m"), 410},
		"too large":               {problem.New(problem.TooLarge, "c", "m"), 413},
		"a body over the limit":   {&http.MaxBytesError{Limit: 1}, 413},
		"wrong input":             {problem.New(problem.Invalid, "c", "m"), 422},
		"too many":                {problem.New(problem.TooMany, "c", "m"), 429},
		"no room left":            {problem.New(problem.Full, "c", "m"), 507},
		"an error of the router":  {echo.ErrMethodNotAllowed, 405},
		"a client that went away": {fmt.Errorf("read: %w", context.Canceled), 499},
		"a fault of ours":         {errors.New("disk on fire"), 500},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := web.Status(tt.err); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
