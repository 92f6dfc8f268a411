package stripe

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// retrieve answers GET /{id}. An object of another account does not exist for the caller.
func retrieve[T any](kind, name string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		v, _, err := find[T](c, kind, name, c.r.PathValue("id"))
		return v, err
	}
}

// find reads an object of the calling account, or says that there is none.
func find[T any](c *call, kind, name, id string) (v T, account string, err error) {
	var owner struct {
		Account string `json:"_account"`
	}
	ok, err := c.Get(kind, id, &owner)
	if err != nil {
		return v, "", err
	}
	if !ok || owner.Account != c.account {
		return v, "", noSuch(name, id)
	}
	_, err = c.Get(kind, id, &v)
	return v, owner.Account, err
}

// listed answers with one page of a list. keep filters what the store cannot; parent narrows what it can.
func listed[T any](c *call, kind, parent string, keep func(T) bool) (any, error) {
	limit := 10
	if text := c.form.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return nil, invalidRequest("limit", "parameter_invalid_integer", "Invalid limit.")
		}
		limit = n
	}
	q := Query{Parent: parent, After: c.form.Get("starting_after"), Before: c.form.Get("ending_before"), Limit: 1 << 20}
	for _, cursor := range []struct{ param, id string }{{"starting_after", q.After}, {"ending_before", q.Before}} {
		var any map[string]any
		if cursor.id == "" {
			continue
		}
		if ok, err := c.Get(kind, cursor.id, &any); err != nil || !ok {
			if err == nil {
				err = invalidRequest(cursor.param, "resource_missing", "No such object: '%s'", cursor.id)
			}
			return nil, err
		}
	}
	for param, set := range map[string]func(time.Time){
		"created[gte]": func(t time.Time) { q.Since = t },
		"created[gt]":  func(t time.Time) { q.Since = t.Add(time.Second) },
		"created[lte]": func(t time.Time) { q.Until = t.Add(time.Second - time.Microsecond) },
		"created[lt]":  func(t time.Time) { q.Until = t.Add(-time.Microsecond) },
	} {
		text := c.form.Get(param)
		if text == "" || text == "0" { // stripe-go sends the unused bounds of a range as 0
			continue
		}
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, invalidRequest("created", "parameter_invalid_integer", "Invalid timestamp.")
		}
		set(time.Unix(seconds, 0))
	}
	if keep == nil {
		q.Limit = limit + 1
	}
	all, err := list[T](c.Tx, kind, q)
	if err != nil {
		return nil, err
	}
	page := listPage{Object: "list", Data: []any{}, URL: c.r.URL.Path[len("/stripe"):]}
	var kept []any
	for _, v := range all {
		if keep == nil || keep(v) {
			kept = append(kept, v)
		}
	}
	if page.HasMore = len(kept) > limit; page.HasMore {
		if q.Before != "" {
			kept = kept[len(kept)-limit:] // those nearest to the cursor
		} else {
			kept = kept[:limit]
		}
	}
	page.Data = append(page.Data, kept...)
	return page, nil
}

func (st *StandIn) listSessions(c *call) (any, error) {
	intent, status := c.form.Get("payment_intent"), c.form.Get("status")
	if intent == "" && status == "" {
		return listed[checkoutSession](c, kindSession, accountOf(c.account), nil)
	}
	return listed(c, kindSession, accountOf(c.account), func(v checkoutSession) bool {
		return (intent == "" || v.PaymentIntent != nil && *v.PaymentIntent == intent) && (status == "" || v.Status == status)
	})
}

func (st *StandIn) listLines(c *call) (any, error) {
	session, _, err := find[checkoutSession](c, kindSession, "checkout.session", c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	page := listPage{Object: "list", Data: []any{}, URL: c.r.URL.Path[len("/stripe"):]}
	for _, line := range session.Lines {
		page.Data = append(page.Data, line)
	}
	return page, nil
}

func (st *StandIn) listIntents(c *call) (any, error) {
	return listed[paymentIntent](c, kindIntent, accountOf(c.account), nil)
}

// metadataClause is the only clause of Stripe's query language that the product uses.
var metadataClause = regexp.MustCompile(`^metadata\[['"]([\w-]+)['"]\]:['"]([^'"]*)['"]$`)

func (st *StandIn) searchIntents(c *call) (any, error) {
	clause := metadataClause.FindStringSubmatch(c.form.Get("query"))
	if clause == nil {
		return nil, invalidRequest("query", "", "We were unable to parse your search query.")
	}
	found, err := list[paymentIntent](c.Tx, kindIntent, Query{Parent: accountOf(c.account), Limit: 1 << 20})
	if err != nil {
		return nil, err
	}
	page := listPage{Object: "search_result", Data: []any{}, URL: "/v1/payment_intents/search"}
	for _, intent := range found {
		if value, ok := intent.Metadata[clause[1]]; ok && value == clause[2] {
			page.Data = append(page.Data, intent)
		}
	}
	return page, nil
}

// ofPayment is the intent whose refunds or disputes are asked for, by its own id or by its charge's.
func ofPayment(c *call) (string, error) {
	if intent := c.form.Get("payment_intent"); intent != "" {
		_, _, err := find[paymentIntent](c, kindIntent, "payment_intent", intent)
		return intent, err
	}
	id := c.form.Get("charge")
	if id == "" {
		return "", invalidRequest("payment_intent", "parameter_missing", "The sandbox lists these by payment_intent or charge.")
	}
	charge, _, err := find[bankCharge](c, kindCharge, "charge", id)
	return charge.PaymentIntent, err
}

func (st *StandIn) listRefunds(c *call) (any, error) {
	intent, err := ofPayment(c)
	if err != nil {
		return nil, err
	}
	return listed[moneyRefund](c, kindRefund, intent, nil)
}

func (st *StandIn) listDisputes(c *call) (any, error) {
	intent, err := ofPayment(c)
	if err != nil {
		return nil, err
	}
	return listed[cardDispute](c, kindDispute, intent, nil)
}

func (st *StandIn) listEvents(c *call) (any, error) {
	wanted := indexed(c.form, "types")
	if kind := c.form.Get("type"); kind != "" {
		wanted = append(wanted, kind)
	}
	if len(wanted) == 0 {
		return listed[sentEvent](c, kindEvent, accountOf(c.account), nil)
	}
	return listed(c, kindEvent, accountOf(c.account), func(v sentEvent) bool { return slices.Contains(wanted, v.Type) })
}
