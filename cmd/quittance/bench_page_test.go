//go:build bench

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	pages       = 100 // deliveries whose pages are asked for
	connections = 32
	pageTime    = 5 * time.Second
)

// guarded makes deliveries as a recipient first sees them: to be paid, then signed.
func (b *bench) guarded(t *testing.T, n int, gates []string, amount int64) []*parcel {
	t.Helper()
	all := make([]*parcel, n)
	for i := range all {
		o := order{
			title: fmt.Sprintf("Plans d’exécution, lot %d", i+1), amount: amount, gates: gates,
			to: person{"Camille Martin", fmt.Sprintf("camille%d@example.org", i), fmt.Sprintf("+3363998%04d", 5001+i)},
		}
		p, err := b.sender.deliver(t.Context(), o, file{"plans.pdf", "application/pdf", []byte("%PDF-1.7 a plan")})
		if err != nil {
			t.Fatal(err)
		}
		all[i] = p
	}
	b.quiet(t)
	return all
}

// quiet waits until the server has nothing to do.
func (b *bench) quiet(t *testing.T) {
	t.Helper()
	const window, idle = 500 * time.Millisecond, 50 * time.Millisecond
	err := eventually(t.Context(), "a server at rest", func() (bool, error) {
		before := b.home.server.cpu(t)
		<-time.After(window)
		return b.home.server.cpu(t)-before < idle, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// page asks for the first page of many deliveries, with the cookie that the signed link set, over connections that
// stay open. The client shares the machine with the server, so it does as little as it can.
func (b *bench) page(t *testing.T) {
	parcels := b.guarded(t, pages, nil, 45_000)
	requests := make([][]byte, len(parcels))
	for i, p := range parcels {
		requests[i] = b.pageRequest(t, p)
	}
	host := strings.TrimPrefix(b.home.base, "http://")
	var mu sync.Mutex
	var waits []time.Duration
	before, until := b.home.server.cpu(t), time.Now().Add(pageTime)
	var all sync.WaitGroup
	for c := range connections {
		all.Go(func() {
			own, err := ask(host, requests, c, until)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			waits = append(waits, own...)
		})
	}
	all.Wait()
	used := b.home.server.cpu(t) - before
	slices.Sort(waits)
	if len(waits) == 0 {
		t.Fatal("no page came")
	}
	rate := float64(len(waits)) / pageTime.Seconds()
	const least, worst, hundred = 5000, 30 * time.Millisecond, 100
	p99 := waits[len(waits)*(hundred-1)/hundred]
	b.add(row{"recipient's first page", fmt.Sprintf("%.0f/s", rate), "", "", ">= 5000/s", rate >= least})
	b.add(row{"  99 % of them within", millis(p99), "", "", "< 30 ms", p99 < worst})
	b.add(row{"  processor of the server per page", millis(used / time.Duration(len(waits))), "", "", "", true})
}

// pageRequest follows the link and returns the request for the page that it leads to.
func (b *bench) pageRequest(t *testing.T, p *parcel) []byte {
	t.Helper()
	jar := b.visitor(t, p).Jar
	at, err := url.Parse(b.home.base + p.page())
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range jar.Cookies(at) {
		req.AddCookie(c)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.8")
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	var raw bytes.Buffer
	if err := req.Write(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

// ask sends the requests in turn on one connection and returns how long each answer took.
func ask(host string, requests [][]byte, from int, until time.Time) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	var waits []time.Duration
	for i := from; ; i++ {
		began := time.Now()
		if began.After(until) {
			return waits, nil
		}
		if _, err := conn.Write(requests[i%len(requests)]); err != nil {
			return waits, err
		}
		if err := skipAnswer(in); err != nil {
			return waits, err
		}
		waits = append(waits, time.Since(began))
	}
}

// skipAnswer reads one answer with status 200.
func skipAnswer(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("a page answered %q", line)
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) == len("\r\n") {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
		chunked = chunked || bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked"))
	}
	for chunked {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		if _, err := in.Discard(int(size) + len("\r\n")); err != nil {
			return err
		}
		chunked = size > 0
	}
	_, err = in.Discard(length)
	return err
}

var assetLink = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// wire weighs the first view with everything it loads, headers included, as a browser of today asks for it.
func (b *bench) wire(t *testing.T) {
	p := b.guarded(t, 1, nil, 45_000)[0]
	request := b.pageRequest(t, p)
	page, size := b.weigh(t, request)
	total := size
	for _, found := range assetLink.FindAllStringSubmatch(page, -1) {
		_, size := b.weigh(t, bytes.Replace(request, []byte(p.page()), []byte(found[1]), 1))
		total += size
	}
	const target = 50_000
	b.add(row{"recipient's first view with its assets", fmt.Sprintf("%.1f kB", float64(total)/1000), "", "", "< 50 kB", total < target})
}

// weigh sends one request and returns the text of the answer and its bytes on the wire.
func (b *bench) weigh(t *testing.T, request []byte) (string, int) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.home.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(bytes.Replace(request, []byte("\r\n\r\n"), []byte("\r\nConnection: close\r\n\r\n"), 1)); err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	a, err := read(http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil))
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("weigh: %v %s", err, a)
	}
	return string(a.body), len(raw)
}
