package stripe

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

// bankPayment is one payment as the bank page and its JSON twin show it.
type bankPayment struct {
	Intent   string          `json:"payment_intent"`
	Session  string          `json:"session"`
	Charge   string          `json:"charge"`
	Account  string          `json:"account,omitempty"`
	Title    string          `json:"title"`
	Amount   int64           `json:"amount"`
	Refunded int64           `json:"amount_refunded"`
	Currency string          `json:"currency"`
	Method   string          `json:"method"`
	Status   string          `json:"status"`
	Failure  string          `json:"failure,omitempty"`
	Created  int64           `json:"created"`
	Metadata metadata        `json:"metadata"`
	Refunds  []bankEntry     `json:"refunds"`
	Disputes []bankEntry     `json:"disputes"`
	Can      map[string]bool `json:"can"`
}

type bankEntry struct {
	ID     string `json:"id"`
	Amount int64  `json:"amount"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// StatusLabel says it in words.
func (p bankPayment) StatusLabel() string {
	switch p.Status {
	case "succeeded":
		return "encaissé"
	case "processing":
		return "prélèvement en cours"
	case "requires_action":
		return "attend l’authentification"
	case "canceled":
		return "annulé"
	}
	return "refusé"
}

// MethodLabel is how it was paid, in words; "" before anything was chosen.
func (p bankPayment) MethodLabel() string {
	switch p.Method {
	case "card":
		return "par carte"
	case "sepa_debit":
		return "par prélèvement SEPA"
	}
	return p.Method
}

// bankPage is how many payments the page shows, the newest first.
const bankPage = 200

func (st *StandIn) bank(r *http.Request) (payments []bankPayment, err error) {
	err = st.world.Update(r.Context(), func(x Tx) error {
		intents, err := list[paymentIntent](x, kindIntent, Query{Limit: bankPage})
		if err != nil {
			return err
		}
		for _, intent := range intents {
			p, err := describePayment(x, intent)
			if err != nil {
				return err
			}
			payments = append(payments, p)
		}
		return nil
	})
	return payments, err
}

func describePayment(x Tx, intent paymentIntent) (bankPayment, error) {
	p := bankPayment{
		Intent: intent.ID, Session: intent.Session, Account: intent.Account, Amount: intent.Amount, Currency: intent.Currency,
		Status: intent.Status, Created: intent.Created, Metadata: intent.Metadata, Charge: deref(intent.LatestCharge),
		Refunds: []bankEntry{}, Disputes: []bankEntry{},
	}
	if intent.LastPaymentError != nil {
		p.Failure = intent.LastPaymentError.Code
	}
	var session checkoutSession
	if _, err := x.Get(kindSession, intent.Session, &session); err != nil {
		return p, err
	}
	if len(session.Lines) > 0 {
		p.Title = session.Lines[0].Description
	}
	var charge bankCharge
	if _, err := x.Get(kindCharge, p.Charge, &charge); err != nil {
		return p, err
	}
	p.Method, _ = charge.Method["type"].(string)
	p.Refunded = charge.AmountRefunded
	refunds, err := list[moneyRefund](x, kindRefund, Query{Parent: intent.ID})
	if err != nil {
		return p, err
	}
	returned, contested := false, false
	for _, refund := range refunds {
		p.Refunds = append(p.Refunds, bankEntry{refund.ID, refund.Amount, refund.Status, deref(refund.FailureReason)})
		returned = returned || refund.Status == "succeeded"
	}
	disputes, err := list[cardDispute](x, kindDispute, Query{Parent: intent.ID})
	if err != nil {
		return p, err
	}
	for _, dispute := range disputes {
		p.Disputes = append(p.Disputes, bankEntry{dispute.ID, dispute.Amount, dispute.Status, dispute.Reason})
		contested = contested || dispute.Status == "needs_response"
	}
	paid, waiting := intent.Status == "succeeded", intent.Status == "processing"
	p.Can = map[string]bool{
		"settle": waiting, "fail": waiting, "win": contested, "lose": contested, "fail-refund": returned,
		"refund":  paid && p.Refunded < p.Amount && (!charge.Disputed || disputes[0].Status == "won"),
		"dispute": paid && !charge.Disputed,
	}
	return p, nil
}

func (st *StandIn) showBank(w http.ResponseWriter, r *http.Request) {
	payments, err := st.bank(r)
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	st.world.Show(w, http.StatusOK, "bank.html", Page{Title: "Banque", Body: payments})
}

func (st *StandIn) listBank(w http.ResponseWriter, r *http.Request) {
	payments, err := st.bank(r)
	if err != nil {
		st.refuse(w, err)
		return
	}
	if payments == nil {
		payments = []bankPayment{}
	}
	writeJSON(w, payments)
}

// actAtBank is POST /sandbox/bank/payments/{intent}/{settle|fail|refund|fail-refund|dispute|win|lose}, from a form or
// from a program ({"amount","reason","metadata"}, all optional).
func (st *StandIn) actAtBank(w http.ResponseWriter, r *http.Request) {
	var d deed
	if err := readInput(r, &d); err != nil {
		st.refuse(w, invalidRequest("", "", "Unreadable JSON."))
		return
	}
	if !wantsJSON(r) {
		amount, ok := parseEuros(r.FormValue("amount"))
		if !ok {
			st.pageError(w, invalidRequest("amount", "", "Ce montant n’en est pas un."))
			return
		}
		d.Amount = amount
	}
	d.Action = r.PathValue("action")
	err := st.world.Update(r.Context(), func(x Tx) error { return st.do(x, r.PathValue("id"), d) })
	st.world.Nudge()
	switch {
	case err != nil && wantsJSON(r):
		st.refuse(w, err)
	case err != nil:
		st.pageError(w, err)
	case wantsJSON(r):
		writeJSON(w, map[string]string{"done": d.Action})
	default:
		http.Redirect(w, r, "/sandbox/bank#"+r.PathValue("id"), http.StatusSeeOther) //nolint:gosec // a page of ours whatever the id
	}
}

// resendEvent promises the webhook of an event once more, as one can from the dashboard.
func (st *StandIn) resendEvent(w http.ResponseWriter, r *http.Request) {
	err := st.world.Update(r.Context(), func(x Tx) error {
		var event sentEvent
		ok, err := x.Get(kindEvent, r.PathValue("id"), &event)
		if err != nil {
			return err
		}
		if !ok {
			return noSuch("event", r.PathValue("id"))
		}
		return post(x, event)
	})
	st.world.Nudge()
	if err != nil {
		st.refuse(w, err)
		return
	}
	writeJSON(w, map[string]string{"resent": r.PathValue("id")})
}

// parseEuros reads "12", "12,5" or "12.50" as cents; nothing is 0.
func parseEuros(text string) (int64, bool) {
	text = strings.Replace(strings.TrimSpace(text), ",", ".", 1)
	if text == "" {
		return 0, true
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v > 0 && v < 1e9) {
		return 0, false
	}
	return int64(math.Round(v * 100)), true
}
