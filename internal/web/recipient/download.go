package recipient

import (
	"fmt"

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
	return d.serve(c, v, content, transfer{release: release, deliverable: id, name: string(f.Name), mediaType: f.MediaType,
		show: f.Visible && c.QueryParam(frontend.QueryRead) != ""})
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

// downloadCertificate is GET and HEAD /d/{id}/certificate.pdf and attestation.pdf.
func (d *Door) downloadCertificate(kind delivery.CertificateKind) func(echo.Context, visit) error {
	return func(c echo.Context, v visit) error {
		release := current(v.delivery)
		if release == nil || v.recipient.Delegate {
			return db.ErrNotFound
		}
		return d.ServeCertificate(c, d.Vault, kind, release.ID)
	}
}

// transfer is what a download is of.
type transfer struct {
	release, deliverable, name, mediaType string
	show                                  bool // in the browser, where it may
}

// serve sends content. What was locked or taken back a moment ago does not leave: that is decided again before the
// first byte.
func (d *Door) serve(c echo.Context, v visit, content storage.Content, of transfer) error {
	t := &tracked{Door: d, visit: v, of: of, request: web.RequestID(c), from: d.VisitorOf(c.Request()), id: d.NewID()}
	ctx := c.Request().Context()
	return download.Serve(c.Response(), c.Request(), content, download.Options{
		Name: of.name, MediaType: of.mediaType, Show: of.show,
		Begin: func(x download.Transfer) error { return t.begin(ctx, x) },
		End:   func(x download.Transfer) { t.end(ctx, x) },
	})
}
