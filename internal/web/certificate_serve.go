package web

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/delivery"
	"quittance/storage"
	"quittance/storage/download"
)

// ServeCertificate answers with the certificate of completion of a release that has one, under a name in the reader's
// language. Whether the reader may have it was decided before.
func (s *Site) ServeCertificate(c echo.Context, vault *storage.Vault, release string) error {
	ctx := c.Request().Context()
	row, err := s.DB.Certificate(ctx, release, delivery.CompletionCertificate)
	if err != nil {
		return err
	}
	content, err := vault.Open(ctx, row.Object)
	if err != nil {
		return fmt.Errorf("open certificate: %w", err)
	}
	name := "certificat-" + row.ID + ".pdf"
	if Lang(c) == frontend.English {
		name = "certificate-" + row.ID + ".pdf"
	}
	return download.Serve(c.Response(), c.Request(), content, download.Options{Name: name, MediaType: "application/pdf"})
}
