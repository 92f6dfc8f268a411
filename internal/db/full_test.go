package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
	"quittance/storage"
)

// fillDisk makes the engine say that its disk is full, and returns what frees it again.
func fillDisk(t *testing.T, d *db.DB) (free func()) {
	t.Helper()
	run := func(statements ...string) {
		t.Helper()
		for _, s := range statements {
			if _, err := d.SQL().ExecContext(context.Background(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d.Dialect() == db.SQLite {
		run("PRAGMA max_page_count = 1") // the engine makes it what the file has now
		return func() { run("PRAGMA max_page_count = 4294967294") }
	}
	run(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
		"CREATE TRIGGER full_disk BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION full_disk()",
		"CREATE TRIGGER full_disk BEFORE INSERT ON object FOR EACH ROW EXECUTE FUNCTION full_disk()",
		"CREATE TRIGGER full_disk BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION full_disk()")
	return func() { run("DROP FUNCTION full_disk CASCADE") }
}

func TestAFullDiskIsNamedAndWritingGoesOnOnceThereIsRoom(t *testing.T) {
	// Each does the same again and again, and returns the first error; what is free in the last page is soon used up.
	cases := map[string]func(t *testing.T, d *db.DB) func() error{
		"an upload begins": func(_ *testing.T, d *db.DB) func() error {
			return func() error { return catalog.Of(d).CreateObject(context.Background(), object(id())) }
		},
		"a part of an upload is committed": func(t *testing.T, d *db.DB) func() error {
			o := object(id())
			if err := catalog.Of(d).CreateObject(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			return func() error {
				part := storage.Part{ID: fmt.Appendf(nil, "%016d", o.Offset), Offset: o.Offset, Size: 1}
				err := catalog.Of(d).AppendParts(context.Background(), storage.AppendCommit{
					Object: o.ID, Parts: []storage.Part{part}, HashState: bytes.Repeat([]byte("s"), 200), At: morning.Time(),
				})
				if err == nil {
					o.Offset++
				}
				return err
			}
		},
		"a delivery is drafted": func(_ *testing.T, d *db.DB) func() error {
			return func() error {
				_, err := d.CreateDelivery(context.Background(), delivery.ID(id()), func(x *delivery.Delivery) ([]delivery.Event, error) {
					plan := draft.Plan(spec("Plans"), id)
					plan.Workspace, plan.Member = "w1", "m1"
					return x.Save("sender:m1", morning, plan)
				})
				return err
			}
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *db.DB) {
				do := prepare(t, d)
				free := fillDisk(t, d)
				var err error
				for range 5_000 {
					if err = do(); err != nil {
						break
					}
				}
				if !errors.Is(err, db.ErrNoSpace) || problem.KindOf(err) != problem.Full {
					t.Fatalf("%v is not a full disk", err)
				}
				if name != "a delivery is drafted" && !errors.Is(err, storage.ErrNoSpace) {
					t.Fatalf("%v is not a full storage", err)
				}
				if again := do(); !errors.Is(again, db.ErrNoSpace) {
					t.Fatalf("the second time: %v", again)
				}
				free()
				if err := do(); err != nil {
					t.Fatalf("with room again: %v", err)
				}
			})
		})
	}
}

func object(id string) storage.Object {
	return storage.Object{
		ID: id, Owner: "w1", Size: 1 << 20, State: storage.Uploading, Key: storage.WrappedKey{KeyID: "k", Blob: []byte("b")},
		CreatedAt: morning.Time(), ChangedAt: morning.Time(),
	}
}
