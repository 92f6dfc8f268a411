package api

import (
	"fmt"
	"net/http"

	"quittance/internal/account"
	"quittance/storage/upload"
)

// openUploads mounts the tus handler. Uploads belong to the workspace of the key.
func (d *Door) openUploads(maxSize int64) error {
	handler, err := upload.New(upload.Config{
		Vault: d.desk.Vault, BasePath: pathUploads, MaxSize: maxSize, Logger: d.Logger, Finished: d.desk.FileArrived,
		Authorize: func(r *http.Request) (string, error) {
			who, err := callerOf(r.Context())
			return who.member.Workspace, err
		},
	})
	if err != nil {
		return fmt.Errorf("open uploads: %w", err)
	}
	guarded := d.withKey(right{account.WriteDeliveries, account.Send}, handler)
	methods := []string{http.MethodOptions, http.MethodPost, http.MethodHead, http.MethodPatch, http.MethodDelete}
	for _, route := range []string{pathUploads, pathUploads + "/", pathUploads + "/*"} {
		d.Stream(route)
		d.Echo().Match(methods, route, guarded)
	}
	return nil
}
