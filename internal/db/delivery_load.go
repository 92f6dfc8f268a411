package db

import (
	"context"
	"encoding/json"
	"fmt"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// loadDelivery reads the aggregate. All queries of q must see one state.
func loadDelivery(ctx context.Context, q *sqlgen.Queries, id delivery.ID) (*delivery.Delivery, error) {
	row, err := q.GetDelivery(ctx, string(id))
	if err != nil {
		return nil, classify("read delivery", err)
	}
	d := &delivery.Delivery{
		ID: id, Workspace: row.WorkspaceID, Member: row.MemberID, Version: row.Version, State: delivery.State(row.State), Sandbox: row.Sandbox,
		CreatedAt: delivery.Instant(row.CreatedAt), SentAt: delivery.Instant(row.SentAt), EndedAt: delivery.Instant(row.EndedAt),
		Terms: delivery.Terms{
			Title: delivery.Personal(row.Title), Message: delivery.Personal(row.Message), Reference: delivery.Personal(row.Reference),
			Language: row.Language, ClientKind: delivery.ClientKind(row.ClientKind), ExpiresOn: delivery.Date(row.ExpiresOn), Zone: row.Zone,
			ReachableDays: int(row.ReachableDays), NoGateReason: delivery.Personal(row.NoGateReason), InformedFirst: row.InformedFirst,
			Digital: row.Digital, Previous: delivery.ID(row.PreviousID), Revision: row.Revision,
			ChorusEngagement: delivery.Personal(row.ChorusEngagement), ChorusService: delivery.Personal(row.ChorusService),
		},
		ExpiryTold: delivery.Date(row.ExpiryTold), FilesErasedAt: delivery.Instant(row.FilesErasedAt), ErasedAt: delivery.Instant(row.ErasedAt), Seq: row.Seq, LastAt: delivery.Instant(row.LastAt),
	}
	if row.Unfinished != "" {
		if err := json.Unmarshal([]byte(row.Unfinished), &d.Unfinished); err != nil {
			return nil, fmt.Errorf("decode what is unfinished: %w", err)
		}
	}
	if copy(d.Head[:], row.Head) != len(d.Head) {
		return nil, fmt.Errorf("read delivery: head of %d bytes", len(row.Head))
	}
	for _, load := range []func(context.Context, *sqlgen.Queries, *delivery.Delivery) error{
		loadDeliverables, loadRecipients, loadDues, loadReleases, loadPayments,
	} {
		if err := load(ctx, q, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func loadDeliverables(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery) error {
	list, err := q.ListDeliverables(ctx, string(d.ID))
	if err != nil {
		return classify("read deliverables", err)
	}
	for _, x := range list {
		file, err := DeliverableOf(x)
		if err != nil {
			return err
		}
		d.Deliverables = append(d.Deliverables, file)
	}
	return nil
}

// DeliverableOf is a file as its row says.
func DeliverableOf(x sqlgen.Deliverable) (delivery.Deliverable, error) {
	file := delivery.Deliverable{
		ID: x.ID, Object: x.ObjectID, Name: delivery.Personal(x.Name), Size: x.Size, MediaType: x.MediaType, SHA256: x.Sha256,
		CRC32: uint32(x.Crc32), Pages: int(x.Pages), Visible: x.Visible, FirstSeen: delivery.Instant(x.FirstSeen), Replaced: x.Replaced, //nolint:gosec // written from 32 bits
	}
	if x.Document != "" {
		if err := json.Unmarshal([]byte(x.Document), &file.Document); err != nil {
			return delivery.Deliverable{}, fmt.Errorf("decode document: %w", err)
		}
	}
	return file, nil
}

func loadRecipients(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery) error {
	list, err := q.ListRecipients(ctx, string(d.ID))
	if err != nil {
		return classify("read recipients", err)
	}
	for _, x := range list {
		r := delivery.Recipient{
			ID: x.ID, Name: delivery.Personal(x.Name), Company: delivery.Personal(x.Company), Email: delivery.Personal(x.Email),
			Phone: delivery.Personal(x.Phone), Language: x.Language, LinkID: x.LinkID, PhoneBy: delivery.Actor(x.PhoneBy),
			PhoneAt: delivery.Instant(x.PhoneAt), ProposedPhone: delivery.Personal(x.ProposedPhone), OpenedAt: delivery.Instant(x.OpenedAt),
			SignedAt: delivery.Instant(x.SignedAt), WaivedRightAt: delivery.Instant(x.WaivedRightAt),
			CodesResetAt: delivery.Instant(x.CodesResetAt), Delegate: x.Delegate, NamedBy: x.NamedBy,
			RightKeptAt: delivery.Instant(x.RightKeptAt), WithdrewAt: delivery.Instant(x.WithdrewAt), RemindedAt: delivery.Instant(x.RemindedAt), Invite: delivery.Invite(x.Invite),
			ProblemAt: delivery.Instant(x.ProblemAt), NumberKeptAt: delivery.Instant(x.NumberKeptAt), DeclinedAt: delivery.Instant(x.DeclinedAt),
		}
		if err := json.Unmarshal([]byte(x.Roles), &r.Roles); err != nil {
			return fmt.Errorf("decode roles: %w", err)
		}
		if x.Signature != "" {
			if err := json.Unmarshal([]byte(x.Signature), &r.Signature); err != nil {
				return fmt.Errorf("decode signature: %w", err)
			}
		}
		d.Recipients = append(d.Recipients, r)
	}
	return nil
}

// DueOf is a due as its row says.
func DueOf(x sqlgen.Due) delivery.Due {
	return delivery.Due{
		ID: x.ID, Amount: x.Amount, Currency: x.Currency, VATRate: int(x.VatRate), VATRegime: tariff.Regime(x.VatRegime), Net: x.Net, DueOn: delivery.Date(x.DueOn),
		Settled: x.Settled, Refunded: x.Refunded, Reference: x.Reference, DeclaredAt: delivery.Instant(x.DeclaredAt), Declared: x.Declared,
		Forgiven: x.Forgiven,
	}
}

func loadDues(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery) error {
	list, err := q.ListDues(ctx, string(d.ID))
	if err != nil {
		return classify("read dues", err)
	}
	for _, x := range list {
		d.Dues = append(d.Dues, DueOf(x))
	}
	return nil
}

func loadReleases(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery) error {
	list, err := q.ListReleases(ctx, string(d.ID))
	if err != nil {
		return classify("read releases", err)
	}
	gates, err := q.ListGates(ctx, string(d.ID))
	if err != nil {
		return classify("read gates", err)
	}
	for _, x := range list {
		r := delivery.Release{
			ID: x.ID, State: delivery.ReleaseState(x.State), Suspended: x.Suspended, SealingAt: delivery.Instant(x.SealingAt),
			UnlockedAt: delivery.Instant(x.UnlockedAt), RevokedAt: delivery.Instant(x.RevokedAt),
			DeliveredAt: delivery.Instant(x.DeliveredAt), Reminders: int(x.Reminders),
			HandedOverAt: delivery.Instant(x.HandedOverAt), HandedTo: x.HandedTo,
		}
		if err := json.Unmarshal([]byte(x.Deliverables), &r.Deliverables); err != nil {
			return fmt.Errorf("decode files of a release: %w", err)
		}
		if err := json.Unmarshal([]byte(x.Certificates), &r.Certificates); err != nil {
			return fmt.Errorf("decode certificates of a release: %w", err)
		}
		for _, g := range gates {
			if g.ReleaseID == x.ID {
				r.Gates = append(r.Gates, delivery.Gate{
					ID: g.ID, Kind: delivery.GateKind(g.Kind), Subject: g.Subject, Position: int(g.Position),
					State: delivery.GateState(g.State), At: delivery.Instant(g.At), Reason: delivery.Personal(g.Reason),
				})
			}
		}
		d.Releases = append(d.Releases, r)
	}
	return nil
}

// loadPayments reads refunds and disputes only where money was ever asked for.
func loadPayments(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery) error {
	list, err := q.ListPayments(ctx, string(d.ID))
	if err != nil {
		return classify("read payments", err)
	}
	if len(list) == 0 {
		return nil
	}
	for _, x := range list {
		d.Payments = append(d.Payments, PaymentOf(x))
	}
	refunds, err := q.ListRefunds(ctx, string(d.ID))
	if err != nil {
		return classify("read refunds", err)
	}
	for _, x := range refunds {
		d.Refunds = append(d.Refunds, delivery.Refund{
			ID: x.ID, Payment: x.PaymentID, Amount: x.Amount, State: delivery.RefundState(x.State), Processor: x.ProcessorID,
			Surplus: x.Surplus, Failure: x.Failure, At: delivery.Instant(x.At),
		})
	}
	disputes, err := q.ListDisputes(ctx, string(d.ID))
	if err != nil {
		return classify("read disputes", err)
	}
	for _, x := range disputes {
		d.Disputes = append(d.Disputes, DisputeOf(x))
	}
	return nil
}

// PaymentOf is a payment as its row says.
func PaymentOf(x sqlgen.Payment) delivery.Payment {
	return delivery.Payment{
		ID: x.ID, Due: x.DueID, Recipient: x.RecipientID, Processor: delivery.Processor(x.Processor), State: delivery.PaymentState(x.State),
		Amount: x.Amount, Currency: x.Currency, Applied: x.Applied, Refunded: x.Refunded, StartedAt: delivery.Instant(x.StartedAt),
		ExpiresAt: delivery.Instant(x.ExpiresAt), SettledAt: delivery.Instant(x.SettledAt), Account: x.Account, Session: x.Session,
		Intent: x.Intent, Charge: x.Charge, Method: x.Method, Last4: x.Last4, Live: x.Live, Failure: x.Failure,
		Reason: delivery.Reason(x.Reason), Reference: delivery.Personal(x.Reference), Note: delivery.Personal(x.Note), ReceivedOn: delivery.Date(x.ReceivedOn),
	}
}

// DisputeOf is a dispute as its row says.
func DisputeOf(x sqlgen.Dispute) delivery.Dispute {
	return delivery.Dispute{
		ID: x.ID, Payment: x.PaymentID, Amount: x.Amount, Reason: x.Reason, State: delivery.DisputeState(x.State), At: delivery.Instant(x.At),
	}
}
