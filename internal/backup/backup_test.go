package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"quittance/internal/account"
	"quittance/internal/backup"
	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/storage"
	"quittance/storage/disk"
)

var november = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// house is an installation on SQLite with files on disk.
type house struct {
	db     *db.DB
	bucket storage.Bucket
	root   *storage.RootKey
	vault  *storage.Vault
}

func empty(t testing.TB, root *storage.RootKey) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{root: root}
	var err error
	if h.db, err = db.Open(t.Context(), "sqlite://"+filepath.Join(dir, "q.db"), db.Options{Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.db.Close() })
	if h.bucket, err = disk.Open(filepath.Join(dir, "objects")); err != nil {
		t.Fatal(err)
	}
	h.vault, err = storage.NewVault(storage.VaultConfig{Bucket: h.bucket, Catalog: catalog.Of(h.db), Keys: root, Now: func() time.Time { return november }})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func furnished(t testing.TB) *house {
	t.Helper()
	h := empty(t, newRoot(t))
	ctx := t.Context()
	if err := h.db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.InitInstance(ctx, db.Instance{RootFingerprint: h.root.Fingerprint(), Name: "quittance-log-0011", CreatedAt: delivery.At(november)}); err != nil {
		t.Fatal(err)
	}
	w := account.Workspace{ID: "w1", Slug: "w1", Language: "fr", Zone: "Europe/Paris", CreatedAt: november}
	if err := roster.Begin(ctx, h.db, w, account.Member{ID: "m1", Email: "a@example.org", Role: account.Owner, CreatedAt: november}); err != nil {
		t.Fatal(err)
	}
	return h
}

func newRoot(t testing.TB) *storage.RootKey {
	t.Helper()
	secret := make([]byte, storage.KeySize)
	_, _ = rand.Read(secret)
	root, err := storage.NewRootKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// file stores a file of n bytes.
func (h *house) file(t testing.TB, n int64) string {
	t.Helper()
	o, err := h.vault.Store(t.Context(), storage.NewObject{Owner: "w1", Name: "plan.pdf", Size: n}, io.LimitReader(rand.Reader, n))
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

var identity = func() *age.X25519Identity {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	return id
}()

func (h *house) backUp(t testing.TB, to io.Writer, files backup.Files, bucket storage.Bucket) (backup.Summary, error) {
	t.Helper()
	spool, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	s := backup.Source{DB: h.db, Bucket: bucket, Keys: h.root, Build: "test", Files: files, Spool: spool}
	return backup.Write(t.Context(), to, s, november, identity.Recipient())
}

func (h *house) restore(t testing.TB, file []byte) (backup.Restored, error) {
	t.Helper()
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
	return backup.Restore(t.Context(), open, backup.Target{DB: h.db, Bucket: h.bucket, Root: h.root, LogOrigin: "quittance-log-0022"}, november.Add(time.Hour), identity)
}

// without is an archive of which an entry is left out or changed, encrypted to the same recipient: whoever knows the
// recipient can make one.
func without(t *testing.T, file []byte, change func(*tar.Header, []byte) []byte) []byte {
	t.Helper()
	opened, err := age.Decrypt(bytes.NewReader(file), identity)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	from, to := tar.NewReader(opened), tar.NewWriter(sealed)
	for {
		head, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		content, errRead := io.ReadAll(from)
		if err := errors.Join(err, errRead); err != nil {
			t.Fatal(err)
		}
		if content = change(head, content); content == nil {
			continue
		}
		head.Size = int64(len(content))
		if err := to.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), sealed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsNotAWholeBackupLeavesTheDatabaseEmpty(t *testing.T) {
	h := furnished(t)
	h.file(t, 100_000)
	var good bytes.Buffer
	if _, err := h.backUp(t, &good, backup.Copied, h.bucket); err != nil {
		t.Fatal(err)
	}
	drop := func(prefix string) func(*tar.Header, []byte) []byte {
		return func(head *tar.Header, content []byte) []byte {
			if strings.HasPrefix(head.Name, prefix) {
				return nil
			}
			return content
		}
	}
	replace := func(name, old, by string) func(*tar.Header, []byte) []byte {
		return func(head *tar.Header, content []byte) []byte {
			if strings.HasPrefix(head.Name, name) {
				return bytes.Replace(content, []byte(old), []byte(by), 1)
			}
			return content
		}
	}
	cases := map[string]struct {
		change func(*tar.Header, []byte) []byte
		want   error
	}{
		"no end":                          {drop("end.json"), backup.ErrNotBackup},
		"no beginning":                    {drop("backup.json"), backup.ErrNotBackup},
		"a part is missing":               {drop("parts/"), backup.ErrNotBackup},
		"a table is missing":              {drop("rows/delivery/"), backup.ErrNotBackup},
		"a later format":                  {replace("backup.json", `"format": 1`, `"format": 2`), backup.ErrNewer},
		"a later schema":                  {replace("backup.json", `"schema": `, `"schema": 9`), backup.ErrNewer},
		"another installation":            {replace("backup.json", h.root.Fingerprint(), strings.Repeat("0", 32)), backup.ErrRootKey},
		"a member it does not know":       {replace("backup.json", `"format"`, `"x": 1, "format"`), backup.ErrNotBackup},
		"a row more than the end says":    {replace("end.json", `"workspace": 1`, `"workspace": 2`), backup.ErrNotBackup},
		"a table that is none":            {replace("rows/workspace/", `[{"name":"id"`, `[{"name":"id\"; DROP TABLE x; --"`), nil},
		"rows in the place of the tables": {replace("rows/workspace/", "\n", "\n[1]\n"), backup.ErrNotBackup},
		"a part by a path that leads out": {func(head *tar.Header, content []byte) []byte {
			head.Name = strings.Replace(head.Name, "parts/", "parts/../../", 1)
			return content
		}, backup.ErrNotBackup},
		"something else in it": {func(head *tar.Header, content []byte) []byte {
			head.Name = strings.Replace(head.Name, "parts/", "etc/", 1)
			return content
		}, backup.ErrNotBackup},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			to := empty(t, h.root)
			_, err := to.restore(t, without(t, good.Bytes(), c.change))
			if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if _, err := to.restore(t, good.Bytes()); err != nil {
				t.Errorf("after that, the good one: %v", err)
			}
		})
	}
	t.Run("one byte of it is changed", func(t *testing.T) {
		to := empty(t, h.root)
		for _, at := range []int{300, good.Len() / 2, good.Len() - 1} {
			changed := bytes.Clone(good.Bytes())
			changed[at] ^= 1
			if _, err := to.restore(t, changed); err == nil {
				t.Errorf("byte %d", at)
			}
		}
	})
}

// bucketThat does something before a part is read or stored.
type bucketThat struct {
	storage.Bucket
	before func(key string) error
}

func (b bucketThat) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if err := b.before(key); err != nil {
		return err
	}
	return b.Bucket.Put(ctx, key, body, size)
}

func (b bucketThat) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := b.before(key); err != nil {
		return nil, err
	}
	return b.Bucket.Get(ctx, key, offset, length)
}

func TestAFileDeletedDuringTheBackupStaysDeleted(t *testing.T) {
	h := furnished(t)
	ids := []string{h.file(t, 20<<20), h.file(t, 20<<20)}
	h.file(t, 0)
	gone := ""
	var file bytes.Buffer
	reads := 0
	sum, err := h.backUp(t, &file, backup.Copied, bucketThat{h.bucket, func(string) error {
		if reads++; reads == 2 { // in the middle of the file that is copied first
			gone = min(ids[0], ids[1])
			return h.vault.Delete(context.WithoutCancel(t.Context()), gone)
		}
		return nil
	}})
	if err != nil || sum.Files != 2 || sum.Deleted != 1 {
		t.Fatalf("%+v %v", sum, err)
	}
	to := empty(t, h.root)
	if done, err := to.restore(t, file.Bytes()); err != nil {
		t.Fatalf("%+v %v", done, err)
	}
	if _, err := to.vault.Open(t.Context(), gone); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("what was deleted came back: %v", err)
	}
}

func TestABackupOfADamagedFileFails(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, h *house, key string){
		"missing": func(t *testing.T, h *house, key string) {
			if err := h.bucket.Delete(t.Context(), key); err != nil {
				t.Error(err)
			}
		},
		"altered": func(t *testing.T, h *house, key string) {
			content := new(bytes.Buffer)
			r, err := h.bucket.Get(t.Context(), key, 0, 100_064)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = content.ReadFrom(r)
			content.Bytes()[70_000] ^= 1
			if err := errors.Join(r.Close(), h.bucket.Delete(t.Context(), key), h.bucket.Put(t.Context(), key, bytes.NewReader(content.Bytes()), int64(content.Len()))); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for _, files := range []backup.Files{backup.Copied, backup.Listed} {
			t.Run(name+" "+string(files), func(t *testing.T) {
				h := furnished(t)
				h.file(t, 100_000)
				if err := h.bucket.Walk(t.Context(), "parts/", func(e storage.BucketEntry) error {
					damage(t, h, e.Key)
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if sum, err := h.backUp(t, io.Discard, files, h.bucket); err == nil {
					t.Errorf("%+v", sum)
				}
			})
		}
	}
}

func TestAListedBackupIsRestoredBesideItsBucket(t *testing.T) {
	h := furnished(t)
	id := h.file(t, 9<<20)
	var file bytes.Buffer
	sum, err := h.backUp(t, &file, backup.Listed, h.bucket)
	if err != nil || sum.Parts < 2 || file.Len() > 1<<20 {
		t.Fatalf("%+v, %d bytes: %v", sum, file.Len(), err)
	}
	alone := empty(t, h.root)
	done, err := alone.restore(t, file.Bytes())
	if !errors.Is(err, backup.ErrDamaged) || len(done.Damaged) != 1 || done.Damaged[0] != id {
		t.Errorf("without the bucket: %+v %v", done, err)
	}
	beside := empty(t, h.root)
	beside.bucket = h.bucket
	if done, err := beside.restore(t, file.Bytes()); err != nil || done.Summary.Files != 1 {
		t.Errorf("beside the bucket: %+v %v", done, err)
	}
}

func TestWhatIsRestoredGoesOnSafely(t *testing.T) {
	h := furnished(t)
	exec := func(d *db.DB, q string) {
		t.Helper()
		if _, err := d.SQL().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	for _, state := range []string{"planned", "attempted", "sent"} {
		exec(h.db, `INSERT INTO message (id, key, delivery_id, recipient_id, member_id, kind, channel, state, attempts, created_at, attempted_at, ended_at, provider, provider_id, failure)
			VALUES ('`+state+`', '`+state+`', '', '', 'm1', 'k', 'email', '`+state+`', 0, 1, 0, 0, '', '', '')`)
	}
	exec(h.db, `INSERT INTO session (hash, member_id, created_at, last_seen_at) VALUES (x'01', 'm1', 1, 1)`)
	exec(h.db, `UPDATE log_head SET size = 7`)
	var file bytes.Buffer
	if _, err := h.backUp(t, &file, backup.Copied, h.bucket); err != nil {
		t.Fatal(err)
	}
	to := empty(t, h.root)
	if _, err := to.restore(t, file.Bytes()); err != nil {
		t.Fatal(err)
	}
	var unknown, sessions int
	err := to.db.SQL().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM message WHERE state = 'unknown'), (SELECT COUNT(*) FROM session)`).Scan(&unknown, &sessions)
	if err != nil || unknown != 2 || sessions != 0 {
		t.Errorf("%d messages in doubt, %d sessions: %v", unknown, sessions, err)
	}
	origins, err := to.db.LogOrigins(t.Context())
	if err != nil || len(origins) != 2 || origins[0].ClosedSize != 7 || origins[0].ClosedAt.IsZero() ||
		origins[1].Origin != "quittance-log-0022" || origins[1].KeyName != "log-2" || !origins[1].ClosedAt.IsZero() {
		t.Errorf("%+v %v", origins, err)
	}
	in, err := to.db.Instance(t.Context())
	if err != nil || in.Name != "quittance-log-0011" || in.RestoredAt != delivery.At(november.Add(time.Hour)) {
		t.Errorf("%+v %v", in, err)
	}
}

func TestMemoryDoesNotGrowWithTheFiles(t *testing.T) {
	const size, room = 192 << 20, 64 << 20
	h := furnished(t)
	h.file(t, size)
	file := filepath.Join(t.TempDir(), "backup")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak uint64
	look := func(string) error {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc)
		return nil
	}
	if _, err := h.backUp(t, out, backup.Copied, bucketThat{h.bucket, look}); err != nil {
		t.Fatal(err)
	}
	to := empty(t, h.root)
	target := backup.Target{DB: to.db, Bucket: bucketThat{to.bucket, look}, Root: to.root, LogOrigin: "quittance-log-0022"}
	if _, err := backup.Restore(t.Context(), func() (io.ReadCloser, error) { return os.Open(file) }, target, november, identity); err != nil {
		t.Fatal(err)
	}
	if peak == 0 || peak > before.HeapAlloc+room {
		t.Errorf("%d MiB more were held for a file of %d MiB", (peak-before.HeapAlloc)>>20, size>>20)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
}
