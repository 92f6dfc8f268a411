package web

import (
	"errors"
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/storage"
	"quittance/storage/download"
)

// ServeCertificate answers with the sealed certificate of the kind of a release, under a name in the reader's language;
// db.ErrNotFound where there is none. Whether the reader may have it was decided before.
func (s *Site) ServeCertificate(c echo.Context, vault *storage.Vault, kind delivery.CertificateKind, release string) error {
	ctx := c.Request().Context()
	row, err := proof.OfRelease(ctx, s.DB, release, kind)
	if err != nil {
		return err
	}
	if row.SealedAt.IsZero() {
		return db.ErrNotFound
	}
	content, err := vault.Open(ctx, row.Object)
	if errors.Is(err, storage.ErrNotFound) {
		return delivery.ErrErased
	}
	if err != nil {
		return fmt.Errorf("open certificate: %w", err)
	}
	name := "certificat-"
	switch {
	case Lang(c) == frontend.English && kind == delivery.DeliveryCertificate:
		name = "certificate-of-delivery-"
	case Lang(c) == frontend.English:
		name = "certificate-"
	case kind == delivery.DeliveryCertificate:
		name = "attestation-de-remise-"
	}
	return download.Serve(c.Response(), c.Request(), content, download.Options{Name: name + row.ID + ".pdf", MediaType: "application/pdf"})
}

// HasCertificate reports whether the sealed certificate of the kind is stored.
func HasCertificate(r *delivery.Release, kind delivery.CertificateKind) bool {
	return slices.ContainsFunc(r.Certificates, func(c delivery.Certificate) bool { return c.Kind == kind && !c.SealedAt.IsZero() })
}
