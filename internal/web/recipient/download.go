package recipient

import (
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/storage"
	"quittance/storage/archive"
	"quittance/storage/download"
)

// downloadFile is GET and HEAD /d/{id}/files/{deliverable}.
func (d *Door) downloadFile(c echo.Context, v visit) error {
	id := c.Param("deliverable")
	if err := v.delivery.CanDownload(v.recipient.ID, id, d.At()); err != nil {
		return err
	}
	f, _ := v.delivery.Deliverable(id)
	content, err := d.Vault.Open(c.Request().Context(), f.Object)
	if err != nil {
		return fmt.Errorf("open deliverable: %w", err)
	}
	release := ""
	if r, ok := v.delivery.ReleaseOf(id); ok {
		release = r.ID
	}
	return d.serve(c, v, content, transfer{release: release, deliverable: id, name: string(f.Name), mediaType: f.MediaType})
}

// downloadArchive is GET and HEAD /d/{id}/files.zip: every file of the release as one archive.
func (d *Door) downloadArchive(c echo.Context, v visit) error {
	release := current(v.delivery)
	if release == nil {
		return delivery.ErrUnknownRelease
	}
	if err := v.delivery.CanDownloadAll(v.recipient.ID, release.ID, d.At()); err != nil {
		return err
	}
	var entries []archive.Entry
	for _, id := range release.Deliverables {
		f, ok := v.delivery.Deliverable(id)
		if !ok || f.Replaced {
			continue
		}
		content, err := d.Vault.Open(c.Request().Context(), f.Object)
		if err != nil {
			return fmt.Errorf("open deliverable: %w", err)
		}
		entries = append(entries, archive.Entry{Name: string(f.Name), Modified: f.FirstSeen.Time().In(zoneOf(v.delivery)), CRC32: f.CRC32, Content: content})
	}
	content, err := archive.New(entries)
	if err != nil {
		return fmt.Errorf("lay out archive: %w", err)
	}
	return d.serve(c, v, content, transfer{release: release.ID, name: string(v.delivery.Terms.Title) + ".zip", mediaType: "application/zip"})
}

// downloadCertificate is GET and HEAD /d/{id}/certificate.pdf.
func (d *Door) downloadCertificate(c echo.Context, v visit) error {
	release := current(v.delivery)
	if release == nil || !sealed(release) {
		return db.ErrNotFound
	}
	ctx := c.Request().Context()
	row, err := d.DB.Certificate(ctx, release.ID, delivery.CompletionCertificate)
	if err != nil {
		return err
	}
	content, err := d.Vault.Open(ctx, row.Object)
	if err != nil {
		return fmt.Errorf("open certificate: %w", err)
	}
	name := "certificat-" + row.ID + ".pdf"
	if web.Lang(c) == frontend.English {
		name = "certificate-" + row.ID + ".pdf"
	}
	return download.Serve(c.Response(), c.Request(), content, download.Options{Name: name, MediaType: "application/pdf"})
}

// transfer is what a download is of.
type transfer struct {
	release, deliverable, name, mediaType string
}

// serve sends content with its start and its end on record. The start is decided and recorded in one transaction:
// what was locked or taken back a moment ago does not leave.
func (d *Door) serve(c echo.Context, v visit, content storage.Content, of transfer) error {
	ctx, from, id := c.Request().Context(), d.VisitorOf(c.Request()), d.NewID()
	begin := func(t download.Transfer) error {
		_, err := d.DB.UpdateDelivery(ctx, v.delivery.ID, func(dv *delivery.Delivery) ([]delivery.Event, error) {
			return dv.StartDownload(v.recipient.ID, d.At(), delivery.DownloadStarted{
				Release: of.release, Deliverable: of.deliverable, Download: id, Offset: t.Offset, Length: t.Length,
				Address: from.Personal(), AddressFrom: from.From, UserAgent: delivery.Personal(from.UserAgent),
			})
		})
		return err
	}
	end := func(t download.Transfer) {
		const patience = 10 * time.Second
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		if err := d.ended(ctx, v, of, id, t); err != nil {
			d.Logger.ErrorContext(ctx, "record end of download", "request", web.RequestID(c), "error", err)
		}
	}
	return download.Serve(c.Response(), c.Request(), content, download.Options{Name: of.name, MediaType: of.mediaType, Begin: begin, End: end})
}

func (d *Door) ended(ctx context.Context, v visit, of transfer, id string, t download.Transfer) error {
	_, err := d.DB.UpdateDeliveryWith(ctx, v.delivery.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		complete := t.ReachedEnd()
		if complete && t.Offset > 0 {
			before, err := served(ctx, tx, v, of)
			if err != nil {
				return nil, err
			}
			complete = before.cover(t.Offset)
		}
		return dv.EndDownload(v.recipient.ID, d.At(), delivery.DownloadEnded{
			Release: of.release, Deliverable: of.deliverable, Download: id, Served: t.Written, Complete: complete,
		})
	})
	return err
}
