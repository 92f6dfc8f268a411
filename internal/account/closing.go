package account

import (
	"time"

	"quittance/internal/problem"
)

// exportYears is how long the owners of a closed workspace can still sign in to export it: as long as the personal data
// of clients is kept after the last contact. Books are kept for longer (C. com. L123-22): theirs are in the export.
const exportYears = 3

// ErrUnreturned refuses to close while somebody's money waits for what only the members of the workspace can do.
var ErrUnreturned = problem.New(problem.Conflict, "money_unreturned", "money waits: have what it was for delivered, or give it back first, as nobody can afterwards")

// Unfinished counts what is under way in a workspace that is to be closed.
type Unfinished struct {
	Drafts          int64 // never sent
	Open            int64 // sent, waiting for recipients
	Paid            int64 // of those: somebody paid, and waits for a signature, the bank or the seal
	Unapplied       int64 // payments that opened nothing and are not given back
	RefundsFailed   int64 // the bank returned them
	Announced       int64 // transfers that clients say were made, and that nobody has looked for
	RefundsUnderWay int64
	Disputes        int64 // open at the bank
}

// MayClose refuses to close over money that nobody could give back afterwards, and over what was paid and not delivered:
// nobody could correct a number, give new codes, renounce a signature, or refund. Everything else ends by itself: who has
// files keeps them, refunds under way arrive, the bank decides disputes, and who has not paid is asked for nothing more.
// Elsewhere is the owner's word that money which the bank sends back for ever was given back outside, and that a transfer which
// was announced will be, if it comes: a client's closed card must not hold a workspace open.
func (u Unfinished) MayClose(elsewhere bool) error {
	if u.Paid > 0 || (u.HoldsMoney() && !elsewhere) {
		return ErrUnreturned
	}
	return nil
}

// HoldsMoney reports whether money is to be given back, or may come that would be.
func (u Unfinished) HoldsMoney() bool {
	return u.Unapplied > 0 || u.RefundsFailed > 0 || u.Announced > 0
}

// ExportableUntil is when the owners of a closed workspace can sign in no more; zero while it is open.
func (w *Workspace) ExportableUntil() time.Time {
	if !w.IsClosed() {
		return time.Time{}
	}
	return w.ClosedAt.AddDate(exportYears, 0, 0)
}

// Admits tells whether a member of the role may have a session in the workspace: in a closed one its owners alone, for as
// long as they may export it.
func (w *Workspace) Admits(r Role, at time.Time) error {
	if w.IsClosed() && (r != Owner || !at.Before(w.ExportableUntil())) {
		return ErrClosed
	}
	return nil
}
