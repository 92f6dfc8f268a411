package stripe

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var currencyCode = regexp.MustCompile(`^[a-z]{3}$`)

// createSession is POST /v1/checkout/sessions in payment mode, with the checks that a wrong caller meets at Stripe.
func (st *StandIn) createSession(c *call) (any, error) {
	f, now := c.form, st.world.Now()
	if f.Get("mode") != "payment" {
		return nil, invalidRequest("mode", "parameter_missing", "The sandbox knows mode=payment only.")
	}
	for _, param := range []string{"success_url", "cancel_url"} {
		if u, err := url.Parse(f.Get(param)); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, invalidRequest(param, "url_invalid", "Not a valid URL")
		}
	}
	lines, currency, total, err := st.readLines(c)
	if err != nil {
		return nil, err
	}
	methods := indexed(f, "payment_method_types")
	if len(methods) == 0 {
		methods = []string{"card"}
		if currency == "eur" {
			methods = []string{"card", "sepa_debit"}
		}
	}
	for _, m := range methods {
		if m != "card" && (m != "sepa_debit" || currency != "eur") {
			return nil, invalidRequest("payment_method_types", "", "The payment method type %q is invalid for this session.", m)
		}
	}
	expires := now.Add(24 * time.Hour).Unix()
	if text := f.Get("expires_at"); text != "" {
		expires, err = strconv.ParseInt(text, 10, 64)
		if left := expires - now.Unix(); err != nil || left < 30*60 || left > 24*3600 {
			return nil, invalidRequest("expires_at", "", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.")
		}
	}
	own, err := readMetadata(f, "metadata")
	if err != nil {
		return nil, err
	}
	inherited, err := readMetadata(f, "payment_intent_data[metadata]")
	if err != nil {
		return nil, err
	}
	email := optional(f, "customer_email")
	if email != nil {
		if _, err := mail.ParseAddress(*email); err != nil {
			return nil, invalidRequest("customer_email", "email_invalid", "Invalid email address")
		}
	}
	id, err := st.world.NewID("cs_test_", 58)
	if err != nil {
		return nil, err
	}
	page := st.world.PublicURL() + "/sandbox/stripe/checkout/" + id
	session := checkoutSession{
		ID: id, Object: "checkout.session", AmountSubtotal: total, AmountTotal: total, CancelURL: optional(f, "cancel_url"),
		ClientReferenceID: optional(f, "client_reference_id"), Created: now.Unix(), Currency: currency, CustomerEmail: email,
		ExpiresAt: expires, Locale: optional(f, "locale"), Metadata: own, Mode: "payment", PaymentMethods: methods,
		PaymentStatus: "unpaid", Status: "open", SuccessURL: f.Get("success_url"), URL: &page,
		TotalDetails: map[string]any{"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
		Account:      c.account, Lines: lines, IntentMetadata: inherited,
		Description: optional(f, "payment_intent_data[description]"),
		Suffix:      optional(f, "payment_intent_data[statement_descriptor_suffix]"),
	}
	if email != nil {
		session.CustomerDetails = map[string]any{"email": *email, "address": nil, "name": nil, "phone": nil, "tax_exempt": "none", "tax_ids": nil}
	}
	if err := c.Put(kindSession, id, accountOf(c.account), now, session); err != nil {
		return nil, err
	}
	return session, c.Put(kindOpen, id, "", now, id)
}

// readLines reads what is sold: line_items[n][price_data].
func (st *StandIn) readLines(c *call) (lines []lineItem, currency string, total int64, err error) {
	for i := 0; ; i++ {
		at := fmt.Sprintf("line_items[%d]", i)
		name := c.form.Get(at + "[price_data][product_data][name]")
		if name == "" {
			break
		}
		amount, err := strconv.ParseInt(c.form.Get(at+"[price_data][unit_amount]"), 10, 64)
		if err != nil || amount < 0 {
			return nil, "", 0, invalidRequest(at+"[price_data][unit_amount]", "parameter_invalid_integer", "Invalid integer")
		}
		quantity, err := strconv.ParseInt(c.form.Get(at+"[quantity]"), 10, 64)
		if err != nil || quantity < 1 || quantity > 1_000_000 {
			return nil, "", 0, invalidRequest(at+"[quantity]", "parameter_invalid_integer", "Invalid integer")
		}
		currency = c.form.Get(at + "[price_data][currency]")
		if !currencyCode.MatchString(currency) {
			return nil, "", 0, invalidRequest(at+"[price_data][currency]", "", "Invalid currency")
		}
		id, err := st.world.NewID("li_", 24)
		if err != nil {
			return nil, "", 0, err
		}
		lines = append(lines, lineItem{id, "item", amount * quantity, currency, name, quantity})
		total += amount * quantity
	}
	switch {
	case len(lines) == 0:
		return nil, "", 0, invalidRequest("line_items", "parameter_missing", "You must provide `line_items` with `price_data`.")
	case total < 50:
		return nil, "", 0, invalidRequest("", "amount_too_small", "The Checkout Session's total amount must convert to at least 50 cents.")
	case total > 99_999_999:
		return nil, "", 0, invalidRequest("", "amount_too_large", "The Checkout Session's total amount due must be no more than 999,999.99.")
	}
	return lines, currency, total, nil
}

// expireSession is POST /v1/checkout/sessions/{id}/expire: only an open one can be expired.
func (st *StandIn) expireSession(c *call) (any, error) {
	session, _, err := find[checkoutSession](c, kindSession, "checkout.session", c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if session.Status != "open" {
		return nil, invalidRequest("session", "", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `%s`.", session.Status)
	}
	return st.expire(c.Tx, session)
}

// expire ends an open session and cancels what was begun in it.
func (st *StandIn) expire(x Tx, session checkoutSession) (checkoutSession, error) {
	now := st.world.Now()
	if session.PaymentIntent != nil {
		var intent paymentIntent
		if _, err := x.Get(kindIntent, *session.PaymentIntent, &intent); err != nil {
			return session, err
		}
		at := now.Unix()
		intent.Status, intent.CanceledAt, intent.NextAction = "canceled", &at, nil
		if err := st.keepIntent(x, intent, "payment_intent.canceled"); err != nil {
			return session, err
		}
	}
	session.Status, session.URL = "expired", nil
	return session, st.keepSession(x, session, "checkout.session.expired")
}

// Tick expires the sessions whose time is over.
func (st *StandIn) Tick(ctx context.Context) error {
	return st.world.Update(ctx, func(x Tx) error {
		open, err := list[string](x, kindOpen, Query{Limit: 1 << 20})
		if err != nil {
			return err
		}
		for _, id := range open {
			var session checkoutSession
			if _, err := x.Get(kindSession, id, &session); err != nil {
				return err
			}
			if st.world.Now().Unix() < session.ExpiresAt {
				continue
			}
			if _, err := st.expire(x, session); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepSession stores a session and tells of it. One that is no longer open stops being looked at by tick.
func (st *StandIn) keepSession(x Tx, session checkoutSession, event string) error {
	if err := x.Put(kindSession, session.ID, accountOf(session.Account), st.world.Now(), session); err != nil {
		return err
	}
	if session.Status != "open" {
		if err := x.Remove(kindOpen, session.ID); err != nil {
			return err
		}
	}
	return st.emit(x, session.Account, event, session)
}

// optional is a parameter, nil when it is absent.
func optional(f url.Values, name string) *string {
	if v := f.Get(name); v != "" {
		return &v
	}
	return nil
}

// indexed reads name[0], name[1], … or name[].
func indexed(f url.Values, name string) []string {
	found := slices.Clone(f[name+"[]"])
	for i := 0; f.Has(fmt.Sprintf("%s[%d]", name, i)); i++ {
		found = append(found, f.Get(fmt.Sprintf("%s[%d]", name, i)))
	}
	return found
}

// readMetadata reads name[key]=value within Stripe's limits.
func readMetadata(f url.Values, name string) (metadata, error) {
	m := metadata{}
	for param := range f {
		key, ok := strings.CutPrefix(param, name+"[")
		if !ok {
			continue
		}
		key = strings.TrimSuffix(key, "]")
		if len(key) > 40 || len(f.Get(param)) > 500 || len(m) == 50 {
			return nil, invalidRequest("metadata", "", "Metadata has at most 50 keys of 40 characters with values of 500.")
		}
		m[key] = f.Get(param)
	}
	return m, nil
}
