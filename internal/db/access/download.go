package access

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Download names what one recipient fetches, in however many pieces: a file, or a release's archive (Deliverable "").
type Download struct {
	Delivery    delivery.ID
	Recipient   string
	Release     string // "" for a file visible before payment
	Deliverable string
}

// AddServed adds the bytes from the first to before the second offset to what was served of a download of the size,
// under the lock of its delivery. whole says that all of it was served now, in pieces of any order: then the next one
// counts afresh. first says that it never was before.
func AddServed(ctx context.Context, tx *db.Tx, at delivery.Instant, x Download, from, to, size int64) (whole, first bool, err error) {
	row, err := tx.Reading().GetDownloadProgress(ctx, x.row())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, false, db.Classify("read what was served", err)
	}
	covered := readCoverage(row.Covered).With(from, to)
	whole, first = covered.Holds(size), row.CompletedAt == 0
	if whole {
		covered = nil
		if first {
			row.CompletedAt = int64(at)
		}
	}
	err = tx.Queries().SaveDownloadProgress(ctx, sqlgen.SaveDownloadProgressParams{
		DeliveryID: string(x.Delivery), RecipientID: x.Recipient, ReleaseID: x.Release, DeliverableID: x.Deliverable,
		Covered: writeCoverage(covered), CompletedAt: row.CompletedAt,
	})
	return whole, first, db.Classify("note what was served", err)
}

// HasBeenServed reports whether all of a download was served at least once.
func HasBeenServed(ctx context.Context, d *db.DB, x Download) (bool, error) {
	row, err := d.Reading().GetDownloadProgress(ctx, x.row())
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return row.CompletedAt != 0, db.Classify("read what was served", err)
}

// ServedWhole reports whether one recipient was served every one of the files of a release, each by itself or all as its
// archive, as this transaction sees it.
func ServedWhole(ctx context.Context, tx *db.Tx, x delivery.ID, recipient string, release *delivery.Release) (bool, error) {
	whole, err := tx.Reading().ListWholeDownloads(ctx, sqlgen.ListWholeDownloadsParams{DeliveryID: string(x), RecipientID: recipient, ReleaseID: release.ID})
	if err != nil {
		return false, db.Classify("read what was served", err)
	}
	if slices.Contains(whole, "") {
		return true, nil
	}
	for _, file := range release.Deliverables {
		if !slices.Contains(whole, file) {
			return false, nil
		}
	}
	return true, nil
}

func (x Download) row() sqlgen.GetDownloadProgressParams {
	return sqlgen.GetDownloadProgressParams{DeliveryID: string(x.Delivery), RecipientID: x.Recipient, ReleaseID: x.Release, DeliverableID: x.Deliverable}
}
