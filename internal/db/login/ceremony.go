package login

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// BeginCeremony keeps one, for as long as its purpose allows.
func BeginCeremony(ctx context.Context, tx *db.Tx, c account.Ceremony, at delivery.Instant) error {
	if c.Data == nil {
		c.Data = []byte{}
	}
	return db.Classify("keep ceremony", tx.Queries().InsertCeremony(ctx, sqlgen.InsertCeremonyParams{
		Hash: c.Hash[:], Purpose: string(c.Purpose), MemberID: c.Member, Data: c.Data, CreatedAt: int64(at), ExpiresAt: int64(at.Add(c.Purpose.Lifetime())),
	}))
}

// Ceremony looks at one without trying anything. account.ErrCeremonyOver when it is unknown, of another purpose or too
// old.
func Ceremony(ctx context.Context, d *db.DB, hash account.Hash, p account.Purpose, at delivery.Instant) (account.Ceremony, error) {
	row, err := d.Reading().GetCeremony(ctx, sqlgen.GetCeremonyParams{Hash: hash[:], Purpose: string(p), Now: int64(at)})
	return ceremonyOf(row, err)
}

// TryCeremony counts an attempt, before it is known whether it is right: on any number of servers no more than
// account.CeremonyAttempts are made. account.ErrCeremonyOver also when there were as many. In a transaction that fails
// the attempt is not counted, so it must be committed whatever comes of it.
func TryCeremony(ctx context.Context, tx *db.Tx, hash account.Hash, p account.Purpose, at delivery.Instant) (account.Ceremony, error) {
	row, err := tx.Queries().TryCeremony(ctx, sqlgen.TryCeremonyParams{Hash: hash[:], Purpose: string(p), Now: int64(at), Most: account.CeremonyAttempts})
	return ceremonyOf(row, err)
}

// EndCeremony uses one up. account.ErrCeremonyOver when it was already: what it leads to happens once.
func EndCeremony(ctx context.Context, tx *db.Tx, hash account.Hash) error {
	n, err := tx.Queries().EndCeremony(ctx, hash[:])
	if err == nil && n != 1 {
		return account.ErrCeremonyOver
	}
	return db.Classify("end ceremony", err)
}

func ceremonyOf(r sqlgen.Ceremony, err error) (account.Ceremony, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return account.Ceremony{}, account.ErrCeremonyOver
	}
	c := account.Ceremony{
		Purpose: account.Purpose(r.Purpose), Member: r.MemberID, Data: r.Data, Attempts: int(r.Attempts),
		CreatedAt: time.UnixMicro(r.CreatedAt).UTC(), ExpiresAt: time.UnixMicro(r.ExpiresAt).UTC(),
	}
	copy(c.Hash[:], r.Hash)
	return c, db.Classify("read ceremony", err)
}
