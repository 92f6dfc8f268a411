package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct{}

// Run asks /readyz on the configured address: the health check of the image, which has no shell.
func (healthCommand) Run(w *world) error {
	c, err := w.config()
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("read listen address: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // nothing is read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", res.Status)
	}
	return nil
}
