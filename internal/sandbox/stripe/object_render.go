package stripe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// listPage is a page of a list.
type listPage struct {
	Object   string `json:"object"`
	Data     []any  `json:"data"`
	HasMore  bool   `json:"has_more"`
	URL      string `json:"url"`
	NextPage any    `json:"next_page,omitempty"`
}

// render turns stored objects into what is sent: without the sandbox's own members, and with the references named
// by the paths of "expand" replaced by what they refer to.
func render(x Tx, v any, expand []string, form map[string][]string) (map[string]any, error) {
	b, err := encode(v)
	if err != nil {
		return nil, err
	}
	var shown map[string]any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&shown); err != nil {
		return nil, fmt.Errorf("render answer: %w", err)
	}
	strip(shown)
	for i := 0; ; i++ { // stripe-go numbers them: expand[0], expand[1], …
		path, ok := form[fmt.Sprintf("expand[%d]", i)]
		if !ok {
			break
		}
		expand = append(expand, path...)
	}
	for _, path := range expand {
		if err := expandPath(x, shown, strings.Split(path, ".")); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// strip removes the sandbox's own members, at every depth.
func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if strings.HasPrefix(name, "_") {
				delete(v, name)
				continue
			}
			strip(member)
		}
	case []any:
		for _, member := range v {
			strip(member)
		}
	}
}

// kindByPrefix says what an id refers to.
var kindByPrefix = map[string]string{
	"cs_": kindSession, "pi_": kindIntent, "ch_": kindCharge, "py_": kindCharge, "txn_": kindTxn, "re_": kindRefund, "dp_": kindDispute,
}

func expandPath(x Tx, at map[string]any, path []string) error {
	if len(path) == 0 {
		return nil
	}
	name, rest := path[0], path[1:]
	switch member := at[name].(type) {
	case nil:
		return nil
	case map[string]any:
		return expandPath(x, member, rest)
	case []any:
		for _, one := range member {
			if m, ok := one.(map[string]any); ok {
				if err := expandPath(x, m, rest); err != nil {
					return err
				}
			}
		}
		return nil
	case string:
		for prefix, kind := range kindByPrefix {
			if !strings.HasPrefix(member, prefix) {
				continue
			}
			var found map[string]any
			if ok, err := x.Get(kind, member, &found); err != nil || !ok {
				return err
			}
			strip(found)
			at[name] = found
			return expandPath(x, found, rest)
		}
	}
	return invalidRequest("expand", "", "This property cannot be expanded (%s).", name)
}

// emit records an event about an object as it is now and promises its webhook, in the transaction that made it true.
func (st *StandIn) emit(x Tx, account, kind string, object any) error {
	shown, err := render(x, object, nil, nil)
	if err != nil {
		return err
	}
	id, err := st.world.NewID("evt_", 24)
	if err != nil {
		return err
	}
	now := st.world.Now()
	event := sentEvent{
		ID: id, Object: "event", OfAccount: account, APIVersion: apiVersion, Created: now.Unix(),
		Data: map[string]any{"object": shown}, PendingWebhooks: 1, Type: kind, Account: account,
		Request: map[string]any{"id": nil, "idempotency_key": nil},
	}
	if err := x.Put(kindEvent, id, accountOf(account), now, event); err != nil {
		return err
	}
	if st.webhookSecret == "" {
		return nil
	}
	return post(x, event)
}

// post promises the webhook of an event.
func post(x Tx, event sentEvent) error {
	wire, err := render(x, event, nil, nil)
	if err != nil {
		return err
	}
	body, err := encode(wire)
	if err != nil {
		return err
	}
	return x.Enqueue(body)
}

// accountOf is the parent under which objects are listed: the connected account, or the instance's own.
func accountOf(account string) string {
	if account == "" {
		return "own"
	}
	return account
}
