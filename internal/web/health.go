package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Health registers /healthz (the process answers) and /readyz (it can also reach what it needs). Each check has two
// seconds. While stopping, /readyz says 503 so that a load balancer sends nobody else here.
func (s *Site) Health(checks map[string]func(context.Context) error) {
	s.Route(http.MethodGet, "/healthz", Access{Who: Anyone}, func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	s.Route(http.MethodGet, "/readyz", Access{Who: Anyone}, func(c echo.Context) error {
		const patience = 2 * time.Second
		ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
		defer cancel()
		answer := map[string]string{}
		status := http.StatusOK
		select {
		case <-s.Stopping():
			status, answer["server"] = http.StatusServiceUnavailable, "stopping"
		default:
		}
		for name, check := range checks {
			answer[name] = "ok"
			if err := check(ctx); err != nil {
				status, answer[name] = http.StatusServiceUnavailable, "failing"
				s.Logger.Warn("not ready", "check", name, "error", err)
			}
		}
		return c.JSON(status, answer)
	})
}
