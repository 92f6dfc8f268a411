package command

import (
	"strconv"
	"strings"

	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// What was decided on a page that no longer shows what is.
var (
	// ErrChanged is for a decision about a draft that is no longer as it was when its page was opened.
	ErrChanged = problem.New(problem.Conflict, "changed_meanwhile", "the draft was changed meanwhile")
	// ErrMoneyChanged is for a decision about money after other money came or went.
	ErrMoneyChanged = problem.New(problem.Conflict, "money_changed", "a payment or a refund was recorded meanwhile")
)

// Version names the state of a delivery that a page shows.
func Version(d *delivery.Delivery) string { return strconv.FormatInt(d.Seq, 10) }

const ofMoney = "money-"

// Money names what was paid and given back so far, as the page of a delivery that was sent shows it.
func Money(d *delivery.Delivery) string { return ofMoney + strconv.Itoa(d.MoneyMoves()) }

// Since returns the commands for one change by who saw that Version of a draft, or that Money ("" was not said): another one since,
// and nothing is changed (ErrChanged, ErrMoneyChanged).
func (k *Commands) Since(version string) *Commands {
	since := *k
	since.since = version
	return &since
}

// Unchanged is ErrChanged where a draft is another than Since says, ErrMoneyChanged where the money is.
func (k *Commands) Unchanged(d *delivery.Delivery) error {
	switch {
	case k.since == "":
	case strings.HasPrefix(k.since, ofMoney):
		if k.since != Money(d) {
			return ErrMoneyChanged
		}
	case d.State == delivery.Draft && k.since != Version(d):
		return ErrChanged
	}
	return nil
}
