package desk

import (
	"strconv"

	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// ErrChanged is for a decision about a draft that is no longer as it was when its page was opened.
var ErrChanged = problem.New(problem.Conflict, "changed_meanwhile", "the draft was changed meanwhile")

// Version names the state of a delivery that a page shows.
func Version(d *delivery.Delivery) string { return strconv.FormatInt(d.Seq, 10) }

// Since returns a desk for one change of a draft by who saw that version of it ("" was not said): another one since, and
// nothing is changed (ErrChanged).
func (k *Desk) Since(version string) *Desk {
	since := *k
	since.since = version
	return &since
}

// Unchanged is ErrChanged where a draft is another than Since says.
func (k *Desk) Unchanged(d *delivery.Delivery) error {
	if k.since == "" || d.State != delivery.Draft || k.since == Version(d) {
		return nil
	}
	return ErrChanged
}
