package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"quittance/internal/problem"
)

// Errors that callers may test with errors.Is. Anything else is a fault of the database, wrapped with what was done.
var (
	// ErrNotFound: no such row.
	ErrNotFound = problem.New(problem.NotFound, "not_found", "there is nothing here")
	// ErrExists: a row with the same unique value is there already.
	ErrExists = problem.New(problem.Conflict, "already_exists", "this exists already")
	// ErrNoSpace: the disk of the database is full. The transaction left nothing behind; reading goes on.
	ErrNoSpace = problem.New(problem.Full, "storage_full", "the storage is full")
	// ErrBusy: something else held what was to be written for longer than the caller waits. The transaction was given up.
	ErrBusy = problem.New(problem.Busy, "storage_busy", "the database is busy: nothing was changed").After(retryAfter)
)

// retryAfter is when whoever was not waited for is asked to try again.
const retryAfter = 10 * time.Second

// errNested keeps a mistake from waiting for ever: on SQLite there is one write connection.
var errNested = errors.New("a transaction is open already: use its Tx")

var errBadURL = errors.New("neither sqlite:///path nor postgres://user@host/database")

// SQLSTATE codes of PostgreSQL, appendix A of its manual.
const (
	pgUniqueViolation     = "23505"
	pgSerializationFailed = "40001"
	pgDeadlock            = "40P01"
	pgLockNotAvailable    = "55P03"
	pgCannotConnectNow    = "57P03"
	pgDiskFull            = "53100"
)

// classify wraps an error of a query with a verb phrase and gives the ones callers act on their names.
func classify(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case isNoRow(err):
		return ErrNotFound
	case isUniqueViolation(err):
		return ErrExists
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Classify is for the packages below db: what db's own methods answer with.
func Classify(doing string, err error) error { return classify(doing, err) }

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

func isNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func isUniqueViolation(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgUniqueViolation
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) &&
		(lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// isCollision reports whether the transaction lost against another one and may be run again from its beginning.
func isCollision(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case pgSerializationFailed, pgDeadlock, pgLockNotAvailable, pgCannotConnectNow:
			return true
		}
		return false
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		primary := lite.Code() & 0xff // extended codes keep the primary one in their low byte
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	return pgconn.SafeToRetry(err) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// IsLocked reports whether the engine gave up waiting for what another transaction holds: of a statement that only reads.
func IsLocked(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == pgLockNotAvailable || errors.Is(err, ErrBusy)
}

// isFull reports whether the engine had no room to write.
func isFull(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgDiskFull
	}
	var lite *sqlite.Error
	// The second: no room for one more page of the index of the write-ahead log.
	return errors.As(err, &lite) && (lite.Code()&0xff == sqlite3.SQLITE_FULL || lite.Code() == sqlite3.SQLITE_IOERR_SHMSIZE)
}

// nameFull gives a full disk its name, and keeps what the engine said.
func nameFull(err error) error {
	if isFull(err) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}

// hideURL keeps connection errors from telling the password or the user of the URL.
func hideURL(err error) error {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		if inner := errors.Unwrap(connect); inner != nil {
			return inner
		}
	}
	return err
}
