package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// RecordedPayment is money that arrived outside the processor.
type RecordedPayment struct {
	Due        string `json:"due,omitempty" doc:"What it settles; the first due still owed when absent." example:"01kay3m8r2f8v1wz6q4t9d5xgk"`
	Amount     *int64 `json:"amount,omitempty" minimum:"1" maximum:"99999999" doc:"In minor units; all that is owed when absent." example:"45000"`
	Currency   string `json:"currency,omitempty" maxLength:"3" doc:"That of the due." example:"EUR"`
	ReceivedOn string `json:"received_on,omitempty" format:"date" doc:"Today when absent." example:"2026-12-01"`
	Reference  string `json:"reference,omitempty" maxLength:"100" doc:"Of the transfer or cheque." example:"VIR 2026-118"`
	Note       string `json:"note,omitempty" maxLength:"1000" doc:"For yourself; it is in the evidence." example:"Reçu sur le compte professionnel"`
	Surplus    bool   `json:"surplus,omitempty" doc:"It is more than what is owed, and that is what came." example:"false"`
	Again      bool   `json:"again,omitempty" doc:"It is another payment, although one of the same amount, received_on and reference was recorded for the same due in the last 24 hours. Not needed with an Idempotency-Key of its own." example:"false"`
}

func (d *Door) recordPayment() {
	o := operation{
		id: "record-payment", path: pathDelivery + "/record-payment", tag: tagMoney, summary: "Record a payment",
		description: "Notes a transfer or a cheque. An open payment page is closed first. Certificates say that the payment was recorded by you. " +
			"What the amount due cannot take (more than is owed, a second payment, money that comes after the end) is recorded too: it opens nothing, and is yours to give back. More than what is owed is refused with more_than_owed, unless surplus is true. " +
			"Without an Idempotency-Key, a payment of the same amount, received_on and reference as one recorded for the same due in the last 24 hours is refused with payment_recorded_before, which names that one, unless again is true.",
		right: right{account.WriteMoney, account.MoveMoney}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body RecordedPayment) (*delivery.Delivery, error) {
		due, err := d.dueToSettle(ctx, m, id, body.Due)
		if err != nil {
			return nil, err
		}
		x := delivery.PaymentRecorded{
			Due: due, Currency: body.Currency, ReceivedOn: delivery.Date(body.ReceivedOn),
			Reference: delivery.Personal(body.Reference), Note: delivery.Personal(body.Note),
		}
		if body.Amount != nil {
			x.Amount = *body.Amount
		}
		return k.RecordPayment(ctx, m, id, x, command.Sure{Again: body.Again, Surplus: body.Surplus})
	}, render)
}

// dueToSettle is the due that is named, or the first that is owed.
func (d *Door) dueToSettle(ctx context.Context, m command.Member, id, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	of, err := d.find(ctx, m, id)
	if err != nil {
		return "", err
	}
	if len(of.Dues) == 0 {
		return "", delivery.ErrUnknownDue
	}
	for _, due := range of.Dues {
		if !due.IsSettled() {
			return due.ID, nil
		}
	}
	return of.Dues[0].ID, nil
}
