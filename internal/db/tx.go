package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// maxTries bounds how often a transaction that lost against others is run again: some two seconds in all.
const maxTries = 12

// Enqueuer inserts, in the transaction that writes them, what events cause.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx *Tx, d *delivery.Delivery, events []delivery.Event) error
}

type noJobs struct{}

func (noJobs) Enqueue(context.Context, *Tx, *delivery.Delivery, []delivery.Event) error {
	return nil
}

// Tx is one write transaction. Its methods commit together or not at all; it ends with the function it was given to.
type Tx struct {
	db    *DB
	tx    *sql.Tx
	q     *sqlgen.Queries
	wrote bool // something beside a delivery's own events
}

// SQL returns the transaction itself, for inserting jobs. Nothing else is to be done with it.
func (t *Tx) SQL() *sql.Tx {
	t.wrote = true
	return t.tx
}

// Queries are for the packages below db, which keep rows of their own: reading and writing in this transaction.
func (t *Tx) Queries() *sqlgen.Queries { return t.w() }

// Reader is asked by the packages below db: the database, or a transaction, which sees what it has written itself.
type Reader interface {
	Reading() *sqlgen.Queries
}

// Writer commits what the packages below db write: the database in a transaction of its own, a transaction together with
// all else that it does.
type Writer interface {
	Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error
}

// Reading implements Reader. Whoever writes does so within Write.
func (d *DB) Reading() *sqlgen.Queries { return d.queries }

// Reading implements Reader.
func (t *Tx) Reading() *sqlgen.Queries { return t.q }

// Write implements Writer: fn runs in this transaction.
func (t *Tx) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return fn(ctx, t)
}

// w returns the queries for writing.
func (t *Tx) w() *sqlgen.Queries {
	t.wrote = true
	return t.q
}

// inTransaction marks the context of a transaction's function.
type inTransaction struct{}

// patience is the key under which a context says until when its writes are waited for.
type patience struct{}

// GiveUpAt bounds what is written under the context, which itself goes on, for reading and for the answer: what is not
// committed at an instant is given up, as ErrBusy. Whoever waits for an answer is not to have done what nobody can tell
// them any more. A later call takes the place of an earlier one; without any, Write waits as long as jobs can.
func GiveUpAt(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, patience{}, func() time.Time { return at })
}

// GiveUpAfter is GiveUpAt for each write by itself: of whoever takes long and is answered whenever they are done.
func GiveUpAfter(ctx context.Context, each time.Duration) context.Context {
	return context.WithValue(ctx, patience{}, func() time.Time { return time.Now().Add(each) })
}

// Write runs fn in a transaction and commits it when fn returns nil. It runs fn again, from the beginning, when
// another transaction was first: fn must have no effect but through tx. fn's own error rolls everything back and is
// returned as it is; where the disk is full, it is ErrNoSpace, and where GiveUpAt or GiveUpAfter bound the context, ErrBusy. Inside fn, with its context, this database's own writing methods are refused.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(inTransaction{}) == d {
		return errNested
	}
	ctx = context.WithValue(ctx, inTransaction{}, d)
	until, isBounded := ctx.Value(patience{}).(func() time.Time)
	if !isBounded {
		return d.tryWrite(ctx, fn)
	}
	ctx, cancel := context.WithDeadline(ctx, until())
	defer cancel()
	err := d.tryWrite(ctx, fn)
	if err != nil && problem.KindOf(err) == 0 && (isCollision(err) || errors.Is(ctx.Err(), context.DeadlineExceeded)) {
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}

// tryWrite is Write until ctx ends.
func (d *DB) tryWrite(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	for try := 1; ; try++ {
		err := d.writeOnce(ctx, fn)
		if err == nil || try == maxTries || !isCollision(err) {
			return nameFull(err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

func (d *DB) writeOnce(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (err error) {
	sqlTx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", hideURL(err))
	}
	committed := false
	defer func() { // also when fn panics: the one write connection of SQLite must come back
		if !committed {
			if errRoll := sqlTx.Rollback(); errRoll != nil && !errors.Is(errRoll, sql.ErrTxDone) {
				err = errors.Join(err, fmt.Errorf("roll back: %w", errRoll))
			}
		}
	}()
	if err := fn(ctx, &Tx{db: d, tx: sqlTx, q: sqlgen.New(sqlTx)}); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// pause waits a little longer after each lost try, at random so that the losers do not meet again.
func pause(ctx context.Context, try int) error {
	wait := time.Duration(1<<min(try, 8)) * time.Millisecond
	timer := time.NewTimer(wait/2 + rand.N(wait)) //nolint:gosec // no secret: spreads retries
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait for another transaction: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

// readSnapshot runs fn on queries that all see the same committed state.
func (d *DB) readSnapshot(ctx context.Context, fn func(q *sqlgen.Queries) error) error {
	return d.ReadSnapshot(ctx, func(tx *sql.Tx) error { return fn(sqlgen.New(tx)) })
}

// snapshotLevel: a read transaction of SQLite is a snapshot by nature, and its driver knows no other level.
func (d *DB) snapshotLevel() sql.IsolationLevel {
	if d.dialect == PostgreSQL {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Rows bounds how many rows a caller of the packages below db asks for; 0 is as many as there may be.
func Rows(limit int) int32 {
	const most = 10_000
	if limit <= 0 || limit > most {
		return most
	}
	return int32(limit)
}
