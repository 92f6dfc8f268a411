package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"
)

// keptSafe are the operator's secrets that are not in a backup, and the backup.
type keptSafe struct{ rootKey, identity, backup string }

// backedUp installs with a recipient of backups, and keeps the identity elsewhere.
func backedUp(t *testing.T, engine string) (*trial, keptSafe) {
	t.Helper()
	identity := must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	x := begin(t, engine, "QUITTANCE_ADDR=127.0.0.1:"+fixedPort(t), "QUITTANCE_BACKUP_RECIPIENT="+identity.Recipient().String())
	safe := t.TempDir()
	k := keptSafe{filepath.Join(safe, "root.key"), filepath.Join(safe, "identity.txt"), filepath.Join(safe, "quittance.backup")}
	check(t, os.WriteFile(k.identity, []byte(identity.String()+"\n"), 0o600))
	copyFile(t, filepath.Join(x.data(), "root.key"), k.rootKey)
	return x, k
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	check(t, os.WriteFile(to, must[[]byte](t)(os.ReadFile(from)), 0o600))
}

// elsewhere is an empty installation on an engine at the address of the first one. What is outside is as it was.
func (x *trial) elsewhere(t *testing.T, engine string, k keptSafe) *trial {
	t.Helper()
	y := &trial{installation: install(t, engine, "QUITTANCE_ADDR="+strings.TrimPrefix(x.base, "http://"), "QUITTANCE_OPERATOR="+senderEmail), sender: x.sender, outside: x.outside}
	copyFile(t, k.rootKey, filepath.Join(y.data(), "root.key"))
	copyFile(t, filepath.Join(x.data(), "sandbox.db"), filepath.Join(y.data(), "sandbox.db"))
	return y
}

// A backup of one engine is restored on the other: what holds between them holds on one.
func TestABackupMadeDuringWritesIsRestoredElsewhere(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x, safe := backedUp(t, engine)
		done, _ := x.completed(t, 1)
		open, _ := x.opened(t, 2)
		lost, _ := x.completed(t, 3) // its files are in the backup; what comes after is not

		// Deliveries are made from before the backup until after it.
		writing, written := make(chan struct{}), make(chan int)
		go func() {
			n := 0
			for ; ; n++ {
				select {
				case <-writing:
					written <- n
					return
				default:
				}
				o := order{title: "Pendant la sauvegarde", amount: 45000, to: customer(100 + n)}
				if _, err := x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", bytes.Repeat([]byte("plan "), 20_000)}); err != nil {
					t.Error(err)
				}
			}
		}()
		r := x.run(t, "", "backup", safe.backup)
		close(writing)
		if n := <-written; r.code != 0 || n == 0 || !strings.Contains(r.err, "each read and compared") {
			t.Fatalf("backup during %d writes: %d %s", n, r.code, r.err)
		}
		forgotten, _ := x.completed(t, 4) // its leaf was signed for, and the backup does not know it
		x.stop(t)

		y := x.elsewhere(t, map[string]string{"sqlite": "postgres", "postgres": "sqlite"}[engine], safe)
		y.refusesToRestore(t, safe)
		r = y.run(t, "", "restore", safe.backup, "--identity", safe.identity)
		if r.code != 0 || !strings.Contains(r.err, "each read back and compared") {
			t.Fatalf("restore: %d %s", r.code, r.err)
		}
		if r := y.run(t, "", "restore", safe.backup, "--identity", safe.identity); r.code == 0 || !strings.Contains(r.err, "empty") {
			t.Errorf("restored over an installation: %d %s", r.code, r.err)
		}
		y.restart(t)
		y.checkForgottenMoney(t, forgotten)
		y.checkRestored(t, done, open, lost)
		if at := must[page](t)(y.browser(t).get(t.Context(), forgotten.link)); at.status != http.StatusUnauthorized {
			t.Errorf("a delivery that came after the backup: %d", at.status)
		}
	})
}

// refusesToRestore tries what must leave the database empty.
func (x *trial) refusesToRestore(t *testing.T, safe keptSafe) {
	t.Helper()
	other := must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	wrong := filepath.Join(x.dir, "wrong.txt")
	check(t, os.WriteFile(wrong, []byte(other.String()), 0o600))
	cut := filepath.Join(x.dir, "cut.backup")
	content := must[[]byte](t)(os.ReadFile(safe.backup))
	check(t, os.WriteFile(cut, content[:len(content)-70_000], 0o600))
	rootKey := filepath.Join(x.dir, "other.key")
	if r := x.run(t, "", "keys", "create", rootKey); r.code != 0 {
		t.Fatal(r.err)
	}
	for name, c := range map[string]struct{ file, identity, rootKey, says string }{
		"another identity":            {safe.backup, wrong, safe.rootKey, "decrypt"},
		"a file that was cut off":     {cut, safe.identity, safe.rootKey, "not a whole backup"},
		"another installation's root": {safe.backup, safe.identity, rootKey, "root key is not the one"},
		"no root key":                 {safe.backup, safe.identity, filepath.Join(x.dir, "none"), "read root key"},
	} {
		env := append(x.env, "QUITTANCE_ROOT_KEY_FILE="+c.rootKey)
		r := must[result](t)(execute(t.Context(), env, "", binary, "restore", c.file, "--identity", c.identity))
		if r.code == 0 || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: exit %d, %s", name, r.code, r.err)
		}
	}
}

// checkForgottenMoney: the processor tells of a payment that came after the backup, and the operator deals with it once.
func (x *trial) checkForgottenMoney(t *testing.T, forgotten *parcel) {
	t.Helper()
	operator := x.operates(t)
	var list page
	check(t, eventually(t.Context(), "the payment that came after the backup", func() (bool, error) {
		var err error
		list, err = operator.get(t.Context(), x.base+"/operator")
		return strings.Contains(string(list.body), forgotten.id), err
	}))
	row := unknownPayment.FindSubmatch(list.body)
	if row == nil || bytes.Count(list.body, []byte("/operator/payments/close")) != 1 || !strings.Contains(strings.Join(strings.Fields(string(list.body)), " "), "pi_") {
		t.Fatalf("the operator reads %s", list.body)
	}
	for _, want := range []int{http.StatusOK, http.StatusNotFound} {
		if at := must[page](t)(operator.post(t.Context(), x.base+"/operator/payments/close", "account", "", "id", string(row[1]))); at.status != want {
			t.Errorf("dealt with: %d, want %d", at.status, want)
		}
	}
	if at := must[page](t)(operator.get(t.Context(), x.base+"/operator")); strings.Contains(string(at.body), forgotten.id) {
		t.Error("it is still on the list")
	}
}

var unknownPayment = regexp.MustCompile(`name="account" value=""><button[^>]* name="id" value="([a-z0-9]+)"`)

// checkRestored looks at a delivery that was completed before the backup, and goes on with one that was open.
func (x *trial) checkRestored(t *testing.T, done, open, third *parcel) {
	t.Helper()
	b := x.browser(t)
	must[page](t)(b.openLink(t.Context(), done))
	done.expectFiles(t, b)
	x.checkCertificate(t, b, done)
	keys := must[page](t)(b.get(t.Context(), x.base+"/.well-known/quittance/log-key"))
	if n := len(strings.Fields(string(keys.body))); n != 2 {
		t.Errorf("%d keys of the log: %s", n, keys.body)
	}
	b = x.browser(t)
	must[page](t)(b.openLink(t.Context(), third))
	third.expectFiles(t, b)

	b = x.browser(t)
	must[page](t)(b.openLink(t.Context(), open))
	open.expectAll(t, b, http.StatusPaymentRequired, open.everyFile()...)
	x.pays(t, b, open, "success")
	x.awaitPayment(t, open, "settled")
	x.signs(t, b, open)
	x.await(t, open, "unlock", unlocked)
	open.expectFiles(t, b)
	x.checkCertificate(t, b, open)
	e := x.saveEvidence(t, b, open)
	old := filepath.Join(filepath.Dir(e.log), "old-key")
	check(t, os.WriteFile(old, []byte(strings.Fields(string(keys.body))[0]), 0o600))
	e.log = old
	r := e.verify(t, e.pdf, "--json")
	var report struct {
		Checks []struct{ Name, Result string }
	}
	check(t, json.Unmarshal([]byte(r.out), &report))
	for _, c := range report.Checks {
		if c.Name == "inclusion" && c.Result != "fail" {
			t.Errorf("the log that was closed signed again: %s", r.out)
		}
	}
}

// A folder that was copied back without `restore` has forgotten what it signed for.
func TestACopiedDatabaseRefusesToSignAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	x := begin(t, "sqlite", "QUITTANCE_ADDR=127.0.0.1:"+fixedPort(t))
	old, _ := x.completed(t, 1)
	x.stop(t)
	database := filepath.Join(x.data(), "quittance.db")
	saved := filepath.Join(x.dir, "saved.db")
	copyFile(t, database, saved)
	if r := x.run(t, "", "log", "next-origin"); r.code == 0 || !strings.Contains(r.err, "not behind") {
		t.Errorf("a log was closed without a reason: %d %s", r.code, r.err)
	}
	x.restart(t)
	x.completed(t, 2)
	x.stop(t)
	copyFile(t, saved, database)
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.Remove(database + beside); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if r := x.run(t, "", "serve"); r.code == 0 || !strings.Contains(r.err, "quittance log next-origin") {
		t.Fatalf("it serves: %d %s", r.code, r.err)
	}
	if r := x.run(t, "", "log", "next-origin"); r.code != 0 {
		t.Fatalf("next-origin: %d %s", r.code, r.err)
	}
	x.restart(t)
	fresh, c := x.completed(t, 3)
	fresh.expectFiles(t, c)
	x.checkCertificate(t, c, fresh)
	b := x.browser(t)
	must[page](t)(b.openLink(t.Context(), old))
	old.expectFiles(t, b)
	x.checkCertificate(t, b, old)
}
