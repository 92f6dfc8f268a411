package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNothingInClearAtRest looks for a marked plaintext in everything the server ever wrote, while it runs and after; for
// every secret in its files, its database and its log; and for what is personal everywhere but in the database.
func TestNothingInClearAtRest(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine, "QUITTANCE_OPERATOR="+senderEmail)
		p, b := x.bigParcel(t)
		marker := p.files[0].content[:32]
		w := words{
			secret: map[string]string{"API key": x.sender.key, "password": senderPassword, "link's token": lastSegment(p.link), "token's signature": p.link[strings.LastIndexByte(p.link, '.')+1:]},
			private: map[string]string{
				"sender's e-mail address": senderEmail, "sender's telephone": "0556000001", "sender's address": "Intendance",
				"e-mail address": p.order.to.email, "telephone": p.order.to.phone[3:], "name": "Bréhat", "title": "lot 2", "file name": "plan masse",
			},
		}
		// An upload that is not finished: its tail waits in a saved hash state.
		half := file{"moitié.bin", "application/octet-stream", marked(t, marker, 9<<20+29)}
		path := must[string](t)(x.sender.beginUpload(t.Context(), half))
		must[bool](t)(x.sender.continueUpload(t.Context(), path, half, 1<<20+13))

		short := x.textedLink(t, p)
		w.secret["short link's token"] = lastSegment(short)
		must[page](t)(b.get(t.Context(), short))
		must[page](t)(b.openLink(t.Context(), p))
		for _, bad := range []string{p.link[:len(p.link)-4] + "AAAA", short + "x", x.base + "/d/" + p.id + "/sign?code=123456"} {
			must[page](t)(b.get(t.Context(), bad))
		}
		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		must[page](t)(b.sign(t.Context(), p, "123456"))
		w.secret["code"] = x.code(t, b, p)
		must[page](t)(b.sign(t.Context(), p, differentFrom(w.secret["code"])))
		must[page](t)(b.sign(t.Context(), p, w.secret["code"]))
		x.await(t, p, "unlock", unlocked)
		for _, address := range append(p.everyFile(), p.verb("certificate.pdf")) {
			must[page](t)(b.get(t.Context(), address))
		}
		w.private["payment session"] = must[string](t)(x.otherSession(t))
		x.types(t, &w, b, p)

		traces := tracesOf(marker)
		x.search(t, traces, "while the server runs")
		x.searchOpenFiles(t, traces)
		x.stop(t)
		x.search(t, traces, "after the server stopped")
		dump := x.dump(t, engine)
		if findTrace(dump, traces) {
			t.Error("the plaintext is in the database")
		}
		w.rest(t, x, dump)
		x.searchLog(t, w.all())
	})
}

// otherSession opens a payment page for another delivery and returns its session, which opens the page to anybody.
func (x *trial) otherSession(t *testing.T) (string, error) {
	t.Helper()
	p, b := x.opened(t, 2)
	return b.startPayment(t.Context(), p)
}

func lastSegment(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

func differentFrom(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// tracesOf are short pieces of which every run of 32 bytes of the repeated marker holds one: as it is, in hexadecimal
// and in base64.
func tracesOf(marker []byte) [][]byte {
	const piece = 8
	var out [][]byte
	for at := 0; at < len(marker); at += piece {
		raw := marker[at : at+piece]
		out = append(out, raw, []byte(hex.EncodeToString(raw)), bytes.ToUpper([]byte(hex.EncodeToString(raw))))
	}
	// 32 and 3 have no common divisor: within 96 bytes the marker meets every alignment of base64.
	encoded := base64.StdEncoding.EncodeToString(bytes.Repeat(marker, 6))[:128+16]
	for at := 0; at < 128; at += 16 {
		out = append(out, []byte(encoded[at:at+16]))
	}
	return out
}

// The search itself is checked: it finds every run of 32 bytes, however it is written.
func TestTracesAreFoundInEveryRun(t *testing.T) {
	t.Parallel()
	marker := newMarker(t)
	traces, content := tracesOf(marker), marked(t, marker, 1000)
	for at := range 96 {
		run := content[at : at+32]
		for name, written := range map[string][]byte{
			"raw": run, "hex": []byte(hex.EncodeToString(run)), "base64": []byte(base64.StdEncoding.EncodeToString(run)),
		} {
			if !findTrace(append([]byte("around it "), written...), traces) {
				t.Errorf("a run at %d written as %s is not found", at, name)
			}
		}
	}
	if findTrace(newMarker(t), traces) {
		t.Error("it finds what is not there")
	}
}

func findTrace(content []byte, traces [][]byte) bool {
	for _, trace := range traces {
		if bytes.Contains(content, trace) {
			return true
		}
	}
	return false
}

// search reads every file under the installation's folder: data, database and its log of changes, objects, the
// server's log, its temporary folder.
func (x *trial) search(t *testing.T, traces [][]byte, when string) {
	t.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir(x.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // temporary, gone meanwhile
		}
		top, _, _ := strings.Cut(strings.TrimPrefix(path, x.dir+"/"), "/")
		seen[top] = true
		if findTrace(content, traces) {
			t.Errorf("%s: the plaintext is in %s", when, path)
		}
		return err
	})
	check(t, err)
	if !seen["data"] || !seen["server.log"] {
		t.Errorf("%s: nothing was searched: %v", when, seen)
	}
}

// searchOpenFiles reads what the server holds open, files without a name included.
func (x *trial) searchOpenFiles(t *testing.T, traces [][]byte) {
	t.Helper()
	folder := fmt.Sprintf("/proc/%d/fd", x.server.cmd.Process.Pid)
	entries, err := os.ReadDir(folder)
	check(t, err)
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		target, _ := os.Readlink(path) // told only when something is found
		content, err := os.ReadFile(path)
		if err == nil && findTrace(content, traces) {
			t.Errorf("the plaintext is in the open file %s", target)
		}
		known := slices.ContainsFunc([]string{x.dir + "/", binary, "/sys/", "/proc/"}, func(prefix string) bool { return strings.HasPrefix(target, prefix) })
		if err == nil && !known {
			t.Errorf("the server holds a file open outside of its folders: %s", target)
		}
	}
}

// dump is the PostgreSQL database as its backup would be. SQLite's is among the files.
func (x *trial) dump(t *testing.T, engine string) []byte {
	t.Helper()
	if engine != "postgres" {
		return nil
	}
	u, err := url.Parse(x.databaseURL())
	check(t, err)
	r := must[result](t)(execute(t.Context(), os.Environ(), "", "pg_dump", "--data-only", u.String()))
	if r.code != 0 || !strings.Contains(r.out, "COPY public.object ") {
		t.Fatalf("pg_dump: exit %d, %s", r.code, r.err)
	}
	return []byte(r.out)
}

// searchLog looks for every value that has no business in a log.
func (x *trial) searchLog(t *testing.T, secrets map[string]string) {
	t.Helper()
	content, err := os.ReadFile(x.log())
	check(t, err)
	if bytes.Count(content, []byte(`"msg":"request"`)) < 10 {
		t.Error("the log holds no requests: nothing was searched")
	}
	for name, value := range secrets {
		if len(value) < 5 {
			t.Fatalf("%s is too short to be looked for: %q", name, value)
		}
		for _, line := range bytes.Split(content, []byte("\n")) {
			if holds(line, name, value) {
				t.Errorf("the log holds the %s: %s", name, line)
			}
		}
	}
}
