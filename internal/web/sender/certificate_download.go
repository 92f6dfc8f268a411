package sender

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/storage/download"
)

// downloadCertificate is GET and HEAD /deliveries/{id}/certificate.pdf.
func (d *Door) downloadCertificate(c echo.Context, v visit) error {
	ctx := c.Request().Context()
	dv, err := d.Desk.Delivery(ctx, v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	release := sealedRelease(dv)
	if release == nil {
		return db.ErrNotFound
	}
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

// sealedRelease is the first release whose certificate of completion is stored, or nil.
func sealedRelease(dv *delivery.Delivery) *delivery.Release {
	for i := range dv.Releases {
		for _, cert := range dv.Releases[i].Certificates {
			if cert.Kind == delivery.CompletionCertificate && !cert.SealedAt.IsZero() {
				return &dv.Releases[i]
			}
		}
	}
	return nil
}
