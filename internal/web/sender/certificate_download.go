package sender

import (
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// downloadCertificate is GET and HEAD /deliveries/{id}/certificate.pdf and attestation.pdf.
func (d *Door) downloadCertificate(kind delivery.CertificateKind) func(echo.Context, visit) error {
	return func(c echo.Context, v visit) error {
		dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
		if err != nil {
			return err
		}
		for i := range dv.Releases {
			if web.HasCertificate(&dv.Releases[i], kind) {
				return d.ServeCertificate(c, d.Vault, kind, dv.Releases[i].ID)
			}
		}
		return db.ErrNotFound
	}
}

// hasCertificate reports whether a release has a stored certificate of the kind.
func hasCertificate(dv *delivery.Delivery, kind delivery.CertificateKind) bool {
	return slices.ContainsFunc(dv.Releases, func(r delivery.Release) bool { return web.HasCertificate(&r, kind) })
}
