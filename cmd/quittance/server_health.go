package main

import (
	"context"
	"fmt"
	"net"

	"github.com/skip2/go-qrcode"

	"quittance/cmd/internal/lan"
	"quittance/frontend"
	"quittance/internal/config"
)

// checks are what /readyz asks.
func (s *server) checks() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"database": s.db.Ping, "storage": s.bucket.Check,
		"space": func(context.Context) error { return roomIn(s.folders(), minRoom) },
	}
}

// greet prints where to click.
func (s *server) greet(w *world, phone bool) {
	at := base(s.config)
	say(w.out, "\n  Quittance %s\n\n  open      %s\n", build, at)
	switch {
	case s.config.Signup == "open":
		say(w.out, "  sign up   %s%s\n", at, frontend.PathSignUp)
	case !s.config.HasMail():
		say(w.out, "  sign up   closed: without QUITTANCE_SMTP_URL nobody can confirm an address; quittance user create makes accounts\n")
	default:
		say(w.out, "  sign up   %s (QUITTANCE_SIGNUP); quittance user create makes accounts\n", s.config.Signup)
	}
	if s.sandbox != nil {
		say(w.out, "  sandbox   %s%s  (every message, the bank)\n", at, frontend.PathSandbox)
		if phone {
			say(w.out, "            from the phone: %s%s?token=%s\n", at, frontend.PathSandbox, s.sandbox.token)
		}
	}
	if ahead := s.config.SandboxAhead; ahead > 0 {
		say(w.out, "  time      %s: the clock is %s ahead (QUITTANCE_SANDBOX_AHEAD)\n", s.now().Format("2006-01-02 15:04"), aheadOf(ahead))
	}
	say(w.out, "  furnish   bin/quittance demo\n\n")
	if phone {
		if code, err := qrcode.New(at, qrcode.Medium); err == nil {
			say(w.out, "%s\n", code.ToSmallString(false))
		}
	}
}

// onTheLAN listens on every address and makes the public one that of this machine on the local network.
func onTheLAN(c *config.Config) error {
	_, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("read listen address: %w", err)
	}
	ip, err := lan.IP()
	if err != nil {
		return err
	}
	c.Addr = net.JoinHostPort("0.0.0.0", port)
	c.BaseURL.Scheme, c.BaseURL.Host = "http", net.JoinHostPort(ip.String(), port)
	return nil
}
