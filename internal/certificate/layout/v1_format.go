package layout

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"quittance/internal/evidence"
)

// grouped writes a hash in eight groups of eight digits, so that two people can read it to each other.
func grouped(h evidence.Hash) string {
	text := h.String()
	parts := make([]string, 0, 8)
	for i := 0; i < len(text); i += 8 {
		parts = append(parts, text[i:i+8])
	}
	return strings.Join(parts, " ")
}

// money writes an amount by the rules of the layout, whatever a library thinks of them later.
func (w *words) money(m evidence.Money) string {
	digits := decimals(m.Currency)
	amount, sign := m.Amount, ""
	if amount < 0 {
		sign = "−"
	}
	text := strings.TrimPrefix(strconv.FormatInt(amount, 10), "-")
	for len(text) <= digits {
		text = "0" + text
	}
	whole, part := text[:len(text)-digits], text[len(text)-digits:]
	whole = w.thousands(whole)
	if part != "" {
		part = w.decimal + part
	}
	symbol, known := map[string]string{"EUR": "€", "USD": "$", "GBP": "£"}[m.Currency]
	switch {
	case known && w.symbolFirst:
		return sign + symbol + whole + part
	case known:
		return sign + whole + part + "\u00a0" + symbol
	default:
		return sign + whole + part + "\u00a0" + m.Currency
	}
}

func (w *words) thousands(whole string) string {
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.thousand + whole[i:]
	}
	return whole
}

// decimals are those of ISO 4217.
func decimals(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// size writes a number of bytes: exactly, and rounded for a person.
func (w *words) size(n int64) string {
	exact := w.thousands(strconv.FormatInt(n, 10)) + "\u00a0" + w.byteUnit
	if n < 1000 {
		return exact
	}
	value, unit := float64(n), 0
	for value >= 999.5 && unit < len(w.units) {
		value /= 1000
		unit++
	}
	precision := 1
	if value >= 100 {
		precision = 0
	}
	short := strings.Replace(strconv.FormatFloat(value, 'f', precision, 64), ".", w.decimal, 1)
	return short + "\u00a0" + w.units[unit-1] + " (" + exact + ")"
}

// clock writes instants in local time with their offset. Evidence holds an offset per event only: an instant gets
// that of the last event before it. Whatever the offset, the instant written is exact, because the offset is said.
type clock struct {
	words   *words
	events  []evidence.EventRecord
	offsets []*time.Location
}

func newClock(w *words, events []evidence.EventRecord) clock {
	c := clock{words: w, events: events}
	for _, e := range events {
		zone := time.UTC
		if local, err := time.Parse(time.RFC3339, e.Local); err == nil {
			_, offset := local.Zone()
			zone = time.FixedZone("", offset)
		}
		c.offsets = append(c.offsets, zone)
	}
	return c
}

func (c clock) zone(at int64) *time.Location {
	if len(c.events) == 0 {
		return time.UTC
	}
	next := sort.Search(len(c.events), func(i int) bool { return c.events[i].At > at })
	return c.offsets[max(next-1, 0)]
}

// instant is a date and a time of day to the second, with offset; a dash where there is none.
func (c clock) instant(at int64) string {
	if at == 0 {
		return c.words.none
	}
	t := time.UnixMicro(at).In(c.zone(at))
	return c.words.date(t) + c.words.at + t.Format("15:04:05") + "\u00a0(" + offset(t) + ")"
}

// day is the date alone.
func (c clock) day(at int64) string {
	if at == 0 {
		return c.words.none
	}
	return c.words.date(time.UnixMicro(at).In(c.zone(at)))
}

func offset(t time.Time) string {
	if _, seconds := t.Zone(); seconds == 0 {
		return "UTC"
	}
	return "UTC" + strings.Replace(t.Format("-07:00"), "-", "−", 1)
}

// utc is an instant to the microsecond, as the chain holds it.
func utc(at int64) string { return time.UnixMicro(at).UTC().Format("2006-01-02 15:04:05.000000") }

func (w *words) date(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = w.first
	}
	return day + "\u00a0" + w.months[t.Month()-1] + "\u00a0" + fmt.Sprintf("%04d", t.Year())
}

// isoDay writes a day that is already a date; anything else stays as it is.
func (w *words) isoDay(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return w.date(t)
}

func (w *words) pageCount(n int) string {
	if n == 1 {
		return "1\u00a0page"
	}
	return strconv.Itoa(n) + "\u00a0" + w.filePages
}

func (w *words) percent(basisPoints int) string {
	text := strconv.FormatFloat(float64(basisPoints)/100, 'f', -1, 64)
	return strings.Replace(text, ".", w.decimal, 1) + w.percentSign
}
