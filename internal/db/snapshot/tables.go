// Package snapshot reads every row of a database at one instant, and writes such rows into an empty database of either
// engine.
//
// It knows the tables by name alone: what their columns are, the schema says, and both engines have the same. A table
// that stands in no list here is an error at the next backup, as it would silently be missing from it.
package snapshot

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quittance/internal/db"
)

// kept are the tables of a backup, each after those it refers to.
var kept = []string{
	"instance", "instance_key", "log_origin", "rate_limit",
	"workspace", "member", "account_event", "credential", "recovery_code", "api_key", "idempotency_key", "sms_spend",
	"object", "part",
	"delivery", "deliverable", "recipient", "due", "release", "gate",
	"payment", "refund", "dispute", "receipt", "stripe_event", "unknown_payment",
	"event", "event_detail",
	"link", "short_link", "access_log", "download_progress", "message", "passcode", "sms_receipt",
	"abuse_report", "tariff",
	"client", "client_word", "client_delivery", "note",
	"certificate", "certificate_revision", "log_head", "log_hash", "log_leaf", "checkpoint",
}

// leftOut are the tables that are in no backup, each with the reason.
var leftOut = map[string]string{
	"kept_form":   "what was being typed and not saved, for thirty days at most",
	"session":     "whoever was signed in signs in again",
	"ceremony":    "what was begun in one request and not ended begins again",
	"email_token": "a link that was mailed to be used once is asked for again",

	"delivery_word": "derived again from the deliveries", "attention": "derived again from the deliveries and their events",
	"workspace_word": "derived again from the workspaces and their members",
	"projection":     "so that all three are",

	"goose_db_version": "the schema's own",
	"sqlite_sequence":  "the engine's own",
}

// jobPrefix is of River's tables: what should happen again is found by the sweepers.
const jobPrefix = "river_"

// only restricts what is kept of a table. An upload that was not finished begins again, and of what is deleted nothing
// is kept but that it was.
var only = map[string]string{
	"object": "state <> 'uploading'",
	"part":   "object_id IN (SELECT id FROM object WHERE state = 'finished')",
}

// Tables returns the names of those in a backup, in the order in which they can be written.
func Tables() []string { return slices.Clone(kept) }

// compare returns an error that names what stands in the schema and not in the lists, or the other way round.
func compare(ctx context.Context, tx *sql.Tx, dialect db.Dialect) error {
	names, err := tables(ctx, tx, dialect)
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for _, name := range kept {
		missing[name] = true
	}
	var forgotten []string
	for _, name := range names {
		_, left := leftOut[name]
		if !missing[name] && !left && !strings.HasPrefix(name, jobPrefix) {
			forgotten = append(forgotten, name)
		}
		delete(missing, name)
	}
	if len(forgotten) > 0 {
		return fmt.Errorf("a backup would not hold the tables %s", strings.Join(forgotten, ", "))
	}
	if len(missing) > 0 {
		return fmt.Errorf("the database has no tables %s", strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	return nil
}

func tables(ctx context.Context, tx *sql.Tx, dialect db.Dialect) (names []string, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if dialect == db.PostgreSQL {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	return names, nil
}
