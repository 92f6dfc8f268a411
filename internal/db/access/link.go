// Package access keeps how a delivery is reached: the links that were issued, their short tokens, who asked for a link how
// often, and which bytes of which file were served to whom.
package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

// Link is a signed link as issued. Which one is valid now is in the delivery: Recipient.LinkID.
type Link struct {
	ID        string // jti
	Delivery  delivery.ID
	Recipient string
	IssuedAt  delivery.Instant
	RevokedAt delivery.Instant
}

// FindLink returns the link with the jti. db.ErrNotFound.
func FindLink(ctx context.Context, d *db.DB, jti string) (Link, error) {
	l, err := d.Reading().GetLink(ctx, jti)
	return Link{
		ID: l.ID, Delivery: delivery.ID(l.DeliveryID), Recipient: l.RecipientID,
		IssuedAt: delivery.Instant(l.IssuedAt), RevokedAt: delivery.Instant(l.RevokedAt),
	}, db.Classify("read link", err)
}

// ShortLink is the short token of a link, as messages hold it: 128 bits, see link.ShortToken, stored as a hash.
type ShortLink struct {
	Token     [16]byte
	Delivery  delivery.ID
	Recipient string
	LinkID    string // the jti for which it stands
	CreatedAt delivery.Instant
	ExpiresAt delivery.Instant
}

func hashToken(token [16]byte) []byte {
	sum := sha256.Sum256(append([]byte("quittance/short-link/v1\x00"), token[:]...))
	return sum[:]
}

// CreateShortLink keeps a token; repeating it changes nothing. The recipient must be committed or written by this transaction.
func CreateShortLink(ctx context.Context, to db.Writer, l ShortLink) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Queries().InsertShortLink(ctx, sqlgen.InsertShortLinkParams{
			Hash: hashToken(l.Token), DeliveryID: string(l.Delivery), RecipientID: l.Recipient, LinkID: l.LinkID,
			CreatedAt: int64(l.CreatedAt), ExpiresAt: int64(l.ExpiresAt),
		})
		return db.Classify("keep short link", err)
	})
}

// FindShortLink returns what a token stands for. db.ErrNotFound. Expired ones are returned until they are swept.
func FindShortLink(ctx context.Context, d db.Reader, token [16]byte) (ShortLink, error) {
	l, err := d.Reading().GetShortLink(ctx, hashToken(token))
	return ShortLink{
		Token: token, Delivery: delivery.ID(l.DeliveryID), Recipient: l.RecipientID, LinkID: l.LinkID,
		CreatedAt: delivery.Instant(l.CreatedAt), ExpiresAt: delivery.Instant(l.ExpiresAt),
	}, db.Classify("read short link", err)
}

// Shorten returns the short token of the link that the recipient of a sent delivery has now. It opens what the signed link
// opens, for as long, and ends with it. Its row is written once, with the link, or when a message first needs it.
func Shorten(ctx context.Context, in interface {
	db.Reader
	db.Writer
}, key []byte, d *delivery.Delivery, r delivery.Recipient, at delivery.Instant) (link.Short, error) {
	if len(key) == 0 || r.LinkID == "" {
		return link.Short{}, errors.New("shorten link: it needs a key and a link")
	}
	token := link.ShortToken(key, r.LinkID)
	if _, err := FindShortLink(ctx, in, token); !errors.Is(err, db.ErrNotFound) {
		return token, err
	}
	return token, CreateShortLink(ctx, in, ShortLink{
		Token: token, Delivery: d.ID, Recipient: r.ID, LinkID: r.LinkID, CreatedAt: at, ExpiresAt: delivery.At(link.For(d, r).ExpiresAt),
	})
}

// Access is how often a link was asked for from one address in one hour.
type Access struct {
	LinkID  string
	Address [32]byte // keyed hash
	At      delivery.Instant
	Count   int64
}

// Record adds to the access log, all in one transaction. It belongs to no chain: a scanner is not a person.
func Record(ctx context.Context, d *db.DB, batch []Access) error {
	if len(batch) == 0 {
		return nil
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, a := range batch {
			hour := a.At - a.At%delivery.Instant(time.Hour.Microseconds())
			err := tx.Queries().AddAccess(ctx, sqlgen.AddAccessParams{LinkID: a.LinkID, Address: a.Address[:], Hour: int64(hour), At: int64(a.At), Count: a.Count})
			if err != nil {
				return db.Classify("record access", err)
			}
		}
		return nil
	})
}

// Of returns the access log of a link, newest hour first. At is the last access of the hour.
func Of(ctx context.Context, d *db.DB, link string, limit int) ([]Access, error) {
	list, err := d.Reading().ListAccess(ctx, sqlgen.ListAccessParams{LinkID: link, MaxRows: db.Rows(limit)})
	out := make([]Access, len(list))
	for i, a := range list {
		out[i] = Access{LinkID: a.LinkID, At: delivery.Instant(a.LastAt), Count: a.Count}
		copy(out[i].Address[:], a.Address)
	}
	return out, db.Classify("read access log", err)
}
