package oversight

import (
	"context"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/problem"
	"quittance/internal/timezone"
)

// ErrSMSCap says that the workspace has sent as many text messages as it may in a day. Nothing is wrong with who asks.
var ErrSMSCap = problem.New(problem.TooMany, "sms_cap", "the sender's text messages of the day are used up")

// TakeSMS counts a text message of a workspace, in the transaction that plans it. Where the day is full it counts the
// refusal instead, which is to be committed, and returns after how long the next day begins; 0 means that the message may
// leave. most is what a workspace may send in a day unless the operator gave it a number of its own; 0 is no bound.
func TakeSMS(ctx context.Context, tx *db.Tx, workspace string, most int64, at time.Time) (wait time.Duration, err error) {
	q := tx.Queries()
	w, err := q.GetWorkspace(ctx, workspace)
	if err != nil {
		return 0, db.Classify("read workspace", err)
	}
	if w.SmsCap > 0 {
		most = w.SmsCap
	}
	day, next := dayOf(w.Zone, at)
	sent, err := q.LockSMSSpend(ctx, sqlgen.LockSMSSpendParams{WorkspaceID: workspace, Day: day})
	if err != nil {
		return 0, fmt.Errorf("count messages: %w", err)
	}
	spend := sqlgen.SpendSMSParams{WorkspaceID: workspace, Day: day, Messages: 1}
	if most > 0 && sent >= most {
		spend.Messages, spend.Refused, wait = 0, 1, next.Sub(at)
	}
	if err := q.SpendSMS(ctx, spend); err != nil {
		return 0, fmt.Errorf("count message: %w", err)
	}
	return wait, nil
}

// dayOf is the calendar day of an instant where the workspace is, and when the next one begins.
func dayOf(zone string, at time.Time) (day string, next time.Time) {
	local := at.In(timezone.Of(zone))
	y, m, d := local.Date()
	return local.Format(time.DateOnly), time.Date(y, m, d+1, 0, 0, 0, 0, local.Location())
}

// Spend is what a workspace sent on a day of its zone.
type Spend struct {
	Workspace string
	Day       string // 2006-01-02
	Messages  int64
	Refused   int64 // over the cap
}

// SMSSpent lists what was sent on the last days, the newest day first, the most first.
func SMSSpent(ctx context.Context, d *db.DB, days int, now time.Time, limit int) ([]Spend, error) {
	const most = 200
	list, err := d.Reading().ListSMSSpend(ctx, sqlgen.ListSMSSpendParams{
		Since: now.AddDate(0, 0, 1-days).UTC().Format(time.DateOnly), MaxRows: int32(min(max(limit, 1), most)), //nolint:gosec // bounded
	})
	if err != nil {
		return nil, fmt.Errorf("list messages sent: %w", err)
	}
	out := make([]Spend, len(list))
	for i, s := range list {
		out[i] = Spend{Workspace: s.WorkspaceID, Day: s.Day, Messages: s.Messages, Refused: s.Refused}
	}
	return out, nil
}
