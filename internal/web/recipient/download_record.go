package recipient

import (
	"context"
	"errors"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/storage/download"
)

// recordedADay is how many downloads of one recipient, of whatever files, have their start and end in the chain within
// a day. Programs that fetch in pieces ask hundreds of times, and every event is a line of the certificate; what is
// beyond is decided all the same, served, and counted in the access log. The piece that makes a file complete is always
// recorded, see tracked.end.
const recordedADay = 100

// tracked is one transfer on its way to a recipient.
type tracked struct {
	*Door
	visit
	of       transfer
	request  string
	from     web.Visitor
	id       string
	began    delivery.Instant
	length   int64
	offset   int64
	recorded bool // its start is in the chain
}

var errNotRecorded = errors.New("enough downloads of the day are on record")

func (t *tracked) started() delivery.DownloadStarted {
	return delivery.DownloadStarted{
		Release: t.of.release, Deliverable: t.of.deliverable, Download: t.id, Offset: t.offset, Length: t.length, Origin: t.from.Origin(),
	}
}

func (t *tracked) key() access.Download {
	return access.Download{Delivery: t.delivery.ID, Recipient: t.recipient.ID, Release: t.of.release, Deliverable: t.of.deliverable}
}

// begin decides whether the bytes may leave and records their start, both in one transaction. Where enough is on
// record, a read decides.
func (t *tracked) begin(ctx context.Context, x download.Transfer) error {
	t.began, t.offset, t.length = t.At(), x.Offset, x.Length
	limit := ratelimit.Limit{Key: "download/" + t.recipient.ID, Max: recordedADay, Window: day}
	wait, err := ratelimit.Wait(ctx, t.DB, t.began, limit)
	if err != nil {
		return err
	}
	if wait == 0 {
		_, err = t.DB.UpdateDeliveryWith(ctx, t.delivery.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
			events, err := dv.StartDownload(t.recipient.ID, t.began, t.started())
			if err != nil {
				return nil, err
			}
			if wait, err := ratelimit.Take(ctx, tx, t.began, limit); err != nil || wait > 0 {
				return nil, errors.Join(err, errNotRecorded)
			}
			return events, nil
		})
		if !errors.Is(err, errNotRecorded) {
			t.recorded = err == nil
			return err
		}
	}
	dv, err := t.DB.Delivery(ctx, t.delivery.ID)
	if err != nil {
		return err
	}
	if _, err := dv.StartDownload(t.recipient.ID, t.began, t.started()); err != nil { // a copy: it decides, nothing is kept
		return err
	}
	t.Accesses.Note(t.link.ID, t.from.Address, t.began)
	return nil
}

// end records what was served, even when the client has left.
func (t *tracked) end(ctx context.Context, x download.Transfer) {
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := t.ended(ctx, x); err != nil {
		t.Logger.ErrorContext(ctx, "record end of download", "request", t.request, "error", err)
	}
}

// ended adds the bytes to what the recipient was served of the file, which is complete when its pieces together are,
// in whatever order they came. A transfer that is not recorded leaves events only when it completes the file for the
// first time; once that is known, it writes nothing.
func (t *tracked) ended(ctx context.Context, x download.Transfer) error {
	if !t.recorded {
		if known, err := access.HasBeenServed(ctx, t.DB, t.key()); known || err != nil {
			return err
		}
	}
	end := delivery.DownloadEnded{Release: t.of.release, Deliverable: t.of.deliverable, Download: t.id, Served: x.Written}
	_, err := t.DB.UpdateDeliveryWith(ctx, t.delivery.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		whole, first, err := access.AddServed(ctx, tx, t.At(), t.key(), x.Offset, x.Offset+x.Written, x.Size)
		if err != nil {
			return nil, err
		}
		end.Complete = whole
		var events []delivery.Event
		switch {
		case t.recorded:
			events, err = dv.EndDownload(t.recipient.ID, t.At(), end)
		case whole && first:
			events, err = dv.CompleteDownload(t.recipient.ID, t.began, t.At(), t.started(), end)
		}
		if err != nil || !whole {
			return events, err
		}
		handed, err := t.handOver(ctx, tx, dv)
		return append(events, handed...), err
	})
	return err
}

// handOver records that with this transfer its reader was served every file of the release, the first time that one was.
func (t *tracked) handOver(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
	release, ok := dv.Release(t.of.release)
	if !ok || !release.HandedOverAt.IsZero() {
		return nil, nil // a file visible before payment, or it was handed over before
	}
	whole, err := access.ServedWhole(ctx, tx, dv.ID, t.recipient.ID, release)
	if err != nil || !whole {
		return nil, err
	}
	return dv.HandOver(t.recipient.ID, t.At(), release.ID, t.id)
}
