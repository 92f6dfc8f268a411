// Package oversight is what the operator oversees: reports of abuse, suspension, text messages a day, unknown money, backlog.
//
// It promises the same on both engines. The operator provides nothing: the tables are in the database.
package oversight

import (
	"context"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// AbuseReport is what a recipient tells the operator of a delivery. The text is a stranger's: it is quoted, never part of
// a subject or a log.
type AbuseReport struct {
	ID        string // ordered in time
	Workspace string
	Delivery  delivery.ID
	Recipient string
	Text      string
	At        delivery.Instant
	ClosedAt  delivery.Instant // zero while nobody dealt with it
	ClosedBy  string           // the member who did
}

// ErrTooManyReports refuses a network its fourth report of a day.
var ErrTooManyReports = problem.New(problem.TooMany, "too_many_reports", "too much was reported from this network in a day")

const (
	reportsADay = 3
	day         = 24 * time.Hour
)

// ReportAbuse keeps a report. Network is a keyed hash of where it came from, which may report three times a day;
// ErrTooManyReports says after how long it may again.
func ReportAbuse(ctx context.Context, tx *db.Tx, r AbuseReport, network string) error {
	wait, err := ratelimit.Take(ctx, tx, r.At, ratelimit.Limit{Key: "abuse/" + network, Max: reportsADay, Window: day})
	if err != nil {
		return err
	}
	if wait > 0 {
		return ErrTooManyReports.After(wait)
	}
	err = tx.Queries().InsertAbuseReport(ctx, sqlgen.InsertAbuseReportParams{
		ID: r.ID, WorkspaceID: r.Workspace, DeliveryID: string(r.Delivery), RecipientID: r.Recipient, Text: r.Text, At: int64(r.At),
	})
	if err != nil {
		return fmt.Errorf("keep abuse report: %w", err)
	}
	return nil
}

// AbuseReports lists what nobody dealt with, the oldest first, after the id of the last one seen ("": from the beginning).
func AbuseReports(ctx context.Context, d *db.DB, after string, limit int) ([]AbuseReport, error) {
	const most = 200
	list, err := d.Reading().ListOpenAbuseReports(ctx, sqlgen.ListOpenAbuseReportsParams{After: after, Most: int32(min(max(limit, 1), most))}) //nolint:gosec // bounded
	if err != nil {
		return nil, fmt.Errorf("list abuse reports: %w", err)
	}
	out := make([]AbuseReport, len(list))
	for i, row := range list {
		out[i] = report(row)
	}
	return out, nil
}

// Report returns one report, open or closed; db.ErrNotFound where there is none.
func Report(ctx context.Context, d *db.DB, id string) (AbuseReport, error) {
	row, err := d.Reading().GetAbuseReport(ctx, id)
	if err != nil {
		return AbuseReport{}, db.Classify("read abuse report", err)
	}
	return report(row), nil
}

// CloseAbuse notes who dealt with a report, and when. Closing one that is closed, or that there is not, is
// db.ErrNotFound: two who close at once are told apart.
func CloseAbuse(ctx context.Context, d *db.DB, id string, by Decision) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		q := tx.Queries()
		n, err := q.CloseAbuseReport(ctx, sqlgen.CloseAbuseReportParams{ID: id, ClosedAt: int64(by.At), ClosedBy: by.Member})
		if err := one(n, "close abuse report", err); err != nil {
			return err
		}
		return nil // no line in the account log: whoever was reported reads it, and is not to know that somebody did
	})
}

func report(row sqlgen.AbuseReport) AbuseReport {
	return AbuseReport{
		ID: row.ID, Workspace: row.WorkspaceID, Delivery: delivery.ID(row.DeliveryID), Recipient: row.RecipientID, Text: row.Text,
		At: delivery.Instant(row.At), ClosedAt: delivery.Instant(row.ClosedAt), ClosedBy: row.ClosedBy,
	}
}
