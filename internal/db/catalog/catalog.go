// Package catalog keeps the rows of stored files, for package storage, which declares what they promise.
package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/storage"
)

// Of returns the rows of stored files. Its instants are times because package storage knows nothing of ours.
func Of(d *db.DB) storage.Catalog { return catalog{d} }

type catalog struct{ db *db.DB }

// storageError gives the errors of this package the names that storage knows.
func storageError(doing string, err error) error {
	err = db.Classify(doing, err)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return storage.ErrNotFound
	case errors.Is(err, db.ErrExists):
		return storage.ErrExists
	}
	return err
}

func objectOf(o sqlgen.Object) storage.Object {
	return storage.Object{
		ID: o.ID, Owner: o.Owner, Name: o.Name, MediaType: o.MediaType, Size: o.Size, State: storage.ObjectState(o.State),
		Key: storage.WrappedKey{KeyID: o.KeyID, Blob: o.KeyBlob}, Generation: o.Generation, Offset: o.Received, PartCount: int(o.PartCount),
		HashState: o.HashState, SHA256: o.Sha256, CRC32: uint32(o.Crc32), //nolint:gosec // written from 32 bits
		CreatedAt: db.Time(o.CreatedAt), ChangedAt: db.Time(o.ChangedAt), FinishedAt: db.Time(o.FinishedAt),
	}
}

// write is DB.Write whose full disk and busy database have the names that storage knows.
func (c catalog) write(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
	err := c.db.Write(ctx, fn)
	switch {
	case errors.Is(err, db.ErrNoSpace):
		return fmt.Errorf("%w: %w", storage.ErrNoSpace, err)
	case errors.Is(err, db.ErrBusy):
		return fmt.Errorf("%w: %w", storage.ErrBusy, err)
	}
	return err
}

// CreateObject implements storage.Catalog.
func (c catalog) CreateObject(ctx context.Context, o storage.Object) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().InsertObject(ctx, sqlgen.InsertObjectParams{
			ID: o.ID, Owner: o.Owner, Name: o.Name, MediaType: o.MediaType, Size: o.Size, State: string(o.State), KeyID: o.Key.KeyID,
			KeyBlob: o.Key.Blob, Generation: o.Generation, Received: o.Offset, PartCount: int64(o.PartCount), HashState: o.HashState,
			Sha256: o.SHA256, Crc32: int64(o.CRC32), CreatedAt: db.Micros(o.CreatedAt), ChangedAt: db.Micros(o.ChangedAt), FinishedAt: db.Micros(o.FinishedAt),
		})
		if err == nil && n == 0 {
			return storage.ErrExists
		}
		return storageError("make object", err)
	})
}

// Object implements storage.Catalog.
func (c catalog) Object(ctx context.Context, id string) (storage.Object, error) {
	o, err := c.db.Reading().GetObject(ctx, id)
	if err != nil {
		return storage.Object{}, storageError("read object", err)
	}
	return objectOf(o), nil
}

// Parts implements storage.Catalog.
func (c catalog) Parts(ctx context.Context, id string) ([]storage.Part, error) {
	list, err := c.db.Reading().ListParts(ctx, id)
	if err != nil {
		return nil, storageError("read parts", err)
	}
	out := make([]storage.Part, len(list))
	for i, p := range list {
		out[i] = storage.Part{ID: p.ID, Offset: p.StartAt, Size: p.Size}
	}
	return out, nil
}

// TakeLease implements storage.Catalog.
func (c catalog) TakeLease(ctx context.Context, id string, at time.Time) (storage.Object, error) {
	var taken storage.Object
	err := c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := tx.Queries().TakeLease(ctx, sqlgen.TakeLeaseParams{ID: id, ChangedAt: db.Micros(at)})
		if errors.Is(err, sql.ErrNoRows) {
			return whyRefused(ctx, tx, id, nil)
		}
		taken = objectOf(row)
		return storageError("take lease", err)
	})
	return taken, err
}

// whyRefused says why a guarded UPDATE changed no row: not there, finished, taken over, or else another offset.
func whyRefused(ctx context.Context, tx *db.Tx, id string, generation *int64) error {
	o, err := tx.Reading().GetObject(ctx, id)
	switch {
	case err != nil:
		return storageError("read object", err)
	case o.State == string(storage.Deleted):
		return storage.ErrNotFound
	case o.State == string(storage.Finished):
		return storage.ErrFinished
	case generation != nil && o.Generation != *generation:
		return storage.ErrLeaseLost
	}
	return storage.ErrOffset
}

// AppendParts implements storage.Catalog.
func (c catalog) AppendParts(ctx context.Context, a storage.AppendCommit) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().AdvanceObject(ctx, sqlgen.AdvanceObjectParams{
			ID: a.Object, Generation: a.Generation, StartAt: a.Parts[0].Offset, EndAt: a.Parts[len(a.Parts)-1].End(),
			More: int64(len(a.Parts)), HashState: a.HashState, ChangedAt: db.Micros(a.At),
		})
		if err != nil {
			return storageError("advance object", err)
		}
		if n == 0 {
			return whyRefused(ctx, tx, a.Object, &a.Generation)
		}
		for _, p := range a.Parts {
			if err := insertPart(ctx, tx, a.Object, p); err != nil {
				return storageError("store part", err)
			}
		}
		return nil
	})
}

func insertPart(ctx context.Context, tx *db.Tx, object string, p storage.Part) error {
	return tx.Queries().InsertPart(ctx, sqlgen.InsertPartParams{ObjectID: object, StartAt: p.Offset, Size: p.Size, ID: p.ID})
}

// MergeParts implements storage.Catalog.
func (c catalog) MergeParts(ctx context.Context, m storage.MergeCommit) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().TouchObject(ctx, sqlgen.TouchObjectParams{
			ID: m.Object, Generation: m.Generation, Fewer: int64(len(m.Old) - 1), ChangedAt: db.Micros(m.At),
		})
		if err != nil {
			return storageError("lock object", err)
		}
		if n == 0 {
			return whyRefused(ctx, tx, m.Object, &m.Generation)
		}
		if !covers(m) {
			return storage.ErrOffset
		}
		for _, p := range m.Old {
			n, err := tx.Queries().DeletePart(ctx, sqlgen.DeletePartParams{ObjectID: m.Object, StartAt: p.Offset, Size: p.Size, ID: p.ID})
			if err != nil {
				return storageError("remove merged part", err)
			}
			if n == 0 {
				return storage.ErrOffset
			}
		}
		return storageError("store merged part", insertPart(ctx, tx, m.Object, m.New))
	})
}

// covers reports whether the old parts are neighbours and the new one holds exactly their bytes.
func covers(m storage.MergeCommit) bool {
	if len(m.Old) < 2 || m.New.Offset != m.Old[0].Offset {
		return false
	}
	end := m.New.Offset
	for _, p := range m.Old {
		if p.Offset != end {
			return false
		}
		end = p.End()
	}
	return end == m.New.End()
}

// FinishObject implements storage.Catalog.
func (c catalog) FinishObject(ctx context.Context, f storage.FinishCommit) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().FinishObject(ctx, sqlgen.FinishObjectParams{
			ID: f.Object, Generation: f.Generation, FinalSize: f.Size, Sha256: f.SHA256, Crc32: int64(f.CRC32), FinishedAt: db.Micros(f.At),
		})
		if err == nil && n == 0 {
			return whyRefused(ctx, tx, f.Object, &f.Generation)
		}
		return storageError("finish object", err)
	})
}

// ShredObject implements storage.Catalog.
func (c catalog) ShredObject(ctx context.Context, id string, at time.Time) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().ShredObject(ctx, sqlgen.ShredObjectParams{ID: id, ChangedAt: db.Micros(at)})
		if err != nil || n == 1 {
			return storageError("shred object", err)
		}
		_, err = tx.Reading().GetObject(ctx, id)
		return storageError("read object", err)
	})
}

// ForgetParts implements storage.Catalog.
func (c catalog) ForgetParts(ctx context.Context, id string) error {
	return c.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().ForgetParts(ctx, id)
		if err != nil || n == 0 {
			return storageError("forget parts", err)
		}
		return storageError("forget parts", tx.Queries().DeleteParts(ctx, id))
	})
}

// HasPart implements storage.Catalog.
func (c catalog) HasPart(ctx context.Context, partID []byte) (bool, error) {
	n, err := c.db.Reading().CountParts(ctx, partID)
	return n > 0, storageError("look for part", err)
}

// Abandoned implements storage.Catalog.
func (c catalog) Abandoned(ctx context.Context, before time.Time, limit int) ([]string, error) {
	list, err := c.db.Reading().ListAbandonedObjects(ctx, sqlgen.ListAbandonedObjectsParams{Before: db.Micros(before), MaxRows: db.Rows(limit)})
	if err != nil {
		return nil, fmt.Errorf("list abandoned uploads: %w", err)
	}
	return list, nil
}

// Shredded implements storage.Catalog.
func (c catalog) Shredded(ctx context.Context, limit int) ([]string, error) {
	list, err := c.db.Reading().ListShreddedObjects(ctx, db.Rows(limit))
	if err != nil {
		return nil, fmt.Errorf("list shredded objects: %w", err)
	}
	return list, nil
}
