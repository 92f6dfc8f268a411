package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"quittance/storage"
)

// onEachEngine runs a test on both databases. PostgreSQL missing is a failure.
func onEachEngine(t *testing.T, test func(t *testing.T, engine string)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, engine)
		})
	}
}

// installation is a data folder with the program that runs on it, the outside world embedded.
type installation struct {
	dir    string   // everything below belongs to this test
	env    []string // of the server and of commands
	base   string   // public address while the server runs
	server *process
}

// Parts of an installation's folder.
func (i *installation) data() string { return filepath.Join(i.dir, "data") }
func (i *installation) temp() string { return filepath.Join(i.dir, "tmp") }
func (i *installation) log() string  { return filepath.Join(i.dir, "server.log") }

// install makes a data folder on the engine, and starts nothing. It is removed at the end unless the test failed.
func install(t *testing.T, engine string, variables ...string) *installation {
	t.Helper()
	dir, err := os.MkdirTemp("", "quittance-trial-")
	if err != nil {
		t.Fatal(err)
	}
	i := &installation{dir: dir}
	for _, folder := range []string{i.data(), i.temp(), filepath.Join(dir, "home")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	i.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(dir, "home"), "TMPDIR=" + i.temp(),
		"QUITTANCE_ADDR=127.0.0.1:0", "QUITTANCE_LOG_LEVEL=debug", "QUITTANCE_DATA_DIR=" + i.data(),
	}, variables...)
	if engine == "postgres" {
		i.env = append(i.env, "QUITTANCE_DATABASE_URL="+createDatabase(t))
		if _, _, err := storage.LoadOrCreateRootKey(filepath.Join(i.data(), "root.key"), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if i.server != nil && i.server.isRunning() {
			i.server.kill()
		}
		if t.Failed() || os.Getenv("QUITTANCE_TEST_KEEP") != "" {
			t.Logf("kept for a look: %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return i
}

// databaseURL is the address of the installation's database.
func (i *installation) databaseURL() string {
	for _, line := range i.env {
		if value, ok := strings.CutPrefix(line, "QUITTANCE_DATABASE_URL="); ok {
			return value
		}
	}
	return "sqlite://" + filepath.Join(i.data(), "quittance.db")
}

// createDatabase makes a database on the server of the tests and drops it at the end.
func createDatabase(t *testing.T) string {
	t.Helper()
	base := os.Getenv("QUITTANCE_TEST_POSTGRES")
	if base == "" {
		t.Fatal("QUITTANCE_TEST_POSTGRES is not set: `export QUITTANCE_TEST_POSTGRES=$(scripts/postgres start)`")
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	server, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	name := "trial_" + randomWord(t)
	if _, err := server.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			if _, err := server.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
				t.Error(err)
			}
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	u.Path = "/" + name
	return u.String()
}

func randomWord(t *testing.T) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

var openLine = regexp.MustCompile(`(?m)^  open      (http://\S+)$`)

// start starts the server and waits until it is ready. Its address is the one it printed last.
func (i *installation) start(t *testing.T) {
	t.Helper()
	said, _ := os.ReadFile(i.log()) // none the first time
	server, err := launch(i.log(), i.env, "serve")
	if err != nil {
		t.Fatal(err)
	}
	i.server = server
	err = eventually(t.Context(), "the server's address", func() (bool, error) {
		if !server.isRunning() {
			return true, nil
		}
		log, err := os.ReadFile(i.log())
		if err != nil {
			return false, err
		}
		found := openLine.FindSubmatch(log[len(said):])
		if found == nil {
			return false, nil
		}
		i.base = string(found[1])
		return true, nil
	})
	if err == nil && server.isRunning() {
		err = eventually(t.Context(), "the server", answers(t.Context(), i.base+"/readyz", http.StatusOK))
	}
	if err != nil || !server.isRunning() {
		log, _ := os.ReadFile(i.log())
		t.Fatalf("the server did not start: %v %v\n%s", err, server.err, log)
	}
}

// stop stops the server as an operator does; it must end well.
func (i *installation) stop(t *testing.T) {
	t.Helper()
	if err := i.server.terminate(t.Context()); err != nil {
		log, _ := os.ReadFile(i.log())
		t.Fatalf("the server did not stop well: %v\n%s", err, log)
	}
}

// run runs a command of the program on the installation.
func (i *installation) run(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	r, err := execute(t.Context(), i.env, stdin, binary, args...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Known values of the sender, for those who search where they must not be.
const (
	senderEmail    = "odile.marchand@example.org"
	senderPassword = "correct horse battery staple 42"
	senderPhone    = "+33 5 56 00 00 01"
	senderAddress  = "12 cours de l’Intendance, 33000 Bordeaux"
)

// signUp makes a member as an operator does, and returns them with a key of the API.
func (i *installation) signUp(t *testing.T) *client {
	t.Helper()
	r := i.run(t, senderPassword+"\n", "user", "create", "--email", senderEmail, "--name", "Odile Marchand", "--workspace", "Atelier Marchand",
		"--password-stdin", "--legal-name", "Atelier Marchand SARL", "--address", senderAddress, "--telephone", senderPhone)
	if r.code != 0 {
		t.Fatalf("user create: %s", r.err)
	}
	r = i.run(t, "", "apikey", "create", "--email", senderEmail)
	key, ok := strings.CutSuffix(r.out, "\n")
	if r.code != 0 || !ok || key == "" || strings.ContainsAny(key, " \n") {
		t.Fatalf("apikey create prints the key alone: code %d, %q, %s", r.code, r.out, r.err)
	}
	return &client{base: i.base, key: key, http: &http.Client{Timeout: patience}}
}

// lastPort counts the ports that this process has given out.
var lastPort atomic.Int64

// fixedPort is a free port below those that the system hands out, for what is stopped and started again. It is given out
// once: while its owner is down nobody else takes it.
func fixedPort(t *testing.T) string {
	t.Helper()
	const lowest, many, processes = 10_000, 2_000, 10
	first := lowest + os.Getpid()%processes*many
	for n := lastPort.Add(1); n < many; n = lastPort.Add(1) {
		port := fmt.Sprint(first + int(n))
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no free port")
	return ""
}
