package consumer_test

import (
	"testing"
	"time"

	"quittance/internal/consumer"
)

func TestMoneyGoesBackWithinFourteenDays(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	told := time.Date(2027, 3, 20, 23, 30, 0, 0, time.UTC) // the 21st in Paris, before the change to summer time
	if got := consumer.RefundBy(told, paris).Format(time.DateOnly); got != "2027-04-04" {
		t.Errorf("by %s", got)
	}
}

func TestTheRightOfWithdrawalEndsAsTheLawCounts(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ concluded, last string }{
		"the day of the order does not count":              {"2026-11-23 00:00", "2026-12-07"},
		"nor do its last minutes":                          {"2026-11-23 23:59", "2026-12-07"},
		"a Saturday is prorogued to the Monday":            {"2026-11-21 10:00", "2026-12-07"}, // 5 December
		"a Sunday is prorogued to the Monday":              {"2026-11-22 10:00", "2026-12-07"},
		"Christmas on a Friday leads past the weekend":     {"2026-12-11 10:00", "2026-12-28"},
		"a period that ends on 1 May, a Saturday":          {"2027-04-17 10:00", "2027-05-03"},
		"a period that ends on 1 May, a Friday":            {"2026-04-17 10:00", "2026-05-04"},
		"Easter Monday is a holiday":                       {"2026-03-23 10:00", "2026-04-07"}, // 6 April
		"Ascension Day is a holiday, the day after is not": {"2026-04-30 10:00", "2026-05-15"},
		"29 February counts as a day":                      {"2028-02-18 10:00", "2028-03-03"},
		"over the change to summer time":                   {"2026-03-16 10:00", "2026-03-30"},
		"New Year's Day":                                   {"2026-12-18 10:00", "2027-01-04"}, // 1 January, a Friday
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.concluded, paris)
		if err != nil {
			t.Fatal(err)
		}
		last, err := time.ParseInLocation(time.DateOnly, c.last, paris)
		if err != nil {
			t.Fatal(err)
		}
		if got := consumer.RightEnds(at, paris); !got.Equal(last.AddDate(0, 0, 1)) {
			t.Errorf("%s: ends at %s, want after %s", name, got, c.last)
		}
	}
	// The same instant is another day elsewhere.
	late := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // 24 November in Paris
	if got := consumer.RightEnds(late, time.UTC); !got.Equal(time.Date(2026, 12, 8, 0, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
	if got := consumer.RightEnds(late, paris); !got.Equal(time.Date(2026, 12, 8, 23, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
}
