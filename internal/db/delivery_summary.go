package db

import (
	"encoding/json"
	"fmt"

	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// deliveryRow is the aggregate's own row, with the columns that lists and sweepers need.
func deliveryRow(d *delivery.Delivery) (sqlgen.Delivery, error) {
	names := []string{}
	for i := range d.Recipients {
		if name := d.Recipients[i].Called(); name != "" && !d.Recipients[i].IsDropped() { // "": erased
			names = append(names, name)
		}
	}
	recipients, err := json.Marshal(names)
	if err != nil {
		return sqlgen.Delivery{}, fmt.Errorf("encode names: %w", err)
	}
	unfinished := ""
	if d.Unfinished != nil {
		b, err := json.Marshal(d.Unfinished)
		if err != nil {
			return sqlgen.Delivery{}, fmt.Errorf("encode what is unfinished: %w", err)
		}
		unfinished = string(b)
	}
	move, movedAt := projection.MoveOf(d)
	row := sqlgen.Delivery{
		Unfinished: unfinished,
		Situation:  string(projection.SituationOf(d)), Moved: string(move), MovedAt: int64(movedAt),
		ID: string(d.ID), WorkspaceID: d.Workspace, MemberID: d.Member, Version: d.Version, State: string(d.State), Sandbox: d.Sandbox,
		CreatedAt: int64(d.CreatedAt), SentAt: int64(d.SentAt), EndedAt: int64(d.EndedAt),
		Title: string(d.Terms.Title), Message: string(d.Terms.Message), Reference: string(d.Terms.Reference), Language: d.Terms.Language,
		ClientKind: string(d.Terms.ClientKind), ExpiresOn: string(d.Terms.ExpiresOn), Zone: d.Terms.Zone,
		ReachableDays: int64(d.Terms.ReachableDays), NoGateReason: string(d.Terms.NoGateReason), InformedFirst: d.Terms.InformedFirst,
		Digital: d.Terms.Digital, PreviousID: string(d.Terms.Previous), Revision: d.Terms.Revision,
		ChorusEngagement: string(d.Terms.ChorusEngagement), ChorusService: string(d.Terms.ChorusService),
		Seq: d.Seq, Head: d.Head[:], LastAt: int64(d.LastAt), NextDueAt: int64(d.NextDue()), Recipients: string(recipients),
		ExpiryTold: string(d.ExpiryTold), FilesErasedAt: int64(d.FilesErasedAt), ErasedAt: int64(d.ErasedAt),
	}
	for i := range d.Dues {
		due := &d.Dues[i]
		row.Amount += due.Amount
		row.Settled += due.Settled
		row.Refunded += due.Refunded
		row.Currency = due.Currency
		if !due.IsSettled() && (row.DueOn == "" || string(due.DueOn) < row.DueOn) {
			row.DueOn = string(due.DueOn)
		}
	}
	for i := range d.Payments {
		row.Processing = row.Processing || d.Payments[i].State == delivery.PaymentProcessing
	}
	for i := range d.Releases {
		summariseRelease(&row, &d.Releases[i])
	}
	return row, nil
}

// releaseOrder ranks what a list shows of several releases: the one that has most to wait for.
var releaseOrder = map[string]int{
	"": -1, string(delivery.ReleaseRevoked): 0, string(delivery.ReleaseUnlocked): 1,
	string(delivery.ReleaseSealing): 2, string(delivery.ReleaseLocked): 3,
}

func summariseRelease(row *sqlgen.Delivery, r *delivery.Release) {
	if releaseOrder[string(r.State)] > releaseOrder[row.ReleaseState] {
		row.ReleaseState = string(r.State)
	}
	row.Suspended = row.Suspended || r.Suspended
	for i := range r.Gates {
		g := &r.Gates[i]
		if g.State != delivery.GatePending {
			continue
		}
		switch g.Kind {
		case delivery.PaymentGate:
			row.PaymentPending = true
		case delivery.SignatureGate:
			row.SignaturePending = true
		}
	}
}
