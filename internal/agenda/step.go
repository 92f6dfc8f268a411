// Package agenda is what is to be done about a delivery, and by whom: the steps of each recipient, in order, and what the
// sender has to look at. It reads a delivery and changes nothing; what may be done the delivery itself decides.
package agenda

import (
	"slices"

	"quittance/internal/delivery"
)

// StepKind is something that has to happen before everything is done.
type StepKind string

// The kinds of step, and who takes it.
const (
	StepChooseRight  StepKind = "choose_right"  // a consumer, before paying for digital content
	StepAwaitRight   StepKind = "await_right"   // nobody: the files come when a right of withdrawal has run out
	StepPay          StepKind = "pay"           // a payer
	StepAwaitPayment StepKind = "await_payment" // the bank
	StepSign         StepKind = "sign"          // the signer
	StepSeal         StepKind = "seal"          // us
	StepDownload     StepKind = "download"      // every recipient but delegates
	StepAwaitDispute StepKind = "await_dispute" // the banks
	StepAwaitRefund  StepKind = "await_refund"  // the bank
	StepRevoked      StepKind = "revoked"       // nobody: the files were taken back
	StepEnded        StepKind = "ended"         // nobody, or the sender: withdrawn, declined, expired or not sent
	StepDone         StepKind = "done"          // nobody
)

// Step is one of them. Whose are the recipients who can take it: none when it is the bank's or ours.
type Step struct {
	Kind    StepKind
	Release string
	Due     string
	Gate    string
	Whose   []string
	Mine    bool // the recipient asked about is one of Whose
	Open    bool // can be taken now; false when something comes first
}

// Steps returns, in order, what this recipient still has to do and what the others owe. It never is empty.
func Steps(d *delivery.Delivery, recipient string) []Step {
	if d.State != delivery.Sent && d.State != delivery.Completed {
		return []Step{{Kind: StepEnded}}
	}
	who, ok := d.Recipient(recipient)
	if !ok {
		return []Step{{Kind: StepEnded}}
	}
	var out []Step
	asked := map[string]bool{}
	for i := range d.Releases {
		out = append(out, releaseSteps(d, &d.Releases[i], who, asked)...)
	}
	for i := range d.Dues {
		if due := &d.Dues[i]; !asked[due.ID] && !due.IsSettled() {
			out = append(out, paySteps(d, due.ID, "", "", who)...)
		}
	}
	if len(out) == 0 {
		return []Step{{Kind: StepDone}}
	}
	for i := range out {
		out[i].Mine = slices.Contains(out[i].Whose, recipient)
	}
	return out
}

// isSealing reports whether a certificate is being made.
func isSealing(d *delivery.Delivery) bool {
	return slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State == delivery.ReleaseSealing })
}

func releaseSteps(d *delivery.Delivery, r *delivery.Release, who *delivery.Recipient, asked map[string]bool) []Step {
	switch r.State {
	case delivery.ReleaseRevoked:
		for i := range r.Gates {
			asked[r.Gates[i].Subject] = true
		}
		return []Step{{Kind: StepRevoked, Release: r.ID}}
	case delivery.ReleaseSealing:
		return []Step{{Kind: StepSeal, Release: r.ID, Open: true}}
	case delivery.ReleaseLocked, delivery.ReleaseUnlocked:
	}
	if r.Suspended {
		return []Step{{Kind: StepAwaitDispute, Release: r.ID, Open: true}}
	}
	if d.IsGoingBack(r) {
		return []Step{{Kind: StepAwaitRefund, Release: r.ID, Open: true}}
	}
	if r.State == delivery.ReleaseUnlocked {
		return []Step{{Kind: StepDownload, Release: r.ID, Whose: withRole(d, ""), Open: true}}
	}
	var out []Step
	for i := range r.Gates {
		g := &r.Gates[i]
		switch {
		case g.State != delivery.GatePending:
		case g.Kind == delivery.SignatureGate:
			out = append(out, Step{Kind: StepSign, Release: r.ID, Gate: g.ID, Whose: []string{g.Subject}, Open: r.IsOpen(g)})
		case !asked[g.Subject]:
			asked[g.Subject] = true
			out = append(out, paySteps(d, g.Subject, r.ID, g.ID, who)...)
		}
	}
	if len(out) == 0 && d.State == delivery.Sent && !d.HeldUntil(r.ID).IsZero() {
		return []Step{{Kind: StepAwaitRight, Release: r.ID, Open: true}}
	}
	return out
}

func paySteps(d *delivery.Delivery, due, release, gate string, who *delivery.Recipient) []Step {
	if p, ok := d.OpenPayment(due); ok && p.State == delivery.PaymentProcessing {
		return []Step{{Kind: StepAwaitPayment, Release: release, Due: due, Gate: gate, Open: true}}
	}
	open := d.IsPayable(due)
	pay := Step{Kind: StepPay, Release: release, Due: due, Gate: gate, Whose: withRole(d, delivery.Payer), Open: open}
	if !d.MustChooseRight(who) {
		return []Step{pay}
	}
	pay.Open = false
	return []Step{{Kind: StepChooseRight, Release: release, Due: due, Gate: gate, Whose: []string{who.ID}, Open: open}, pay}
}

// withRole lists the recipients of a role; "" lists all who receive the files.
func withRole(d *delivery.Delivery, role delivery.Role) []string {
	var out []string
	for i := range d.Recipients {
		if r := &d.Recipients[i]; role == "" && !r.Delegate || r.Has(role) {
			out = append(out, r.ID)
		}
	}
	return out
}

// NextStep returns the one next step that is the recipient's; when nothing is, the step of somebody else that they
// wait for (Mine is false). Files that can be had but were never fetched come before money that guards nothing, and
// after it once they were; a certificate that is being made, too, comes before money that it no longer waits for.
func NextStep(d *delivery.Delivery, recipient string, at delivery.Instant) Step {
	steps := Steps(d, recipient)
	var later, waiting *Step
	for i := range steps {
		s := &steps[i]
		switch {
		case !s.Open && s.Kind != StepDone && s.Kind != StepEnded && s.Kind != StepRevoked:
		case s.Kind == StepDownload:
			rel, _ := d.Release(s.Release)
			if d.CanDownloadAll(recipient, s.Release, at) != nil {
				continue
			}
			if rel.DeliveredAt.IsZero() {
				return *s
			}
			if later == nil {
				later = s
			}
		case s.Mine && s.Release == "" && isSealing(d): // money that guards nothing any more
		case s.Mine:
			return *s
		case waiting == nil:
			waiting = s
		}
	}
	switch {
	case later != nil:
		return *later
	case waiting != nil:
		return *waiting
	}
	return Step{Kind: StepDone}
}

// Pending is what is still the recipient's to do, now or once something else has happened.
func Pending(d *delivery.Delivery, recipient string) (pays, signs bool) {
	for _, s := range Steps(d, recipient) {
		pays = pays || s.Mine && (s.Kind == StepPay || s.Kind == StepChooseRight)
		signs = signs || s.Mine && s.Kind == StepSign
	}
	return pays, signs
}
