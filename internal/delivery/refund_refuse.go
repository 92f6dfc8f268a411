package delivery

// RefuseRefund records that the processor will never make a refund that was asked of it. One that is no longer
// waiting stays as it is.
func (d *Delivery) RefuseRefund(at Instant, refund, failure string) ([]Event, error) {
	x, ok := d.RefundOf(refund)
	if !ok || x.State != RefundRequested {
		return nil, nil
	}
	r := d.record(Stripe, at)
	r.add(RefundRejected{Refund: refund, Payment: x.Payment, Failure: failure})
	return r.done()
}
