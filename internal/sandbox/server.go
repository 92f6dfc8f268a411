package sandbox

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits of the HTTP servers. Whatever the stand-ins read is small.
const (
	largestBody = 1 << 20
	tokenCookie = "sandbox_token"
)

// openPaths are the pages that need neither loopback nor token: what a payer's telephone must reach.
var openPaths = []string{"/sandbox/stripe/checkout/", "/sandbox/style.css"}

func (s *Sandbox) buildHandlers() {
	pages, api := http.NewServeMux(), http.NewServeMux()
	s.routeFaults(pages)
	for _, in := range s.standIns {
		in.routePages(pages)
		wire := http.NewServeMux()
		in.routeAPI(wire)
		api.Handle("/"+in.name()+"/", s.faulty(in.name(), wire))
	}
	s.pages = http.MaxBytesHandler(s.guard(http.NewCrossOriginProtection().Handler(pages)), largestBody)
	api.Handle("/sandbox", s.pages)
	api.Handle("/sandbox/", s.pages)
	s.api = http.MaxBytesHandler(api, largestBody)
}

// Start opens the ports (API with the pages, SMTP) and begins to deliver webhooks. Close ends all of it; ctx only
// bounds the opening.
func (s *Sandbox) Start(ctx context.Context) error {
	if err := s.hurry(ctx); err != nil {
		return err
	}
	addr := s.cfg.APIAddr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen for the sandbox: %w", err)
	}
	for _, in := range s.standIns {
		if err := in.start(ctx); err != nil {
			return errors.Join(fmt.Errorf("start stand-in %s: %w", in.name(), err), listener.Close())
		}
	}
	server := &http.Server{
		Handler: s.api, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 16,
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.mu.Lock()
	s.apiURL, s.server, s.stop = "http://"+listener.Addr().String(), server, stop
	s.mu.Unlock()
	s.done.Go(func() {
		// Serve only ever returns because the listener ended, which Close does.
		_ = server.Serve(listener)
	})
	s.done.Go(func() { s.carry(running) })
	return nil
}

// Close ends the ports and the courier and closes the state. Webhooks not yet delivered are kept for the next New.
func (s *Sandbox) Close() error {
	s.mu.Lock()
	stop, server := s.stop, s.server
	s.stop, s.server = nil, nil
	s.mu.Unlock()
	var problems []error
	if stop != nil {
		stop()
		problems = append(problems, server.Close())
	}
	for _, in := range s.standIns {
		problems = append(problems, in.close())
	}
	s.done.Wait()
	problems = append(problems, s.store.close())
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("close sandbox: %w", err)
	}
	return nil
}

// guard lets loopback and holders of the token in. A token in the address becomes a cookie and leaves the address.
func (s *Sandbox) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, open := range openPaths {
			if strings.HasPrefix(r.URL.Path, open) {
				next.ServeHTTP(w, r)
				return
			}
		}
		if given := r.URL.Query().Get("token"); given != "" && s.knowsToken(given) {
			http.SetCookie(w, &http.Cookie{ //nolint:gosec // plain HTTP on a LAN is what the token is for
				Name: tokenCookie, Value: given, Path: "/sandbox", HttpOnly: true, SameSite: http.SameSiteLaxMode,
			})
			if r.Method == http.MethodGet {
				q := r.URL.Query()
				q.Del("token")
				http.Redirect(w, r, (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String(), http.StatusSeeOther)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		if c, err := r.Cookie(tokenCookie); err == nil && s.knowsToken(c.Value) {
			next.ServeHTTP(w, r)
			return
		}
		if s.fromLoopback(r) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "Le bac à sable ne répond que depuis cette machine, ou avec le jeton affiché au démarrage.", http.StatusForbidden)
	})
}

func (s *Sandbox) knowsToken(given string) bool {
	if s.cfg.Token == "" {
		return false
	}
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(s.cfg.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// fromLoopback reports whether the request was made on this machine for this machine. One that a proxy carried, or
// that was made under a foreign name (a page elsewhere whose name was pointed here), was not.
func (s *Sandbox) fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !isLoopback(host) || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	name := (&url.URL{Host: r.Host}).Hostname()
	if isLoopback(name) || strings.EqualFold(name, "localhost") {
		return true
	}
	public, err := url.Parse(s.PublicURL())
	return err == nil && public.Hostname() != "" && strings.EqualFold(name, public.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
