package input_test

import (
	"testing"

	"quittance/internal/input"
)

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	cases := map[string]struct {
		text, currency string
		want           int64
		refused        string
	}{
		"French, with a narrow space":          {"1\u202f250,00", "EUR", 125_000, ""},
		"French, with a no-break space":        {"12\u00a0345\u00a0678,9", "EUR", 1_234_567_890, ""},
		"a plain number":                       {"1250", "EUR", 125_000, ""},
		"English, one decimal":                 {"1250.5", "EUR", 125_050, ""},
		"with the sign after":                  {"1 250 €", "EUR", 125_000, ""},
		"with the sign before":                 {"€1250.00", "EUR", 125_000, ""},
		"with the code":                        {"1250 EUR", "EUR", 125_000, ""},
		"spaces around":                        {"  7,5 ", "EUR", 750, ""},
		"zeros in front":                       {"007", "EUR", 700, ""},
		"nothing":                              {"0,00", "EUR", 0, ""},
		"negative":                             {"-3", "EUR", -300, ""},
		"a currency without decimals":          {"1 250", "JPY", 1250, ""},
		"a currency of three decimals":         {"1,234", "KWD", 1234, ""},
		"the largest that is read":             {"9999999999999,99", "EUR", 999_999_999_999_999, ""},
		"larger":                               {"10000000000000,00", "EUR", 0, "too_large"},
		"three decimals":                       {"12,505", "EUR", 0, "not_an_amount"},
		"a point between thousands":            {"1.250", "EUR", 0, "not_an_amount"},
		"a point and a comma":                  {"1.250,00", "EUR", 0, "not_an_amount"},
		"a comma and a point":                  {"1,250.00", "EUR", 0, "not_an_amount"},
		"groups that are not of three":         {"12 50", "EUR", 0, "not_an_amount"},
		"a first group that is too long":       {"1250 000", "EUR", 0, "not_an_amount"},
		"two spaces":                           {"1  250", "EUR", 0, "not_an_amount"},
		"a comma and nothing after it":         {"12,", "EUR", 0, "not_an_amount"},
		"nothing before the comma":             {",50", "EUR", 0, "not_an_amount"},
		"words":                                {"mille", "EUR", 0, "not_an_amount"},
		"hexadecimal":                          {"0x10", "EUR", 0, "not_an_amount"},
		"an exponent":                          {"1e3", "EUR", 0, "not_an_amount"},
		"two signs":                            {"--5", "EUR", 0, "not_an_amount"},
		"digits of another script":             {"١٢", "EUR", 0, "not_an_amount"},
		"another currency's sign":              {"$12", "EUR", 0, "not_an_amount"},
		"a currency nobody knows":              {"12", "XYZ", 0, "not_an_amount"},
		"only a sign":                          {"€", "EUR", 0, "not_an_amount"},
		"decimals where the currency has none": {"12,5", "JPY", 0, "not_an_amount"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, refused := input.ParseAmount(c.text, c.currency)
			if got != c.want || refused != c.refused {
				t.Fatalf("got %d %q, want %d %q", got, refused, c.want, c.refused)
			}
		})
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1 250,00", "0", "-3,5", "€", "9999999999999,99", "1\u202f250", "\xff", "1,2,3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, refused := input.ParseAmount(text, "EUR")
		if refused != "" || amount < 0 {
			return
		}
		for _, separator := range []string{",", "."} {
			again, refused := input.ParseAmount(input.FormatAmount(amount, "EUR", separator), "EUR")
			if refused != "" || again != amount {
				t.Fatalf("%q is %d, written and read again %d", text, amount, again)
			}
		}
	})
}
