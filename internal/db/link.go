package db

import (
	"context"
	"crypto/sha256"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Link is a signed link as issued. Which one is valid now is in the delivery: Recipient.LinkID.
type Link struct {
	ID        string // jti
	Delivery  delivery.ID
	Recipient string
	IssuedAt  delivery.Instant
	RevokedAt delivery.Instant
}

// Link returns the link with the jti. ErrNotFound.
func (d *DB) Link(ctx context.Context, jti string) (Link, error) {
	l, err := d.queries.GetLink(ctx, jti)
	return Link{
		ID: l.ID, Delivery: delivery.ID(l.DeliveryID), Recipient: l.RecipientID,
		IssuedAt: delivery.Instant(l.IssuedAt), RevokedAt: delivery.Instant(l.RevokedAt),
	}, classify("read link", err)
}

// ShortLink is the short token of a text message: 128 bits of its own, see link.ShortToken, stored as a hash.
type ShortLink struct {
	Token     [16]byte
	Delivery  delivery.ID
	Recipient string
	LinkID    string // the jti that the recipient had then
	CreatedAt delivery.Instant
	ExpiresAt delivery.Instant
}

func hashToken(token [16]byte) []byte {
	sum := sha256.Sum256(append([]byte("quittance/short-link/v1\x00"), token[:]...))
	return sum[:]
}

// CreateShortLink keeps a token; repeating it changes nothing. The recipient must be committed or written by this transaction.
func (t *Tx) CreateShortLink(ctx context.Context, l ShortLink) error {
	err := t.w().InsertShortLink(ctx, sqlgen.InsertShortLinkParams{
		Hash: hashToken(l.Token), DeliveryID: string(l.Delivery), RecipientID: l.Recipient, LinkID: l.LinkID,
		CreatedAt: int64(l.CreatedAt), ExpiresAt: int64(l.ExpiresAt),
	})
	return classify("keep short link", err)
}

// CreateShortLink is Tx.CreateShortLink in a transaction of its own.
func (d *DB) CreateShortLink(ctx context.Context, l ShortLink) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.CreateShortLink(ctx, l) })
}

// ShortLink returns what a token stands for. ErrNotFound. Expired ones are returned until they are swept.
func (d *DB) ShortLink(ctx context.Context, token [16]byte) (ShortLink, error) {
	l, err := d.queries.GetShortLink(ctx, hashToken(token))
	return ShortLink{
		Token: token, Delivery: delivery.ID(l.DeliveryID), Recipient: l.RecipientID, LinkID: l.LinkID,
		CreatedAt: delivery.Instant(l.CreatedAt), ExpiresAt: delivery.Instant(l.ExpiresAt),
	}, classify("read short link", err)
}

// Access is how often a link was asked for from one address in one hour.
type Access struct {
	LinkID  string
	Address [32]byte // keyed hash
	At      delivery.Instant
	Count   int64
}

// RecordAccess adds to the access log, all in one transaction. It belongs to no chain: a scanner is not a person.
func (d *DB) RecordAccess(ctx context.Context, batch []Access) error {
	if len(batch) == 0 {
		return nil
	}
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		for _, a := range batch {
			hour := a.At - a.At%delivery.Instant(time.Hour.Microseconds())
			err := tx.w().AddAccess(ctx, sqlgen.AddAccessParams{LinkID: a.LinkID, Address: a.Address[:], Hour: int64(hour), At: int64(a.At), Count: a.Count})
			if err != nil {
				return classify("record access", err)
			}
		}
		return nil
	})
}

// AccessOf returns the access log of a link, newest hour first. At is the last access of the hour.
func (d *DB) AccessOf(ctx context.Context, link string, limit int) ([]Access, error) {
	list, err := d.queries.ListAccess(ctx, sqlgen.ListAccessParams{LinkID: link, MaxRows: rows(limit)})
	out := make([]Access, len(list))
	for i, a := range list {
		out[i] = Access{LinkID: a.LinkID, At: delivery.Instant(a.LastAt), Count: a.Count}
		copy(out[i].Address[:], a.Address)
	}
	return out, classify("read access log", err)
}
