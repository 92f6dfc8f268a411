package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
)

type refundSender struct {
	river.WorkerDefaults[sendRefund]
	*Runner
}

// Work asks the processor for a refund that the delivery decided, then looks at what it says of the payment: the
// refund's state is known from there alone.
func (w *refundSender) Work(ctx context.Context, job *river.Job[sendRefund]) error {
	a := job.Args
	d, err := w.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	p, ok := d.Payment(a.Payment)
	if !ok {
		return river.JobCancel(errors.New("refund of a payment that is not there"))
	}
	refund, ok := requested(d, a.Refund)
	if !ok {
		return nil // done, failed or seen already
	}
	if p.Processor == delivery.ByHand {
		return nil // the sender gives it back by the way it came; the page says so
	}
	if w.Payments == nil {
		return errors.New("send refund: no payment processor is configured")
	}
	switch err := w.Payments.Refund(ctx, *p, refund); {
	case err == nil:
		return w.Observe(ctx, a.Delivery, a.Payment)
	case refusedForGood(err):
		return w.refundRefused(ctx, a, codeOf(err))
	default:
		return fmt.Errorf("send refund: %w", err)
	}
}

func (w *refundSender) refundRefused(ctx context.Context, a sendRefund, code string) error {
	_, err := w.DB.UpdateDelivery(ctx, a.Delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RefuseRefund(w.at(), a.Refund, code)
	})
	if err != nil {
		return fmt.Errorf("note refused refund: %w", err)
	}
	return nil
}

func requested(d *delivery.Delivery, id string) (delivery.Refund, bool) {
	for _, r := range d.Refunds {
		if r.ID == id && r.State == delivery.RefundRequested {
			return r, true
		}
	}
	return delivery.Refund{}, false
}

// failure is what an error of the processor may tell.
type failure interface {
	IsRefused() bool
	Code() string
}

func refusedForGood(err error) bool {
	var f failure
	return errors.As(err, &f) && f.IsRefused()
}

func codeOf(err error) string {
	var f failure
	if errors.As(err, &f) {
		return f.Code()
	}
	return "unknown"
}
