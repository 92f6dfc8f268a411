package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
)

const (
	requestIDKey = "request_id"
	// maxBody bounds what is read of a body by default, in bytes. Doors that stream (uploads, forms with files)
	// name their routes to Site.Stream.
	maxBody = 256 << 10
	// bodyTime bounds how long an ordinary request may take to arrive and be answered.
	bodyTime = 30 * time.Second
	// answerTime is what is left of it, for the answer, when a request is given up.
	answerTime = 5 * time.Second
)

// identify gives each request an id of our own: one sent by a stranger is not trusted in logs.
func (s *Site) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var b [8]byte
		if _, err := rand.Read(b[:]); err != nil {
			return fmt.Errorf("make request id: %w", err)
		}
		id := hex.EncodeToString(b[:])
		c.Set(requestIDKey, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		return next(c)
	}
}

// RequestID is the id under which the request stands in the log.
func RequestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// logRequest writes one line per request: the route's pattern, never the path, which may hold a token.
func (s *Site) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start, ctx := time.Now(), c.Request().Context()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		status := c.Response().Status
		if errors.Is(ctx.Err(), context.Canceled) && !c.Response().Committed {
			status = statusClientGone
		}
		if s.Measure != nil && !s.lasting[c.Path()] {
			s.Measure(c.Path(), status, time.Since(start))
		}
		level := slog.LevelInfo
		attrs := []slog.Attr{
			slog.String("request", RequestID(c)), slog.String("method", method(c.Request())), slog.String("route", c.Path()),
			slog.Int("status", status), slog.Int64("bytes", c.Response().Size), slog.Duration("took", time.Since(start)),
		}
		if err != nil && status >= http.StatusInternalServerError {
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", err.Error()))
		}
		s.Logger.LogAttrs(ctx, level, "request", attrs...)
		return nil
	}
}

// method keeps strangers' inventions out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodPut:
		return r.Method
	}
	return "other"
}

// recover turns a panic into a fault of ours, with its stack in the log; http.ErrAbortHandler passes, as it is how
// a download whose decryption failed breaks the connection.
func (s *Site) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			v := recover()
			if broken, ok := v.(error); ok && errors.Is(broken, http.ErrAbortHandler) {
				panic(v)
			}
			if v != nil {
				s.Logger.Error("panic", slog.String("request", RequestID(c)), slog.String("route", c.Path()), slog.String("stack", string(debug.Stack())))
				err = errors.New("a handler panicked")
			}
		}()
		return next(c)
	}
}

// secure sets the headers of every answer and refuses state changes from other origins (Fetch metadata, with the
// Origin header for older browsers). Webhooks and the API carry no cookie and are exempt.
func (s *Site) secure(next echo.HandlerFunc) echo.HandlerFunc {
	crossOrigin := http.NewCrossOriginProtection()
	policy := contentPolicy(s.PaymentPage)
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cache-Control", "no-store")
		if s.BaseURL.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if !withoutCookies(c.Request().URL.Path) {
			if err := crossOrigin.Check(c.Request()); err != nil {
				return errCrossOrigin
			}
		}
		return next(c)
	}
}

// contentPolicy allows our own files only. A form may post to us and be redirected to the payment page: browsers
// check form-action on redirects too, so the processor's page is named.
func contentPolicy(paymentPage string) string {
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
		"manifest-src 'self'", strings.TrimSpace("form-action 'self' " + paymentPage), "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}

func withoutCookies(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/webhooks/")
}

// limit bounds size and time of ordinary requests; streaming routes set their own. What waits for the database is given
// up while there is time to say so: a person always gets an answer, and what they were not told of was not done. A form
// that takes long to arrive waits as long for each thing it writes.
func (s *Site) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if s.streaming[c.Path()] {
			c.SetRequest(r.WithContext(db.GiveUpAfter(r.Context(), s.Patience)))
			return next(c)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		began := time.Now()
		deadline := began.Add(bodyTime)
		rc := http.NewResponseController(c.Response())
		if err := rc.SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("set read deadline: %w", err)
		}
		if err := rc.SetWriteDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("set write deadline: %w", err)
		}
		ctx, cancel := context.WithDeadline(db.GiveUpAt(r.Context(), began.Add(s.Patience)), deadline.Add(-answerTime/2))
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}
