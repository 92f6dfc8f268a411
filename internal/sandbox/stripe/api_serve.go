package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Sign makes the Stripe-Signature header: HMAC-SHA256 over "time.body".
func (st *StandIn) Sign(now time.Time, body []byte) http.Header {
	mac := hmac.New(sha256.New, []byte(st.webhookSecret))
	mac.Write(append(strconv.AppendInt(nil, now.Unix(), 10), '.'))
	mac.Write(body)
	return http.Header{"Stripe-Signature": {fmt.Sprintf("t=%d,v1=%x", now.Unix(), mac.Sum(nil))}}
}

// apiError is an error in Stripe's own shape.
type apiError struct {
	Status  int    `json:"-"`
	Type    string `json:"type"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Param   string `json:"param,omitempty"`
}

func (e *apiError) Error() string { return e.Message }

func invalidRequest(param, code, format string, args ...any) *apiError {
	return &apiError{http.StatusBadRequest, "invalid_request_error", code, fmt.Sprintf(format, args...), param}
}

func noSuch(kind, id string) *apiError {
	return &apiError{http.StatusNotFound, "invalid_request_error", "resource_missing", fmt.Sprintf("No such %s: '%s'", kind, id), "id"}
}

// call is one request to the API inside its transaction.
type call struct {
	Tx
	r       *http.Request
	form    url.Values
	account string
}

// RouteAPI mounts the part of the API that the product uses.
func (st *StandIn) RouteAPI(mux *http.ServeMux) {
	for pattern, do := range map[string]func(*call) (any, error){
		"POST /stripe/v1/checkout/sessions":                st.createSession,
		"GET /stripe/v1/checkout/sessions":                 st.listSessions,
		"GET /stripe/v1/checkout/sessions/{id}":            retrieve[checkoutSession](kindSession, "checkout.session"),
		"GET /stripe/v1/checkout/sessions/{id}/line_items": st.listLines,
		"POST /stripe/v1/checkout/sessions/{id}/expire":    st.expireSession,
		"GET /stripe/v1/payment_intents":                   st.listIntents,
		"GET /stripe/v1/payment_intents/search":            st.searchIntents,
		"GET /stripe/v1/payment_intents/{id}":              retrieve[paymentIntent](kindIntent, "payment_intent"),
		"GET /stripe/v1/charges/{id}":                      retrieve[bankCharge](kindCharge, "charge"),
		"POST /stripe/v1/refunds":                          st.createRefund,
		"GET /stripe/v1/refunds":                           st.listRefunds,
		"GET /stripe/v1/refunds/{id}":                      retrieve[moneyRefund](kindRefund, "refund"),
		"GET /stripe/v1/disputes":                          st.listDisputes,
		"GET /stripe/v1/disputes/{id}":                     retrieve[cardDispute](kindDispute, "dispute"),
		"GET /stripe/v1/events":                            st.listEvents,
		"GET /stripe/v1/events/{id}":                       retrieve[sentEvent](kindEvent, "event"),
		"GET /stripe/v1/account":                           showAccount,
		"GET /stripe/v1/accounts/{id}":                     showAccount,
	} {
		mux.HandleFunc(pattern, st.serve(do))
	}
	mux.HandleFunc("/stripe/", func(w http.ResponseWriter, r *http.Request) {
		st.refuse(w, &apiError{http.StatusNotFound, "invalid_request_error", "", "Unrecognized request URL.", ""})
	})
}

// serve checks the key, honours Idempotency-Key and answers in JSON. State and remembered answer are one
// transaction, so a killed sandbox never forgets what it promised.
func (st *StandIn) serve(do func(*call) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			st.refuse(w, invalidRequest("", "", "Unreadable parameters."))
			return
		}
		if !st.authorized(r) {
			st.refuse(w, &apiError{http.StatusUnauthorized, "invalid_request_error", "", "Invalid API Key provided.", ""})
			return
		}
		var body []byte
		err := st.world.Update(r.Context(), func(x Tx) (err error) {
			c := &call{Tx: x, r: r, form: r.Form, account: r.Header.Get("Stripe-Account")}
			body, err = st.once(c, do)
			return err
		})
		if err != nil {
			st.refuse(w, err)
			return
		}
		st.world.Nudge()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Stripe-Version", apiVersion)
		_, _ = w.Write(body) // the client is gone: nobody to tell
	}
}

func (st *StandIn) authorized(r *http.Request) bool {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		key, _, _ = r.BasicAuth()
	}
	if want := st.apiKey; want != "" {
		a, b := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(want))
		return subtle.ConstantTimeCompare(a[:], b[:]) == 1
	}
	return strings.HasPrefix(key, "sk_test_") || strings.HasPrefix(key, "rk_test_")
}

// rememberedAnswer is what an Idempotency-Key stands for. Stripe forgets it after 24 hours, and so do we.
type rememberedAnswer struct {
	Fingerprint string `json:"fingerprint"`
	Body        string `json:"body"`
	At          int64  `json:"at"`
}

// once runs a request, or repeats the answer of the first one made with the same key and parameters.
func (st *StandIn) once(c *call, do func(*call) (any, error)) ([]byte, error) {
	key := c.r.Header.Get("Idempotency-Key")
	now := st.world.Now()
	sum := sha256.Sum256([]byte(c.r.Method + " " + c.r.URL.Path + "?" + c.form.Encode()))
	print := hex.EncodeToString(sum[:])
	if c.r.Method == http.MethodPost && key != "" {
		key = c.account + "|" + key
		var first rememberedAnswer
		known, err := c.Get(kindKey, key, &first)
		if err != nil {
			return nil, err
		}
		if known && now.Unix()-first.At < 24*3600 {
			if first.Fingerprint != print {
				return nil, &apiError{http.StatusBadRequest, "idempotency_error", "",
					"Keys for idempotent requests can only be used with the same parameters they were first used with.", ""}
			}
			return []byte(first.Body), nil
		}
	}
	v, err := do(c)
	if err != nil {
		return nil, err
	}
	shown, err := render(c.Tx, v, c.form["expand[]"], c.form)
	if err != nil {
		return nil, err
	}
	body, err := encode(shown)
	if err != nil {
		return nil, err
	}
	if c.r.Method == http.MethodPost && key != "" {
		return body, c.Put(kindKey, key, "", now, rememberedAnswer{print, string(body), now.Unix()})
	}
	return body, nil
}

// refuse answers with an error in Stripe's shape; what is not one is a fault of the sandbox.
func (st *StandIn) refuse(w http.ResponseWriter, err error) {
	var told *apiError
	if !errors.As(err, &told) {
		told = &apiError{http.StatusInternalServerError, "api_error", "", "The sandbox failed.", ""}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(told.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": told}) // the client is gone: nobody to tell
}

// showAccount is the account itself, or a connected one, always able to take money.
//
//nolint:unparam // one of the handlers, which may fail
func showAccount(c *call) (any, error) {
	id := c.r.PathValue("id")
	if id == "" {
		id = "acct_sandbox"
	}
	return map[string]any{
		"id": id, "object": "account", "country": "FR", "default_currency": "eur", "charges_enabled": true,
		"payouts_enabled": true, "details_submitted": true, "type": "standard", "email": nil,
		"capabilities": map[string]string{"card_payments": "active", "sepa_debit_payments": "active", "transfers": "active"},
		"requirements": map[string]any{"currently_due": []string{}, "past_due": []string{}, "disabled_reason": nil},
	}, nil
}
