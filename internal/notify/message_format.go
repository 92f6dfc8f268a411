package notify

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/bojanz/currency"

	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

var frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// format are the functions templates call, in one language.
func format(language string) template.FuncMap {
	return template.FuncMap{
		"money":  func(m delivery.Money) (string, error) { return formatMoney(language, m) },
		"date":   func(d delivery.Date) (string, error) { return formatDate(language, d) },
		"moment": func(t time.Time) string { return formatMoment(language, t) },
		// one says the first of two wordings of one file, the second of more, or of how many is unknown.
		"one": func(files int, single, many string) string {
			if files == 1 {
				return single
			}
			return many
		},
		"phone": func(number string) string { return formatPhone(language, number) },
	}
}

// formatMoney writes an amount as the language does: "1 450,00 €" (with no-break spaces), "€1,450.00".
func formatMoney(language string, m delivery.Money) (string, error) {
	amount, err := currency.NewAmountFromInt64(m.Amount, m.Currency)
	if err != nil {
		return "", fmt.Errorf("format amount: %w", err)
	}
	locale := "en-IE" // euro before the amount, days before months
	if language == "fr" {
		locale = "fr"
	}
	return currency.NewFormatter(currency.NewLocale(locale)).Format(amount), nil
}

func formatDate(language string, d delivery.Date) (string, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return "", fmt.Errorf("format date: %w", err)
	}
	return formatDay(language, t), nil
}

func formatDay(language string, t time.Time) string {
	if language != "fr" {
		return t.Format("2\u00a0January\u00a02006")
	}
	day := strconv.Itoa(t.Day())
	if day == "1" {
		day = "1er"
	}
	return day + "\u00a0" + frenchMonths[t.Month()-1] + "\u00a0" + strconv.Itoa(t.Year())
}

// formatPhone keeps the groups of a number together; in French a French one is written as it is dialled in France.
func formatPhone(language, number string) string {
	if strings.HasPrefix(number, "+33") && len(number) == len("+33123456789") {
		number = strings.Join([]string{number[:3], number[3:4], number[4:6], number[6:8], number[8:10], number[10:]}, " ")
	}
	if rest, french := strings.CutPrefix(number, "+33 "); french && language == "fr" {
		number = "0" + rest
	}
	return strings.ReplaceAll(number, " ", "\u00a0")
}

// formatMoment writes an instant in its own zone, which it names: "15 décembre 2026 à 14 h 05 (heure de Paris)".
func formatMoment(language string, t time.Time) string {
	at := " at\u00a0"
	if language == "fr" {
		at = " à\u00a0"
	}
	return formatDay(language, t) + at + formatClock(language, t) + " (" + timezone.Called(language, t) + ")"
}

// formatClock writes the hour and the minute: "14 h 05", "14:05".
func formatClock(language string, t time.Time) string {
	if language == "fr" {
		return strconv.Itoa(t.Hour()) + "\u00a0h\u00a0" + t.Format("04")
	}
	return t.Format("15:04")
}

// french puts the no-break spaces of French typography into a template, and the hyphen after which no line ends, so that its
// source stays readable.
var french = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", " ?", "\u202f?", " !", "\u202f!", "e-mail", "e\u2011mail", "« ", "«\u00a0", " »", "\u00a0»")
