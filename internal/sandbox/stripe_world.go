package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"quittance/internal/sandbox/stripe"
)

// stripeStandIn fits the payment processor, a package of its own, into the sandbox.
type stripeStandIn struct{ *stripe.StandIn }

func newStripe(s *Sandbox) *stripeStandIn {
	return &stripeStandIn{stripe.New(stripeWorld{s}, s.cfg.StripeAPIKey, s.cfg.StripeWebhookSecret)}
}

func (*stripeStandIn) name() string                      { return "stripe" }
func (st *stripeStandIn) routeAPI(mux *http.ServeMux)    { st.RouteAPI(mux) }
func (st *stripeStandIn) routePages(mux *http.ServeMux)  { st.RoutePages(mux) }
func (*stripeStandIn) start(context.Context) error       { return nil }
func (*stripeStandIn) close() error                      { return nil }
func (st *stripeStandIn) tick(ctx context.Context) error { return st.Tick(ctx) }
func (st *stripeStandIn) sign(now time.Time, body []byte) http.Header {
	return st.Sign(now, body)
}

// stripeWorld is the sandbox as its processor sees it.
type stripeWorld struct{ s *Sandbox }

func (w stripeWorld) Nudge()            { w.s.nudge() }
func (w stripeWorld) Now() time.Time    { return w.s.now() }
func (w stripeWorld) PublicURL() string { return w.s.PublicURL() }
func (w stripeWorld) NewID(prefix string, letters int) (string, error) {
	return w.s.newID(prefix, letters)
}

func (w stripeWorld) Show(to http.ResponseWriter, status int, view string, p stripe.Page) {
	w.s.show(to, status, view, page{Title: p.Title, Open: p.Open, English: p.English, Body: p.Body, FormTargets: p.FormTargets})
}

func (w stripeWorld) Update(ctx context.Context, do func(stripe.Tx) error) error {
	return w.s.store.update(ctx, func(x *tx) error { return do(stripeTx{w.s, x}) })
}

type stripeTx struct {
	s *Sandbox
	x *tx
}

func (t stripeTx) Put(kind, id, parent string, at time.Time, v any) error {
	return t.x.put(kind, id, parent, at, v)
}
func (t stripeTx) Get(kind, id string, v any) (bool, error) { return t.x.get(kind, id, v) }
func (t stripeTx) Remove(kind, id string) error             { return t.x.remove(kind, id) }
func (t stripeTx) Enqueue(webhook []byte) error             { return t.s.enqueue(t.x, "stripe", webhook) }
func (t stripeTx) List(kind string, q stripe.Query) ([]json.RawMessage, error) {
	return list[json.RawMessage](t.x, kind, query{q.Parent, q.After, q.Before, q.Since, q.Until, q.Limit})
}
