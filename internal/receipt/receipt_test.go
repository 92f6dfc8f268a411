package receipt_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/pades"
	"quittance/internal/receipt"
	"quittance/internal/tariff"
)

// golden are the SHA-256 of what is drawn: the instructions of the page and the font programs, unpacked, so that a new
// version of Go's compressor changes nothing here. After a change that was meant, look at the pages, then put the new ones.
var golden = map[string]string{
	"simple":          "87f39a9b0ead68e768a62f2f2b696bd313afbf5c2934b7203c2e90c69944ee4f",
	"deposit":         "3a1411239353fe96007fb2359b3268945cc706e7ab905cf4a52436b0d4049a84",
	"nearly":          "0bdd51e5f0b5237e7db890bf0a4207a323f93746881c835ec7b8e2551ffdb2b0",
	"public":          "2b877ac0b6183c3a6a39382268d4a9a53dcdd8aa0148322bc88ea108c1263ed7",
	"exempt":          "6f32b2bb54f0d409e56725cda83bf33390f154c86161119c6c5b2323c1c56aec",
	"refund":          "7c34914742493693ba6bac7f9b6102fb6c2afbb378024561692c5849ed39b3f5",
	"longest":         "d14bdae2238c206caf62e1d729d3601bf94a787f11763486cf555c19108caa5c",
	"longest payment": "4d5edd84cdd41af760eef0c3fd6a47764be15e479a48466592877c064c6f39ba",
}

func TestPapersAreDrawnAsTheyWereLookedAt(t *testing.T) {
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) {
			out := compose(t, sample())
			if !bytes.Equal(out, compose(t, sample())) {
				t.Error("the same note gives two files")
			}
			content, err := pades.ReadContent(out)
			if err != nil {
				t.Fatal(err)
			}
			h := sha256.New()
			for _, p := range content.Pages {
				h.Write(p.Stream)
			}
			for _, f := range content.Fonts {
				h.Write(f.SHA256[:])
			}
			if got := hex.EncodeToString(h.Sum(nil)); len(content.Pages) != 1 || got != golden[name] {
				t.Errorf("%d pages, drawn as %s", len(content.Pages), got)
			}
		})
	}
}

// judge runs a foreign reader over a file.
func judge(t *testing.T, data []byte, program string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "receipt.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for i := range args {
		args[i] = strings.Replace(args[i], "FILE", file, 1)
	}
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func TestForeignReadersFindTheWords(t *testing.T) {
	for name, c := range map[string]struct{ says, never []string }{
		"simple": {
			[]string{
				"Reçu de paiement", "Atelier Lœuvre & Associés", "SIREN 732 829 320", "TVA FR44732829320", "R-7M3K-Q2XW-9ZPA-4T1B",
				"Société Beauséjour a réglé 1 250,00 € à Atelier Lœuvre & Associés, le 12 novembre 2026.", "12 novembre 2026 à 14 h 05 (UTC+1)", "carte bancaire •••• 4242",
				"Hors taxe", "1 041,67 €", "TVA 20 %", "208,33 €", "Rien ne reste dû", "Ce n’est pas une facture", "Villa Beauséjour — dossier de permis de construire", "2026-117",
			},
			[]string{"SANDBOX", "déclaré", "Reste dû", "U+"},
		},
		"deposit": {
			[]string{"11 000,00 €", "1er décembre 2026", "virement", "TVA 5,5 %", "Déjà réglé auparavant", "2 750,00 €", "Il reste 13 750,00 € à régler.", "Reste dû", "13 750,00 €", "aucun prestataire de paiement ne l’a confirmé", "RF18 5390 0754 7034"},
			[]string{"SANDBOX", "Rien ne reste dû", " 0 h 00", "Trop peu"},
		},
		"nearly": {
			[]string{"Il reste 0,20 € à régler.", "Reste dû", "0,20 €", "Trop peu pour un paiement en ligne", "par virement ou comme convenu avec Atelier Lœuvre & Associés, qui peut y renoncer"},
			[]string{"Rien ne reste dû", "Déjà réglé"},
		},
		"exempt": {
			[]string{"Payment receipt", "Mary O’Connor paid €1,250.00 to Jeanne Martin EI on 12 November 2026.", "SEPA direct debit •••• 0189", "TVA non applicable, art. 293 B du CGI", "SANDBOX", "no money has moved", "It is not an invoice"},
			[]string{"Hors taxe", "Without tax", "20%"},
		},
		"refund": {
			[]string{"Note de remboursement", "a remboursé 250,00 € à Société Beauséjour", "Remboursé le", "1er décembre 2026 à 9 h 30 (UTC+1)", "R-7M3K-Q2XW-9ZPA-4T1B", "Paiement d’origine", "Remboursé en tout", "350,00 €", "Non remboursé", "900,00 €", "Ce n’est pas un avoir"},
			[]string{"SANDBOX", "Reçu de paiement", "Reste dû"},
		},
		"longest payment": {[]string{"…", "aucun prestataire"}, []string{"\u202e"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := compose(t, samples[name]())
			judge(t, out, "qpdf", "--check", "FILE")
			text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(judge(t, out, "pdftotext", "-layout", "FILE", "-"))
			text = regexp.MustCompile(` +`).ReplaceAllString(strings.ReplaceAll(text, "\n", " "), " ")
			for _, s := range c.says {
				if !strings.Contains(text, s) {
					t.Errorf("%q is not said in\n%s", s, text)
				}
			}
			for _, s := range c.never {
				if strings.Contains(text, s) {
					t.Errorf("%q is said in\n%s", s, text)
				}
			}
		})
	}
}

var word = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>`)

// Whatever people are called, nothing runs into the foot or out of the page.
func TestTheLongestTextsFit(t *testing.T) {
	for _, name := range []string{"longest", "longest payment"} {
		n := samples[name]()
		n.Payer.Name = strings.Repeat("محمد ", 60)
		n.Payer.Company = strings.Repeat("株式会社", 60)
		n.Sandbox = false // the mark across the page is not a text to fit
		footers := map[string]bool{}
		for _, m := range word.FindAllStringSubmatch(judge(t, compose(t, n), "pdftotext", "-bbox", "FILE", "-"), -1) {
			var at [5]float64
			for i := 1; i < 5; i++ {
				at[i], _ = strconv.ParseFloat(m[i], 64)
			}
			const foot = 841.89 - 54
			if at[1] < 63 || at[3] > 595.28-63 || (at[2] < foot && at[4] > foot) || at[4] > 820 {
				t.Errorf("%s: %q stands at %v", name, m[5], m[1:5])
			}
			if at[2] >= foot {
				footers[m[2]] = true
			}
		}
		if len(footers) != 1 {
			t.Errorf("%s: the foot has %d lines", name, len(footers))
		}
	}
}

func TestComposeRefuses(t *testing.T) {
	for name, change := range map[string]func(*receipt.Note){
		"no kind":                          func(n *receipt.Note) { n.Kind = "" },
		"no number":                        func(n *receipt.Note) { n.Number = " " },
		"no date of issue":                 func(n *receipt.Note) { n.IssuedAt = time.Time{} },
		"no date of payment":               func(n *receipt.Note) { n.At = time.Time{} },
		"no time zone":                     func(n *receipt.Note) { n.Zone = nil },
		"no seller":                        func(n *receipt.Note) { n.Sender.Name = "" },
		"no payer":                         func(n *receipt.Note) { n.Payer = receipt.Payer{Email: "x@example.org", Company: "\n"} },
		"no title":                         func(n *receipt.Note) { n.Title = "" },
		"no currency":                      func(n *receipt.Note) { n.Currency = "" },
		"nothing paid":                     func(n *receipt.Note) { n.Amount = 0 },
		"more tax than was paid":           func(n *receipt.Note) { n.Tax = n.Amount + 1 },
		"tax of who has none":              func(n *receipt.Note) { n.Regime = tariff.Exempt293B },
		"an unknown regime":                func(n *receipt.Note) { n.Regime, n.Tax = "margin", 0 },
		"a negative sum before":            func(n *receipt.Note) { n.Before = -1 },
		"more refunded than was paid":      func(n *receipt.Note) { n.Kind, n.Before = receipt.Refund, 1 },
		"a rate that no tax goes up to":    func(n *receipt.Note) { n.Rate = 10_001 },
		"an amount beyond what is handled": func(n *receipt.Note) { n.Amount = tariff.MaxAmount + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			n := simple()
			change(&n)
			if out, err := receipt.Compose(n); !errors.Is(err, receipt.ErrIncomplete) || out != nil {
				t.Errorf("%d bytes, %v", len(out), err)
			}
		})
	}
}

func TestOtherAmountsAndZones(t *testing.T) {
	kolkata := time.FixedZone("", 5*3600+1800)
	for name, c := range map[string]struct {
		change func(*receipt.Note)
		says   string
	}{
		"a surplus":                   {func(n *receipt.Note) { n.Before = 5_000 }, "Reçu en trop, à rendre 50,00 €"},
		"money that settles nothing":  {func(n *receipt.Note) { n.Whole, n.Rate, n.Tax = 0, 0, 0 }, "Reçu en trop, à rendre 1 250,00 €"},
		"given back by hand":          {func(n *receipt.Note) { n.Kind, n.Recorded = receipt.Refund, true }, "Remboursement déclaré par Atelier Lœuvre & Associés : aucun prestataire"},
		"the rest of an invoice":      {func(n *receipt.Note) { n.Rate, n.Tax, n.Invoice = 0, 0, "F-7" }, "Montant reçu 1 250,00 € Reste à payer, TVA détaillée sur la facture F-7"},
		"a part of that, given back":  {func(n *receipt.Note) { n.Kind, n.Rate, n.Tax, n.Invoice = receipt.Refund, 0, 0, "F-7" }, "Montant remboursé 1 250,00 € Pris sur le reste à payer, TVA détaillée sur la facture F-7 Paiement d’origine"},
		"a surplus, given back":       {func(n *receipt.Note) { n.Kind, n.Rate, n.Tax, n.Surplus = receipt.Refund, 0, 0, true }, "Montant remboursé 1 250,00 € Paiement d’origine"},
		"a currency without decimals": {func(n *receipt.Note) { n.Currency = "JPY" }, "125 000 JPY"},
		"less than a unit":            {func(n *receipt.Note) { n.Amount, n.Tax, n.Whole = 5, 1, 5 }, "0,05 €"},
		"half an hour of offset":      {func(n *receipt.Note) { n.Zone = kolkata }, "18 h 35 (UTC+5:30)"},
		"west of Greenwich":           {func(n *receipt.Note) { n.Zone = time.FixedZone("", -4*3600) }, "9 h 05 (UTC−4)"},
		"without tax":                 {func(n *receipt.Note) { n.Rate, n.Tax = 0, 0 }, "Sans TVA"},
		"reverse charge":              {func(n *receipt.Note) { n.Rate, n.Tax, n.Regime = 0, 0, tariff.ReverseCharge }, "Autoliquidation"},
		"exempt":                      {func(n *receipt.Note) { n.Rate, n.Tax, n.Regime = 0, 0, tariff.Exempt293B }, "TVA non applicable, art. 293 B du CGI"},
		"letters from right to left":  {func(n *receipt.Note) { n.Payer.Company = "לוי Cie" }, "Réglé par [U+05DC][U+05D5][U+05D9] Cie"},
		"letters of other alphabets":  {func(n *receipt.Note) { n.Payer.Company = "Ελλάς 日\u202e" }, "Ελλάς [U+65E5][U+202E]"},
	} {
		t.Run(name, func(t *testing.T) {
			n := simple()
			c.change(&n)
			text := judge(t, compose(t, n), "pdftotext", "-layout", "FILE", "-")
			text = strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)), " ")
			if !strings.Contains(text, c.says) {
				t.Errorf("%q is not said in\n%s", c.says, text)
			}
		})
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("Atelier", "2 place Sathonay\n69001 Lyon", "Villa", "card", int64(125_000))
	f.Add("\xff\u202e", strings.Repeat("x", 500), "\n\n\t", "", int64(1))
	f.Fuzz(func(t *testing.T, name, address, title, method string, amount int64) {
		n := simple()
		n.Sender.Name, n.Sender.Address, n.Title, n.Method, n.Amount, n.Tax = name, address, title, method, amount, 0
		if _, err := receipt.Compose(n); err != nil && !errors.Is(err, receipt.ErrIncomplete) {
			t.Error(err)
		}
	})
}
