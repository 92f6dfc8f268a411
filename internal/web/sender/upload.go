package sender

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/storage/upload"
)

type ownerKey struct{}

var errNoOwner = errors.New("the request names no workspace")

// registerUploads opens the resumable uploads of the page: tus under /uploads, for members who may send.
func (d *Door) registerUploads() error {
	handler, err := upload.New(upload.Config{
		Vault: d.Vault, BasePath: frontend.PathUploads, MaxSize: d.MaxBytes, Logger: d.Logger, Finished: d.Commands.FileArrived,
		Authorize: func(r *http.Request) (string, error) {
			owner, ok := r.Context().Value(ownerKey{}).(string)
			if !ok {
				return "", errNoOwner
			}
			return owner, nil
		},
	})
	if err != nil {
		return err
	}
	receive := func(c echo.Context, v visit) error { //nolint:unparam // the shape of every handler
		r := c.Request()
		handler.ServeHTTP(c.Response(), r.WithContext(context.WithValue(r.Context(), ownerKey{}, v.Workspace.ID)))
		return nil
	}
	web.UploadRoutes(frontend.PathUploads, func(method, path string) {
		d.Stream(path)
		d.route(method, path, account.Send, receive)
	})
	return nil
}
