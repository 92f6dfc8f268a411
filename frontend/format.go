package frontend

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"quittance/internal/timezone"
)

var moneyFormats = map[Lang]*currency.Formatter{
	French:  currency.NewFormatter(currency.NewLocale("fr")),
	English: currency.NewFormatter(currency.NewLocale("en-GB")),
}

// FormatMoney writes an amount as a reader of the language expects it: "1 250,00 €", "€1,250.00". An unknown
// currency code is an error.
func FormatMoney(lang Lang, m Money) (string, error) {
	amount, err := currency.NewAmountFromInt64(m.Amount, m.Currency)
	if err != nil {
		return "", fmt.Errorf("format money: %w", err)
	}
	return moneyFormats[lang].Format(amount), nil
}

// FormatFigure writes an amount as the form of a bank takes it: "1250,00", "1250.00".
func FormatFigure(lang Lang, m Money) string {
	digits, _ := currency.GetDigits(m.Currency)
	text := strconv.FormatInt(m.Amount, 10)
	for len(text) <= int(digits) {
		text = "0" + text
	}
	if digits == 0 {
		return text
	}
	cut := len(text) - int(digits)
	return decimal(lang, text[:cut]+"."+text[cut:])
}

// FormatBytes writes a size in decimal units, as file managers and providers do: "3,1 Go", "3.1 GB".
func FormatBytes(lang Lang, n int64) string {
	units := map[Lang][]string{
		French:  {"o", "ko", "Mo", "Go", "To"},
		English: {"B", "kB", "MB", "GB", "TB"},
	}[lang]
	if n < 1000 {
		return strconv.FormatInt(n, 10) + nbsp + units[0]
	}
	value, unit := float64(n)/1000, 1
	for value >= 999.5 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	decimals := 0
	if value < 99.95 && unit > 1 {
		decimals = 1
	}
	number := strings.TrimSuffix(strconv.FormatFloat(value, 'f', decimals, 64), ".0")
	return decimal(lang, number) + nbsp + units[unit]
}

// FormatDay writes a date without a time: "12 décembre 2026", "12 December 2026".
func FormatDay(lang Lang, t time.Time) string {
	if lang == French {
		day := strconv.Itoa(t.Day())
		if t.Day() == 1 {
			day = "1er"
		}
		return day + nbsp + frenchMonths[t.Month()-1] + nbsp + strconv.Itoa(t.Year())
	}
	return strconv.Itoa(t.Day()) + nbsp + t.Month().String() + nbsp + strconv.Itoa(t.Year())
}

// FormatNear writes a day as people say it on the day now, for "sent …": "aujourd'hui", "hier", "le 3 nov.", and with its
// year where that is another: "on 3 Nov 2025".
func FormatNear(lang Lang, t, now time.Time) string {
	same := func(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }
	words, months := [3]string{"aujourd’hui", "hier", "le" + nbsp}, frenchShort
	if lang == English {
		words, months = [3]string{"today", "yesterday", "on" + nbsp}, englishShort
	}
	switch {
	case same(t, now):
		return words[0]
	case same(t, now.AddDate(0, 0, -1)):
		return words[1]
	}
	day := strconv.Itoa(t.Day())
	if lang == French && t.Day() == 1 {
		day = "1er"
	}
	text := words[2] + day + nbsp + months[t.Month()-1]
	if t.Year() != now.Year() {
		text += nbsp + strconv.Itoa(t.Year())
	}
	return text
}

// FormatInstant writes a moment in the zone t carries, with that zone's offset, so that a reader elsewhere is not
// misled: "12 décembre 2026 à 14 h 05 (UTC+1)".
func FormatInstant(lang Lang, t time.Time) string {
	return FormatMoment(lang, t) + " (" + offset(t) + ")"
}

// FormatLocal is FormatInstant with the zone named as people do: "12 décembre 2026 à 14 h 05 (heure de Paris)".
func FormatLocal(lang Lang, t time.Time) string {
	return FormatMoment(lang, t) + " (" + timezone.Called(string(lang), t) + ")"
}

// FormatMoment is FormatInstant to a reader who lives in that zone: "12 décembre 2026 à 14 h 05".
func FormatMoment(lang Lang, t time.Time) string {
	if lang == French {
		return FormatDay(lang, t) + " à" + nbsp + formatClock(lang, t)
	}
	return FormatDay(lang, t) + " at" + nbsp + formatClock(lang, t)
}

// FormatParisTime writes a moment to the second, of a time in the zone of Paris, named as people name it: "12 décembre 2026
// à 14 h 05 min 03 s, heure de Paris".
func FormatParisTime(lang Lang, t time.Time) string {
	if lang == French {
		return fmt.Sprintf("%s à%s%s%smin%s%02d%ss, heure de%sParis", FormatDay(lang, t), nbsp, formatClock(lang, t), nbsp, nbsp, t.Second(), nbsp, nbsp)
	}
	return FormatDay(lang, t) + " at" + nbsp + t.Format(time.TimeOnly) + ", Paris time"
}

func formatClock(lang Lang, t time.Time) string {
	if lang == French {
		return fmt.Sprintf("%d%sh%s%02d", t.Hour(), nbsp, nbsp, t.Minute())
	}
	return t.Format("15:04")
}

// FormatDuration writes a wait roughly, in its largest unit: "45 secondes", "2 minutes", "3 heures".
func FormatDuration(lang Lang, d time.Duration) string {
	n, unit := int64((d+time.Second-1)/time.Second), [2]string{"seconde", "second"}
	switch {
	case d >= 48*time.Hour:
		n, unit = int64((d+24*time.Hour-1)/(24*time.Hour)), [2]string{"jour", "day"}
	case d >= 2*time.Hour:
		n, unit = int64((d+time.Hour-1)/time.Hour), [2]string{"heure", "hour"}
	case d >= 2*time.Minute:
		n, unit = int64((d+time.Minute-1)/time.Minute), [2]string{"minute", "minute"}
	}
	name := unit[0]
	if lang == English {
		name = unit[1]
	}
	if n > 1 || n == 0 && lang == English {
		name += "s"
	}
	return strconv.FormatInt(n, 10) + nbsp + name
}

// FormatVAT writes a rate in basis points: 550 is "5,5 %", "5.5%".
func FormatVAT(lang Lang, basisPoints int) string {
	text := strconv.FormatFloat(float64(basisPoints)/100, 'f', -1, 64)
	if lang == French {
		return decimal(lang, text) + nnbsp + "%"
	}
	return text + "%"
}

// FormatPhone groups an E.164 number for reading; only French numbers have a grouping of ours, and in French they are
// written as they are dialled in France: "06 12 34 56 78", "+33 6 12 34 56 78". What is masked keeps its groups.
func FormatPhone(lang Lang, number string) string {
	if strings.HasPrefix(number, "+33") && len(number) == len("+33123456789") {
		number = strings.Join([]string{number[:3], number[3:4], number[4:6], number[6:8], number[8:10], number[10:]}, " ")
	}
	if rest, french := strings.CutPrefix(number, "+33 "); french && lang == French {
		number = "0" + rest
	}
	return strings.ReplaceAll(number, " ", nbsp)
}

// TypedPhone is FormatPhone for an input: with the spaces that people type.
func TypedPhone(lang Lang, number string) string {
	return strings.ReplaceAll(FormatPhone(lang, number), nbsp, " ")
}

// Dialled is a number as a tel: link takes it (RFC 3966): digits and a leading plus, without what only helps reading,
// nor the trunk zero that some write in brackets after a country code.
func Dialled(number string) string {
	if strings.HasPrefix(strings.TrimSpace(number), "+") {
		number = strings.Replace(number, "(0)", "", 1)
	}
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// formatSIREN groups the nine digits by three (INSEE).
func formatSIREN(siren string) string {
	if len(siren) != 9 {
		return siren
	}
	return siren[:3] + nbsp + siren[3:6] + nbsp + siren[6:]
}

// formatList joins names as a sentence does: "A, B et C".
func formatList(lang Lang, names []string) string {
	and := " et "
	if lang == English {
		and = " and "
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + and + names[last]
}

func formatInteger(lang Lang, n int64) string {
	digits := strconv.FormatInt(n, 10)
	separator := nnbsp
	if lang == English {
		separator = ","
	}
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return digits
}

func decimal(lang Lang, text string) string {
	if lang == French {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

func offset(t time.Time) string {
	_, seconds := t.Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	text := "UTC" + sign + strconv.Itoa(seconds/3600)
	if minutes := seconds % 3600 / 60; minutes > 0 {
		text += fmt.Sprintf(":%02d", minutes)
	}
	return text
}

var frenchMonths = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
	"octobre", "novembre", "décembre"}

var (
	frenchShort  = []string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}
	englishShort = []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// FormatRate writes a fee: a share of the amount, millionths of an euro for each, or both.
func FormatRate(lang Lang, basisPoints int, millionths int64) string {
	var parts []string
	if basisPoints > 0 {
		parts = append(parts, FormatVAT(lang, basisPoints))
	}
	if millionths > 0 || basisPoints == 0 {
		const unit = 1_000_000
		text := strings.TrimRight(strconv.FormatInt(unit+millionths%unit, 10)[1:], "0")
		for len(text) < 2 {
			text += "0"
		}
		text = decimal(lang, strconv.FormatInt(millionths/unit, 10)+"."+text)
		if lang == French {
			text += nbsp + "€"
		} else {
			text = "€" + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " + ")
}
