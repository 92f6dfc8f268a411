package sender

import (
	"github.com/labstack/echo/v4"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// downloadCertificate is GET and HEAD /deliveries/{id}/certificate.pdf.
func (d *Door) downloadCertificate(c echo.Context, v visit) error {
	dv, err := d.Desk.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	release := sealedRelease(dv)
	if release == nil {
		return db.ErrNotFound
	}
	return d.ServeCertificate(c, d.Vault, release.ID)
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
