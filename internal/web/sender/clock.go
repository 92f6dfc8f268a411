package sender

import (
	"time"

	"quittance/internal/delivery"
)

// Times are shown where the sender works. What never happened stays the zero time.

func moment(i delivery.Instant, zone *time.Location) time.Time {
	if i.IsZero() {
		return time.Time{}
	}
	return i.Time().In(zone)
}

func day(d delivery.Date, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func today(at delivery.Instant, zone *time.Location) delivery.Date {
	return delivery.Date(at.Time().In(zone).Format(time.DateOnly))
}
