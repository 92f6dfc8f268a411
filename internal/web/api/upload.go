package api

import (
	"fmt"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/storage/upload"
)

// openUploads mounts the tus handler. Uploads belong to the workspace of the key.
func (d *Door) openUploads(maxSize int64) error {
	handler, err := upload.New(upload.Config{
		Vault: d.commands.Vault, BasePath: pathUploads, MaxSize: maxSize, Logger: d.Logger, Finished: d.commands.FileArrived,
		Authorize: func(r *http.Request) (string, error) {
			who, err := callerOf(r.Context())
			return who.member.Workspace, err
		},
	})
	if err != nil {
		return fmt.Errorf("open uploads: %w", err)
	}
	r := right{account.WriteDeliveries, account.Send}
	guarded := d.withKey(r, handler)
	web.UploadRoutes(pathUploads, func(method, path string) {
		d.Stream(path)
		d.Route(method, path, r.access(), guarded)
	})
	return nil
}
