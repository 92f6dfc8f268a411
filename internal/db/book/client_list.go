package book

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Place is where a page of clients ended.
type Place struct {
	LastAt delivery.Instant
	ID     string
}

// afterAll sorts after every id.
const afterAll = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"

func ignoreAbsent(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	return err
}

func clientOf(c sqlgen.Client) Client {
	return Client{
		ID: c.ID, Email: c.Email, Name: c.Name, Company: c.Company, Phone: c.Phone, Kind: c.Kind, Language: c.Language,
		InformedAt: delivery.Instant(c.InformedAt), LastAt: delivery.Instant(c.LastAt),
	}
}

// Clients lists whom the workspace sends to, the last one first; next is nil where there is no more.
func (b *Book) Clients(ctx context.Context, workspace string, after Place, limit int) (list []Client, next *Place, err error) {
	if after == (Place{}) {
		after = Place{math.MaxInt64, afterAll}
	}
	rows, err := b.q.ListClients(ctx, sqlgen.ListClientsParams{WorkspaceID: workspace, LastAt: int64(after.LastAt), ID: after.ID, MaxRows: int32(limit + 1)}) //nolint:gosec // a page
	if err != nil {
		return nil, nil, db.Classify("list clients", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = &Place{delivery.Instant(last.LastAt), last.ID}
	}
	for _, c := range rows {
		list = append(list, clientOf(c))
	}
	return list, next, nil
}

// Search lists clients whose name, company and address have words that begin so, the last ones first. Of a beginning that
// very many have, it looks at some.
func (b *Book) Search(ctx context.Context, workspace, text string, limit int) ([]Client, error) {
	words := projection.SplitWords(text)
	if len(words) == 0 {
		return nil, nil
	}
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	rows, err := b.q.FindClients(ctx, sqlgen.FindClientsParams{WorkspaceID: workspace, Low: longest, High: projection.After(longest)})
	if err != nil {
		return nil, db.Classify("search clients", err)
	}
	var out []Client
	for _, c := range rows {
		has := wordsOf(c)
		lacks := slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(has, func(h string) bool { return strings.HasPrefix(h, w) })
		})
		if !lacks && len(out) < limit {
			out = append(out, clientOf(c))
		}
	}
	return out, nil
}

// Client is one of the workspace. ErrNotFound.
func (b *Book) Client(ctx context.Context, workspace, id string) (Client, error) {
	c, err := b.q.GetClient(ctx, sqlgen.GetClientParams{WorkspaceID: workspace, ID: id})
	return clientOf(c), db.Classify("read client", err)
}

// History returns ids of what was sent to the client, newest first, older than the cursor ("": all); next is "" where there
// is no more.
func (b *Book) History(ctx context.Context, client, before string, limit int) (ids []string, next string, err error) {
	ids, err = b.q.ListClientDeliveries(ctx, sqlgen.ListClientDeliveriesParams{ClientID: client, Before: cmp.Or(before, afterAll), MaxRows: int32(limit + 1)}) //nolint:gosec // a page
	if err != nil {
		return nil, "", db.Classify("list what was sent", err)
	}
	if len(ids) > limit {
		ids = ids[:limit]
		next = ids[limit-1]
	}
	return ids, next, nil
}
