package book

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// MaxNotes of one delivery.
const MaxNotes = 100

// ErrTooManyNotes: one has to be deleted first.
var ErrTooManyNotes = problem.New(problem.Conflict, "too_many_notes", "a delivery holds at most 100 notes")

// Note is what a member wrote about a delivery, for the workspace alone.
type Note struct {
	ID, Member, MemberName, Text string
	At                           delivery.Instant
}

// Notes of a delivery, newest first.
func (b *Book) Notes(ctx context.Context, id delivery.ID) ([]Note, error) {
	rows, err := b.q.ListNotes(ctx, string(id))
	if err != nil {
		return nil, db.Classify("list notes", err)
	}
	out := make([]Note, len(rows))
	for i, r := range rows {
		out[i] = Note{ID: r.ID, Member: r.MemberID, MemberName: r.MemberName, Text: r.Text, At: delivery.Instant(r.At)}
	}
	return out, nil
}

// AddNote keeps a note. ErrTooManyNotes.
func AddNote(ctx context.Context, d *db.DB, id delivery.ID, n Note) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		q := tx.Queries()
		if found, err := q.LockProjection(ctx, string(id)); err != nil || found == 0 { // one after the other
			return db.Classify("lock delivery", err)
		}
		count, err := q.CountNotes(ctx, string(id))
		if err != nil {
			return db.Classify("count notes", err)
		}
		if count >= MaxNotes {
			return ErrTooManyNotes
		}
		return db.Classify("keep note", q.InsertNote(ctx, sqlgen.InsertNoteParams{ID: n.ID, DeliveryID: string(id), MemberID: n.Member, Text: n.Text, At: int64(n.At)}))
	})
}

// DeleteNote forgets a note of the delivery. ErrNotFound.
func DeleteNote(ctx context.Context, d *db.DB, id delivery.ID, note string) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().DeleteNote(ctx, sqlgen.DeleteNoteParams{DeliveryID: string(id), ID: note})
		if err == nil && n == 0 {
			return db.ErrNotFound
		}
		return db.Classify("delete note", err)
	})
}
