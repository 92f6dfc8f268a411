package stripe

import (
	"fmt"
	"slices"
)

// attempt is what a payer does on the payment page. Amount and Currency, when given, let the bank take something
// else than what was asked, which no real payer can do but every product must survive.
type attempt struct {
	Outcome     string `json:"outcome"` // success, decline, 3ds, sepa
	DeclineCode string `json:"decline_code"`
	Amount      int64  `json:"amount"`
	Currency    string `json:"currency"`
}

// pay makes one attempt to pay an open session.
func (st *StandIn) pay(x Tx, id string, a attempt) (session checkoutSession, err error) {
	if session, err = st.openSession(x, id); err != nil {
		return session, err
	}
	intent, err := st.beginIntent(x, &session, a)
	if err != nil {
		return session, err
	}
	method := "card"
	if a.Outcome == "sepa" {
		method = "sepa_debit"
	}
	if !slices.Contains(session.PaymentMethods, method) {
		return session, invalidRequest("outcome", "", "This session does not take %s.", method)
	}
	intent.LastPaymentError, intent.NextAction = nil, nil
	switch a.Outcome {
	case "success":
		return session, st.succeed(x, &session, intent, "4242")
	case "decline":
		return session, st.decline(x, intent, a.DeclineCode)
	case "3ds":
		intent.Status = "requires_action"
		intent.NextAction = map[string]any{"type": "use_stripe_sdk", "use_stripe_sdk": map[string]any{"type": "three_d_secure_redirect"}}
		return session, st.keepIntent(x, intent, "payment_intent.requires_action")
	case "sepa":
		return session, st.debit(x, &session, intent)
	}
	return session, invalidRequest("outcome", "", "Unknown outcome %q.", a.Outcome)
}

// authenticate answers the bank's question of a 3-D Secure attempt.
func (st *StandIn) authenticate(x Tx, id string, confirmed bool) (session checkoutSession, err error) {
	if session, err = st.openSession(x, id); err != nil {
		return session, err
	}
	intent, err := st.intentOf(x, session)
	if err != nil {
		return session, err
	}
	if intent.Status != "requires_action" {
		return session, invalidRequest("", "payment_intent_unexpected_state", "Nothing waits for an authentication.")
	}
	intent.NextAction = nil
	if confirmed {
		return session, st.succeed(x, &session, intent, "3155")
	}
	intent.Status = "requires_payment_method"
	intent.LastPaymentError = &paymentError{
		Code: "payment_intent_authentication_failure", Type: "invalid_request_error",
		Message: "The provided PaymentMethod has failed authentication.",
	}
	return session, st.keepIntent(x, intent, "payment_intent.payment_failed")
}

func (st *StandIn) openSession(x Tx, id string) (session checkoutSession, err error) {
	ok, err := x.Get(kindSession, id, &session)
	if err != nil {
		return session, err
	}
	if !ok {
		return session, noSuch("checkout.session", id)
	}
	if session.Status != "open" || st.world.Now().Unix() >= session.ExpiresAt {
		return session, invalidRequest("", "checkout_session_not_open", "This session is no longer open.")
	}
	return session, nil
}

func (st *StandIn) intentOf(x Tx, session checkoutSession) (intent paymentIntent, err error) {
	if session.PaymentIntent == nil {
		return intent, invalidRequest("", "payment_intent_unexpected_state", "Nothing was paid yet.")
	}
	_, err = x.Get(kindIntent, *session.PaymentIntent, &intent)
	return intent, err
}

// beginIntent finds the session's intent or makes it: since 2022 Stripe makes it at the first attempt.
func (st *StandIn) beginIntent(x Tx, session *checkoutSession, a attempt) (intent paymentIntent, err error) {
	if session.PaymentIntent != nil {
		return st.intentOf(x, *session)
	}
	id, err := st.world.NewID("pi_", 24)
	if err != nil {
		return intent, err
	}
	intent = paymentIntent{
		ID: id, Object: "payment_intent", Amount: session.AmountTotal, CaptureMethod: "automatic", ConfirmationMethod: "automatic",
		ClientSecret: id + "_secret_sandbox", Created: st.world.Now().Unix(), Currency: session.Currency, Description: session.Description,
		Metadata: session.IntentMetadata, PaymentMethods: session.PaymentMethods, Suffix: session.Suffix,
		Status: "requires_payment_method", Account: session.Account, Session: session.ID,
	}
	if a.Amount > 0 {
		intent.Amount = a.Amount
	}
	if currencyCode.MatchString(a.Currency) {
		intent.Currency = a.Currency
	}
	session.PaymentIntent = &id
	if err := st.keepIntent(x, intent, "payment_intent.created"); err != nil {
		return intent, err
	}
	return intent, x.Put(kindSession, session.ID, accountOf(session.Account), st.world.Now(), session)
}

// keepIntent stores an intent and tells of it.
func (st *StandIn) keepIntent(x Tx, intent paymentIntent, event string) error {
	if err := x.Put(kindIntent, intent.ID, accountOf(intent.Account), st.world.Now(), intent); err != nil {
		return err
	}
	return st.emit(x, intent.Account, event, intent)
}

// keepCharge stores a charge and tells of it.
func (st *StandIn) keepCharge(x Tx, charge bankCharge, event string) error {
	if err := x.Put(kindCharge, charge.ID, charge.PaymentIntent, st.world.Now(), charge); err != nil {
		return err
	}
	return st.emit(x, charge.Account, event, charge)
}

// newCharge is one movement of money of an intent, not yet decided.
func (st *StandIn) newCharge(intent paymentIntent, prefix string, method map[string]any) (bankCharge, error) {
	id, err := st.world.NewID(prefix, 24)
	if err != nil {
		return bankCharge{}, err
	}
	pm, err := st.world.NewID("pm_", 24)
	if err != nil {
		return bankCharge{}, err
	}
	return bankCharge{
		ID: id, Object: "charge", Amount: intent.Amount, Created: st.world.Now().Unix(), Currency: intent.Currency, Captured: true,
		AmountCaptured: intent.Amount, BillingDetails: map[string]any{"address": nil, "email": nil, "name": nil, "phone": nil},
		Description: intent.Description, Metadata: intent.Metadata, PaymentIntent: intent.ID, PaymentMethod: pm, Method: method,
		Account: intent.Account,
	}, nil
}

func cardDetails(last4 string) map[string]any {
	return map[string]any{"type": "card", "card": map[string]any{
		"brand": "visa", "country": "FR", "exp_month": 12, "exp_year": 2034, "funding": "credit", "last4": last4, "network": "visa",
	}}
}

// book enters the money of a charge in the balance.
func (st *StandIn) book(x Tx, charge *bankCharge) error {
	id, err := st.world.NewID("txn_", 24)
	if err != nil {
		return err
	}
	now := st.world.Now()
	charge.Status, charge.Paid, charge.BalanceTransaction = "succeeded", true, &id
	charge.Outcome = map[string]any{"network_status": "approved_by_network", "reason": nil, "type": "authorized", "seller_message": "Payment complete."}
	return x.Put(kindTxn, id, charge.ID, now, balanceTxn{
		ID: id, Object: "balance_transaction", Amount: charge.Amount, AvailableOn: now.AddDate(0, 0, 7).Unix(), Created: now.Unix(),
		Currency: charge.Currency, Net: charge.Amount, Source: charge.ID, Status: "pending", Type: "charge", Account: charge.Account,
	})
}

// succeed is a card that pays at once.
func (st *StandIn) succeed(x Tx, session *checkoutSession, intent paymentIntent, last4 string) error {
	charge, err := st.newCharge(intent, "ch_", cardDetails(last4))
	if err != nil {
		return err
	}
	if err := st.book(x, &charge); err != nil {
		return err
	}
	if err := st.keepCharge(x, charge, "charge.succeeded"); err != nil {
		return err
	}
	intent.Status, intent.AmountReceived = "succeeded", intent.Amount
	intent.LatestCharge, intent.PaymentMethod, intent.LastPaymentError = &charge.ID, &charge.PaymentMethod, nil
	if err := st.keepIntent(x, intent, "payment_intent.succeeded"); err != nil {
		return err
	}
	session.Status, session.PaymentStatus, session.URL = "complete", "paid", nil
	return st.keepSession(x, *session, "checkout.session.completed")
}

// decline is a card that the bank refuses; the payer may try again.
func (st *StandIn) decline(x Tx, intent paymentIntent, code string) error {
	if code == "" {
		code = "generic_decline"
	}
	charge, err := st.newCharge(intent, "ch_", cardDetails("0002"))
	if err != nil {
		return err
	}
	failure, message := "card_declined", "Your card was declined."
	charge.Status, charge.Captured, charge.AmountCaptured = "failed", false, 0
	charge.FailureCode, charge.FailureMessage = &failure, &message
	charge.Outcome = map[string]any{"network_status": "declined_by_network", "reason": code, "type": "issuer_declined"}
	if err := st.keepCharge(x, charge, "charge.failed"); err != nil {
		return err
	}
	intent.Status, intent.LatestCharge = "requires_payment_method", &charge.ID
	intent.LastPaymentError = &paymentError{charge.ID, failure, code, message, "card_error"}
	return st.keepIntent(x, intent, "payment_intent.payment_failed")
}

// debit is a SEPA direct debit: the session is complete, the money comes in days, or does not.
func (st *StandIn) debit(x Tx, session *checkoutSession, intent paymentIntent) error {
	charge, err := st.newCharge(intent, "py_", map[string]any{"type": "sepa_debit", "sepa_debit": map[string]any{
		"bank_code": "20041", "branch_code": "01005", "country": "FR", "fingerprint": "sandbox", "last4": "2606", "mandate": "mandate_sandbox",
	}})
	if err != nil {
		return err
	}
	charge.Status = "pending"
	if err := st.keepCharge(x, charge, "charge.pending"); err != nil {
		return err
	}
	intent.Status, intent.LatestCharge, intent.PaymentMethod = "processing", &charge.ID, &charge.PaymentMethod
	if err := st.keepIntent(x, intent, "payment_intent.processing"); err != nil {
		return err
	}
	session.Status, session.URL = "complete", nil
	return st.keepSession(x, *session, "checkout.session.completed")
}

// unexpected says that a payment is not in the state an action needs.
func unexpected(kind, id, status string) *apiError {
	return invalidRequest("", kind+"_unexpected_state", "%s", fmt.Sprintf("%s %s is %s.", kind, id, status))
}
