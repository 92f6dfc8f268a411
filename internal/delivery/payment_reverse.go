package delivery

// followRefunds brings refunds up to what the processor shows, those made at its own dashboard too.
func (r *record) followRefunds(payment string, seen []RefundSeen) {
	for _, s := range seen {
		known, ok := find(r.d.Refunds, func(x *Refund) bool {
			return x.Payment == payment && (x.ID == s.ID || s.Processor != "" && (x.ID == s.Processor || x.Processor == s.Processor))
		})
		id := s.Processor
		if ok {
			id = known.ID
		} else {
			if id == "" || s.Amount <= 0 {
				continue
			}
			p, _ := r.d.Payment(payment)
			r.add(RefundStarted{Refund: id, Payment: payment, Amount: s.Amount, Surplus: p.State == PaymentUnapplied || r.d.surplus(p) >= s.Amount})
			known, ok = r.d.RefundOf(id)
			if !ok {
				continue
			}
		}
		// A refund goes from requested to succeeded to failed, never back: older news changes nothing.
		switch {
		case s.State == RefundSucceeded && known.State == RefundRequested:
			r.add(RefundDone{Refund: id, Payment: payment, Amount: s.Amount, Processor: s.Processor})
		case s.State == RefundFailed && known.State != RefundFailed:
			r.add(RefundRejected{Refund: id, Payment: payment, Failure: s.Failure, Undone: known.State == RefundSucceeded})
		}
	}
}

// followDisputes opens and closes disputes. One that is lost takes the files away that its money opened.
func (r *record) followDisputes(payment string, seen []DisputeSeen) {
	for _, s := range seen {
		known, ok := find(r.d.Disputes, func(x *Dispute) bool { return x.ID == s.ID })
		if !ok {
			r.add(DisputeOpened{Dispute: s.ID, Payment: payment, Amount: s.Amount, Reason: s.Reason})
			if known, ok = find(r.d.Disputes, func(x *Dispute) bool { return x.ID == s.ID }); !ok {
				return
			}
		}
		if known.Payment != payment || known.State != DisputeOpen || s.State == DisputeOpen {
			continue
		}
		r.add(DisputeClosed{Dispute: s.ID, Payment: payment, State: s.State})
		if s.State == DisputeLost {
			r.revokeLost(payment)
		}
	}
}

func (r *record) revokeLost(payment string) {
	p, ok := r.d.Payment(payment)
	if !ok || p.State != PaymentSettled {
		return
	}
	for i := range r.d.Releases {
		if rel := &r.d.Releases[i]; rel.State != ReleaseRevoked && rel.guardedBy(p.Due) {
			r.add(ReleaseClosed{Release: rel.ID, Reason: ClosedByDispute})
		}
	}
}
