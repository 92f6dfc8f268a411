package receipt

import (
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

const (
	nbsp  = "\u00a0"
	nnbsp = "\u202f"
	dot   = nbsp + nbsp + "·" + nbsp + " "
)

// money writes an amount as readers of the language expect it: "1 250,00 €", "€1,250.00".
func (w *words) money(amount int64, code string) string {
	digits, _ := currency.GetDigits(code)
	text := strconv.FormatInt(amount, 10)
	for len(text) <= int(digits) {
		text = "0" + text
	}
	whole, part := text[:len(text)-int(digits)], text[len(text)-int(digits):]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.thousand + whole[i:]
	}
	if part != "" {
		part = w.decimal + part
	}
	symbol, known := map[string]string{"EUR": "€", "USD": "$", "GBP": "£"}[code]
	switch {
	case known && w.symbolFirst:
		return symbol + whole + part
	case known:
		return whole + part + nbsp + symbol
	default:
		return whole + part + nbsp + code
	}
}

// percent writes a rate: "5,5 %", "5.5%".
func (w *words) percent(basisPoints int) string {
	text := strconv.FormatFloat(float64(basisPoints)/100, 'f', -1, 64)
	return strings.Replace(text, ".", w.decimal, 1) + w.percentSign
}

// day writes a date: "1er décembre 2026".
func (w *words) day(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = w.first
	}
	return day + nbsp + w.months[t.Month()-1] + nbsp + strconv.Itoa(t.Year())
}

// instant writes a date and a time of day with its offset: "12 novembre 2026 à 14 h 05 (UTC+1)".
func (w *words) instant(t time.Time) string {
	clock := t.Format("15:04")
	if w.hours {
		clock = strconv.Itoa(t.Hour()) + nbsp + "h" + nbsp + t.Format("04")
	}
	_, seconds := t.Zone()
	offset := "UTC"
	if seconds != 0 {
		sign := "+"
		if seconds < 0 {
			sign, seconds = "−", -seconds
		}
		offset += sign + strconv.Itoa(seconds/3600)
		if minutes := seconds / 60 % 60; minutes != 0 {
			offset += ":" + strconv.Itoa(100 + minutes)[1:]
		}
	}
	return w.day(t) + w.at + clock + nbsp + "(" + offset + ")"
}

// thirds groups the nine digits of a SIREN, as INSEE prints them.
func thirds(siren string) string {
	if len(siren) != 9 {
		return siren
	}
	return siren[:3] + nbsp + siren[3:6] + nbsp + siren[6:]
}

// grouped writes a French number in E.164 form in the groups it is read in; others stay as they are.
func grouped(phone string) string {
	if !strings.HasPrefix(phone, "+33") || len(phone) != len("+33123456789") {
		return phone
	}
	return strings.Join([]string{phone[:3], phone[3:4], phone[4:6], phone[6:8], phone[8:10], phone[10:]}, " ")
}
