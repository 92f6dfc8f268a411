package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"quittance/internal/config"
	"quittance/internal/db/roster"
)

type serveCommand struct {
	Phone bool   `help:"Listen on the local network and print a QR code for a phone."`
	Role  string `help:"What this process does." enum:"all,web,worker" default:"all"`
}

// Run serves until the process is told to end, then lets what is under way finish.
func (s *serveCommand) Run(w *world) error {
	c, err := w.config()
	if err != nil {
		return err
	}
	if s.Phone {
		if err := onTheLAN(c); err != nil {
			return err
		}
	}
	log := newLogger(c.LogLevel)
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	followPort(c, listener.Addr())
	srv, err := buildServer(w.ctx, c, log, listener, s.Role)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return errors.Join(srv.run(w, s.Role, s.Phone), srv.close())
}

// followPort makes the public address that of the listener when the operator left the port to the system.
func followPort(c *config.Config, addr net.Addr) {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && c.BaseURL.Port() == "0" {
		c.BaseURL.Host = net.JoinHostPort(c.BaseURL.Hostname(), fmt.Sprint(tcp.Port))
	}
	c.Addr = addr.String()
}

func newLogger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// errRootUnconfirmed refuses production until somebody said that the root key was saved.
var errRootUnconfirmed = errors.New("nobody confirmed that the root key was saved: copy it to a safe place, then run `quittance keys confirm-backup`")

// readyForProduction refuses what would be dangerous or unlawful with real people and real money.
func (a *app) readyForProduction(ctx context.Context) error {
	in, err := a.db.Instance(ctx)
	if err != nil {
		return fmt.Errorf("read instance: %w", err)
	}
	if in.BackupConfirmedAt.IsZero() {
		return errRootUnconfirmed
	}
	workspaces, err := roster.CountWorkspaces(ctx, a.db)
	if err != nil {
		return fmt.Errorf("count workspaces: %w", err)
	}
	if workspaces > 1 && a.stripe != nil {
		return errors.New("several workspaces would share one payment account, which is collecting for others: run one workspace per instance")
	}
	return nil
}
