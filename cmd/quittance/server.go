package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"quittance/cmd/internal/metric"
	"quittance/internal/config"
	"quittance/internal/db/access"
	"quittance/internal/jobs/seat"
	"quittance/internal/pagecount"
	"quittance/internal/web"
	"quittance/internal/web/demo"
)

const (
	headerTime   = 10 * time.Second
	idleTime     = 2 * time.Minute
	transferTime = 10 * time.Minute // how long a stop waits for transfers to finish
	maxHeader    = 64 << 10
)

// server is the running program.
type server struct {
	*app
	listener net.Listener
	pages    *pagecount.Counter
	sandbox  *embedded // nil: the providers are the configured ones
	site     *web.Site
	demo     *demo.Door // nil: not everything outside is played
	http     *http.Server
	accesses *access.Log
	metrics  *metric.Metrics
	underWay atomic.Int64 // requests
}

// buildServer wires everything together and starts nothing but the embedded sandbox, whose addresses the rest needs.
func buildServer(ctx context.Context, c *config.Config, log *slog.Logger, listener net.Listener, role string) (*server, error) {
	a, err := openStore(ctx, c, log)
	if err != nil {
		return nil, err
	}
	s := &server{app: a, listener: listener, metrics: metric.New(build)}
	if s.pages, err = pagecount.New(a.vault); err != nil {
		return nil, errors.Join(err, s.close())
	}
	o := configured(c)
	if c.UseSandbox() {
		if s.sandbox, o, err = embed(ctx, c, listener.Addr()); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	if role != "web" {
		if a.seat, err = seat.Take(c.DataDir); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	if err := a.openJobs(o); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if c.Production() {
		if err := a.readyForProduction(ctx); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	if err := s.openDoors(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// run serves until the context ends or something fails, then stops in order: no new visitors, transfers finish, jobs
// finish.
func (s *server) run(w *world, role string, phone bool) error {
	if err := s.jobs.Sealing.CheckMirror(w.ctx); err != nil {
		return err
	}
	failed := make(chan error, 2)
	if role != "web" {
		// Jobs outlive the signal: they are stopped below, after the last visitor is gone.
		if err := s.jobs.Start(context.WithoutCancel(w.ctx)); err != nil {
			return err
		}
	}
	background, cancel := context.WithCancel(context.WithoutCancel(w.ctx))
	var tasks sync.WaitGroup
	tasks.Go(func() { s.accesses.Run(background) })
	if s.config.MetricsAddr != "" {
		s.metrics.Watch(s.numbers)
		tasks.Go(func() {
			if err := s.metrics.Serve(background, s.config.MetricsAddr); err != nil {
				s.log.Error("serve metrics", "error", err)
			}
		})
	}
	if role != "worker" {
		go func() { failed <- s.http.Serve(s.listener) }()
		s.greet(w, phone)
	}
	var err error
	select {
	case err = <-failed:
	case <-w.ctx.Done():
	}
	s.site.Stop()
	s.log.Info("stopping")
	s.sayFarewell()
	stop, done := context.WithTimeout(context.WithoutCancel(w.ctx), transferTime)
	defer done()
	if stopErr := s.http.Shutdown(stop); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop server: %w", stopErr), s.http.Close())
	}
	if role != "web" {
		err = errors.Join(err, s.jobs.Stop(stop))
	}
	cancel()
	tasks.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *server) close() error {
	var err error
	if s.sandbox != nil {
		err = s.sandbox.box.Close()
	}
	return errors.Join(err, s.app.close())
}
