// Package autosave keeps forms while they are typed, so that nothing is lost with a browser or a session. A form is its member's
// alone, and is forgotten after thirty days (db.Sweep). Nothing in it was judged.
package autosave

import (
	"context"
	"errors"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// MaxBytes bounds the content of a form; what is larger is not to be kept.
const MaxBytes = 64 << 10

// Form is one as it was typed.
type Form struct {
	Content string
	SavedAt delivery.Instant
}

// Keep takes the place of what was kept under the name.
func Keep(ctx context.Context, d *db.DB, member, name string, f Form) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("keep form", tx.Queries().KeepForm(ctx, sqlgen.KeepFormParams{MemberID: member, Name: name, Content: f.Content, SavedAt: int64(f.SavedAt)}))
	})
}

// Get returns what was kept; ok is false where nothing was.
func Get(ctx context.Context, d *db.DB, member, name string) (f Form, ok bool, err error) {
	row, err := d.Reading().GetKeptForm(ctx, sqlgen.GetKeptFormParams{MemberID: member, Name: name})
	if err := db.Classify("read kept form", err); errors.Is(err, db.ErrNotFound) {
		return Form{}, false, nil
	} else if err != nil {
		return Form{}, false, err
	}
	return Form{Content: row.Content, SavedAt: delivery.Instant(row.SavedAt)}, true, nil
}

// Forget removes what was kept; it is no error where nothing was.
func Forget(ctx context.Context, d *db.DB, member, name string) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("forget form", tx.Queries().ForgetForm(ctx, sqlgen.ForgetFormParams{MemberID: member, Name: name}))
	})
}
