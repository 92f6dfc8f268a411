package transfer_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"quittance/internal/transfer"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"FR76 3000 6000 0112 3456 7890 189", "IBAN:", "RF18 5390 0754 7034", "BPOTBEB1", "", "é", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if i, err := transfer.ParseIBAN(text); err == nil {
			if again, err := transfer.ParseIBAN(i.Grouped()); err != nil || again != i {
				t.Errorf("%q shown is read as %q: %v", i, again, err)
			}
			// One character more or less, or two exchanged, is never taken for another account of the same country.
			if _, err := transfer.ParseIBAN(string(i) + "0"); err == nil {
				t.Errorf("%q is accepted with a digit more", i)
			}
		}
		if r, err := transfer.ParseReference(text); err == nil {
			if again, err := transfer.ParseReference(r.Grouped()); err != nil || again != r {
				t.Errorf("%q shown is read as %q: %v", r, again, err)
			}
		}
		if r, err := transfer.MakeReference(text); err == nil {
			if _, err := transfer.ParseReference(string(r)); err != nil {
				t.Errorf("%q is made of %q and not read: %v", r, text, err)
			}
		}
		if b, err := transfer.ParseBIC(text); err == nil && len(b.Country()) != 2 {
			t.Errorf("%q has no country", b)
		}
	})
}

func FuzzPayload(f *testing.F) {
	f.Add("Atelier Nord", "", int64(125_000))
	f.Add("Red Cross\nEUR1", "Urgency fund", int64(1))
	f.Fuzz(func(t *testing.T, name, text string, amount int64) {
		c := transfer.Credit{Name: name, Text: text, IBAN: "FR7630006000011234567890189", Amount: amount}
		got, err := c.Payload()
		if err != nil {
			return
		}
		lines := strings.Split(got, "\n")
		if len(got) > 331 || !utf8.ValidString(got) || len(lines) < 8 || len(lines) > 11 || lines[6] != string(c.IBAN) {
			t.Errorf("%q", got)
		}
	})
}
