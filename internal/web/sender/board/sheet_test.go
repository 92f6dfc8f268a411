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
	"quittance/internal/tariff"
	"quittance/internal/web/sheet"
)

var words = sheetWords{
	about: sheetAbout, money: sheet.PriceColumns,
	noVAT: func(r tariff.Regime) string { return "why: " + string(r) },
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
		ID: "01x", Title: "Plans; lot \"2\"", Revision: "B", Reference: "=1+1", Recipients: []string{"Rémi", "Zoé"}, Situation: projection.AwaitingBoth, CreatedAt: delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)), Sandbox: true,
		Money: &delivery.Delivery{
			Dues:     []delivery.Due{{Amount: 145050, Settled: 145050, Refunded: 5, VATRate: 550, Currency: "EUR", DueOn: "2026-12-15"}},
			Payments: []delivery.Payment{{Amount: 145050, Applied: 145050, Refunded: 5, State: delivery.PaymentSettled, Currency: "EUR"}},
		},
	}
	table := written(t, frontend.French, true, row)
	if want := "\ufeffid;title;"; !strings.HasPrefix(table, want) {
		t.Errorf("got %q", table)
	}
	if want := "01x;\"Plans; lot \"\"2\"\"\";B;'=1+1;;;Rémi, Zoé;À payer et signer;2026-11-22;;2026-12-15;;SANDBOX;1374,88;5,5;75,62;1450,50;1450,50;1450,50;0,05;0,00;EUR\r\n"; !strings.HasSuffix(table, want) {
		t.Errorf("got %q", table)
	}
	bare := written(t, frontend.English, false, row)
	if want := "01x,\"Plans; lot \"\"2\"\"\",B,'=1+1,,,\"Rémi, Zoé\",À payer et signer,2026-11-22,,2026-12-15,,SANDBOX\r\n"; !strings.HasSuffix(bare, want) || strings.Contains(bare, "amount") {
		t.Errorf("who sees no money sees %q", bare)
	}
}

func TestASheetSaysWhatVATAPriceHas(t *testing.T) {
	for name, c := range map[string]struct {
		dues []delivery.Due
		want string
	}{
		"no price":         {nil, ";;;;;;;;;\r\n"},
		"typed without":    {[]delivery.Due{{Amount: 54000, Net: 45000, VATRate: 2000, Currency: "EUR"}}, ";450,00;20;90,00;540,00;0,00;0,00;0,00;0,00;EUR\r\n"},
		"a rate of zero":   {[]delivery.Due{{Amount: 54000, Currency: "EUR"}}, ";540,00;0;0,00;540,00;0,00;0,00;0,00;0,00;EUR\r\n"},
		"in a regime":      {[]delivery.Due{{Amount: 54000, VATRegime: tariff.Exempt293B, Currency: "EUR"}}, ";540,00;why: exempt_293b;0,00;540,00;0,00;0,00;0,00;0,00;EUR\r\n"},
		"two of one rate":  {[]delivery.Due{{Amount: 12000, VATRate: 2000, Currency: "EUR"}, {Amount: 6000, Net: 5000, VATRate: 2000, Currency: "EUR"}}, ";150,00;20;30,00;180,00;0,00;0,00;0,00;0,00;EUR\r\n"},
		"two of two rates": {[]delivery.Due{{Amount: 12000, VATRate: 2000, Currency: "EUR"}, {Amount: 1000, Currency: "EUR"}}, ";110,00;;20,00;130,00;0,00;0,00;0,00;0,00;EUR\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if table := written(t, frontend.French, true, board.Summary{Money: &delivery.Delivery{Dues: c.dues}}); !strings.HasSuffix(table, c.want) {
				t.Errorf("got %q", table)
			}
		})
	}
}

// What came and what went back is there whole, whatever it counts for; of what is left of an invoice no tax is made up.
func TestASheetHasAllMoney(t *testing.T) {
	due := delivery.Due{ID: "d", Amount: 45000, Settled: 45000, VATRate: 2000, Currency: "EUR"}
	payment := func(id string, state delivery.PaymentState, amount, refunded int64) delivery.Payment {
		return delivery.Payment{ID: id, State: state, Amount: amount, Refunded: refunded, Currency: "EUR"}
	}
	settled, apart := delivery.PaymentSettled, delivery.PaymentUnapplied
	for name, c := range map[string]struct {
		x    delivery.Delivery
		want string
	}{
		"twice":                               {delivery.Delivery{Dues: []delivery.Due{due}, Payments: []delivery.Payment{payment("a", settled, 45000, 0), payment("b", apart, 45000, 0)}}, ";375,00;20;75,00;450,00;900,00;450,00;0,00;0,00;EUR"},
		"too late, and given back":            {delivery.Delivery{Dues: []delivery.Due{{Amount: 45000, VATRate: 2000, Currency: "EUR"}}, Payments: []delivery.Payment{payment("a", apart, 45000, 45000)}}, ";450,00;450,00;0,00;450,00;0,00;EUR"},
		"a part given back before the rest":   {delivery.Delivery{Dues: []delivery.Due{due}, Payments: []delivery.Payment{payment("a", settled, 30000, 10000), payment("b", settled, 25000, 0)}}, ";450,00;550,00;450,00;100,00;0,00;EUR"},
		"never paid, and in another currency": {delivery.Delivery{Dues: []delivery.Due{{Amount: 45000, VATRate: 2000, Currency: "EUR"}}, Payments: []delivery.Payment{payment("a", delivery.PaymentOpen, 45000, 0), {State: apart, Amount: 45000, Currency: "USD"}}}, ";450,00;0,00;0,00;0,00;0,00;EUR"},
		"taken back by a bank": {
			delivery.Delivery{Dues: []delivery.Due{due}, Payments: []delivery.Payment{payment("a", settled, 45000, 0)}, Disputes: []delivery.Dispute{{Payment: "a", Amount: 15000, State: delivery.DisputeLost}, {Payment: "a", Amount: 1, State: delivery.DisputeWon}}},
			";450,00;450,00;450,00;0,00;150,00;EUR",
		},
		"what is left of an invoice": {
			delivery.Delivery{Dues: []delivery.Due{due}, Deliverables: []delivery.Deliverable{{Visible: true, Document: delivery.Document{Kind: delivery.Invoice, Total: 45000, Whole: 60000, Currency: "EUR"}}}},
			";;;;450,00;0,00;450,00;0,00;0,00;EUR",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if table := written(t, frontend.French, true, board.Summary{Money: &c.x}); !strings.HasSuffix(table, c.want+"\r\n") {
				t.Errorf("got %q", table)
			}
		})
	}
}

// No cell begins what a spreadsheet computes, and every line has as many cells as the first.
func FuzzNoCellIsAFormula(f *testing.F) {
	for _, seed := range []string{"=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "a\n=1", "\";=1", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := written(t, frontend.French, true, board.Summary{Title: text, Reference: text, Recipients: []string{text}, Money: &delivery.Delivery{}})
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
