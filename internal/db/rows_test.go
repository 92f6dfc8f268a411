package db

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// fill gives every field of v another value, so that a field without a column is noticed.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("v%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(1000 + *n))
	case reflect.Uint32:
		v.SetUint(uint64(4_000_000_000 + *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(i))
		}
	default:
		panic(v.Kind())
	}
}

// filled is an aggregate in which every field is set, and which the constraints accept.
func filled() *delivery.Delivery {
	d := &delivery.Delivery{}
	n := 0
	fill(reflect.ValueOf(d).Elem(), &n)
	d.Workspace, d.Member, d.State, d.Version = "w1", "m1", delivery.Sent, 1
	for i := range 2 {
		d.Dues[i].Currency, d.Dues[i].VATRegime = "EUR", tariff.Exempt293B
		d.Releases[i].State = delivery.ReleaseSealing
		for j := range 2 {
			d.Releases[i].Gates[j].Kind, d.Releases[i].Gates[j].State = delivery.SignatureGate, delivery.GateWaived
		}
		d.Payments[i].Due, d.Payments[i].State, d.Payments[i].Processor = d.Dues[i].ID, delivery.PaymentProcessing, delivery.ByStripe
		d.Refunds[i].Payment, d.Refunds[i].State = d.Payments[i].ID, delivery.RefundFailed
		d.Disputes[i].Payment, d.Disputes[i].State = d.Payments[i].ID, delivery.DisputeWon
	}
	return d
}

func openEmpty(t testing.TB) *DB {
	t.Helper()
	d, err := Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "q.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *Tx) error {
		if err := tx.w().InsertWorkspace(ctx, sqlgen.InsertWorkspaceParams{ID: "w1", Version: 1, Language: "fr", Zone: "Europe/Paris"}); err != nil {
			return err
		}
		return tx.w().InsertMember(ctx, sqlgen.InsertMemberParams{ID: "m1", WorkspaceID: "w1", Version: 1, Email: "a@example.org", Role: "owner", CreatedAt: 1_000_000})
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryFieldOfADeliveryHasAColumn(t *testing.T) {
	d := openEmpty(t)
	want := filled()
	err := d.Write(t.Context(), func(ctx context.Context, tx *Tx) error {
		return saveDelivery(ctx, tx.q, delivery.New(want.ID), want, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := loadDelivery(t.Context(), d.queries, want.ID)
	if err != nil {
		t.Fatal(err)
	}
	a, b := reflect.ValueOf(*got), reflect.ValueOf(*want)
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			t.Errorf("%s:\n got %+v\nwant %+v", a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	}
}

func TestACloneSharesNothing(t *testing.T) {
	d := filled()
	c := cloneDelivery(d)
	if !reflect.DeepEqual(c, d) {
		t.Fatal("the clone differs")
	}
	var walk func(path string, a, b reflect.Value)
	walk = func(path string, a, b reflect.Value) {
		switch a.Kind() { //nolint:exhaustive // the other kinds are values
		case reflect.Slice:
			if a.Len() > 0 && a.Pointer() == b.Pointer() {
				t.Errorf("%s is shared", path)
			}
			for i := range a.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i))
			}
		case reflect.Struct:
			for i := range a.NumField() {
				walk(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
			}
		}
	}
	walk("delivery", reflect.ValueOf(*c), reflect.ValueOf(*d))
}

func TestTheCacheKeepsTheNewestAndTheLastUsed(t *testing.T) {
	c := newDeliveryCache(4) // two in each generation
	at := func(id delivery.ID, version int64) *delivery.Delivery {
		return &delivery.Delivery{ID: id, Version: version}
	}
	c.put(at("a", 2))
	c.put(at("a", 1))
	if c.get("a", 2) == nil || c.get("a", 1) != nil {
		t.Error("an older version took the place of a newer one")
	}
	for _, id := range []delivery.ID{"b", "c", "d", "e"} {
		c.put(at(id, 1))
		if c.get("a", 2) == nil {
			t.Errorf("what is used all the time was dropped when %s came", id)
		}
	}
	if c.get("b", 1) != nil || c.get("e", 1) == nil {
		t.Error("not the one unused for longest was dropped")
	}
	none := newDeliveryCache(-1)
	none.put(at("a", 1))
	if none.get("a", 1) != nil {
		t.Error("a cache of nothing keeps something")
	}
}

func BenchmarkDeliveryInMemory(b *testing.B) { benchmarkDelivery(b, func(*DB, delivery.ID) {}) }

func BenchmarkDeliveryFromRows(b *testing.B) {
	benchmarkDelivery(b, func(d *DB, id delivery.ID) { d.cache = newDeliveryCache(0) })
}

func benchmarkDelivery(b *testing.B, before func(*DB, delivery.ID)) {
	d := openEmpty(b)
	want := filled()
	want.Payments, want.Refunds, want.Disputes = nil, nil, nil
	err := d.Write(b.Context(), func(ctx context.Context, tx *Tx) error {
		return saveDelivery(ctx, tx.q, delivery.New(want.ID), want, nil)
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			before(d, want.ID)
			if _, err := d.Delivery(b.Context(), want.ID); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
