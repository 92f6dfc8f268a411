package receipt

import (
	"maps"
	"reflect"
	"slices"
	"testing"
)

func TestBothLanguagesHaveEveryWord(t *testing.T) {
	for name, w := range map[string]words{"French": french, "English": english} {
		complete(t, name, reflect.ValueOf(w))
	}
	if !slices.Equal(slices.Sorted(maps.Keys(french.methods)), slices.Sorted(maps.Keys(english.methods))) {
		t.Error("the languages name different methods")
	}
}

// complete finds the texts that are empty.
func complete(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		f, at := v.Field(i), name+"."+v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.Struct:
			complete(t, at, f)
		case reflect.Bool:
		default:
			if f.Len() == 0 {
				t.Errorf("%s is empty", at)
			}
		}
	}
}

// A foreign reader gives every space as an ordinary one, so the spaces are looked at here.
func TestAmountsKeepTogether(t *testing.T) {
	for got, want := range map[string]string{
		french.money(125_000, "EUR"):     "1\u202f250,00\u00a0€",
		french.money(123_456_789, "CHF"): "1\u202f234\u202f567,89\u00a0CHF",
		french.money(7, "EUR"):           "0,07\u00a0€",
		french.percent(550):              "5,5\u202f%",
		english.money(125_000, "EUR"):    "€1,250.00",
		english.money(1_250_000, "KWD"):  "1,250.000\u00a0KWD",
		english.percent(2000):            "20%",
		thirds("732829320"):              "732\u00a0829\u00a0320",
		grouped("+33472001020"):          "+33 4 72 00 10 20",
		grouped("+32 2 555 12 12"):       "+32 2 555 12 12",
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
