package board

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
)

var words = sheetWords{
	about: sheetAbout, money: sheetMoney,
	situation: func(s projection.Situation) string {
		return map[projection.Situation]string{"awaiting_both": "À payer et signer"}[s]
	},
}

func written(t *testing.T, lang frontend.Lang, money bool, rows ...board.Summary) string {
	t.Helper()
	var b bytes.Buffer
	s := newList(&b, lang, words, time.UTC, money)
	if err := s.begin(); err != nil {
		t.Fatal(err)
	}
	if err := s.add(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestASheetIsWhatSpreadsheetsOfALanguageOpen(t *testing.T) {
	row := board.Summary{
		ID: "01x", Title: "Plans; lot \"2\"", Revision: "B", Reference: "=1+1", Recipients: []string{"Rémi", "Zoé"}, Situation: projection.AwaitingBoth, Amount: 145050, Settled: 5,
		Currency: "EUR", DueOn: "2026-12-15", CreatedAt: delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)), Sandbox: true,
	}
	table := written(t, frontend.French, true, row)
	if want := "\ufeffid;title;"; !strings.HasPrefix(table, want) {
		t.Errorf("got %q", table)
	}
	if want := "01x;\"Plans; lot \"\"2\"\"\";B;'=1+1;;;Rémi, Zoé;À payer et signer;2026-11-22;;2026-12-15;;SANDBOX;1450,50;0,05;0,00;EUR\r\n"; !strings.HasSuffix(table, want) {
		t.Errorf("got %q", table)
	}
	bare := written(t, frontend.English, false, row)
	if want := "01x,\"Plans; lot \"\"2\"\"\",B,'=1+1,,,\"Rémi, Zoé\",À payer et signer,2026-11-22,,2026-12-15,,SANDBOX\r\n"; !strings.HasSuffix(bare, want) || strings.Contains(bare, "amount") {
		t.Errorf("who sees no money sees %q", bare)
	}
}

// No cell begins what a spreadsheet computes, and every line has as many cells as the first.
func FuzzNoCellIsAFormula(f *testing.F) {
	for _, seed := range []string{"=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "a\n=1", "\";=1", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := written(t, frontend.French, true, board.Summary{Title: text, Reference: text, Recipients: []string{text}})
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff")))
		r.Comma = ';'
		lines, err := r.ReadAll()
		if err != nil || len(lines) != 2 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		for _, cell := range lines[1] {
			if start := strings.TrimLeft(cell, " \u00a0"); start != "" && strings.ContainsRune("=+-@\t\r\n", rune(start[0])) {
				t.Errorf("%q", cell)
			}
		}
	})
}
