package sender

import (
	"strings"
	"time"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// gates lists the conditions of every release, in their order.
func gates(dv *delivery.Delivery, v visit, zone *time.Location) []screen.Gate {
	var out []screen.Gate
	for _, r := range dv.Releases {
		for _, g := range r.Gates {
			row := screen.Gate{ID: g.ID, Kind: string(g.Kind), Who: subjectOf(dv, g)}
			if due, ok := dv.Due(g.Subject); ok && g.Kind == delivery.PaymentGate {
				row.Refunded, row.Disputed = dueRefunded(due), dueDisputed(dv, due.ID)
			}
			switch g.State {
			case delivery.GatePassed:
				row.Passed = moment(g.At, zone)
			case delivery.GateWaived:
				row.Waived, row.WaiverReason = moment(g.At, zone), string(g.Reason)
			case delivery.GatePending:
				row.CanWaive = dv.State == delivery.Sent && r.State == delivery.ReleaseLocked && v.Member.Role.Can(account.Waive)
			}
			out = append(out, row)
		}
	}
	return out
}

// subjectOf names those a gate waits for.
func subjectOf(dv *delivery.Delivery, g delivery.Gate) string {
	var names []string
	for _, r := range dv.Recipients {
		if r.ID == g.Subject || (g.Kind == delivery.PaymentGate && r.Has(delivery.Payer)) {
			names = append(names, string(r.Name))
		}
	}
	return strings.Join(names, ", ")
}

// actions are what the page offers; the domain decides again when one is posted.
func actions(dv *delivery.Delivery, v visit, at delivery.Instant) screen.SenderActions {
	send, money := v.Member.Role.Can(account.Send), v.Member.Role.Can(account.MoveMoney)
	locked := true
	for _, r := range dv.Releases {
		locked = locked && r.State == delivery.ReleaseLocked
	}
	var held, processing, signed bool
	for _, due := range dv.Dues {
		held = held || due.Settled > due.Refunded
	}
	for _, p := range dv.Payments {
		processing = processing || p.State == delivery.PaymentProcessing
	}
	for _, r := range dv.Recipients {
		signed = signed || !r.SignedAt.IsZero()
	}
	refund, whole, surplus, own := refundable(dv)
	draft, sent, expired := dv.State == delivery.Draft, dv.State == delivery.Sent, dv.State == delivery.Expired
	can := screen.SenderActions{
		Edit: send && draft, Send: send && draft && dv.Unfinished == nil,
		Withdraw: send && (draft || sent || expired) && locked && !held && !processing,
		Extend:   send && (sent || expired) && locked && dv.Terms.ExpiresOn != "" && !dv.IsErased(delivery.Files),
		Refund:   money && refund, RefundSurplus: surplus, RefundOwn: own, RefundEnds: agenda.RefundEnds(dv, 0), RefundByHand: own.Amount > 0 && own == whole,
		RecordPayment: money && !draft && !processing && len(dv.Dues) > 0 && dv.ErasedAt.IsZero(),
		Takes:         takes(dv, at),
		ReplaceFile:   send && sent && locked && !signed && len(dv.Payments) == 0,
		Duplicate:     send,
		NewVersion:    send && (sent || expired || dv.State == delivery.Completed),
	}
	if can.Refund {
		can.ToGiveBack = toGiveBack(dv)
		can.GiveBackBy = day(dv.ReturnBy(), timezone.Of(v.Workspace.Zone))
		can.GivesBackLate = dv.ReturnBy() != "" && dv.Terms.Day(at) > dv.ReturnBy()
	}
	if money {
		can.RefundFailed = failedRefund(dv)
	}
	return can
}
