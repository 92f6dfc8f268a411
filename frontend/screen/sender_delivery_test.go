package screen_test

import (
	"slices"
	"testing"
	"time"

	"quittance/frontend/screen"
)

// Drafts that one person saved in a row on one day are one line; the chain still names each.
func TestSavingsInARowAreOneLine(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	saved := func(name string, after time.Duration) screen.TimelineEntry {
		return screen.TimelineEntry{Type: "delivery.drafted", Actor: "sender", Name: name, At: at.Add(after)}
	}
	d := screen.SenderDelivery{Timeline: []screen.TimelineEntry{
		saved("Camille", 0), saved("Camille", time.Minute), saved("Camille", time.Hour), saved("Paul", 2*time.Hour), saved("Camille", 3*time.Hour),
		saved("Camille", 24*time.Hour), saved("Camille", 25*time.Hour), {Type: "delivery.sent", Actor: "sender", Name: "Camille", At: at.Add(26 * time.Hour)}, {Type: "delivery.sent", Actor: "sender", Name: "Camille", At: at.Add(27 * time.Hour)},
	}}
	var got []int
	for _, day := range d.Latest() {
		for _, e := range day.Entries {
			got = append(got, e.Times)
		}
	}
	if want := []int{0, 0, 2, 0, 0, 3}; !slices.Equal(got, want) || len(d.Timeline) != 9 {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAHistoryShowsTheNewestByDayAndKeepsTheRest(t *testing.T) {
	paris := time.FixedZone("CET", 3600)
	var d screen.SenderDelivery
	if d.Latest() != nil || d.Earlier() != nil {
		t.Error("days of nothing")
	}
	begun := time.Date(2026, 12, 1, 22, 30, 0, 0, paris) // two of an hour each before midnight, the third after
	for i := range 14 {
		d.Timeline = append(d.Timeline, screen.TimelineEntry{Seq: int64(i + 1), At: begun.Add(time.Duration(i) * time.Hour)})
	}
	latest, earlier := d.Latest(), d.Earlier()
	if len(latest) != 1 || len(latest[0].Entries) != 12 || latest[0].Entries[0].Seq != 14 || latest[0].Day.Day() != 2 {
		t.Errorf("latest: %+v", latest)
	}
	if len(earlier) != 1 || len(earlier[0].Entries) != 2 || earlier[0].Entries[1].Seq != 1 || earlier[0].Day.Day() != 1 {
		t.Errorf("earlier: %+v", earlier)
	}
	d.Timeline = d.Timeline[:3]
	if days := d.Latest(); len(days) != 2 || days[0].Entries[0].Seq != 3 || days[1].Entries[0].Seq != 2 || d.Earlier() != nil {
		t.Errorf("three events: %+v", days)
	}
}
