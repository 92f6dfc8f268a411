//go:build bench

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchWorld is the sandbox as a process of its own, so that its work is not counted as the server's.
type benchWorld struct {
	outsideWorld
	port      string   // where its webhooks expect the server
	variables []string // of a server that uses it
}

func startWorld(t *testing.T) *benchWorld {
	t.Helper()
	dir := t.TempDir()
	w := &benchWorld{port: fixedPort(t)}
	page, wire, mail := "127.0.0.1:"+fixedPort(t), "127.0.0.1:"+fixedPort(t), "127.0.0.1:"+fixedPort(t)
	log := filepath.Join(dir, "sandbox.log")
	p, err := launch(log, os.Environ(), "sandbox", "--addr", page, "--wire-addr", wire, "--smtp-addr", mail,
		"--target", "http://127.0.0.1:"+w.port, "--data", filepath.Join(dir, "sandbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	w.outsideWorld = outsideWorld{base: "http://" + page, http: &http.Client{Timeout: patience}}
	if err := eventually(t.Context(), "the sandbox", answers(t.Context(), w.base+"/sandbox/messages.json", http.StatusOK)); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(said)) {
		if strings.HasPrefix(line, "QUITTANCE_") {
			w.variables = append(w.variables, strings.TrimSpace(line))
		}
	}
	roots, err := read(http.Get("http://" + wire + "/tsa/ca.pem"))
	if err != nil || roots.status != http.StatusOK {
		t.Fatalf("fetch the authority's root: %v %s", err, roots)
	}
	file := filepath.Join(dir, "tsa-ca.pem")
	if err := os.WriteFile(file, roots.body, 0o600); err != nil {
		t.Fatal(err)
	}
	w.variables = append(w.variables, "QUITTANCE_TSA_ROOTS="+file)
	return w
}

// embeddedWorld is an environment without providers: the server plays them itself.
func embeddedWorld(env []string) []string {
	var out []string
	for _, line := range env {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "QUITTANCE_"), "_")
		if name != "STRIPE" && name != "VONAGE" && name != "SMTP" && name != "TSA" {
			out = append(out, line)
		}
	}
	return out
}
