package recipient

import (
	"slices"
	"strings"
	"time"

	"quittance/frontend/screen"
	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// next is the one step that is the reader's, in the page's words.
func (d *Door) next(v visit, step agenda.Step) screen.Next {
	switch {
	case step.Kind == agenda.StepAwaitPayment:
		return screen.NextWaitBank
	case step.Kind == agenda.StepAwaitRight:
		return screen.NextWaitRight
	case !step.Mine && !v.recipient.Has(delivery.Payer) && !v.recipient.Has(delivery.Signer):
		return screen.NextRead
	case !step.Mine && comes(v):
		return screen.NextWaitTurn
	case !step.Mine:
		return screen.NextWaitOthers
	case step.Kind == agenda.StepPay && v.delivery.TransferAwaited(step.Due):
		return screen.NextTransfer
	case step.Kind == agenda.StepPay, step.Kind == agenda.StepChooseRight:
		return screen.NextPay
	case step.Kind == agenda.StepSign && v.recipient.ProposedPhone != "":
		return screen.NextWaitNumber
	case step.Kind == agenda.StepSign:
		return screen.NextSign
	}
	return screen.NextWaitOthers
}

// awaited names those whose step it is while it is not the reader's.
func awaited(v visit) string {
	var names []string
	for _, s := range agenda.Steps(v.delivery, v.recipient.ID) {
		if !s.Open || s.Mine || s.Kind != agenda.StepPay && s.Kind != agenda.StepSign {
			continue
		}
		for _, id := range s.Whose {
			if r, ok := v.delivery.Recipient(id); ok && !web.HasEntrusted(v.delivery, id) && !slices.Contains(names, string(r.Name)) {
				names = append(names, string(r.Name))
			}
		}
	}
	return strings.Join(names, ", ")
}

// comes reports whether a later step is the reader's.
func comes(v visit) bool {
	return slices.ContainsFunc(agenda.Steps(v.delivery, v.recipient.ID), func(s agenda.Step) bool {
		return s.Mine && (s.Kind == agenda.StepPay || s.Kind == agenda.StepSign)
	})
}

// signs reports whether the reader's signature is still to come.
func signs(v visit) bool {
	return slices.ContainsFunc(agenda.Steps(v.delivery, v.recipient.ID), func(s agenda.Step) bool {
		return s.Kind == agenda.StepSign && slices.Contains(s.Whose, v.recipient.ID)
	})
}

// steps lists what must happen before the files come: every gate of the release, then the files, which a delegate never has.
func steps(v visit) []screen.Step {
	release := current(v.delivery)
	if release == nil {
		return nil
	}
	var out []screen.Step
	open := true // gates of the first position that is not passed are open
	position := 0
	for _, g := range release.Gates {
		if position != g.Position && position != 0 && open {
			open = !pendingAt(release, position)
		}
		position = g.Position
		out = append(out, gateStep(v, g, open))
	}
	if v.recipient.Delegate {
		return out
	}
	return append(out, screen.Step{Kind: "files", State: "later"})
}

func pendingAt(r *delivery.Release, position int) bool {
	for _, g := range r.Gates {
		if g.Position == position && g.State == delivery.GatePending {
			return true
		}
	}
	return false
}

func gateStep(v visit, g delivery.Gate, open bool) screen.Step {
	s := screen.Step{Kind: string(g.Kind)}
	mine := g.Subject == v.recipient.ID
	if g.Kind == delivery.PaymentGate {
		s.Who = named(v) // who entrusted the payment waits for it as others do
		mine = s.Who == "" && v.recipient.Has(delivery.Payer)
	}
	if !mine && s.Who == "" {
		s.Who = who(v.delivery, g)
	}
	switch {
	case g.State == delivery.GatePassed:
		s.State, s.At = "done", g.At.Time().In(zoneOf(v.delivery))
	case g.State == delivery.GateWaived && g.Kind == delivery.PaymentGate && v.delivery.Owing(g.Subject) > 0:
		s.State = "owed"
	case g.State == delivery.GateWaived:
		s.State, s.At = "waived", g.At.Time().In(zoneOf(v.delivery))
	case g.Kind == delivery.PaymentGate && processing(v.delivery, g.Subject):
		s.State = "processing"
	case !open:
		s.State = "later"
	case g.Kind == delivery.PaymentGate && v.delivery.TransferAwaited(g.Subject):
		s.State = "announced"
	case mine && g.Kind == delivery.SignatureGate && v.recipient.ProposedPhone != "":
		s.State = "number"
	case mine:
		s.State = "yours"
	default:
		s.State = "others"
	}
	return s
}

func processing(dv *delivery.Delivery, due string) bool {
	p, ok := dv.OpenPayment(due)
	return ok && p.State == delivery.PaymentProcessing
}

// who names those a gate waits for.
func who(dv *delivery.Delivery, g delivery.Gate) string {
	if g.Kind == delivery.SignatureGate {
		if r, ok := dv.Recipient(g.Subject); ok {
			return string(r.Name)
		}
		return ""
	}
	var names []string
	for _, r := range dv.Recipients {
		if r.Has(delivery.Payer) && !web.HasEntrusted(dv, r.ID) { // also who was named to
			names = append(names, string(r.Name))
		}
	}
	return strings.Join(names, ", ")
}

// current is the release the page is about: the first that is not done with, else the first.
func current(dv *delivery.Delivery) *delivery.Release {
	for i := range dv.Releases {
		if s := dv.Releases[i].State; s == delivery.ReleaseLocked || s == delivery.ReleaseSealing {
			return &dv.Releases[i]
		}
	}
	if len(dv.Releases) == 0 {
		return nil
	}
	return &dv.Releases[0]
}

func zoneOf(dv *delivery.Delivery) *time.Location { return timezone.Of(dv.Terms.Zone) }
