package frontend_test

import (
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/internal/timezone"
)

func TestAmountsAreWrittenAsTheReaderWritesThem(t *testing.T) {
	for name, c := range map[string]struct {
		money  frontend.Money
		fr, en string
	}{
		"a thousand euros": {frontend.Money{Amount: 125_000, Currency: "EUR"}, "1\u202f250,00\u00a0€", "€1,250.00"},
		"one cent":         {frontend.Money{Amount: 1, Currency: "EUR"}, "0,01\u00a0€", "€0.01"},
		"no decimals":      {frontend.Money{Amount: 1500, Currency: "JPY"}, "1\u202f500\u00a0¥", "JP¥1,500"},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[frontend.Lang]string{frontend.French: c.fr, frontend.English: c.en} {
				got, err := frontend.FormatMoney(lang, c.money)
				if err != nil || got != want {
					t.Errorf("%s: %q, %v; want %q", lang, got, err, want)
				}
			}
		})
	}
	if _, err := frontend.FormatMoney(frontend.French, frontend.Money{Amount: 1, Currency: "EURO"}); err == nil {
		t.Error("an unknown currency is accepted")
	}
}

func TestSizesAreRoundedAsFileManagersDo(t *testing.T) {
	for name, c := range map[string]struct {
		bytes  int64
		fr, en string
	}{
		"nothing":               {0, "0\u00a0o", "0\u00a0B"},
		"one":                   {1, "1\u00a0o", "1\u00a0B"},
		"just under a kilobyte": {999, "999\u00a0o", "999\u00a0B"},
		"kilobytes":             {812_400, "812\u00a0ko", "812\u00a0kB"},
		"nearly a megabyte":     {999_700, "1\u00a0Mo", "1\u00a0MB"},
		"gigabytes":             {3_104_000_000, "3,1\u00a0Go", "3.1\u00a0GB"},
		"a round number":        {10_000_000_000, "10\u00a0Go", "10\u00a0GB"},
		"more than terabytes":   {5_000_000_000_000_000, "5000\u00a0To", "5000\u00a0TB"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := frontend.FormatBytes(frontend.French, c.bytes); got != c.fr {
				t.Errorf("French: %q, want %q", got, c.fr)
			}
			if got := frontend.FormatBytes(frontend.English, c.bytes); got != c.en {
				t.Errorf("English: %q, want %q", got, c.en)
			}
		})
	}
}

func TestInstantsCarryTheirOffset(t *testing.T) {
	at := time.Date(2026, time.December, 12, 14, 5, 0, 0, time.FixedZone("", 3600))
	first := time.Date(2026, time.May, 1, 9, 0, 0, 0, time.FixedZone("", -(3*3600+1800)))
	for name, c := range map[string]struct {
		at     time.Time
		fr, en string
	}{
		"winter in Paris":               {at, "12\u00a0décembre\u00a02026 à\u00a014\u00a0h\u00a005 (UTC+1)", "12\u00a0December\u00a02026 at\u00a014:05 (UTC+1)"},
		"the first, west, half an hour": {first, "1er\u00a0mai\u00a02026 à\u00a09\u00a0h\u00a000 (UTC−3:30)", "1\u00a0May\u00a02026 at\u00a009:00 (UTC−3:30)"},
		"universal time":                {at.UTC(), "12\u00a0décembre\u00a02026 à\u00a013\u00a0h\u00a005 (UTC)", "12\u00a0December\u00a02026 at\u00a013:05 (UTC)"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := frontend.FormatInstant(frontend.French, c.at); got != c.fr {
				t.Errorf("French: %q, want %q", got, c.fr)
			}
			if got := frontend.FormatInstant(frontend.English, c.at); got != c.en {
				t.Errorf("English: %q, want %q", got, c.en)
			}
		})
	}
}

func TestATimeForAClientNamesItsZone(t *testing.T) {
	at := time.Date(2026, time.December, 12, 13, 5, 0, 0, time.UTC).In(timezone.Of("Europe/Paris"))
	for lang, want := range map[frontend.Lang]string{
		frontend.French: "12\u00a0décembre\u00a02026 à\u00a014\u00a0h\u00a005 (heure de Paris)", frontend.English: "12\u00a0December\u00a02026 at\u00a014:05 (Paris time)",
	} {
		if got := frontend.FormatLocal(lang, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRatesNumbersAndWaits(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"a half rate in French":     {frontend.FormatVAT(frontend.French, 550), "5,5\u202f%"},
		"a half rate in English":    {frontend.FormatVAT(frontend.English, 550), "5.5%"},
		"a whole rate":              {frontend.FormatVAT(frontend.French, 2000), "20\u202f%"},
		"a number dialled":          {frontend.Dialled("+33 (0)1 42\u00a000.10-20"), "+33142001020"},
		"a national number":         {frontend.Dialled("01 42 00 10 20"), "0142001020"},
		"a French number":           {frontend.FormatPhone(frontend.English, "+33612345678"), "+33\u00a06\u00a012\u00a034\u00a056\u00a078"},
		"a French number in French": {frontend.FormatPhone(frontend.French, "+33612345678"), "06\u00a012\u00a034\u00a056\u00a078"},
		"a masked number":           {frontend.FormatPhone(frontend.French, "+33 • •• •• •• 42"), "0•\u00a0••\u00a0••\u00a0••\u00a042"},
		"a number from elsewhere":   {frontend.FormatPhone(frontend.French, "+442071838750"), "+442071838750"},
		"less than a minute":        {frontend.FormatDuration(frontend.French, 45*time.Second), "45\u00a0secondes"},
		"a second":                  {frontend.FormatDuration(frontend.English, time.Second), "1\u00a0second"},
		"minutes are rounded up":    {frontend.FormatDuration(frontend.French, 150*time.Second), "3\u00a0minutes"},
		"hours":                     {frontend.FormatDuration(frontend.English, 5*time.Hour), "5\u00a0hours"},
		"days":                      {frontend.FormatDuration(frontend.French, 72*time.Hour), "3\u00a0jours"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%q, want %q", c.got, c.want)
			}
		})
	}
}

func TestTheLanguageOfAReader(t *testing.T) {
	for name, c := range map[string]struct {
		header string
		want   frontend.Lang
	}{
		"nothing said":         {"", frontend.French},
		"a Briton":             {"en-GB,en;q=0.9,fr;q=0.5", frontend.English},
		"a Belgian":            {"fr-BE,nl;q=0.8", frontend.French},
		"a language we lack":   {"ja", frontend.French},
		"prefers French to it": {"ja,fr;q=0.3,en;q=0.2", frontend.French},
		"not a header":         {";;;q=?", frontend.French},
	} {
		t.Run(name, func(t *testing.T) {
			if got := frontend.MatchLang(c.header); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestTheTimeOfParisIsNamedToTheSecond(t *testing.T) {
	at := time.Date(2026, 11, 1, 9, 5, 3, 0, time.UTC)
	for lang, want := range map[frontend.Lang]string{
		frontend.French:  "1er novembre 2026 à 9 h 05 min 03 s, heure de Paris",
		frontend.English: "1 November 2026 at 09:05:03, Paris time",
	} {
		if got := strings.ReplaceAll(frontend.FormatParisTime(lang, at), "\u00a0", " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDaysNearbyAreSaidAsPeopleSayThem(t *testing.T) {
	zone := time.FixedZone("", 3600)
	now := time.Date(2026, time.March, 1, 0, 30, 0, 0, zone)
	for name, c := range map[string]struct {
		at     time.Time
		fr, en string
	}{
		"today":        {now.Add(-20 * time.Minute), "aujourd’hui", "today"},
		"yesterday":    {now.Add(-40 * time.Minute), "hier", "yesterday"},
		"this year":    {time.Date(2026, time.February, 3, 9, 0, 0, 0, zone), "le\u00a03\u00a0févr.", "on\u00a03\u00a0Feb"},
		"a first":      {time.Date(2026, time.January, 1, 9, 0, 0, 0, zone), "le\u00a01er\u00a0janv.", "on\u00a01\u00a0Jan"},
		"another year": {time.Date(2025, time.August, 31, 9, 0, 0, 0, zone), "le\u00a031\u00a0août\u00a02025", "on\u00a031\u00a0Aug\u00a02025"},
		"to come":      {time.Date(2026, time.May, 4, 9, 0, 0, 0, zone), "le\u00a04\u00a0mai", "on\u00a04\u00a0May"},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[frontend.Lang]string{frontend.French: c.fr, frontend.English: c.en} {
				if got := frontend.FormatNear(lang, c.at, now); got != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
			}
		})
	}
}
