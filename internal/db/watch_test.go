package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

func TestAbuseIsReportedReadAndClosedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		dv := sent(t, d, "Plans")
		tell := func(id, network string, at delivery.Instant) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return oversight.ReportAbuse(ctx, tx, oversight.AbuseReport{ID: id, Workspace: "w1", Delivery: dv.ID, Recipient: "r1", Text: "no ‘order’", At: at}, network)
			})
		}
		for i, id := range []string{"a1", "a2", "a3"} {
			if err := tell(id, "here", morning.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		err := tell("a4", "here", morning.Add(time.Hour))
		var p *problem.Problem
		if !errors.Is(err, oversight.ErrTooManyReports) || !errors.As(err, &p) || p.Wait != 23*time.Hour {
			t.Errorf("the fourth of a day: %v, want to wait until the first is a day old", err)
		}
		if err := tell("a5", "elsewhere", morning.Add(time.Hour)); err != nil {
			t.Errorf("another network: %v", err)
		}
		got, err := oversight.AbuseReports(t.Context(), d, "a1", 2)
		if err != nil || len(got) != 2 || got[0].ID != "a2" || got[1].ID != "a3" || got[0].Text != "no ‘order’" || got[0].Delivery != dv.ID {
			t.Fatalf("after the first: %+v, %v", got, err)
		}
		if err := oversight.CloseAbuse(t.Context(), d, "a2", oversight.Decision{ID: "e1", Member: "m1", At: morning.Add(2 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if err := oversight.CloseAbuse(t.Context(), d, "a2", oversight.Decision{ID: "e2", Member: "m2", At: morning.Add(3 * time.Hour)}); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("closing again: %v", err)
		}
		closed, err := oversight.Report(t.Context(), d, "a2")
		if err != nil || closed.ClosedBy != "m1" || closed.ClosedAt != morning.Add(2*time.Hour) {
			t.Errorf("the closed one: %+v, %v", closed, err)
		}
		if got, err = oversight.AbuseReports(t.Context(), d, "", 10); err != nil || len(got) != 3 {
			t.Errorf("still open: %+v, %v", got, err)
		}
	})
}
