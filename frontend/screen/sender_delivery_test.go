package screen_test

import (
	"testing"
	"time"

	"quittance/frontend/screen"
)

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
