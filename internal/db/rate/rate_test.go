package rate_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/rate"
	"quittance/internal/tariff"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// What the operator sets holds from its day on, before what came with the program where both begin on one day.
func TestTheOperatorsRatesComeAfterThePublishedOnes(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		holds := func(day, want string) {
			t.Helper()
			table, err := rate.Table(ctx, d)
			check(err)
			if got, ok := table.At(tariff.Card, "eea", "EUR", day); !ok || got.Source != want {
				t.Errorf("on %s: %+v, %v", day, got, ok)
			}
		}
		published, ok := tariff.Known().At(tariff.Card, "eea", "EUR", "2026-11-22")
		if !ok {
			t.Fatal("nothing is published")
		}
		holds("2026-11-22", published.Source)
		own := rate.Row{Row: tariff.Row{Kind: tariff.Card, Name: "eea", Since: "2026-12-01", BasisPoints: 140, Fixed: 250_000, Currency: "EUR", Source: "contract"}, SetBy: "m1", SetAt: 1}
		check(rate.Set(ctx, d, own))
		holds("2026-11-30", published.Source)
		holds("2026-12-01", "contract")
		own.Source, own.SetAt = "contract, corrected", 2
		check(rate.Set(ctx, d, own))
		holds("2026-12-01", "contract, corrected")
		same := own
		same.Since, same.Source = published.Since, "ours"
		check(rate.Set(ctx, d, same))
		holds("2026-11-22", "ours")
		if rows, err := rate.Rows(ctx, d); err != nil || len(rows) != 2 || rows[1] != own {
			t.Errorf("%+v, %v", rows, err)
		}
		check(rate.Remove(ctx, d, tariff.Card, "eea", published.Since))
		holds("2026-11-22", published.Source)
		if err := rate.Remove(ctx, d, tariff.Card, "eea", published.Since); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("removed twice: %v", err)
		}
		for sentence, bad := range map[string]func(*rate.Row){
			"more than the whole": func(r *rate.Row) { r.BasisPoints = 10_001 }, "no source": func(r *rate.Row) { r.Source = "" }, "no day": func(r *rate.Row) { r.Since = "soon" },
		} {
			r := own
			if bad(&r); !errors.Is(rate.Set(ctx, d, r), tariff.ErrTable) {
				t.Errorf("%s is kept", sentence)
			}
		}
	})
}
