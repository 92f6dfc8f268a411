// Package rate keeps what the operator says that payments and text messages cost, each from a day on. Rates of tax are the
// law's and come with the program.
package rate

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
)

// most bounds what is read of the table: centuries of changes.
const most = 1000

// Row is a rate as an operator set it.
type Row struct {
	tariff.Row
	SetBy string // member
	SetAt delivery.Instant
}

// Rows lists the operator's own, by kind, name and day.
func Rows(ctx context.Context, d *db.DB) ([]Row, error) {
	list, err := d.Reading().ListTariff(ctx, most)
	if err != nil {
		return nil, db.Classify("list tariff", err)
	}
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = Row{
			tariff.Row{Kind: tariff.Kind(r.Kind), Name: r.Name, Since: r.Since, BasisPoints: int(r.BasisPoints), Fixed: r.Fixed, Currency: r.Currency, Source: r.Source},
			r.SetBy, delivery.Instant(r.SetAt),
		}
	}
	return out, nil
}

// Table is what was published with the program, then the operator's own rows: of two that hold, the later day counts, and
// of two of one day the operator's.
func Table(ctx context.Context, d *db.DB) (tariff.Table, error) {
	own, err := Rows(ctx, d)
	if err != nil {
		return nil, err
	}
	t := append(tariff.Table{}, tariff.Known()...)
	for _, r := range own {
		t = append(t, r.Row)
	}
	return t, nil
}

// Set keeps a row, in the place of one of its kind, name and day. A row that cannot be a rate is tariff.ErrTable.
func Set(ctx context.Context, d *db.DB, r Row) error {
	if err := r.Check(); err != nil {
		return err
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("set tariff", tx.Queries().SetTariff(ctx, sqlgen.SetTariffParams{
			Kind: string(r.Kind), Name: r.Name, Since: r.Since, BasisPoints: int64(r.BasisPoints), Fixed: r.Fixed, Currency: r.Currency, Source: r.Source,
			SetBy: r.SetBy, SetAt: int64(r.SetAt),
		}))
	})
}

// Remove forgets a row; db.ErrNotFound where there is none.
func Remove(ctx context.Context, d *db.DB, kind tariff.Kind, name, since string) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().RemoveTariff(ctx, sqlgen.RemoveTariffParams{Kind: string(kind), Name: name, Since: since})
		if err == nil && n == 0 {
			return db.ErrNotFound
		}
		return db.Classify("remove tariff", err)
	})
}
