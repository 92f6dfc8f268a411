package agenda

import "quittance/internal/delivery"

// ReachableOn is the last day on which the files of an unlocked release are kept, "" before the unlocking.
func ReachableOn(d *delivery.Delivery, release string) delivery.Date {
	if end := d.ReachableUntil(release); !end.IsZero() {
		return d.Terms.Day(end - 1)
	}
	return ""
}
