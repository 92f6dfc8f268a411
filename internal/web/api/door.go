// Package api is the door of other people's programs: JSON under /api/v1, with a key of the workspace, and the
// document that describes it (OpenAPI 3.1) generated from the code, so that it cannot say anything else.
//
// It offers the commands that pages offer. Every POST but an upload may carry an Idempotency-Key: the same request
// again, within 24 hours, does nothing twice and is answered from the state as it is then. One action per file.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/storage"
)

const (
	base           = "/api/v1"
	pathDocument   = "/api/openapi.json"
	pathUploads    = base + "/uploads"
	pathDeliveries = base + "/deliveries"
	pathDelivery   = pathDeliveries + "/{id}"
)

// Deps is what the door needs beyond the site.
type Deps struct {
	Commands  *command.Commands
	MaxUpload int64 // greatest file, in bytes; 0: storage.MaxObject
}

// Door holds the handlers.
type Door struct {
	*web.Site
	commands *command.Commands
	api      huma.API
}

// Register adds the routes of the API and of its description. It is called once per site, before the site serves.
func Register(site *web.Site, deps Deps) error {
	if deps.Commands == nil || deps.Commands.Vault == nil {
		return errors.New("the API needs commands with a vault")
	}
	if deps.MaxUpload <= 0 {
		deps.MaxUpload = storage.MaxObject
	}
	document, err := openAll(site, deps)
	if err != nil {
		return err
	}
	site.Route(http.MethodGet, pathDocument, web.Access{Who: web.Anyone}, func(c echo.Context) error {
		return c.Blob(http.StatusOK, "application/vnd.oai.openapi+json;version=3.1", document)
	})
	return nil
}

func openAll(site *web.Site, deps Deps) ([]byte, error) {
	d := &Door{Site: site, commands: deps.Commands, api: humaecho.New(site.Echo(), config())}
	d.api.UseMiddleware(d.signedIn)
	if err := d.openUploads(deps.MaxUpload); err != nil {
		return nil, err
	}
	d.openDeliveries()
	d.openMoney()
	d.openRecipients()
	d.describe()
	document, err := json.MarshalIndent(d.api.OpenAPI(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write OpenAPI document: %w", err)
	}
	return append(document, '\n'), nil
}

func (d *Door) openDeliveries() {
	d.createDelivery()
	d.duplicateDelivery()
	d.listDeliveries()
	d.showDelivery()
	d.sendDelivery()
	d.withdrawDelivery()
	d.extendDelivery()
	d.replaceFile()
	d.listEvents()
	d.downloadCertificate()
}

func (d *Door) openMoney() {
	d.listReceipts()
	d.downloadReceipt()
	d.refundDelivery()
	d.noteRefund()
	d.recordPayment()
	d.waiveGate()
}

func (d *Door) openRecipients() {
	d.correctRecipient()
	d.acceptNumber()
	d.dismissNumber()
	d.dropPayer()
	d.resetPasscode()
	d.renewLink()
	d.remindRecipient()
	d.closeProblem()
}
