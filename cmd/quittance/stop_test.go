package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAStopLetsTransfersFinish stops a server in the middle of a download.
func TestAStopLetsTransfersFinish(t *testing.T) {
	t.Parallel()
	x := begin(t, "sqlite")
	// More than the connection's buffers hold, so that the server cannot be done before it is read.
	big := file{"nuage de points.las", "application/octet-stream", marked(t, newMarker(t), 48<<20+1)}
	p := must[*parcel](t)(x.sender.deliver(t.Context(), order{title: "Relevé", amount: 9900, to: customer(1)}, big))
	b := x.browser(t)
	must[page](t)(b.openLink(t.Context(), p))
	x.pays(t, b, p, "success")
	x.awaitPayment(t, p, "settled")
	x.signs(t, b, p)
	x.await(t, p, "unlock", unlocked)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.base+p.file(0), nil)
	check(t, err)
	res, err := b.http.Do(req)
	check(t, err)
	defer res.Body.Close()
	first := make([]byte, 1<<20)
	_, err = io.ReadFull(res.Body, first)
	check(t, err)

	check(t, x.server.cmd.Process.Signal(syscall.SIGTERM))
	check(t, eventually(t.Context(), "/readyz to say that the server stops", answers(t.Context(), x.base+"/readyz", http.StatusServiceUnavailable)))
	if !x.server.isRunning() {
		t.Fatal("the server did not wait for the transfer")
	}
	rest, err := io.ReadAll(res.Body)
	if err != nil || !bytes.Equal(append(first, rest...), big.content) {
		t.Errorf("the transfer was cut: %v after %d of %d bytes", err, len(first)+len(rest), len(big.content))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case <-x.server.ended:
		if x.server.err != nil {
			t.Errorf("the server ended badly: %v", x.server.err)
		}
	case <-ctx.Done():
		t.Fatal("the server did not end after the transfer")
	}

	x.restart(t)
	ended := 0
	for _, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
		if ev.Type == "download.ended" && strings.Contains(string(ev.Data), `"complete":true`) {
			ended++
		}
	}
	if ended != 1 {
		t.Errorf("%d complete downloads on record, want 1", ended)
	}
}

// TestAnIdleServerStopsAtOnce also stops while a browser keeps its connection open, as browsers do.
func TestAnIdleServerStopsAtOnce(t *testing.T) {
	t.Parallel()
	x := begin(t, "sqlite")
	_, b := x.opened(t, 1)
	must[page](t)(b.get(t.Context(), "/healthz"))
	ctx, cancel := context.WithTimeout(t.Context(), farewell)
	defer cancel()
	if err := x.server.terminate(ctx); err != nil {
		t.Error(err)
	}
	if _, err := b.get(t.Context(), "/readyz"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("something still answers: %v", err)
	}
}

// TestOpenPagesHoldNoStop stops a server while three pages are told of what happens.
func TestOpenPagesHoldNoStop(t *testing.T) {
	t.Parallel()
	x := begin(t, "sqlite")
	p, _ := x.opened(t, 2)
	b := x.signedIn(t)
	var open []io.Reader
	for range 3 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.base+"/deliveries/"+p.id+"/live", nil)
		check(t, err)
		req.Header.Set("Accept", "text/event-stream")
		res, err := b.http.Do(req)
		check(t, err)
		defer res.Body.Close()
		first := make([]byte, len("retry: 2000\n\nevent: changed\n"))
		_, err = io.ReadFull(res.Body, first)
		check(t, err)
		if string(first) != "retry: 2000\n\nevent: changed\n" {
			t.Fatalf("%s: %q", res.Status, first)
		}
		open = append(open, res.Body)
	}
	check(t, x.server.cmd.Process.Signal(syscall.SIGTERM))
	for _, stream := range open {
		if _, err := io.Copy(io.Discard, stream); err != nil {
			t.Errorf("a stream was cut: %v", err)
		}
	}
	select {
	case <-x.server.ended:
		if x.server.err != nil {
			t.Errorf("the server ended badly: %v", x.server.err)
		}
	case <-time.After(farewell):
		t.Fatal("the server did not end")
	}
}
