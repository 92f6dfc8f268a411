package transfer_test

import (
	"errors"
	"strings"
	"testing"

	"quittance/internal/transfer"
)

func TestParseIBAN(t *testing.T) {
	// Examples of SWIFT's IBAN registry, one for each shape that matters here, and what people make of them.
	for name, c := range map[string]struct {
		text string
		want transfer.IBAN
		err  error
	}{
		"the French example":                      {"FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", nil},
		"a French bank's example":                 {"FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189", nil},
		"the German example":                      {"DE89370400440532013000", "DE89370400440532013000", nil},
		"the British example":                     {"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", nil},
		"the Norwegian example is the shortest":   {"NO93 8601 1117 947", "NO9386011117947", nil},
		"the Maltese example is long":             {"MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S", nil},
		"the Saint Lucian example is the longest": {"LC55HEMM000100010012001200023015", "LC55HEMM000100010012001200023015", nil},
		"the Belgian example":                     {"BE68 5390 0754 7034", "BE68539007547034", nil},
		"the Swiss example":                       {"CH93 0076 2011 6238 5295 7", "CH9300762011623852957", nil},
		"the Monegasque example":                  {"MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030", nil},
		"small letters":                           {"fr1420041010050500013m02606", "FR1420041010050500013M02606", nil},
		"no-break spaces and hyphens":             {"FR14\u00a02004\u202f1010-0505-0001-3M02-606", "FR1420041010050500013M02606", nil},
		"the word before it":                      {"IBAN : FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", nil},
		"the word alone":                          {"IBAN", "", transfer.ErrIBANShape},
		"nothing":                                 {"", "", transfer.ErrIBANShape},
		"one digit wrong":                         {"FR14 2004 1010 0505 0001 3M02 607", "", transfer.ErrIBANCheck},
		"two digits exchanged":                    {"FR14 2004 1010 0505 0010 3M02 606", "", transfer.ErrIBANCheck},
		"one digit short":                         {"FR14 2004 1010 0505 0001 3M02 60", "", transfer.ErrIBANLength},
		"a country without IBAN":                  {"US64SVBKUS6S3300958879", "", transfer.ErrIBANCountry},
		"a French RIB":                            {"20041 01005 0500013M026 06", "", transfer.ErrIBANShape},
		"letters of another alphabet":             {"FR14 2004 1010 0505 0001 3М02 606", "", transfer.ErrIBANShape},
		"check digits that are never given":       {"BE01539007547046", "", transfer.ErrIBANCheck},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := transfer.ParseIBAN(c.text)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestIBANIsShown(t *testing.T) {
	i, err := transfer.ParseIBAN("FR7630006000011234567890189")
	if err != nil {
		t.Fatal(err)
	}
	if got := i.Grouped(); got != "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189" {
		t.Errorf("grouped as %q", got)
	}
	if i.Country() != "FR" || !i.SEPA() || i.NeedsBIC() {
		t.Error("a French account is in the area and needs no BIC")
	}
	swiss := transfer.IBAN("CH9300762011623852957")
	if !swiss.SEPA() || !swiss.NeedsBIC() {
		t.Error("a Swiss account is in the area and needs its BIC")
	}
	none := transfer.IBAN("")
	if none.SEPA() || none.Grouped() != "" || none.Country() != "" {
		t.Error("no account is shown as something")
	}
}

func TestParseBIC(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want transfer.BIC
	}{
		"a bank":                 {"BPOTBEB1", "BPOTBEB1"},
		"a branch, with spaces":  {"agri fr pp 867", "AGRIFRPP867"},
		"too short":              {"BPOTBEB", ""},
		"ten characters":         {"AGRIFRPP86", ""},
		"a digit in the country": {"BPOTB3B1", ""},
		"an IBAN":                {"BE68539007547034", ""},
		"nothing":                {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := transfer.ParseBIC(c.text)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if got := transfer.BIC("AGRIFRPP867").Country(); got != "FR" {
		t.Errorf("the country is %q", got)
	}
}

func TestParseReference(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want transfer.Reference
	}{
		"the example of the EPC":             {"RF18 5390 0754 7034", "RF18539007547034"},
		"the same, padded":                   {"RF18 0000 0000 0539 0075 4703 4", "RF18000000000539007547034"},
		"with letters":                       {"RF45G72UUR", "RF45G72UUR"},
		"the longest, in small letters":      {"rf08 abcd efgh jkmn pqrs tvwx y", "RF08ABCDEFGHJKMNPQRSTVWXY"},
		"two characters":                     {"RF51C4", "RF51C4"},
		"a digit wrong":                      {"RF18 5390 0754 7035", ""},
		"two digits exchanged":               {"RF18 5390 0754 7304", ""},
		"check digits that are never given":  {"RF00 5390 0754 7034", ""},
		"no body":                            {"RF18", ""},
		"twenty-two characters after the 18": {"RF180000000000539007547034", ""},
		"an IBAN":                            {"BE68539007547034", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := transfer.ParseReference(c.text)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestMakeReference(t *testing.T) {
	got, err := transfer.MakeReference("01kaq0000000abcdefghjkmnpq")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 16 || !strings.HasSuffix(string(got), "EFGHJKMNPQ") {
		t.Errorf("made %q", got)
	}
	if back, err := transfer.ParseReference(got.Grouped()); err != nil || back != got {
		t.Errorf("read back as %q: %v", back, err)
	}
	if other, err := transfer.MakeReference("00000000539007547034"); err != nil || other != "RF18539007547034" {
		t.Errorf("the example of the EPC is made as %q: %v", other, err)
	}
	for _, bad := range []string{"", "short", "with_underscore_in_it"} {
		if _, err := transfer.MakeReference(bad); !errors.Is(err, transfer.ErrReference) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestPayload(t *testing.T) {
	redCross := transfer.Credit{Name: "Red Cross of Belgium", IBAN: "BE72000000001616", BIC: "BPOTBEB1", Amount: 100}
	with := func(change func(*transfer.Credit)) transfer.Credit {
		c := redCross
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		credit transfer.Credit
		want   string
		err    error
	}{
		"the Red Cross of the guidelines": {
			with(func(c *transfer.Credit) { c.Text = "Urgency fund" }),
			"BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund", nil,
		},
		"a reference and no BIC": {
			with(func(c *transfer.Credit) { c.BIC, c.Reference, c.Amount = "", "RF18539007547034", 125_050 }),
			"BCD\n002\n1\nSCT\n\nRed Cross of Belgium\nBE72000000001616\nEUR1250.50\n\nRF18539007547034", nil,
		},
		"neither reference nor text": {redCross, "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00", nil},
		"a name with a line break cannot add a line": {
			with(func(c *transfer.Credit) { c.Name = "Atelier\nEUR9999.00\r\u2028Œuvre" }),
			"BCD\n002\n1\nSCT\nBPOTBEB1\nAtelier EUR9999.00 Œuvre\nBE72000000001616\nEUR1.00", nil,
		},
		"no name":                     {with(func(c *transfer.Credit) { c.Name = " \n" }), "", transfer.ErrName},
		"no amount":                   {with(func(c *transfer.Credit) { c.Amount = 0 }), "", transfer.ErrAmount},
		"too much":                    {with(func(c *transfer.Credit) { c.Amount = 100_000_000_000 }), "", transfer.ErrAmount},
		"a reference and a text":      {with(func(c *transfer.Credit) { c.Text, c.Reference = "x", "RF51C4" }), "", transfer.ErrTwoReferences},
		"a Brazilian account":         {with(func(c *transfer.Credit) { c.IBAN = "BR1800360305000010009795493C1" }), "", transfer.ErrNotSEPA},
		"a Swiss account without BIC": {with(func(c *transfer.Credit) { c.IBAN, c.BIC = "CH9300762011623852957", "" }), "", transfer.ErrBICNeeded},
		"no account":                  {with(func(c *transfer.Credit) { c.IBAN = "" }), "", transfer.ErrNotSEPA},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.credit.Payload()
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestPayloadNeverOutgrowsTheCode(t *testing.T) {
	c := transfer.Credit{
		Name: strings.Repeat("𝒜", 100), Text: strings.Repeat("é", 200), IBAN: "MT84MALT011000012345MTLCAST001S", BIC: "MALTMTMTXXX", Amount: 99_999_999_999,
	}
	got, err := c.Payload()
	if err != nil || len(got) > 331 || strings.Count(got, "\n") != 10 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
