package stripe

import (
	"strconv"
	"time"
)

// deed is what one does at the bank or in the dashboard to a payment.
type deed struct {
	Action string   // settle, fail, refund, fail-refund, dispute, win, lose
	Amount int64    `json:"amount"` // of a refund or dispute; 0 = what is left
	Reason string   `json:"reason"` // of a failure or dispute
	Notes  metadata `json:"metadata"`
}

// do carries a deed out on the payment of an intent.
func (st *StandIn) do(x Tx, id string, d deed) error {
	var intent paymentIntent
	if ok, err := x.Get(kindIntent, id, &intent); err != nil || !ok {
		if err == nil {
			err = noSuch("payment_intent", id)
		}
		return err
	}
	switch d.Action {
	case "settle", "fail":
		return st.endDebit(x, intent, d.Action == "settle", d.Reason)
	case "refund":
		_, err := st.refund(x, intent, d.Amount, nil, d.Notes)
		return err
	case "fail-refund":
		return st.failRefund(x, intent)
	case "dispute":
		return st.openDispute(x, intent, d)
	case "win", "lose":
		return st.closeDispute(x, intent, d.Action == "win")
	}
	return invalidRequest("action", "", "Unknown action %q.", d.Action)
}

func (st *StandIn) chargeOf(x Tx, intent paymentIntent) (charge bankCharge, err error) {
	if intent.LatestCharge == nil {
		return charge, unexpected("payment_intent", intent.ID, intent.Status)
	}
	_, err = x.Get(kindCharge, *intent.LatestCharge, &charge)
	return charge, err
}

// endDebit says how a SEPA debit went, days after it was given.
func (st *StandIn) endDebit(x Tx, intent paymentIntent, settled bool, reason string) error {
	if intent.Status != "processing" {
		return unexpected("payment_intent", intent.ID, intent.Status)
	}
	charge, err := st.chargeOf(x, intent)
	if err != nil {
		return err
	}
	var session checkoutSession
	if _, err := x.Get(kindSession, intent.Session, &session); err != nil {
		return err
	}
	names := []string{"charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"}
	if settled {
		names = []string{"charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"}
		if err := st.book(x, &charge); err != nil {
			return err
		}
		intent.Status, intent.AmountReceived, session.PaymentStatus = "succeeded", intent.Amount, "paid"
	} else {
		if reason == "" {
			reason = "insufficient_funds"
		}
		message := "The customer's bank account could not be debited."
		charge.Status, charge.FailureCode, charge.FailureMessage = "failed", &reason, &message
		intent.Status = "requires_payment_method"
		intent.LastPaymentError = &paymentError{charge.ID, reason, "", message, "invalid_request_error"}
	}
	if err := st.keepCharge(x, charge, names[0]); err != nil {
		return err
	}
	if err := st.keepIntent(x, intent, names[1]); err != nil {
		return err
	}
	return st.keepSession(x, session, names[2])
}

// createRefund is POST /v1/refunds, by payment_intent or charge.
func (st *StandIn) createRefund(c *call) (any, error) {
	id, err := ofPayment(c)
	if err != nil {
		return nil, err
	}
	intent, _, err := find[paymentIntent](c, kindIntent, "payment_intent", id)
	if err != nil {
		return nil, err
	}
	var amount int64
	if text := c.form.Get("amount"); text != "" {
		if amount, err = strconv.ParseInt(text, 10, 64); err != nil || amount < 1 {
			return nil, invalidRequest("amount", "parameter_invalid_integer", "Invalid positive integer")
		}
	}
	notes, err := readMetadata(c.form, "metadata")
	if err != nil {
		return nil, err
	}
	return st.refund(c.Tx, intent, amount, optional(c.form, "reason"), notes)
}

// refund sends money back at once; 0 means all that is left.
func (st *StandIn) refund(x Tx, intent paymentIntent, amount int64, reason *string, notes metadata) (refund moneyRefund, err error) {
	if intent.Status != "succeeded" {
		return refund, unexpected("payment_intent", intent.ID, intent.Status)
	}
	charge, err := st.chargeOf(x, intent)
	if err != nil {
		return refund, err
	}
	contested, err := st.contested(x, intent)
	if err != nil {
		return refund, err
	}
	left := charge.Amount - charge.AmountRefunded
	if amount == 0 {
		amount = left
	}
	switch {
	case left == 0:
		return refund, invalidRequest("", "charge_already_refunded", "Charge %s has already been refunded.", charge.ID)
	case contested:
		return refund, invalidRequest("", "charge_disputed", "Charge %s has been charged back; cannot issue a refund.", charge.ID)
	case amount < 1 || amount > left:
		return refund, invalidRequest("amount", "", "Refund amount is greater than unrefunded amount on charge.")
	}
	id, err := st.world.NewID("re_", 24)
	if err != nil {
		return refund, err
	}
	if notes == nil {
		notes = metadata{}
	}
	now := st.world.Now()
	refund = moneyRefund{
		ID: id, Object: "refund", Amount: amount, Charge: charge.ID, Created: now.Unix(), Currency: charge.Currency,
		Metadata: notes, PaymentIntent: intent.ID, Reason: reason, Status: "succeeded", Account: intent.Account,
	}
	if err := x.Put(kindRefund, id, intent.ID, now, refund); err != nil {
		return refund, err
	}
	charge.AmountRefunded += amount
	charge.Refunded = charge.AmountRefunded == charge.Amount
	if err := st.keepCharge(x, charge, "charge.refunded"); err != nil {
		return refund, err
	}
	return refund, st.emit(x, intent.Account, "refund.created", refund)
}

// failRefund lets the latest refund come back, as when the card behind it was closed.
func (st *StandIn) failRefund(x Tx, intent paymentIntent) error {
	refunds, err := list[moneyRefund](x, kindRefund, Query{Parent: intent.ID})
	if err != nil {
		return err
	}
	for _, refund := range refunds {
		if refund.Status != "succeeded" {
			continue
		}
		charge, err := st.chargeOf(x, intent)
		if err != nil {
			return err
		}
		charge.AmountRefunded -= refund.Amount
		charge.Refunded = false
		if err := x.Put(kindCharge, charge.ID, intent.ID, st.world.Now(), charge); err != nil {
			return err
		}
		reason := "lost_or_stolen_card"
		refund.Status, refund.FailureReason = "failed", &reason
		if err := x.Put(kindRefund, refund.ID, intent.ID, st.world.Now(), refund); err != nil {
			return err
		}
		return st.emit(x, intent.Account, "charge.refund.updated", refund)
	}
	return unexpected("payment_intent", intent.ID, "without a refund")
}

// contested reports whether a dispute is open or lost: that money cannot be sent back any more.
func (st *StandIn) contested(x Tx, intent paymentIntent) (bool, error) {
	disputes, err := list[cardDispute](x, kindDispute, Query{Parent: intent.ID, Limit: 1})
	return len(disputes) == 1 && disputes[0].Status != "won", err
}

// openDispute is the payer telling their bank that they did not owe it.
func (st *StandIn) openDispute(x Tx, intent paymentIntent, d deed) error {
	charge, err := st.chargeOf(x, intent)
	if err != nil {
		return err
	}
	if charge.Status != "succeeded" || charge.Disputed {
		return unexpected("charge", charge.ID, charge.Status)
	}
	if d.Amount < 1 || d.Amount > charge.Amount {
		d.Amount = charge.Amount
	}
	if d.Reason == "" {
		d.Reason = "product_not_received"
	}
	id, err := st.world.NewID("dp_", 24)
	if err != nil {
		return err
	}
	now := st.world.Now()
	dispute := cardDispute{
		ID: id, Object: "dispute", Amount: d.Amount, BalanceTransactions: []any{}, Charge: charge.ID, Created: now.Unix(),
		Currency: charge.Currency, Evidence: map[string]any{}, Metadata: metadata{}, PaymentIntent: intent.ID, Reason: d.Reason,
		EvidenceDetails: map[string]any{"due_by": now.Add(7 * 24 * time.Hour).Unix(), "has_evidence": false, "past_due": false, "submission_count": 0},
		Status:          "needs_response", Account: intent.Account,
	}
	charge.Disputed = true
	if err := x.Put(kindCharge, charge.ID, intent.ID, now, charge); err != nil {
		return err
	}
	if err := x.Put(kindDispute, id, intent.ID, now, dispute); err != nil {
		return err
	}
	return st.emit(x, intent.Account, "charge.dispute.created", dispute)
}

// closeDispute is the bank's decision.
func (st *StandIn) closeDispute(x Tx, intent paymentIntent, won bool) error {
	disputes, err := list[cardDispute](x, kindDispute, Query{Parent: intent.ID, Limit: 1})
	if err != nil {
		return err
	}
	if len(disputes) == 0 || disputes[0].Status != "needs_response" {
		return unexpected("payment_intent", intent.ID, "without an open dispute")
	}
	dispute := disputes[0]
	if dispute.Status = "lost"; won {
		dispute.Status = "won"
	}
	if err := x.Put(kindDispute, dispute.ID, intent.ID, st.world.Now(), dispute); err != nil {
		return err
	}
	return st.emit(x, intent.Account, "charge.dispute.closed", dispute)
}
