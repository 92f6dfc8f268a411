package tariff_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quittance/internal/property"
	"quittance/internal/tariff"
)

var rates = []int{2000, 1000, 550, 210, 0}

func compute(t interface{ Fatal(...any) }, typed tariff.Side, amount int64, rate int) tariff.Price {
	p, err := tariff.Compute(typed, amount, rate, tariff.Ordinary)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCompute(t *testing.T) {
	for name, c := range map[string]struct {
		typed      tariff.Side
		amount     int64
		rate       int
		net, gross int64
		exact      bool
	}{
		"1 000,00 HT at 20 %":                     {tariff.Net, 100_000, 2000, 100_000, 120_000, true},
		"1 200,00 TTC at 20 %":                    {tariff.Gross, 120_000, 2000, 100_000, 120_000, true},
		"450,00 TTC at 20 %":                      {tariff.Gross, 45_000, 2000, 37_500, 45_000, true},
		"99,99 TTC at 20 % has no HT of its own":  {tariff.Gross, 9_999, 2000, 8_333, 9_999, false},
		"100,00 TTC at 20 % has one: 83,33":       {tariff.Gross, 10_000, 2000, 8_333, 10_000, true},
		"half a cent of tax goes up":              {tariff.Net, 1_000 + 5, 1000, 1_005, 1_106, true},
		"5,5 %":                                   {tariff.Net, 10_000, 550, 10_000, 10_550, true},
		"without tax both are one":                {tariff.Gross, 12_345, 0, 12_345, 12_345, true},
		"nothing":                                 {tariff.Net, 0, 2000, 0, 0, true},
		"the largest price with tax":              {tariff.Gross, tariff.MaxAmount, 2000, 83_333_333_333, tariff.MaxAmount, false},
		"the rate of 100 % divides the price too": {tariff.Gross, 10_000, 10_000, 5_000, 10_000, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := compute(t, c.typed, c.amount, c.rate)
			if p.Net != c.net || p.Gross != c.gross || p.Tax != c.gross-c.net || p.Exact != c.exact || p.Typed != c.typed || p.Rate != c.rate {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestComputeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		typed  tariff.Side
		amount int64
		rate   int
		regime tariff.Regime
		err    error
	}{
		"a negative amount":                {tariff.Net, -1, 2000, "", tariff.ErrAmount},
		"more than there is":               {tariff.Gross, tariff.MaxAmount + 1, 2000, "", tariff.ErrAmount},
		"a net price that grows too large": {tariff.Net, tariff.MaxAmount, 2000, "", tariff.ErrAmount},
		"a negative rate":                  {tariff.Net, 1, -1, "", tariff.ErrRate},
		"more than 100 %":                  {tariff.Net, 1, 10_001, "", tariff.ErrRate},
		"an unknown regime":                {tariff.Net, 1, 0, "margin", tariff.ErrRegime},
		"a rate for who has none":          {tariff.Net, 1, 2000, tariff.Exempt293B, tariff.ErrRegime},
		"a rate where the buyer pays it":   {tariff.Net, 1, 550, tariff.ReverseCharge, tariff.ErrRegime},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := tariff.Compute(c.typed, c.amount, c.rate, c.regime); !errors.Is(err, c.err) {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, r := range []tariff.Regime{tariff.Exempt293B, tariff.ReverseCharge} {
		if p, err := tariff.Compute(tariff.Net, 12_345, 0, r); err != nil || p.Gross != 12_345 || p.Tax != 0 || p.Regime != r {
			t.Errorf("%s: %+v, %v", r, p, err)
		}
	}
}

// Every cent from 0.50 to 200.00, at every rate, in both directions.
func TestBothDirectionsAgree(t *testing.T) {
	for _, rate := range rates {
		leads := map[int64]int64{} // the price with tax that each one without leads to
		for net := int64(1); net <= 20_000; net++ {
			p := compute(t, tariff.Net, net, rate)
			if twice := 2 * (p.Tax*10_000 - net*int64(rate)); p.Net != net || p.Net+p.Tax != p.Gross || !p.Exact || twice > 10_000 || twice <= -10_000 {
				t.Fatalf("%d at %d: %+v", net, rate, p)
			}
			leads[p.Gross] = net
		}
		for gross := int64(50); gross <= 20_000; gross++ {
			p := compute(t, tariff.Gross, gross, rate)
			if p.Gross != gross || p.Net+p.Tax != gross {
				t.Fatalf("%d at %d: %+v", gross, rate, p)
			}
			net, there := leads[gross]
			if there != p.Exact || (there && p.Net != net) {
				t.Fatalf("%d at %d: %d leads to it, %+v", gross, rate, net, p)
			}
			// Where none does, its neighbours lead to the cents beside it.
			if again := compute(t, tariff.Net, p.Net, rate).Gross - gross; again < -1 || again > 1 {
				t.Fatalf("%d at %d: %+v is off by %d", gross, rate, p, again)
			}
			if there && compute(t, tariff.Net, p.Net, rate).Gross != gross {
				t.Fatalf("%d at %d: typing the other side shows another price", gross, rate)
			}
		}
	}
}

func TestPricesKeepTheirProperties(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(0, 10_000).Draw(t, "rate")
		amount := rapid.Int64Range(0, tariff.MaxAmount/2-1).Draw(t, "amount") // a cent more, doubled by its tax, is still a price
		net, gross := compute(t, tariff.Net, amount, rate), compute(t, tariff.Gross, amount, rate)
		if net.Net != amount || gross.Gross != amount || net.Net+net.Tax != net.Gross || gross.Net+gross.Tax != gross.Gross || gross.Net < 0 || gross.Tax < 0 {
			t.Fatalf("%+v, %+v", net, gross)
		}
		if back := compute(t, tariff.Gross, net.Gross, rate); back.Net != net.Net || !back.Exact {
			t.Fatalf("%+v came back as %+v", net, back)
		}
		if more := compute(t, tariff.Net, amount+1, rate); more.Gross <= net.Gross {
			t.Fatalf("a cent more without tax is not more with it: %+v, %+v", net, more)
		}
		// Whatever the payments, their taxes add up to that of the price.
		left, already, taxes := gross.Gross, int64(0), int64(0)
		for left > 0 {
			part := left
			if taxes == 0 || rapid.Bool().Draw(t, "in part") {
				part = rapid.Int64Range(1, left).Draw(t, "part")
			}
			tax := gross.TaxIn(already, part)
			if tax < 0 || tax > part {
				t.Fatalf("%d of tax in a payment of %d", tax, part)
			}
			already, left, taxes = already+part, left-part, taxes+tax
		}
		if taxes != gross.Tax {
			t.Fatalf("%d of tax in the parts, %d in the price", taxes, gross.Tax)
		}
	})
}

func TestTaxInAPayment(t *testing.T) {
	p := compute(t, tariff.Gross, 120_000, 2000)
	for name, c := range map[string]struct{ already, amount, want int64 }{
		"the whole":              {0, 120_000, 20_000},
		"a third":                {0, 40_000, 6_667},
		"the next third":         {40_000, 40_000, 6_666},
		"the last third":         {80_000, 40_000, 6_667},
		"more than is owed":      {0, 200_000, 20_000},
		"what comes after all":   {120_000, 5_000, 0},
		"nothing":                {0, 0, 0},
		"a negative amount":      {0, -5, 0},
		"a negative amount paid": {-5, 120_000, 20_000},
	} {
		t.Run(name, func(t *testing.T) {
			if got := p.TaxIn(c.already, c.amount); got != c.want {
				t.Errorf("got %d", got)
			}
		})
	}
}

func table(t *testing.T) tariff.Table {
	t.Helper()
	own, err := tariff.ReadTable(strings.NewReader(`kind,name,since,basis_points,fixed,currency,source
debit,sepa,2026-01-01,0,350000,EUR,contract
platform,,2026-01-01,50,0,,conditions
sms,FR,2026-01-01,0,72300,EUR,contract
sms,FR,2027-01-01,0,80000,EUR,contract of 2027
sms,,2026-01-01,0,110000,EUR,contract
card,eea,2028-01-01,140,200000,EUR,contract of 2028
`))
	if err != nil {
		t.Fatal(err)
	}
	published, err := tariff.Published()
	if err != nil {
		t.Fatal(err)
	}
	return append(published, own...)
}

func TestEstimate(t *testing.T) {
	for name, c := range map[string]struct {
		sale    tariff.Sale
		fees    []int64
		net     int64
		missing []tariff.Missing
		latest  string
	}{
		"a European card and a code": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2026-11-22", Method: tariff.CardEEA, SMSParts: map[string]int{"FR": 2}},
			[]int64{1_825, 14}, 118_161, nil, "2026-01-01",
		},
		"any other card, with the platform's fee": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2026-11-22", Method: tariff.CardOther, Platform: true},
			[]int64{3_925, 600}, 115_475, nil, "2026-01-01",
		},
		"a debit": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2026-11-22", Method: tariff.SEPADebit, Platform: true, SMSParts: map[string]int{"BE": 1, "FR": 1}},
			[]int64{35, 600, 11, 7}, 119_347, nil, "2026-01-01",
		},
		"a transfer costs the SMS only": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2027-01-01", Method: tariff.BankTransfer, Platform: true, SMSParts: map[string]int{"FR": 1}},
			[]int64{8}, 119_992, nil, "2027-01-01",
		},
		"the rates of another year": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2028-01-01", Method: tariff.CardEEA}, []int64{1_700}, 118_300, nil, "2028-01-01",
		},
		"a day before any rate": {
			tariff.Sale{Amount: 120_000, Currency: "EUR", Day: "2020-01-01", Method: tariff.CardEEA, SMSParts: map[string]int{"FR": 1}},
			nil, 120_000, []tariff.Missing{{Kind: tariff.Card, Name: "eea"}, {Kind: tariff.SMS, Name: "FR"}}, "",
		},
		"another currency": {
			tariff.Sale{Amount: 120_000, Currency: "CHF", Day: "2026-11-22", Method: tariff.CardEEA, Platform: true},
			[]int64{600}, 119_400, []tariff.Missing{{Kind: tariff.Card, Name: "eea"}}, "2026-01-01",
		},
		"so little that fees exceed it": {
			tariff.Sale{Amount: 20, Currency: "EUR", Day: "2026-11-22", Method: tariff.CardEEA}, []int64{25}, -5, nil, "2023-04-10",
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := table(t).Estimate(c.sale)
			if err != nil {
				t.Fatal(err)
			}
			sum, same := int64(0), len(e.Parts) == len(c.fees) && len(e.Missing) == len(c.missing)
			for i := range min(len(e.Parts), len(c.fees)) {
				same = same && e.Parts[i].Amount == c.fees[i] && e.Parts[i].Row.Source != ""
				sum += e.Parts[i].Amount
			}
			for i := range min(len(e.Missing), len(c.missing)) {
				same = same && e.Missing[i] == c.missing[i]
			}
			if !same || e.Net != c.net || e.Fees != sum || e.Complete() != (c.missing == nil) || e.Latest() != c.latest {
				t.Errorf("got %+v", e)
			}
		})
	}
	for _, bad := range []tariff.Sale{{Amount: -1, Currency: "EUR", Method: tariff.CardEEA}, {Currency: "XXZ", Method: tariff.CardEEA}, {Currency: "EUR", Method: "cheque"}} {
		if _, err := table(t).Estimate(bad); !errors.Is(err, tariff.ErrSale) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestTheTableIsDated(t *testing.T) {
	published, err := tariff.Published()
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, r := range published.VATRates("2026-11-22") {
		got = append(got, r.BasisPoints)
	}
	if len(got) != 3 || got[0] != 2000 || got[1] != 1000 || got[2] != 550 {
		t.Errorf("the rates of tax are %v", got)
	}
	if before := published.VATRates("2013-12-31"); len(before) != 0 {
		t.Errorf("before any is known: %v", before)
	}
	raised := append(published, tariff.Row{Kind: tariff.VAT, Name: "normal", Since: "2030-01-01", BasisPoints: 2100, Source: "a law to come"})
	if rates := raised.VATRates("2030-01-01"); len(rates) != 3 || rates[0].BasisPoints != 2100 {
		t.Errorf("after a change: %v", rates)
	}
	if rates := raised.VATRates("2029-12-31"); len(rates) != 3 || rates[0].BasisPoints != 2000 {
		t.Errorf("before the change: %v", rates)
	}
	own := append(published, tariff.Row{Kind: tariff.Card, Name: "eea", Since: "2023-04-10", BasisPoints: 120, Source: "our contract"})
	if r, ok := own.At(tariff.Card, "eea", "EUR", "2026-11-22"); !ok || r.Source != "our contract" {
		t.Errorf("the later row of one day is not taken: %+v", r)
	}
}

func FuzzReadTable(f *testing.F) {
	head := "kind,name,since,basis_points,fixed,currency,source\n"
	f.Add(head + "sms,FR,2026-01-01,0,72300,EUR,contract\n")
	f.Add(head + "vat,normal,2026-13-01,2000,0,,x\n")
	f.Add(head + "vat,\"normal,2026-01-01,2000,0,,x\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := tariff.ReadTable(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, tariff.ErrTable) {
				t.Errorf("another error: %v", err)
			}
			return
		}
		for _, r := range rows {
			if r.Check() != nil {
				t.Errorf("read %+v", r)
			}
		}
		e, err := rows.Estimate(tariff.Sale{Amount: tariff.MaxAmount, Currency: "EUR", Day: "2026-01-01", Method: tariff.CardEEA, Platform: true, SMSParts: map[string]int{"FR": 1 << 30}})
		if err != nil || e.Fees < 0 || e.Net > tariff.MaxAmount {
			t.Errorf("%+v, %v", e, err)
		}
	})
}
