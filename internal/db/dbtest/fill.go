package dbtest

import (
	"testing"

	"quittance/internal/db"
)

// Fill adds so many deliveries to a workspace as rows alone, in a second or two: enough for lists, nothing behind them.
// Every one has the words "plans" and "lot"; each of "lot" 0 to 999 comes every thousandth time and each "dossier" once. Three
// in ten are drafts, one in ten is to be signed, the others are to be paid, all since the same day, and late.
func Fill(t testing.TB, d *db.DB, workspace, member string, n int) {
	t.Helper()
	const numbers = `WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $1)`
	const id = `'0fixture00000000' || substr(CAST(10000000000 + i AS TEXT), 2)`
	statements := []struct {
		text string
		args []any
	}{
		{numbers + ` INSERT INTO delivery (id, workspace_id, member_id, version, state, sandbox, created_at, sent_at, ended_at, title, message, reference,
			language, client_kind, expires_on, zone, reachable_days, no_gate_reason, informed_first, digital, previous_id, seq, head, last_at,
			next_due_at, recipients, amount, settled, refunded, currency, due_on, release_state, suspended, processing, payment_pending,
			signature_pending, situation)
		SELECT ` + id + `, $2, $3, 1, CASE WHEN i % 10 < 3 THEN 'draft' ELSE 'sent' END, $4, 1000000 + i, 1000000 + i, 0,
			'Plans lot ' || CAST(i % 1000 AS TEXT), replace($5, '-', 'Une phrase pour le client, comme on en écrit. '), 'Dossier ' || CAST(i AS TEXT),
			'fr', 'business', '', 'Europe/Paris', 365, '', $4, $4, '', 1, $6, 1000000 + i,
			0, '["Hélène Berthier"]', 125000, 0, 0, 'EUR', '2026-01-31', CASE WHEN i % 10 < 3 THEN '' ELSE 'locked' END, $4, $4, i % 10 > 3,
			$7, CASE WHEN i % 10 < 3 THEN 'draft' WHEN i % 10 = 3 THEN 'awaiting_signature' ELSE 'awaiting_payment' END FROM n`,
			[]any{n, workspace, member, false, "--------------------", make([]byte, 32), true}},
		{numbers + ` INSERT INTO delivery_word (workspace_id, word, delivery_id) SELECT $2, 'plans', ` + id + ` FROM n`, []any{n, workspace}},
		{numbers + ` INSERT INTO delivery_word (workspace_id, word, delivery_id) SELECT $2, 'lot', ` + id + ` FROM n`, []any{n, workspace}},
		{numbers + ` INSERT INTO delivery_word (workspace_id, word, delivery_id) SELECT $2, CAST(i % 1000 AS TEXT), ` + id + ` FROM n`, []any{n, workspace}},
		{numbers + ` INSERT INTO delivery_word (workspace_id, word, delivery_id) SELECT $2, 'dossier' || CAST(i AS TEXT), ` + id + ` FROM n`, []any{n, workspace}},
		{numbers + ` INSERT INTO attention (delivery_id, kind, subject, workspace_id, from_at) SELECT ` + id + `, 'late', '', $2, 1769900400000000 FROM n WHERE i % 10 > 3`,
			[]any{n, workspace}},
		{numbers + ` INSERT INTO attention (delivery_id, kind, subject, workspace_id, from_at) SELECT ` + id + `, 'opened_unpaid', '', $2, 1769900300000000 + i FROM n WHERE i % 10 > 3`,
			[]any{n, workspace}},
		{`ANALYZE`, nil}, // no server cleans up behind tests, and a planner without statistics guesses
	}
	for _, s := range statements {
		if _, err := d.SQL().ExecContext(t.Context(), s.text, s.args...); err != nil {
			t.Fatalf("%v: %.120s", err, s.text)
		}
	}
}
