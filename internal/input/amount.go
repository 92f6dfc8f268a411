package input

import (
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// What is wrong with an amount, as the codes of a field.
const (
	notAnAmount  = "not_an_amount"
	amountTooBig = "too_large"
)

// maxDigits keeps what is parsed within 63 bits, far above what anything costs.
const maxDigits = 15

// ParseAmount reads an amount as people write it ("1 250,00", "1250.5", "1 250 €") into minor units of the currency, or
// says what is wrong with it as the code of a field.
// Groups of thousands are separated by spaces and complete; decimals, after a comma or a point, are at most as many as
// the currency has. Zero and negative amounts are amounts: whether they are accepted is not decided here.
func ParseAmount(text, code string) (amount int64, wrong string) {
	decimals, ok := currency.GetDigits(code)
	if !ok {
		return 0, notAnAmount
	}
	s := strings.Map(func(r rune) rune {
		switch r {
		case '\u00a0', '\u202f', '\u2009': // the spaces of French typography
			return ' '
		case '\u2212': // the minus sign of word processors
			return '-'
		}
		return r
	}, strings.TrimSpace(text))
	s = strings.TrimSpace(withoutCurrency(s, code))
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction, hasFraction := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	whole, ok = joinGroups(strings.TrimSpace(whole))
	if !ok || (hasFraction && !isDigits(fraction)) || len(fraction) > int(decimals) {
		return 0, notAnAmount
	}
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", int(decimals)-len(fraction)), "0")
	if len(digits) > maxDigits {
		return 0, amountTooBig
	}
	amount, err := strconv.ParseInt("0"+digits, 10, 64)
	if err != nil {
		return 0, notAnAmount
	}
	if negative {
		amount = -amount
	}
	return amount, ""
}

// withoutCurrency removes the currency's code, or the euro sign, before or after the number.
func withoutCurrency(s, code string) string {
	marks := []string{code}
	if code == "EUR" {
		marks = append(marks, "€")
	}
	for _, mark := range marks {
		if rest, ok := strings.CutSuffix(s, mark); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return rest
		}
	}
	return s
}

// joinGroups removes the spaces between thousands: one to three digits, then groups of exactly three.
func joinGroups(s string) (string, bool) {
	groups := strings.Split(s, " ")
	for i, g := range groups {
		if !isDigits(g) || (len(groups) > 1 && (len(g) > 3 || (i > 0 && len(g) != 3))) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// FormatAmount writes an amount as the form takes it back: "1250,00" in French, "1250.00" in English.
func FormatAmount(amount int64, code, separator string) string {
	decimals, ok := currency.GetDigits(code)
	if !ok {
		return ""
	}
	text := strconv.FormatInt(amount, 10)
	if decimals == 0 {
		return text
	}
	for len(text) <= int(decimals) {
		text = "0" + text
	}
	cut := len(text) - int(decimals)
	return text[:cut] + separator + text[cut:]
}
