package sealing

import (
	"context"
	"fmt"
	"strings"

	"quittance/internal/certificate"
	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/timezone"
)

// retentionYears is how long certificates are kept: as long as the books they belong to (C. com. L123-22).
const retentionYears = 10

// certificateNumber makes the number people read: the random half of a fresh id, in groups.
func certificateNumber(id string) string {
	const random = 10 // where the random part of a ULID begins
	s := strings.ToUpper(id[random:])
	return "Q-" + s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// numberOf is the number of a certificate of the kind: that of a certificate of delivery begins with an A.
func numberOf(kind delivery.CertificateKind, id string) string {
	number := certificateNumber(id)
	if kind == delivery.DeliveryCertificate {
		return "A" + number[1:]
	}
	return number
}

// material gathers what a certificate is made of, as the transaction sees it.
func (w *releaseSealer) material(ctx context.Context, tx *db.Tx, d *delivery.Delivery, a Release, number string, at delivery.Instant) (certificate.Material, error) {
	events, err := allEvents(ctx, tx, d.ID)
	if err != nil {
		return certificate.Material{}, err
	}
	sender, err := w.sender(ctx, d)
	if err != nil {
		return certificate.Material{}, err
	}
	nonce, err := w.nonce()
	if err != nil {
		return certificate.Material{}, err
	}
	zone := timezone.Of(d.Terms.Zone)
	m := certificate.Material{
		Kind: evidence.Kind(a.Of), Delivery: d, Release: a.Release, Events: events, Number: number, MadeAt: at, Nonce: nonce,
		Sender: sender, Platform: w.Platform, VerifyURL: w.BaseURL + "/verify", Zone: zone, Seal: w.Seal.Certificate(),
		RetentionEnd: delivery.At(at.Time().In(zone).AddDate(retentionYears, 0, 0)),
	}
	if a.Of == delivery.DeliveryCertificate {
		earlier, err := proof.OfRelease(ctx, tx, a.Release, delivery.CompletionCertificate)
		if err != nil {
			return certificate.Material{}, fmt.Errorf("load certificate of completion: %w", err)
		}
		m.Earlier = certificate.Earlier{Number: earlier.ID, PDF: earlier.PDFHash}
	}
	if d.Sandbox {
		m.Sandbox = w.StandIns
		if len(m.Sandbox) == 0 {
			m.Sandbox = []string{"sandbox"} // made with a stand-in that is no longer in use: the mark stays
		}
	}
	return m, nil
}

func (w *releaseSealer) sender(ctx context.Context, d *delivery.Delivery) (evidence.Sender, error) {
	ws, err := roster.Workspace(ctx, w.DB, d.Workspace)
	if err != nil {
		return evidence.Sender{}, fmt.Errorf("load workspace: %w", err)
	}
	m, err := roster.Member(ctx, w.DB, d.Member)
	if err != nil {
		return evidence.Sender{}, fmt.Errorf("load member: %w", err)
	}
	return evidence.Sender{
		Workspace: ws.ID, LegalName: ws.Profile.LegalName, Address: ws.Profile.Address, SIREN: ws.Profile.SIREN,
		Member: m.ID, Name: m.Name, Email: m.Email,
	}, nil
}

func allEvents(ctx context.Context, tx *db.Tx, id delivery.ID) ([]evidence.EventRecord, error) {
	const page = 500
	var out []evidence.EventRecord
	for after := int64(0); ; {
		records, err := tx.Events(ctx, id, after, page)
		if err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
		for _, r := range records {
			after = r.Seq
			out = append(out, evidence.EventRecord{
				Seq: r.Seq, Type: r.Type, At: int64(r.At), Actor: string(r.Actor), Data: r.Data, Details: r.Details, Hash: r.Hash,
			})
		}
		if len(records) < page {
			return out, nil
		}
	}
}
