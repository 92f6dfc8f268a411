package db

import (
	"encoding/json"
	"fmt"
	"slices"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// The rows of an aggregate, one comparable value each, so that a write finds what changed by comparing. Every field
// of delivery's types has its column here and in delivery_load.go; a test fills them all and reads them back.

func deliverableRow(id delivery.ID, ord int, x *delivery.Deliverable) (sqlgen.Deliverable, error) {
	document := ""
	if x.Document != (delivery.Document{}) {
		b, err := json.Marshal(x.Document)
		if err != nil {
			return sqlgen.Deliverable{}, fmt.Errorf("encode document: %w", err)
		}
		document = string(b)
	}
	return sqlgen.Deliverable{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), ObjectID: x.Object, Name: string(x.Name), Size: x.Size,
		MediaType: x.MediaType, Sha256: x.SHA256, Crc32: int64(x.CRC32), Pages: int64(x.Pages), Visible: x.Visible,
		Document: document, FirstSeen: int64(x.FirstSeen), Replaced: x.Replaced,
	}, nil
}

func recipientRow(id delivery.ID, ord int, x *delivery.Recipient) (sqlgen.Recipient, error) {
	roles, err := json.Marshal(x.Roles)
	if err != nil {
		return sqlgen.Recipient{}, fmt.Errorf("encode roles: %w", err)
	}
	signature := ""
	if !x.SignedAt.IsZero() || x.Signature != (delivery.Signature{}) {
		b, err := json.Marshal(x.Signature)
		if err != nil {
			return sqlgen.Recipient{}, fmt.Errorf("encode signature: %w", err)
		}
		signature = string(b)
	}
	return sqlgen.Recipient{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), Name: string(x.Name), Company: string(x.Company),
		Email: string(x.Email), Phone: string(x.Phone), Roles: string(roles), Language: x.Language, LinkID: x.LinkID,
		PhoneBy: string(x.PhoneBy), PhoneAt: int64(x.PhoneAt), ProposedPhone: string(x.ProposedPhone),
		OpenedAt: int64(x.OpenedAt), SignedAt: int64(x.SignedAt), Signature: signature, WaivedRightAt: int64(x.WaivedRightAt),
		CodesResetAt: int64(x.CodesResetAt), Delegate: x.Delegate, NamedBy: x.NamedBy, RightKeptAt: int64(x.RightKeptAt),
		WithdrewAt: int64(x.WithdrewAt), RemindedAt: int64(x.RemindedAt), Invite: string(x.Invite), ProblemAt: int64(x.ProblemAt),
		NumberKeptAt: int64(x.NumberKeptAt), DeclinedAt: int64(x.DeclinedAt),
	}, nil
}

func dueRow(id delivery.ID, ord int, x *delivery.Due) sqlgen.Due {
	return sqlgen.Due{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), Amount: x.Amount, Currency: x.Currency, VatRate: int64(x.VATRate), VatRegime: string(x.VATRegime), Net: x.Net,
		DueOn: string(x.DueOn), Settled: x.Settled, Refunded: x.Refunded, Reference: x.Reference,
		DeclaredAt: int64(x.DeclaredAt), Declared: x.Declared,
		Forgiven: x.Forgiven,
	}
}

func releaseRow(id delivery.ID, ord int, x *delivery.Release) (sqlgen.Release, error) {
	files, err := json.Marshal(x.Deliverables)
	if err != nil {
		return sqlgen.Release{}, fmt.Errorf("encode files of a release: %w", err)
	}
	certificates, err := json.Marshal(x.Certificates)
	if err != nil {
		return sqlgen.Release{}, fmt.Errorf("encode certificates of a release: %w", err)
	}
	return sqlgen.Release{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), Deliverables: string(files), State: string(x.State),
		Suspended: x.Suspended, SealingAt: int64(x.SealingAt), UnlockedAt: int64(x.UnlockedAt), RevokedAt: int64(x.RevokedAt),
		DeliveredAt: int64(x.DeliveredAt), Reminders: int64(x.Reminders), Certificates: string(certificates),
		HandedOverAt: int64(x.HandedOverAt), HandedTo: x.HandedTo, AttestedAt: attestedAt(x),
	}, nil
}

// attestedAt is when the certificate of delivery was sealed: what the sweeper asks for, and no field of the aggregate.
func attestedAt(x *delivery.Release) int64 {
	for _, c := range x.Certificates {
		if c.Kind == delivery.DeliveryCertificate {
			return int64(c.SealedAt)
		}
	}
	return 0
}

func gateRow(id delivery.ID, release string, ord int, x *delivery.Gate) sqlgen.Gate {
	return sqlgen.Gate{
		DeliveryID: string(id), ReleaseID: release, ID: x.ID, Ord: int64(ord), Kind: string(x.Kind), Subject: x.Subject,
		Position: int64(x.Position), State: string(x.State), At: int64(x.At), Reason: string(x.Reason),
	}
}

// paymentRow leaves ChangedAt to the write: it is no part of the aggregate.
func paymentRow(id delivery.ID, ord int, x *delivery.Payment) sqlgen.Payment {
	return sqlgen.Payment{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), DueID: x.Due, RecipientID: x.Recipient, Processor: string(x.Processor),
		State: string(x.State), Amount: x.Amount, Currency: x.Currency, Applied: x.Applied, Refunded: x.Refunded,
		StartedAt: int64(x.StartedAt), ExpiresAt: int64(x.ExpiresAt), SettledAt: int64(x.SettledAt), Account: x.Account,
		Session: x.Session, Intent: x.Intent, Charge: x.Charge, Method: x.Method, Last4: x.Last4, Live: x.Live,
		Failure: x.Failure, Reason: string(x.Reason), Reference: string(x.Reference), Note: string(x.Note), ReceivedOn: string(x.ReceivedOn),
	}
}

func refundRow(id delivery.ID, ord int, x *delivery.Refund) sqlgen.Refund {
	return sqlgen.Refund{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), PaymentID: x.Payment, Amount: x.Amount, State: string(x.State),
		ProcessorID: x.Processor, Surplus: x.Surplus, Failure: x.Failure, At: int64(x.At),
	}
}

func disputeRow(id delivery.ID, ord int, x *delivery.Dispute) sqlgen.Dispute {
	return sqlgen.Dispute{
		DeliveryID: string(id), ID: x.ID, Ord: int64(ord), PaymentID: x.Payment, Amount: x.Amount, Reason: x.Reason,
		State: string(x.State), At: int64(x.At),
	}
}

// cloneDelivery copies everything that can change.
func cloneDelivery(d *delivery.Delivery) *delivery.Delivery {
	c := *d
	c.Deliverables = slices.Clone(d.Deliverables)
	c.Recipients = slices.Clone(d.Recipients)
	for i := range c.Recipients {
		c.Recipients[i].Roles = slices.Clone(c.Recipients[i].Roles)
	}
	c.Dues = slices.Clone(d.Dues)
	c.Releases = slices.Clone(d.Releases)
	for i := range c.Releases {
		r := &c.Releases[i]
		r.Deliverables, r.Gates, r.Certificates = slices.Clone(r.Deliverables), slices.Clone(r.Gates), slices.Clone(r.Certificates)
	}
	c.Payments = slices.Clone(d.Payments)
	c.Refunds = slices.Clone(d.Refunds)
	c.Disputes = slices.Clone(d.Disputes)
	return &c
}
