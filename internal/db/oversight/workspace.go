package oversight

import (
	"context"
	"strings"
	"unicode/utf8"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// maxWhy is the length of a reason, in characters.
const maxWhy = 500

// Problems of what an operator types.
var (
	ErrNoReason = wrong("why", "suspend_reason", "say why: the members of the workspace read it")
	ErrBadCap   = wrong("cap", "sms_cap_range", "a number of messages from 0 to 100,000")
)

func wrong(field, code, message string) *problem.Problem {
	p := problem.New(problem.Invalid, code, message)
	p.Fields = []problem.Field{{Name: field, Code: code}}
	return p
}

// Decision is who of the operators decides something of a workspace, and when. It stands in the workspace's account log.
type Decision struct {
	ID     string // of the line
	Member string
	At     delivery.Instant
}

func (x Decision) log(ctx context.Context, tx *db.Tx, kind account.EventKind, workspace string) error {
	return roster.Log(ctx, tx, account.Event{ID: x.ID, Workspace: workspace, Member: x.Member, Kind: kind, At: x.At.Time()})
}

// Suspend stops a workspace from asking anybody for money or a signature. The reason is what its members read; closePages
// has the payment pages closed that are open already, in the same transaction.
// db.ErrNotFound where there is none, or it is suspended already.
func Suspend(ctx context.Context, d *db.DB, id, why string, by Decision, closePages func(ctx context.Context, tx *db.Tx, workspace string) error) error {
	why = strings.TrimSpace(why)
	if why == "" || utf8.RuneCountInString(why) > maxWhy {
		return ErrNoReason
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().SuspendWorkspace(ctx, sqlgen.SuspendWorkspaceParams{ID: id, At: int64(by.At), Why: why})
		if err := one(n, "suspend workspace", err); err != nil {
			return err
		}
		if err := closePages(ctx, tx, id); err != nil {
			return err
		}
		return by.log(ctx, tx, account.WorkspaceSuspended, id)
	})
}

// Resume undoes Suspend. db.ErrNotFound where it is not suspended.
func Resume(ctx context.Context, d *db.DB, id string, by Decision) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().ResumeWorkspace(ctx, id)
		if err := one(n, "resume workspace", err); err != nil {
			return err
		}
		return by.log(ctx, tx, account.WorkspaceResumed, id)
	})
}

// SetSMSCap gives a workspace a number of messages a day of its own; 0 that of the installation.
func SetSMSCap(ctx context.Context, d *db.DB, id string, messages int64, by Decision) error {
	const most = 100_000
	if messages < 0 || messages > most {
		return ErrBadCap
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().SetSMSCap(ctx, sqlgen.SetSMSCapParams{ID: id, SmsCap: messages})
		if err := one(n, "set cap", err); err != nil {
			return err
		}
		return by.log(ctx, tx, account.SMSCapChanged, id)
	})
}

// one is db.ErrNotFound unless exactly one row was changed.
func one(n int64, doing string, err error) error {
	if err == nil && n == 0 {
		return db.ErrNotFound
	}
	return db.Classify(doing, err)
}

// MayServe is MayAsk for what recipients do of their own, as to sign. Once somebody has paid it is allowed in any case: who
// gave money gets what it was for.
func MayServe(ctx context.Context, from db.Reader, d *delivery.Delivery) error {
	if d.IsPaid() {
		return nil
	}
	return MayAsk(ctx, from, d.Workspace)
}

// MayStillAsk is MayAsk for what the sender causes after a sending: a reminder, a link to another address. It stays allowed
// where money came through the processor, or was on record when the sender was stopped: their own word afterwards is no leave
// to write to strangers.
func MayStillAsk(ctx context.Context, from db.Reader, d *delivery.Delivery) error {
	w, err := standing(ctx, from, d.Workspace)
	if err != nil {
		return err
	}
	stopped := w.SuspendedAt
	if stopped.IsZero() {
		stopped = w.ClosedAt
	}
	for i := range d.Payments {
		if p := &d.Payments[i]; p.HasCome() && (p.Processor != delivery.ByHand || !p.StartedAt.Time().After(stopped)) {
			return nil
		}
	}
	return w.MayAsk()
}

// MayAsk is account.Workspace.MayAsk as a transaction sees the workspace: one that is suspended or closed at the same moment
// is. What commits nothing with it may ask the database.
func MayAsk(ctx context.Context, from db.Reader, workspace string) error {
	w, err := standing(ctx, from, workspace)
	if err != nil {
		return err
	}
	return w.MayAsk()
}

// standing reads since when a workspace is suspended or closed.
func standing(ctx context.Context, from db.Reader, workspace string) (w account.Workspace, err error) {
	row, err := from.Reading().GetStanding(ctx, workspace)
	if err != nil {
		return w, db.Classify("read workspace", err)
	}
	if row.SuspendedAt != 0 {
		w.SuspendedAt = delivery.Instant(row.SuspendedAt).Time()
	}
	if row.ClosedAt != 0 {
		w.ClosedAt = delivery.Instant(row.ClosedAt).Time()
	}
	return w, nil
}
