package stripe

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// checkoutView is the payment page.
type checkoutView struct {
	ID, Status, Email string
	Amount            int64
	Currency          string
	Lines             []lineItem
	Card, SEPA        bool
	Asking            bool   // 3-D Secure waits for an answer
	Declined          string // why the last attempt failed
	CancelURL         string
	SuccessURL        string
	English           bool
}

// RoutePages mounts the payment page, the bank and their JSON twins.
func (st *StandIn) RoutePages(mux *http.ServeMux) {
	mux.HandleFunc("GET /sandbox/stripe/checkout/{id}", st.showCheckout)
	mux.HandleFunc("POST /sandbox/stripe/checkout/{id}", st.submitCheckout)
	mux.HandleFunc("POST /sandbox/stripe/sessions/{id}/pay", st.payByProgram)
	mux.HandleFunc("POST /sandbox/stripe/sessions/{id}/authenticate", st.authenticateByProgram)
	mux.HandleFunc("GET /sandbox/bank", st.showBank)
	mux.HandleFunc("GET /sandbox/bank.json", st.listBank)
	mux.HandleFunc("POST /sandbox/bank/payments/{id}/{action}", st.actAtBank)
	mux.HandleFunc("POST /sandbox/stripe/events/{id}/resend", st.resendEvent)
}

func (st *StandIn) showCheckout(w http.ResponseWriter, r *http.Request) {
	var session checkoutSession
	var intent paymentIntent
	err := st.world.Update(r.Context(), func(x Tx) error {
		ok, err := x.Get(kindSession, r.PathValue("id"), &session)
		if err == nil && !ok {
			err = noSuch("checkout.session", r.PathValue("id"))
		}
		if err == nil && session.PaymentIntent != nil {
			_, err = x.Get(kindIntent, *session.PaymentIntent, &intent)
		}
		return err
	})
	if err != nil {
		st.pageError(w, err)
		return
	}
	view := checkoutView{
		ID: session.ID, Status: session.Status, Amount: session.AmountTotal, Currency: session.Currency, Lines: session.Lines,
		Card: slices.Contains(session.PaymentMethods, "card"), SEPA: slices.Contains(session.PaymentMethods, "sepa_debit"),
		Asking: intent.Status == "requires_action", SuccessURL: session.fillSuccessURL(), CancelURL: deref(session.CancelURL),
		Email: deref(session.CustomerEmail), English: deref(session.Locale) == "en",
	}
	if st.world.Now().Unix() >= session.ExpiresAt && view.Status == "open" {
		view.Status = "expired"
	}
	if intent.LastPaymentError != nil && view.Status == "open" {
		view.Declined = intent.LastPaymentError.Code
	}
	titles := map[bool]string{false: "Paiement", true: "Payment"}
	if view.Asking {
		titles = map[bool]string{false: "Votre banque demande confirmation", true: "Your bank asks for confirmation"}
	}
	st.world.Show(w, http.StatusOK, "checkout.html", Page{Title: titles[view.English], Open: true, English: view.English, Body: view, FormTargets: session.origins()})
}

// submitCheckout is the payer's form. Paid or left, it leads back to the product; refused, to the page again.
func (st *StandIn) submitCheckout(w http.ResponseWriter, r *http.Request) {
	outcome := r.FormValue("outcome")
	session, err := st.act(r, outcome, attempt{Outcome: outcome})
	if err != nil {
		st.pageError(w, err)
		return
	}
	http.Redirect(w, r, session.nextURL(outcome), http.StatusSeeOther) //nolint:gosec // the address the merchant gave
}

// act makes one step of a payer: an attempt, an answer to 3-D Secure, or leaving.
func (st *StandIn) act(r *http.Request, outcome string, a attempt) (session checkoutSession, err error) {
	err = st.world.Update(r.Context(), func(x Tx) (err error) {
		switch outcome {
		case "confirm", "refuse":
			session, err = st.authenticate(x, r.PathValue("id"), outcome == "confirm")
		case "cancel":
			session, err = st.openSession(x, r.PathValue("id"))
		default:
			session, err = st.pay(x, r.PathValue("id"), a)
		}
		return err
	})
	st.world.Nudge()
	return session, err
}

// payByProgram is POST /sandbox/stripe/sessions/{id}/pay {"outcome":"success|decline|3ds|sepa|cancel",…}.
func (st *StandIn) payByProgram(w http.ResponseWriter, r *http.Request) {
	var a attempt
	if err := readInput(r, &a); err != nil {
		st.refuse(w, invalidRequest("", "", "Unreadable JSON."))
		return
	}
	session, err := st.act(r, a.Outcome, a)
	st.tellProgram(w, session, a.Outcome, err)
}

// authenticateByProgram is POST /sandbox/stripe/sessions/{id}/authenticate {"outcome":"confirm|refuse"}.
func (st *StandIn) authenticateByProgram(w http.ResponseWriter, r *http.Request) {
	var a attempt
	if err := readInput(r, &a); err != nil || a.Outcome != "confirm" && a.Outcome != "refuse" {
		st.refuse(w, invalidRequest("outcome", "", "Want confirm or refuse."))
		return
	}
	session, err := st.act(r, a.Outcome, a)
	st.tellProgram(w, session, a.Outcome, err)
}

func (st *StandIn) tellProgram(w http.ResponseWriter, session checkoutSession, outcome string, err error) {
	if err != nil {
		st.refuse(w, err)
		return
	}
	writeJSON(w, map[string]any{
		"session": session.ID, "status": session.Status, "payment_status": session.PaymentStatus,
		"payment_intent": session.PaymentIntent, "next_url": session.nextURL(outcome),
	})
}

// pageError shows a refusal to a person.
func (st *StandIn) pageError(w http.ResponseWriter, err error) {
	var told *apiError
	if !errors.As(err, &told) {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	st.world.Show(w, told.Status, "refused.html", Page{Title: "Ce n’est pas possible", Open: true, Body: told.Message})
}

// nextURL is where the payer goes after a step.
func (session checkoutSession) nextURL(outcome string) string {
	switch {
	case session.Status == "complete":
		return session.fillSuccessURL()
	case outcome == "cancel":
		return deref(session.CancelURL)
	}
	return "/sandbox/stripe/checkout/" + session.ID
}

func (session checkoutSession) fillSuccessURL() string {
	return strings.ReplaceAll(session.SuccessURL, "{CHECKOUT_SESSION_ID}", session.ID)
}

// origins are the places a form of the payment page may lead to; browsers check redirects too.
func (session checkoutSession) origins() []string {
	var found []string
	for _, address := range []string{session.SuccessURL, deref(session.CancelURL)} {
		if u, err := url.Parse(address); err == nil && u.Host != "" && !strings.ContainsAny(u.Host, " ;,") {
			found = append(found, u.Scheme+"://"+u.Host)
		}
	}
	return found
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
