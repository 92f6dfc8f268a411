package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/storage"
	"quittance/storage/download"
)

const pdf = "application/pdf"

type certificateInput struct {
	One
	Kind    string `query:"kind" enum:"completion,delivery" default:"completion" doc:"completion: everything was paid and signed; delivery: every file was downloaded (attestation de remise)."`
	Release string `query:"release" doc:"The first when absent."`
}

func (d *Door) downloadCertificate() {
	o := operation{
		id: "get-certificate", method: http.MethodGet, path: pathDelivery + "/certificate", tag: tagDeliveries,
		summary:     "Download a certificate",
		description: "The sealed PDF, with its evidence attached. Ranges and conditional requests are answered. 402 while the release is locked or the certificate is being sealed.",
		right:       right{account.ReadDeliveries, account.See}, refusals: []int{http.StatusPaymentRequired, http.StatusGone},
	}
	d.Stream(strings.Replace(o.path, "{id}", ":id", 1))
	d.serveCertificate(o, map[string]*huma.MediaType{pdf: {Schema: &huma.Schema{Type: "string", Format: "binary"}}})
	o.id, o.method, o.summary = "look-for-certificate", http.MethodHead, "Ask whether there is a certificate"
	o.description = "The headers of the download: its length, its entity tag and its name. The statuses are the same; a refusal has no body."
	d.serveCertificate(o, nil)
}

func (d *Door) serveCertificate(o operation, content map[string]*huma.MediaType) {
	document := o.document()
	document.Responses = map[string]*huma.Response{"200": {Description: "The sealed PDF.", Content: content}}
	register(d, o, document, func(ctx context.Context, in *certificateInput) (*huma.StreamResponse, error) {
		who, err := callerOf(ctx)
		if err != nil {
			return nil, err
		}
		m, err := who.check(o.right)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		row, content, err := d.certificate(ctx, m, in)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			c := humaecho.Unwrap(out)
			err := download.Serve(c.Response(), c.Request(), content, download.Options{Name: "certificate-" + row.ID + ".pdf", MediaType: pdf})
			if err != nil {
				d.Logger.ErrorContext(ctx, "serve certificate", slog.String("request", web.RequestID(c)), slog.Any("error", err))
			}
		}}, nil
	})
}

func (d *Door) certificate(ctx context.Context, m command.Member, in *certificateInput) (proof.Certificate, storage.Content, error) {
	of, err := d.find(ctx, m, in.ID)
	if err != nil {
		return proof.Certificate{}, nil, err
	}
	release, err := releaseNamed(of, in.Release)
	if err != nil {
		return proof.Certificate{}, nil, err
	}
	row, err := proof.OfRelease(ctx, d.DB, release.ID, delivery.CertificateKind(in.Kind))
	switch {
	case errors.Is(err, db.ErrNotFound) || err == nil && row.SealedAt.IsZero():
		return proof.Certificate{}, nil, whyUnsealed(release, delivery.CertificateKind(in.Kind))
	case err != nil:
		return proof.Certificate{}, nil, err
	}
	content, err := d.commands.Vault.Open(ctx, row.Object)
	if errors.Is(err, storage.ErrNotFound) {
		return proof.Certificate{}, nil, delivery.ErrErased
	}
	if err != nil {
		return proof.Certificate{}, nil, fmt.Errorf("open certificate: %w", err)
	}
	return row, content, nil
}

func releaseNamed(of *delivery.Delivery, id string) (*delivery.Release, error) {
	if id == "" && len(of.Releases) > 0 {
		return &of.Releases[0], nil
	}
	release, ok := of.Release(id)
	if !ok {
		return nil, delivery.ErrUnknownRelease
	}
	return release, nil
}

func whyUnsealed(r *delivery.Release, kind delivery.CertificateKind) error {
	switch {
	case kind == delivery.DeliveryCertificate && !r.HandedOverAt.IsZero():
		return delivery.ErrBeingAttested
	case r.State == delivery.ReleaseRevoked:
		return delivery.ErrReleaseRevoked
	case r.State == delivery.ReleaseUnlocked && kind == delivery.DeliveryCertificate:
		return delivery.ErrNotDownloaded
	case r.State == delivery.ReleaseLocked:
		return delivery.ErrReleaseLocked
	}
	return delivery.ErrReleaseSealing
}
