package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/storage"
)

// Catalog returns the rows of stored files. Its instants are times because package storage knows nothing of ours.
func (d *DB) Catalog() storage.Catalog { return catalog{d} }

type catalog struct{ db *DB }

// micro is the instant of a time; the zero time is 0.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// storageError gives the errors of this package the names that storage knows.
func storageError(doing string, err error) error {
	err = classify(doing, err)
	switch {
	case errors.Is(err, ErrNotFound):
		return storage.ErrNotFound
	case errors.Is(err, ErrExists):
		return storage.ErrExists
	}
	return err
}

func objectOf(o sqlgen.Object) storage.Object {
	return storage.Object{
		ID: o.ID, Owner: o.Owner, Name: o.Name, MediaType: o.MediaType, Size: o.Size, State: storage.ObjectState(o.State),
		Key: storage.WrappedKey{KeyID: o.KeyID, Blob: o.KeyBlob}, Generation: o.Generation, Offset: o.Received, PartCount: int(o.PartCount),
		HashState: o.HashState, SHA256: o.Sha256, CRC32: uint32(o.Crc32), //nolint:gosec // written from 32 bits
		CreatedAt: instant(o.CreatedAt), ChangedAt: instant(o.ChangedAt), FinishedAt: instant(o.FinishedAt),
	}
}

// write is DB.Write whose full disk and busy database have the names that storage knows.
func (c catalog) write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	err := c.db.Write(ctx, fn)
	switch {
	case errors.Is(err, ErrNoSpace):
		return fmt.Errorf("%w: %w", storage.ErrNoSpace, err)
	case errors.Is(err, ErrBusy):
		return fmt.Errorf("%w: %w", storage.ErrBusy, err)
	}
	return err
}

// CreateObject implements storage.Catalog.
func (c catalog) CreateObject(ctx context.Context, o storage.Object) error {
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().InsertObject(ctx, sqlgen.InsertObjectParams{
			ID: o.ID, Owner: o.Owner, Name: o.Name, MediaType: o.MediaType, Size: o.Size, State: string(o.State), KeyID: o.Key.KeyID,
			KeyBlob: o.Key.Blob, Generation: o.Generation, Received: o.Offset, PartCount: int64(o.PartCount), HashState: o.HashState,
			Sha256: o.SHA256, Crc32: int64(o.CRC32), CreatedAt: micro(o.CreatedAt), ChangedAt: micro(o.ChangedAt), FinishedAt: micro(o.FinishedAt),
		})
		if err == nil && n == 0 {
			return storage.ErrExists
		}
		return storageError("make object", err)
	})
}

// Object implements storage.Catalog.
func (c catalog) Object(ctx context.Context, id string) (storage.Object, error) {
	o, err := c.db.queries.GetObject(ctx, id)
	if err != nil {
		return storage.Object{}, storageError("read object", err)
	}
	return objectOf(o), nil
}

// Parts implements storage.Catalog.
func (c catalog) Parts(ctx context.Context, id string) ([]storage.Part, error) {
	list, err := c.db.queries.ListParts(ctx, id)
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
	err := c.write(ctx, func(ctx context.Context, tx *Tx) error {
		row, err := tx.w().TakeLease(ctx, sqlgen.TakeLeaseParams{ID: id, ChangedAt: micro(at)})
		if isNoRow(err) {
			return whyRefused(ctx, tx, id, nil)
		}
		taken = objectOf(row)
		return storageError("take lease", err)
	})
	return taken, err
}

// whyRefused says why a guarded UPDATE changed no row: not there, finished, taken over, or else another offset.
func whyRefused(ctx context.Context, tx *Tx, id string, generation *int64) error {
	o, err := tx.q.GetObject(ctx, id)
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
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().AdvanceObject(ctx, sqlgen.AdvanceObjectParams{
			ID: a.Object, Generation: a.Generation, StartAt: a.Parts[0].Offset, EndAt: a.Parts[len(a.Parts)-1].End(),
			More: int64(len(a.Parts)), HashState: a.HashState, ChangedAt: micro(a.At),
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

func insertPart(ctx context.Context, tx *Tx, object string, p storage.Part) error {
	return tx.w().InsertPart(ctx, sqlgen.InsertPartParams{ObjectID: object, StartAt: p.Offset, Size: p.Size, ID: p.ID})
}

// MergeParts implements storage.Catalog.
func (c catalog) MergeParts(ctx context.Context, m storage.MergeCommit) error {
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().TouchObject(ctx, sqlgen.TouchObjectParams{
			ID: m.Object, Generation: m.Generation, Fewer: int64(len(m.Old) - 1), ChangedAt: micro(m.At),
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
			n, err := tx.w().DeletePart(ctx, sqlgen.DeletePartParams{ObjectID: m.Object, StartAt: p.Offset, Size: p.Size, ID: p.ID})
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
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().FinishObject(ctx, sqlgen.FinishObjectParams{
			ID: f.Object, Generation: f.Generation, FinalSize: f.Size, Sha256: f.SHA256, Crc32: int64(f.CRC32), FinishedAt: micro(f.At),
		})
		if err == nil && n == 0 {
			return whyRefused(ctx, tx, f.Object, &f.Generation)
		}
		return storageError("finish object", err)
	})
}

// ShredObject implements storage.Catalog.
func (c catalog) ShredObject(ctx context.Context, id string, at time.Time) error {
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().ShredObject(ctx, sqlgen.ShredObjectParams{ID: id, ChangedAt: micro(at)})
		if err != nil || n == 1 {
			return storageError("shred object", err)
		}
		_, err = tx.q.GetObject(ctx, id)
		return storageError("read object", err)
	})
}

// ForgetParts implements storage.Catalog.
func (c catalog) ForgetParts(ctx context.Context, id string) error {
	return c.write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().ForgetParts(ctx, id)
		if err != nil || n == 0 {
			return storageError("forget parts", err)
		}
		return storageError("forget parts", tx.w().DeleteParts(ctx, id))
	})
}

// HasPart implements storage.Catalog.
func (c catalog) HasPart(ctx context.Context, partID []byte) (bool, error) {
	n, err := c.db.queries.CountParts(ctx, partID)
	return n > 0, storageError("look for part", err)
}

// Abandoned implements storage.Catalog.
func (c catalog) Abandoned(ctx context.Context, before time.Time, limit int) ([]string, error) {
	list, err := c.db.queries.ListAbandonedObjects(ctx, sqlgen.ListAbandonedObjectsParams{Before: micro(before), MaxRows: rows(limit)})
	if err != nil {
		return nil, fmt.Errorf("list abandoned uploads: %w", err)
	}
	return list, nil
}

// Shredded implements storage.Catalog.
func (c catalog) Shredded(ctx context.Context, limit int) ([]string, error) {
	list, err := c.db.queries.ListShreddedObjects(ctx, rows(limit))
	if err != nil {
		return nil, fmt.Errorf("list shredded objects: %w", err)
	}
	return list, nil
}
