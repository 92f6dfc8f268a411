// Package consumer counts what the law gives whoever buys for themselves, at a distance.
package consumer

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"
)

// withdrawalDays is how long a consumer can end a contract concluded at a distance (C. conso. L221-18).
const withdrawalDays = 14

// refundDays is how long the professional has to give back what was paid (C. conso. L221-24).
const refundDays = 14

// RightEnds is the first instant after the right of withdrawal of a contract concluded at the instant, where the seller
// works. The day of the conclusion does not count, the period ends with the last hour of its last day, and one that would
// end on a Saturday, a Sunday or a public holiday goes on until the next working day (C. conso. L221-19).
func RightEnds(concluded time.Time, where *time.Location) time.Time {
	year, month, day := concluded.In(where).Date()
	// At noon, which every day has in every zone.
	last := time.Date(year, month, day+withdrawalDays, 12, 0, 0, 0, where)
	days := cal.NewBusinessCalendar()
	days.AddHoliday(fr.Holidays...)
	for !days.IsWorkday(last) {
		last = last.AddDate(0, 0, 1)
	}
	year, month, day = last.Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, where)
}

// RefundBy is a time on the last day to give a consumer's money back, counted from when the professional was told of the
// withdrawal.
func RefundBy(told time.Time, where *time.Location) time.Time {
	return told.In(where).AddDate(0, 0, refundDays)
}
