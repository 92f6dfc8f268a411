package notify_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"quittance/internal/delivery"
	"quittance/internal/notify"
	"quittance/internal/property"
)

const manifest = "3fa9c1d2e7b80154aa00"

func TestThePasscodeMessageNamesWhatIsSigned(t *testing.T) {
	for name, c := range map[string]struct {
		in      notify.Passcode
		want    string
		parts   int
		unicode bool
	}{
		"in French, with a price": {
			in:    notify.Passcode{Language: "fr", Title: "Plans d’exécution, façade forêt & cœur", Price: price, Manifest: manifest, Code: "042137", Until: paidAt},
			want:  `Quittance : votre code 042137 pour signer "Plans d'exécution, facade foret & coeur", 1 450,00 €, empreinte 3fa9c1d2. Valable jusqu'à 14 h 05. Ne le donnez à personne.`,
			parts: 2,
		},
		"in English, without a price": {
			in:    notify.Passcode{Language: "en", Title: "Structural report", Manifest: manifest, Code: "000001", Until: paidAt},
			want:  `Quittance: your code 000001 to sign for "Structural report", fingerprint 3fa9c1d2. Valid until 14:05. Give it to no one.`,
			parts: 1,
		},
		"with the sandbox mark": {
			in:    notify.Passcode{Title: "Rapport", Price: delivery.Money{Amount: 100, Currency: "EUR"}, Manifest: manifest, Code: "123456", Until: paidAt, Sandbox: true},
			want:  `[SANDBOX] Quittance : votre code 123456 pour signer "Rapport", 1,00 €, empreinte 3fa9c1d2. Valable jusqu'à 14 h 05. Ne le donnez à personne.`,
			parts: 1,
		},
		"with a title in another script, which needs UCS-2": {
			in:    notify.Passcode{Language: "en", Title: "Планы фасада", Price: price, Manifest: manifest, Code: "123456", Until: paidAt},
			want:  `Quittance: your code 123456 to sign for "Планы фасада", €1,450.00, fingerprint 3fa9c1d2. Valid until 14:05. Give it to no one.`,
			parts: 2, unicode: true,
		},
		"with a long title in another script and a long amount, which drops the advice": {
			in:    notify.Passcode{Language: "fr", Title: "Планы фасада здания", Price: delivery.Money{Amount: 1000000, Currency: "USD"}, Manifest: manifest, Code: "123456", Until: paidAt, Sandbox: true},
			want:  `[SANDBOX] Quittance : votre code 123456 pour signer "Планы фасада здания", 10 000,00 $US, empreinte 3fa9c1d2. Valable jusqu'à 14 h 05.`,
			parts: 2, unicode: true,
		},
		"with line ends in the title": {
			in:    notify.Passcode{Language: "en", Title: "a\r\nb", Manifest: manifest, Code: "123456", Until: paidAt},
			want:  `Quittance: your code 123456 to sign for "a b", fingerprint 3fa9c1d2. Valid until 14:05. Give it to no one.`,
			parts: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.in.Text()
			if err != nil {
				t.Fatal(err)
			}
			parts, unicode := notify.SMSParts(got)
			if got != c.want || parts != c.parts || unicode != c.unicode {
				t.Errorf("got %q in %d parts (unicode %t)", got, parts, unicode)
			}
		})
	}
}

func TestThePasscodeMessageNeverTakesMoreThanTwoParts(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		p := notify.Passcode{
			Language: rapid.SampledFrom([]string{"fr", "en"}).Draw(t, "language"),
			Title:    rapid.String().Draw(t, "title"),
			Price:    delivery.Money{Amount: rapid.Int64Range(0, 99_999_999_999).Draw(t, "amount"), Currency: rapid.SampledFrom([]string{"EUR", "USD", "CHF", "JPY", "PLN"}).Draw(t, "currency")},
			Manifest: manifest, Code: "123456", Until: paidAt, Sandbox: rapid.Bool().Draw(t, "sandbox"),
		}
		text, err := p.Text()
		if err != nil {
			t.Fatal(err)
		}
		if parts, _ := notify.SMSParts(text); parts > 2 {
			t.Fatalf("%d parts: %q", parts, text)
		}
		if !strings.Contains(text, "123456") || !strings.Contains(text, manifest[:8]) || !utf8.ValidString(text) {
			t.Fatalf("something is missing: %q", text)
		}
	})
}

func TestAMalformedPasscodeIsAnErrorThatDoesNotShowIt(t *testing.T) {
	for name, p := range map[string]notify.Passcode{
		"a code of five digits":      {Manifest: manifest, Code: "98765", Until: paidAt},
		"a hash that is too short":   {Manifest: "3fa9", Code: "987654", Until: paidAt},
		"no validity":                {Manifest: manifest, Code: "987654"},
		"a currency nobody has seen": {Manifest: manifest, Code: "987654", Until: paidAt, Price: delivery.Money{Amount: 1, Currency: "ZZ9"}},
	} {
		if _, err := p.Text(); err == nil || strings.Contains(err.Error(), "9876") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPartsAreCountedAsTheNetworksDo(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		parts   int
		unicode bool
	}{
		"nothing":                    {"", 0, false},
		"160 septets":                {strings.Repeat("a", 160), 1, false},
		"161 septets":                {strings.Repeat("a", 161), 2, false},
		"306 septets":                {strings.Repeat("é", 306), 2, false},
		"307 septets":                {strings.Repeat("é", 307), 3, false},
		"the euro sign counts twice": {strings.Repeat("€", 81), 2, false},
		"70 units of UCS-2":          {strings.Repeat("ê", 70), 1, true},
		"71 units of UCS-2":          {strings.Repeat("ê", 71), 2, true},
		"a character beyond the basic plane is two": {strings.Repeat("😀", 36), 2, true},
	} {
		if parts, unicode := notify.SMSParts(c.text); parts != c.parts || unicode != c.unicode {
			t.Errorf("%s: %d parts, unicode %t", name, parts, unicode)
		}
	}
}
