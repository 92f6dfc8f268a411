package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quittance/cmd/internal/trust"
)

type trustCommands struct {
	Add trustAdd `cmd:"" help:"Pin the keys of an installation, by its address or from a file."`
}

type trustAdd struct {
	Source string `arg:"" help:"Address of the installation, or a file: a CA in PEM form, or the key of a log."`
	Time   bool   `help:"The file is the root of a time-stamping authority."`
	Folder string `help:"Where pinned keys are kept." type:"path"`
}

// Run pins keys. From an address it takes what the installation publishes today: do it over HTTPS, once, before there
// is anything to argue about.
func (t *trustAdd) Run(w *world) error {
	folder, err := trust.Folder(t.Folder)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make trust folder: %w", err)
	}
	if u, err := url.Parse(t.Source); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return t.fromAddress(w, folder, u)
	}
	content, err := os.ReadFile(t.Source)
	if err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	suffix, err := trust.KindOf(content, t.Time)
	if err != nil {
		return err
	}
	base := strings.TrimSuffix(filepath.Base(t.Source), filepath.Ext(t.Source))
	return pin(w, filepath.Join(folder, base+suffix), content)
}

func (t *trustAdd) fromAddress(w *world, folder string, u *url.URL) error {
	host := strings.NewReplacer(":", "-", "[", "", "]", "").Replace(u.Host)
	for _, key := range []struct {
		path, suffix string
		optional     bool
	}{
		{"/.well-known/quittance/seal-ca.pem", trust.SealSuffix, false},
		{"/.well-known/quittance/log-key", trust.LogSuffix, false},
		{"/.well-known/quittance/tsa-ca.pem", trust.TimeSuffix, true},
	} {
		content, err := fetch(w.ctx, u.Scheme+"://"+u.Host+key.path)
		if errors.Is(err, errNotPublished) && key.optional {
			continue
		}
		if err != nil {
			return err
		}
		if got, err := trust.KindOf(content, key.suffix == trust.TimeSuffix); err != nil || got != key.suffix {
			return fmt.Errorf("%s: %w", key.path, trust.ErrPinned)
		}
		if err := pin(w, filepath.Join(folder, host+key.suffix), content); err != nil {
			return err
		}
	}
	return nil
}

var errNotPublished = errors.New("the installation does not publish it")

func fetch(ctx context.Context, address string) (content []byte, err error) {
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch key: %w", err)
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch key: %s: %w", res.Status, errNotPublished)
	}
	content, err = io.ReadAll(io.LimitReader(res.Body, trust.MaxPinned))
	if err != nil {
		return nil, fmt.Errorf("fetch key: %w", err)
	}
	return content, nil
}

// pin keeps a key; another one under the same name is never replaced silently.
func pin(w *world, file string, content []byte) error {
	if old, err := os.ReadFile(file); err == nil && string(old) != string(content) { //nolint:gosec // the user's own folder
		return fmt.Errorf("%s holds another key: remove it first if you are sure", file)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil { //nolint:gosec // the user's own folder
		return fmt.Errorf("pin key: %w", err)
	}
	say(w.out, "pinned %s\n", file)
	return nil
}
