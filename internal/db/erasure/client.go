package erasure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// Kept is a delivery that could not be erased, and why.
type Kept struct {
	Delivery delivery.ID
	Refusal  *problem.Problem
}

// Forgotten is what became of somebody's data.
type Forgotten struct {
	Cards  int // in lists of clients
	Erased int // deliveries
	Kept   []Kept
}

// Client erases what may be erased of whoever has the address, in every workspace: the card in each list of clients, and
// every delivery sent to them, or that they were named to pay or had the address of, that no law demands to keep. Those
// that are kept are named: the daily job erases them in their time. db.ErrNotFound where nothing holds the address.
func (e Eraser) Client(ctx context.Context, email string) (f Forgotten, err error) {
	if email, err = account.NormalEmail(email); err != nil {
		return f, err
	}
	q := e.DB.Reading()
	cards, err := q.ListClientsByEmail(ctx, email)
	if err != nil {
		return f, fmt.Errorf("find client: %w", err)
	}
	ids, err := q.ListDeliveriesHolding(ctx, email)
	if err != nil {
		return f, fmt.Errorf("find deliveries with an address: %w", err)
	}
	for _, card := range cards {
		sent, err := q.ListClientDeliveries(ctx, sqlgen.ListClientDeliveriesParams{ClientID: card.ID, Before: "~", MaxRows: math.MaxInt32})
		if err != nil {
			return f, fmt.Errorf("list deliveries of a client: %w", err)
		}
		ids = append(ids, sent...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(cards)+len(ids) == 0 {
		return f, db.ErrNotFound
	}
	for _, id := range ids {
		err := e.erase(ctx, delivery.ID(id), delivery.Erased{Scope: delivery.Everything}, asked, true)
		refusal := new(problem.Problem)
		switch {
		case errors.As(err, &refusal):
			f.Kept = append(f.Kept, Kept{Delivery: delivery.ID(id), Refusal: refusal})
		case err != nil:
			return f, err
		default:
			f.Erased++
		}
	}
	for _, card := range cards {
		err := e.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := eraseClient(ctx, tx.Queries(), card.ID); err != nil {
				return err
			}
			return roster.Log(ctx, tx, account.Event{ID: e.NewID(), Workspace: card.WorkspaceID, Kind: account.ClientErased, Subject: card.ID, At: e.Now()})
		})
		if err != nil {
			return f, err
		}
		f.Cards++
	}
	return f, e.DB.EmptyLog(ctx)
}

// asked is early where no law demands to keep: then whoever it is about decides.
func asked(d *delivery.Delivery) bool { return d.Retention().Why == delivery.KeepContact }

// formerClients erases the cards of those whom nothing was sent to for years.
func (e Eraser) formerClients(ctx context.Context, at delivery.Instant) (n int, err error) {
	for {
		cards, err := e.DB.Reading().ListFormerClients(ctx, sqlgen.ListFormerClientsParams{Before: yearsBefore(at, delivery.ContactYears), MaxRows: batch})
		if err != nil {
			return n, fmt.Errorf("list former clients: %w", err)
		}
		for _, card := range cards {
			if err := e.card(ctx, card); err != nil {
				return n, err
			}
			n++
		}
		if len(cards) < batch {
			return n, nil
		}
	}
}

func (e Eraser) card(ctx context.Context, id string) error {
	return e.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return eraseClient(ctx, tx.Queries(), id) })
}

func eraseClient(ctx context.Context, q *sqlgen.Queries, id string) error {
	for what, erase := range map[string]func(context.Context, string) error{"words": q.EraseClientWords, "deliveries": q.EraseClientDeliveries} {
		if err := erase(ctx, id); err != nil {
			return fmt.Errorf("erase %s of a client: %w", what, err)
		}
	}
	if err := q.EraseClient(ctx, id); err != nil {
		return fmt.Errorf("erase client: %w", err)
	}
	return nil
}
