//go:build bench

package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// rounds of each pair.
const rounds = 5

// uploadBig brings the file in clear into an unlocked delivery, and checks once that it comes back as it was.
func (b *bench) uploadBig(t *testing.T) *parcel {
	t.Helper()
	path := b.putBig(t, b.sender.base+"/api/v1/uploads", b.sender.key)
	p := b.unlocked(t, path[strings.LastIndexByte(path, '/')+1:])
	plain, err := os.Open(b.plain)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	want, got := sha256.New(), sha256.New()
	if _, err := io.Copy(want, plain); err != nil {
		t.Fatal(err)
	}
	res := b.fetch(t, b.visitor(t, p), b.home.base+p.file(0), "")
	defer res.Body.Close()
	if _, err := io.Copy(got, res.Body); err != nil {
		t.Fatal(err)
	}
	if string(want.Sum(nil)) != string(got.Sum(nil)) {
		t.Fatal("what came back is not what was uploaded")
	}
	return p
}

// unlocked sends an upload as a delivery that nothing guards.
func (b *bench) unlocked(t *testing.T, upload string) *parcel {
	t.Helper()
	o := order{title: "Plans d’exécution", to: person{"Camille Martin", "camille@example.org", ""}, gates: []string{}}
	body := o.body(upload)
	body["no_gate_reason"] = "A measurement."
	var d deliveryView
	if err := b.sender.call(t.Context(), http.MethodPost, "/api/v1/deliveries", "", body, &d); err != nil {
		t.Fatal(err)
	}
	var sent linksView
	if err := b.sender.act(t.Context(), d.ID, "send", nil, &sent); err != nil {
		t.Fatal(err)
	}
	return &parcel{id: d.ID, link: sent.Recipients[0].Link, ids: []string{d.Deliverables[0].ID}}
}

// visitor opens the link of a delivery and returns a client that holds its cookie.
func (b *bench) visitor(t *testing.T, p *parcel) *http.Client {
	t.Helper()
	v, err := newBrowser(b.home.base, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.openLink(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: v.http.Jar, Transport: &http.Transport{}}
}

// fetch asks for a file or a range of it; the caller reads and closes the body.
func (b *bench) fetch(t *testing.T, client *http.Client, address, ranges string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := http.StatusOK
	if ranges != "" {
		req.Header.Set("Range", ranges)
		want = http.StatusPartialContent
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != want {
		_ = res.Body.Close() // the status says it all
		t.Fatalf("fetch %s: %s", ranges, res.Status)
	}
	return res
}

// drain reads a body to its end without keeping it.
func drain(t *testing.T, res *http.Response, buffer []byte) int64 {
	t.Helper()
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, res.Body, buffer)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// How much a client reads at a time decides how fast it is, more than who serves it: the less, the more its own work
// hides that of the server. Targets are judged with what a plain program does, io.Copy; the other shows the server.
const (
	plainReads = 8 << 10
	largeReads = 1 << 20
)

// download compares the whole file by an unlocked delivery with nginx sending it in clear.
func (b *bench) download(t *testing.T) {
	b.transfer(t, "download of 1 GiB", []string{""}, plainReads)
	b.transfer(t, "download of 1 GiB, client with large reads", []string{""}, largeReads)
}

// ranges is download in pieces of 64 MiB that begin where no part and no package does.
func (b *bench) ranges(t *testing.T) {
	const piece, shift = 64 << 20, 12_345
	all := []string{fmt.Sprintf("bytes=0-%d", shift-1)}
	for at := shift; at < bigSize; at += piece {
		all = append(all, fmt.Sprintf("bytes=%d-%d", at, min(at+piece, bigSize)-1))
	}
	b.transfer(t, "download of 1 GiB by ranges of 64 MiB", all, plainReads)
}

func (b *bench) transfer(t *testing.T, what string, ranges []string, reads int) {
	t.Helper()
	buffer := make([]byte, reads)
	whole := func(client *http.Client, address string) time.Duration {
		began := time.Now()
		var n int64
		for _, r := range ranges {
			n += drain(t, b.fetch(t, client, address, r), buffer)
		}
		took := time.Since(began)
		if n != bigSize {
			t.Fatalf("%d bytes came", n)
		}
		return took
	}
	nginx, visitor := startNginx(t, b.plain), b.visitor(t, b.big)
	plain := &http.Client{Transport: &http.Transport{}}
	before := b.home.server.cpu(t)
	pairs := alternate(t, rounds,
		func() time.Duration { return whole(visitor, b.home.base+b.big.file(0)) },
		func() time.Duration { return whole(plain, nginx) })
	used := (b.home.server.cpu(t) - before) / (rounds + 1)
	ours, theirs, faster := compare(pairs)
	const speed, cpu = 1.2, 700 * time.Millisecond
	b.add(row{what, seconds(ours), seconds(theirs) + " nginx", fmt.Sprintf("%.2f x", faster), ">= 1.2 x", faster >= speed})
	b.add(row{"  processor of the server per GiB", seconds(used), "", "", "<= 0.70 s", used <= cpu})
}

// putBig uploads the file in clear by tus in one request and returns its path.
func (b *bench) putBig(t *testing.T, address, key string) string {
	t.Helper()
	f, err := os.Open(b.plain)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	send := func(method, address string, header http.Header, body io.Reader, length int64, want int) http.Header {
		req, err := http.NewRequestWithContext(t.Context(), method, address, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header, req.ContentLength = header, length
		if key != "" {
			req.Header.Set("Authorization", "Bearer "+key)
		}
		a, err := read(http.DefaultClient.Do(req))
		if err != nil || a.status != want {
			t.Fatalf("%s upload: %v %s", method, err, a)
		}
		return a.header
	}
	made := send(http.MethodPost, address, tus("Upload-Length", strconv.Itoa(bigSize),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte("plans.bin"))), nil, 0, http.StatusCreated)
	at := made.Get("Location")
	if strings.HasPrefix(at, "/") {
		at = b.sender.base + at
	}
	send(http.MethodPatch, at, tus("Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"), io.NopCloser(f), bigSize, http.StatusNoContent)
	return at
}

// upload compares with tusd, which writes in clear and has not written anything for sure before a sync.
func (b *bench) upload(t *testing.T) {
	address, dir := startTusd(t)
	before := b.home.server.cpu(t)
	pairs := alternate(t, rounds, func() time.Duration {
		syscall.Sync() // what others wrote before is not ours to wait for
		began := time.Now()
		b.putBig(t, b.sender.base+"/api/v1/uploads", b.sender.key)
		return time.Since(began)
	}, func() time.Duration {
		syscall.Sync()
		began := time.Now()
		path := b.putBig(t, address, "")
		syscall.Sync()
		took := time.Since(began)
		if err := os.Remove(filepath.Join(dir, path[strings.LastIndexByte(path, '/')+1:])); err != nil {
			t.Fatal(err)
		}
		return took
	})
	used := (b.home.server.cpu(t) - before) / (rounds + 1)
	ours, theirs, faster := compare(pairs)
	b.add(row{"upload of 1 GiB, durable", seconds(ours), seconds(theirs) + " tusd, sync", fmt.Sprintf("%.2f x", faster), ">= 1.0 x", faster >= 1})
	b.add(row{"  processor of the server per GiB", seconds(used), "", "", "", true})
}

// crowd opens a hundred transfers on a fresh server and looks at the memory it ever had: slow readers first, all
// open at once for a while, then everybody as fast as it goes for some MiB, and some to the end.
func (b *bench) crowd(t *testing.T) {
	b.home.stop(t)
	b.home.start(t)
	const (
		many, whole = 100, 4
		slowly      = 15 * time.Second
		step        = 64 << 10
		quick       = 64 << 20
	)
	visitor := b.visitor(t, b.big)
	ctx, cancel := context.WithTimeout(t.Context(), slowly)
	defer cancel()
	failures := make(chan error, many)
	for i := range many {
		client := &http.Client{Jar: visitor.Jar, Transport: &http.Transport{}}
		go func() {
			res := b.fetch(t, client, b.home.base+b.big.file(0), "")
			defer client.CloseIdleConnections()
			defer res.Body.Close()
			failures <- func() error {
				buffer := make([]byte, step)
				tick := time.NewTicker(50 * time.Millisecond)
				defer tick.Stop()
				for ctx.Err() == nil {
					if _, err := io.ReadFull(res.Body, buffer); err != nil {
						return err
					}
					<-tick.C
				}
				rest := int64(quick)
				if i < whole {
					rest = bigSize
				}
				_, err := io.Copy(io.Discard, io.LimitReader(res.Body, rest))
				return err
			}()
		}()
	}
	for range many {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	const target = 150 << 20
	peak := b.home.server.peak(t)
	b.add(row{"memory with 100 downloads of 1 GiB at once", fmt.Sprintf("%d MiB", peak>>20), "", "", "< 150 MiB", peak < target})
}
