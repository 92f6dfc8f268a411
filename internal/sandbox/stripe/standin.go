// Package stripe is a stand-in for the payment processor: its API as stripe-go v76 calls it (version 2023-10-16), its
// payment page, its signed webhooks, and a bank that one plays oneself.
//
// It promises the shapes and the order of things of the real one as far as the product uses them: an intent appears at
// the first attempt, a debit is complete long before it is paid, an Idempotency-Key is honoured for 24 hours. State,
// remembered answer and promised webhook are one transaction.
package stripe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// World is what the stand-in needs of the sandbox around it.
type World interface {
	// Update runs do in one transaction; inside, only the given Tx may be used.
	Update(ctx context.Context, do func(Tx) error) error
	// Nudge says that webhooks were promised and committed.
	Nudge()
	Now() time.Time
	// NewID makes an unguessable identifier of a prefix and letters.
	NewID(prefix string, letters int) (string, error)
	// PublicURL is where browsers find the pages, without "/sandbox".
	PublicURL() string
	// Show renders a page of the sandbox.
	Show(w http.ResponseWriter, status int, view string, p Page)
}

// Page is one page to show. FormTargets are the origins its forms may lead to by redirect.
type Page struct {
	Title       string
	Open        bool // shown to a payer: without the operator's navigation
	English     bool // what a payer sees is in their language
	Body        any
	FormTargets []string
}

// Tx is one transaction on the sandbox's state: documents in JSON, by kind and id, with one parent to find them by.
type Tx interface {
	Put(kind, id, parent string, at time.Time, v any) error
	Get(kind, id string, v any) (bool, error)
	Remove(kind, id string) error
	List(kind string, q Query) ([]json.RawMessage, error) // newest first
	Enqueue(webhook []byte) error                         // to the product's /webhooks/stripe
}

// Query narrows a list. After and Before are ids: only older ones, or the newer ones nearest to it.
type Query struct {
	Parent, After, Before string
	Since, Until          time.Time
	Limit                 int // 0 = 100
}

// StandIn is the processor. It keeps nothing in memory.
type StandIn struct {
	world         World
	apiKey        string
	webhookSecret string
}

// New makes a processor that accepts one API key (any test key when empty) and signs webhooks with a secret (none are
// sent when empty).
func New(world World, apiKey, webhookSecret string) *StandIn {
	return &StandIn{world, apiKey, webhookSecret}
}

func list[T any](x Tx, kind string, q Query) ([]T, error) {
	raw, err := x.List(kind, q)
	if err != nil {
		return nil, err
	}
	found := make([]T, len(raw))
	for i := range raw {
		if err := json.Unmarshal(raw[i], &found[i]); err != nil {
			return nil, fmt.Errorf("decode %s: %w", kind, err)
		}
	}
	return found, nil
}

func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return b, nil
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // the client is gone: nobody to tell
}

// wantsJSON reports whether a request comes from a program rather than from a form.
func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// readInput decodes a JSON body, when there is one, into v.
func readInput(r *http.Request, v any) error {
	if !wantsJSON(r) || r.ContentLength == 0 {
		return nil
	}
	if err := json.NewDecoder(r.Body).Decode(v); err != nil {
		return fmt.Errorf("decode request: %w", err)
	}
	return nil
}
