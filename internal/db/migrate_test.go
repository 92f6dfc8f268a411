package db_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
)

func TestServersThatStartTogetherMigrateOnce(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			where := e.Empty(t)
			var made atomic.Int64
			var group sync.WaitGroup
			for range 3 {
				d := dbtest.Open(t, where)
				group.Go(func() {
					if err := d.Migrate(t.Context()); err != nil {
						t.Error(err)
						return
					}
					key, err := d.InstanceKey(t.Context(), "seal", func() (db.InstanceKey, error) {
						n := made.Add(1)
						return db.InstanceKey{KeyID: "root", Wrapped: []byte{byte(n)}, CreatedAt: morning}, nil
					})
					if err != nil || key.Wrapped[0] != 1 || key.Name != "seal" {
						t.Errorf("%+v %v", key, err)
					}
				})
			}
			group.Wait()
			d := dbtest.Open(t, where)
			if pending, err := d.Pending(t.Context()); err != nil || pending {
				t.Errorf("pending %v %v", pending, err)
			}
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if made.Load() != 1 {
				t.Errorf("the key was made %d times", made.Load())
			}
		})
	}
}

// Migration 22 came after 23 to whoever followed the work from day to day.
func TestAMigrationThatComesAfterAHigherOneIsApplied(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, statement := range []string{`ALTER TABLE delivery DROP COLUMN revision`, `DELETE FROM goose_db_version WHERE version_id = 22`} {
			if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if pending, err := d.Pending(t.Context()); err != nil || !pending {
			t.Errorf("before: pending %v %v", pending, err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if pending, err := d.Pending(t.Context()); err != nil || pending {
			t.Errorf("after: pending %v %v", pending, err)
		}
		var revisions int
		if err := d.SQL().QueryRowContext(t.Context(), `SELECT count(revision) FROM delivery`).Scan(&revisions); err != nil {
			t.Error(err)
		}
	})
}

// Migration 34 fills the day on which recorded money arrived from the events of deliveries that were there before it.
func TestWhatWasRecordedBeforeKeepsItsDay(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		at := morning.Add(time.Hour)
		x := sent(t, d, "Before")
		day := x.Terms.Day(at.Add(-72 * time.Hour))
		update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.StartPayment(at, x.Recipients[0].ID, x.Dues[0].ID, "card", "", delivery.Card)
		})
		for _, p := range []delivery.PaymentRecorded{{Payment: "part", Amount: 100, ReceivedOn: day}, {Payment: "rest", ReceivedOn: x.Terms.Day(at)}} {
			p.Due = x.Dues[0].ID
			update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.RecordPayment("sender:m1", at, p)
			})
		}
		other := sent(t, d, "Another")
		update(t, d, other.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.RecordPayment("sender:m1", at, delivery.PaymentRecorded{Payment: "other", Due: x.Dues[0].ID, ReceivedOn: day})
		})
		want := map[delivery.ID]*delivery.Delivery{}
		for _, id := range []delivery.ID{x.ID, other.ID} {
			want[id], _ = d.Delivery(t.Context(), id)
		}
		for _, statement := range []string{
			`ALTER TABLE payment DROP COLUMN received_on`, `ALTER TABLE due DROP COLUMN forgiven`, `DELETE FROM goose_db_version WHERE version_id IN (34, 35)`,
		} {
			if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		after := reopen(t, d) // which keeps no delivery in memory
		for id, was := range want {
			got, err := after.Delivery(t.Context(), id)
			if err != nil || !reflect.DeepEqual(got.Payments, was.Payments) || !reflect.DeepEqual(got.Dues, was.Dues) {
				t.Errorf("%v\n got %+v\nwant %+v", err, got.Payments, was.Payments)
			}
		}
		if p := want[x.ID].Payments; len(p) != 3 || p[0].ReceivedOn != "" || p[1].ReceivedOn != day || p[2].ReceivedOn == day {
			t.Errorf("the test tells nothing: %+v", p)
		}
	})
}

// Migration 41 fills who declined, and that it waits for an answer, from the events of deliveries that were there before 40.
func TestWhoDeclinedBeforeWaitsForAnAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		at := morning.Add(time.Hour)
		declined, answered, untouched := sent(t, d, "Declined"), sent(t, d, "Answered"), sent(t, d, "Untouched")
		for _, x := range []*delivery.Delivery{declined, answered} {
			update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.Decline(x.Recipients[0].ID, at, "Trop cher")
			})
		}
		update(t, d, answered.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.CloseProblem("sender:m1", at.Add(time.Minute), x.Recipients[0].ID)
		})
		want := map[delivery.ID]*delivery.Delivery{}
		for _, x := range []*delivery.Delivery{declined, answered, untouched} {
			want[x.ID], _ = d.Delivery(t.Context(), x.ID)
		}
		for _, statement := range []string{
			`ALTER TABLE recipient DROP COLUMN declined_at`, `UPDATE recipient SET problem_at = 0`, `DELETE FROM goose_db_version WHERE version_id IN (40, 41)`,
		} {
			if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		after := reopen(t, d)
		for id, was := range want {
			if got, err := after.Delivery(t.Context(), id); err != nil || !reflect.DeepEqual(got.Recipients, was.Recipients) {
				t.Errorf("%v\n got %+v\nwant %+v", err, got.Recipients, was.Recipients)
			}
		}
		if r := want[declined.ID].Recipients[0]; r.DeclinedAt.IsZero() || r.ProblemAt.IsZero() || !want[answered.ID].Recipients[0].ProblemAt.IsZero() {
			t.Errorf("the test tells nothing: %+v", r)
		}
	})
}

func TestAKeyThatCannotBeMadeIsNotKept(t *testing.T) {
	boom := errors.New("boom")
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, want := range []error{boom, nil} {
			_, err := d.InstanceKey(t.Context(), "log", func() (db.InstanceKey, error) { return db.InstanceKey{KeyID: "k", Wrapped: []byte{1}}, want })
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	})
}

func TestTheFirstInstanceStays(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if _, err := d.Instance(ctx); !isProblem(err, db.ErrNotFound) {
			t.Errorf("before: %v", err)
		}
		for _, fingerprint := range []string{"first", "second"} {
			got, err := d.InitInstance(ctx, db.Instance{RootFingerprint: fingerprint, Name: "o", CreatedAt: morning})
			if err != nil || got.RootFingerprint != "first" {
				t.Errorf("%+v %v", got, err)
			}
		}
		for _, at := range []time.Duration{0, time.Hour} {
			if err := d.ConfirmBackup(ctx, morning.Add(at)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := d.Instance(ctx); err != nil || got.BackupConfirmedAt != morning {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// Of the jobs below some run. On SQLite none of them has a worker; on PostgreSQL only those of the dead one are free.
func TestJobsThatADeadWorkerLeftRunningBecomeAvailable(t *testing.T) {
	jobs := []struct{ name, state, workers string }{
		{"of the worker that died", "running", "dead"},
		{"of another, after a try by the one that died", "running", "dead,other"},
		{"of the one that died, after a try by another", "running", "other,dead"},
		{"of nobody", "running", ""},
		{"done", "completed", "dead"},
	}
	cases := map[string]struct {
		worker string
		freed  map[db.Dialect][]string
		leads  map[db.Dialect]int
	}{
		"the worker that comes after": {
			"dead", map[db.Dialect][]string{
				db.SQLite:     {jobs[0].name, jobs[1].name, jobs[2].name, jobs[3].name},
				db.PostgreSQL: {jobs[0].name, jobs[2].name},
			}, map[db.Dialect]int{},
		},
		"a worker of another name": {"new", map[db.Dialect][]string{db.SQLite: {jobs[0].name, jobs[1].name, jobs[2].name, jobs[3].name}}, map[db.Dialect]int{db.PostgreSQL: 1}},
		"a worker without a name":  {"", map[db.Dialect][]string{db.SQLite: {jobs[0].name, jobs[1].name, jobs[2].name, jobs[3].name}}, map[db.Dialect]int{db.PostgreSQL: 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *db.DB) {
				list := func(names string) string {
					if d.Dialect() == db.PostgreSQL {
						return "{" + names + "}"
					}
					if names == "" {
						return "[]"
					}
					return `["` + strings.ReplaceAll(names, ",", `","`) + `"]`
				}
				for _, j := range jobs {
					finalized := sql.NullString{String: "2026-11-22 09:00:00", Valid: j.state == "completed"}
					if _, err := d.SQL().ExecContext(t.Context(), `INSERT INTO river_job (args, attempt, kind, max_attempts, state, attempted_by, finalized_at)
						VALUES ('{}', 1, $1, 25, $2, $3, $4)`, j.name, j.state, list(j.workers), finalized); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := d.SQL().ExecContext(t.Context(), `INSERT INTO river_leader (elected_at, expires_at, leader_id, name)
					VALUES (CURRENT_TIMESTAMP, '2099-01-01', 'dead', 'default')`); err != nil {
					t.Fatal(err)
				}
				want := c.freed[d.Dialect()]
				if n, err := d.RescueJobs(t.Context(), c.worker); err != nil || n != int64(len(want)) {
					t.Errorf("rescued %d, want %d: %v", n, len(want), err)
				}
				freed := available(t, d)
				if !slices.Equal(freed, want) {
					t.Errorf("freed %q, want %q", freed, want)
				}
				var leads int
				if err := d.SQL().QueryRowContext(t.Context(), `SELECT count(*) FROM river_leader`).Scan(&leads); err != nil || leads != c.leads[d.Dialect()] {
					t.Errorf("%d lead, want %d: %v", leads, c.leads[d.Dialect()], err)
				}
			})
		})
	}
}

// available are the kinds of jobs that wait for their first try.
func available(t *testing.T, d *db.DB) (kinds []string) {
	t.Helper()
	rows, err := d.SQL().QueryContext(t.Context(), `SELECT kind FROM river_job WHERE state = 'available' AND attempt = 0 ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // read to its end
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, kind)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return kinds
}

func TestSQLiteKeepsItsPromises(t *testing.T) {
	d := dbtest.Open(t, dbtest.Engines()[0].URL(t))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "recursive_triggers": "1",
	} {
		var got string
		if err := d.SQL().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", pragma, got, want, err)
		}
	}
	if most := d.SQL().Stats().MaxOpenConnections; most != 1 {
		t.Errorf("%d write connections", most)
	}
}

func TestAURLThatIsNoneTellsNothing(t *testing.T) {
	for name, address := range map[string]string{
		"another engine":         "mysql://user:secret@host/db",
		"no path":                "sqlite://",
		"a folder":               "sqlite:///tmp/secret/",
		"options of the driver":  "sqlite:///tmp/secret.db?_pragma=synchronous(OFF)",
		"not a URL":              "://secret",
		"a port that is no port": "postgres://user:secret@host:notaport/db",
		"nobody at the address":  "postgres://user:secret@127.0.0.1:1/secret?sslmode=disable&connect_timeout=1",
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), address, db.Options{Logger: slog.New(slog.DiscardHandler)})
			if err == nil {
				t.Fatal("it was opened", d.Close())
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestWritingInsideATransactionIsRefusedInsteadOfWaiting(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := d.Write(ctx, func(ctx context.Context, _ *db.Tx) error { return d.ConfirmBackup(ctx, morning) })
		if err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheDatabaseFileIsOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q ä%23?.db")
	d := dbtest.Open(t, "sqlite://"+(&url.URL{Path: path}).EscapedPath())
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", filepath.Base(name), info, err)
		}
	}
}

func TestAPanicGivesTheConnectionBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() { _ = recover() }()
			_ = d.Write(t.Context(), func(context.Context, *db.Tx) error { panic("boom") })
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			var one sql.NullInt64
			return tx.SQL().QueryRowContext(ctx, `SELECT 1`).Scan(&one)
		})
		if err != nil {
			t.Error(err)
		}
	})
}
