package board_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/tariff"
)

func lister(t *testing.T, d *db.DB) func(board.Query) board.Page {
	return func(q board.Query) board.Page {
		t.Helper()
		if q.Workspace == "" {
			q.Workspace = "w1"
		}
		page, err := board.Of(d).List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
}

func idsOf(pages ...board.Page) (ids []delivery.ID) {
	for _, page := range pages {
		for _, row := range page.Rows {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

func TestPagesFollowEachOtherBothWays(t *testing.T) {
	onAll(t, func(t *testing.T, d *db.DB) {
		var ids []delivery.ID // newest first
		for n := range 7 {
			ids = append([]delivery.ID{drafted(t, d, fmt.Sprintf("Étude n° %d", n)).ID}, ids...)
		}
		last := sent(t, d, "Rapport")
		list := lister(t, d)
		for name, q := range map[string]board.Query{
			"by state": {States: []delivery.State{delivery.Draft}}, "by situation": {Situations: []projection.Situation{projection.Draft}},
			"by two": {Situations: []projection.Situation{projection.Draft, projection.Sealing}}, "by words": {Search: "etu"},
		} {
			q.Limit = 3
			first := list(q)
			q.Before = first.Older
			second := list(q)
			q.Before = second.Older
			third := list(q)
			if got := idsOf(first, second, third); !reflect.DeepEqual(got, ids) || third.Older != "" || first.Newer != "" || third.Short {
				t.Errorf("%s: pages give %v, want %v", name, got, ids)
			}
			q.Before, q.After = "", third.Newer
			if back := list(q); !reflect.DeepEqual(back.Rows, second.Rows) || back.Newer == "" || back.Older == "" {
				t.Errorf("%s: back is not the page before", name)
			}
		}
		row := list(board.Query{States: []delivery.State{delivery.Sent}}).Rows[0]
		if row.ID != last.ID || row.Amount != 45000 || row.Currency != "EUR" || row.DueOn != "2026-12-15" || strings.Join(row.Recipients, ",") != "Rémi,Zoé" ||
			row.ReleaseState != delivery.ReleaseLocked || !row.PaymentPending || !row.SignaturePending || row.Processing || row.Situation != projection.AwaitingBoth {
			t.Errorf("summary %+v", row)
		}
		lines := append(list(board.Query{States: []delivery.State{delivery.Draft}}).Rows, row)
		if err := board.Of(d).AddMoney(t.Context(), lines); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if len(line.Money.Dues) != 1 || line.Money.Dues[0].Parts() != (tariff.Price{Net: 37500, Tax: 7500, Gross: 45000, Rate: 2000, Exact: true}) || line.Money.Dues[0].DueOn != "2026-12-15" {
				t.Errorf("%s has the dues %+v", line.Title, line.Money.Dues)
			}
		}
		if page := list(board.Query{Workspace: "w2", Search: "etude"}); len(page.Rows) > 0 {
			t.Errorf("another workspace sees %v", page)
		}
	})
}

func TestWordsAreFoundByTheirBeginnings(t *testing.T) {
	onAll(t, func(t *testing.T, d *db.DB) {
		for n := range 3 {
			drafted(t, d, fmt.Sprintf("Étude n° %d 100%%_sûr", n))
		}
		list := lister(t, d)
		sent(t, d, "Rapport")
		for search, want := range map[string]int{
			"etude": 3, "ÉTU": 3, "tude": 0, "rémi": 4, "rapport": 1, "zoe@example.org": 4, "100%": 3, "_": 4, "nothing": 0, "sur etude": 3, "rapport etude": 0,
			"2": 1, "10": 3, "ex org remi zo": 4, "a b c d e f g h": 0,
		} {
			if n := len(list(board.Query{Search: search}).Rows); n != want {
				t.Errorf("searching %q finds %d, want %d", search, n, want)
			}
		}
		if n := len(list(board.Query{Search: "remi", States: []delivery.State{delivery.Sent}}).Rows); n != 1 {
			t.Errorf("with a state: %d", n)
		}
	})
}

// Words that very many have are looked for step by step, and what is found is the same.
func TestCommonWordsAreLookedForStepByStep(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		dbtest.Fill(t, d, "w1", "m1", 2100)
		list := lister(t, d)
		if page := list(board.Query{Search: "plans lo", Limit: 3}); len(page.Rows) != 3 || page.Rows[0].Reference != "Dossier 2100" || page.Short {
			t.Errorf("%+v", page)
		}
		if page := list(board.Query{Search: "plans lot dossier2099"}); len(page.Rows) != 1 || page.Rows[0].Reference != "Dossier 2099" || page.Older != "" {
			t.Errorf("a rare word among common ones: %d lines, %+v", len(page.Rows), page.Older)
		}
		found := map[delivery.ID]bool{}
		q := board.Query{Search: "plans", Situations: []projection.Situation{projection.AwaitingSignature}, Limit: 60, Look: 100}
		for range 10 {
			page := list(q)
			for _, row := range page.Rows {
				if found[row.ID] || row.Situation != projection.AwaitingSignature {
					t.Errorf("%+v twice, or wrong", row)
				}
				found[row.ID] = true
			}
			if q.Before = page.Older; page.Older == "" {
				break
			}
		}
		if len(found) != 210 {
			t.Errorf("%d found", len(found))
		}
		if page := list(board.Query{Search: "plans lot", Limit: 200, Look: 100}); len(page.Rows) != 100 || !page.Short {
			t.Errorf("looking does not end: %d lines", len(page.Rows))
		}
		if page := list(board.Query{Search: "plans", After: "0fixture000000000000000100", Limit: 5}); len(page.Rows) != 5 || page.Rows[4].Reference != "Dossier 101" {
			t.Errorf("upwards: %+v", page.Rows)
		}
	})
}

func TestNewVersionsAreListedInTheirOrder(t *testing.T) {
	onAll(t, func(t *testing.T, d *db.DB) {
		first := sent(t, d, "Plans")
		var want []delivery.ID
		for _, title := range []string{"Plans B", "Plans C"} {
			x, err := d.CreateDelivery(t.Context(), delivery.ID(newID()), func(x *delivery.Delivery) ([]delivery.Event, error) {
				s := spec(title)
				s.Terms.Previous = first.ID
				plan := draft.Plan(s, newID)
				plan.Workspace, plan.Member = "w1", "m1"
				return x.Save("sender:m1", morning, plan)
			})
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, x.ID)
		}
		drafted(t, d, "Something else")
		list, err := board.Of(d).NextVersions(t.Context(), first.ID)
		if err != nil || len(list) != 2 || list[0].ID != want[0] || list[1].ID != want[1] {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
