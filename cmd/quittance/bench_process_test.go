//go:build bench

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"
)

// bigSize is the size of the deliverable that is moved, in bytes.
const bigSize = 1 << 30

// cpu is the processor time a process has used, of all its threads that live; Go's do.
func (p *process) cpu(t *testing.T) time.Duration {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	if err != nil || len(tasks) == 0 {
		t.Fatalf("read processor time: %v, %d threads", err, len(tasks))
	}
	var sum time.Duration
	for _, name := range tasks {
		text, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		ns, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(ns)
	}
	return sum
}

// peak is the greatest resident memory of a process so far, in bytes.
func (p *process) peak(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kib << 10
		}
	}
	t.Fatal("no VmHWM")
	return 0
}

// reference starts another program until the end of the test. What it says goes to a file that is kept on failure.
func reference(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	log, err := os.CreateTemp("", "reference-*.log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p := &process{cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = append(os.Environ(), env...), log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// plainFile makes the deliverable in clear in a folder of its own.
func plainFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "plain.bin")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(f, rand.Reader, bigSize); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

// startNginx serves the folder of a file in clear and returns the file's address.
func startNginx(t *testing.T, file string) string {
	t.Helper()
	dir, port := t.TempDir(), fixedPort(t)
	config := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
  server { listen 127.0.0.1:%[2]s; root %[3]s; }
}
`, dir, port, filepath.Dir(file))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	reference(t, nil, "nginx", "-p", dir, "-c", config)
	base := "http://127.0.0.1:" + port
	if err := eventually(t.Context(), "nginx", answers(t.Context(), base+"/", http.StatusForbidden)); err != nil {
		t.Fatal(err)
	}
	return base + "/" + filepath.Base(file)
}

// tusdVariable makes this test program a tus server over a folder, in clear: "address folder".
const tusdVariable = "QUITTANCE_TEST_BENCH_TUSD"

func init() { //nolint:gochecknoinits // before TestMain, which builds the program
	address, dir, ok := strings.Cut(os.Getenv(tusdVariable), " ")
	if !ok {
		return
	}
	composer := tusd.NewStoreComposer()
	filestore.New(dir).UseIn(composer)
	h, err := tusd.NewHandler(tusd.Config{BasePath: "/files/", StoreComposer: composer})
	if err == nil {
		http.Handle("/files/", http.StripPrefix("/files/", h))
		err = http.ListenAndServe(address, nil) //nolint:gosec // lives as long as a measurement
	}
	say(os.Stderr, "tusd: %v\n", err)
	os.Exit(1)
}

// startTusd starts tusd writing to a folder and returns where uploads are made.
func startTusd(t *testing.T) (address, dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	listen := "127.0.0.1:" + fixedPort(t)
	reference(t, []string{tusdVariable + "=" + listen + " " + dir}, self)
	base := "http://" + listen
	if err := eventually(t.Context(), "tusd", answers(t.Context(), base+"/", http.StatusNotFound)); err != nil {
		t.Fatal(err)
	}
	return base + "/files/", dir
}
