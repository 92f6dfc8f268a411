// Package projection derives from a delivery what lists read of it: the one sentence about where it stands, what its clients did last, the words by
// which it is found, what waits for its sender and since when, and writes what changed of that. Package db calls it in
// the transaction of every change, package board when everything is derived anew.
//
// What it derives depends on the delivery and its events alone, never on the clock: from the same two, the same rows.
package projection

import (
	"context"
	"fmt"
	"slices"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Version of the derivation. Whoever changes what is derived raises it, and everything is derived anew at the next start.
const Version = 8

// Save writes what the change from before to d altered. The events are those of the change; before is empty for a new
// delivery.
func Save(ctx context.Context, q *sqlgen.Queries, before, d *delivery.Delivery, events []delivery.Event) error {
	if err := saveWords(ctx, q, d, Words(before), Words(d)); err != nil {
		return err
	}
	was, is := rowsOf(before, needs(before)), rowsOf(d, needs(d))
	if before.State != d.State || slices.ContainsFunc(events, tells) {
		told, err := storedTold(ctx, q, d.ID)
		if err != nil {
			return err
		}
		was, is = append(was, told...), append(is, tell(d, told, events)...)
	}
	return saveNeeds(ctx, q, was, is)
}

// Remake writes everything that is derived from d and all its events, whatever was there.
func Remake(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery, events []delivery.Event) error {
	move, movedAt := MoveOf(d)
	if err := q.SaveSituation(ctx, sqlgen.SaveSituationParams{ID: string(d.ID), Situation: string(SituationOf(d)), Moved: string(move), MovedAt: int64(movedAt)}); err != nil {
		return fmt.Errorf("write situation: %w", err)
	}
	words, err := q.ListWordsOf(ctx, string(d.ID))
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	if err := saveWords(ctx, q, d, words, Words(d)); err != nil {
		return err
	}
	was, err := q.ListAttentionOf(ctx, string(d.ID))
	if err != nil {
		return fmt.Errorf("read what waits: %w", err)
	}
	return saveNeeds(ctx, q, was, append(rowsOf(d, needs(d)), tell(d, nil, events)...))
}
