package upload

import (
	"context"
	"errors"
	"io"
	"net/http"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"quittance/storage"
)

// store lets the tus library keep uploads in the vault.
type store struct{ config Config }

// NewUpload implements tus.DataStore.
func (s *store) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	if info.SizeIsDeferred {
		return nil, tus.NewError("ERR_LENGTH_REQUIRED", "Upload-Length is required", http.StatusBadRequest)
	}
	if info.Size == 0 {
		return nil, s.fault(&Refusal{http.StatusUnprocessableEntity, "ERR_EMPTY_FILE", "the file is empty"})
	}
	name := firstOf(info.MetaData, "filename", "name")
	if err := checkFileName(name); err != nil {
		return nil, s.fault(err)
	}
	n := storage.NewObject{
		Owner: sessionOf(ctx).owner, Size: info.Size,
		Name:      name,
		MediaType: firstOf(info.MetaData, "filetype", "type"),
	}
	if s.config.Admit != nil {
		if err := s.config.Admit(ctx, n); err != nil {
			return nil, s.fault(err)
		}
	}
	o, err := s.config.Vault.Create(ctx, n)
	if err != nil {
		return nil, s.fault(err)
	}
	return &tusUpload{store: s, object: o}, nil
}

func firstOf(metadata tus.MetaData, keys ...string) string {
	for _, k := range keys {
		if v := metadata[k]; v != "" {
			return v
		}
	}
	return ""
}

// GetUpload implements tus.DataStore. An upload whose last byte was stored, but whose end was not recorded because of
// a crash, is finished here: the client who comes back sees it complete.
func (s *store) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	o, err := owned(ctx, s.config.Vault, id)
	if err != nil {
		return nil, s.fault(err)
	}
	u := &tusUpload{store: s, object: o}
	if o.State == storage.Uploading && o.Offset == o.Size {
		if err := u.FinishUpload(ctx); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// owned returns the object if it is that of the request's workspace.
func owned(ctx context.Context, vault *storage.Vault, id string) (storage.Object, error) {
	o, err := vault.Stat(ctx, id)
	if err != nil {
		return storage.Object{}, err
	}
	if owner := sessionOf(ctx).owner; owner == "" || o.Owner != owner {
		return storage.Object{}, storage.ErrNotFound
	}
	return o, nil
}

// AsTerminatableUpload implements tus.TerminaterDataStore.
func (s *store) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload {
	t, ok := u.(*tusUpload)
	if !ok {
		return &tusUpload{store: s} // not ours: its object is unknown, and so is not found
	}
	return t
}

// fault turns errors of the vault into answers, and hides what is nobody's business but the operator's.
func (s *store) fault(err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return tus.NewError(refusal.Code, refusal.Message, refusal.Status)
	}
	for _, known := range []struct {
		err    error
		answer tus.Error
	}{
		{storage.ErrNotFound, tus.ErrNotFound},
		{storage.ErrLeaseLost, tus.ErrFileLocked},
		{storage.ErrOffset, tus.ErrMismatchOffset},
		{storage.ErrTooLong, tus.ErrSizeExceeded},
		{storage.ErrFinished, tus.ErrFileLocked}, // by a newer client: looking again shows it complete
		{storage.ErrBusy, tus.NewError("ERR_STORAGE_BUSY", "nothing can be stored just now: try again", http.StatusServiceUnavailable)},
		{storage.ErrNoSpace, tus.NewError("ERR_STORAGE_FULL", "there is no space left", http.StatusInsufficientStorage)},
	} {
		if errors.Is(err, known.err) {
			if errors.Is(err, storage.ErrNoSpace) {
				s.config.Logger.Error("storage is full", "error", err)
			}
			return known.answer
		}
	}
	s.config.Logger.Error("upload failed", "error", err)
	return tus.NewError("ERR_INTERNAL_SERVER_ERROR", "the file could not be stored", http.StatusInternalServerError)
}

// tusUpload implements tus.Upload over one object.
type tusUpload struct {
	store  *store
	object storage.Object
}

// WriteChunk implements tus.Upload.
func (u *tusUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	l := sessionOf(ctx).lock
	if l == nil {
		return 0, tus.ErrFileLocked
	}
	n, err := u.store.config.Vault.Append(ctx, l.lease, offset, src)
	if err != nil {
		return n, u.store.fault(err)
	}
	if l.interrupted.Load() && offset+n < u.object.Size {
		return n, tus.ErrFileLocked // a newer client asked for the upload: what came until then is stored
	}
	return n, nil
}

// GetInfo implements tus.Upload.
func (u *tusUpload) GetInfo(context.Context) (tus.FileInfo, error) {
	metadata := tus.MetaData{}
	if u.object.Name != "" {
		metadata["filename"] = u.object.Name
	}
	if u.object.MediaType != "" {
		metadata["filetype"] = u.object.MediaType
	}
	return tus.FileInfo{ID: u.object.ID, Size: u.object.Size, Offset: u.object.Offset, MetaData: metadata}, nil
}

// GetReader implements tus.Upload: files leave through the gates of a delivery, never through here.
func (u *tusUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, tus.ErrNotImplemented
}

// FinishUpload implements tus.Upload.
func (u *tusUpload) FinishUpload(ctx context.Context) error {
	l := sessionOf(ctx).lock
	if l == nil {
		return tus.ErrFileLocked
	}
	o, err := u.store.config.Vault.Finish(ctx, l.lease)
	if err != nil {
		return u.store.fault(err)
	}
	u.object = o
	u.store.config.Finished(o)
	return nil
}

// Terminate implements tus.TerminatableUpload. A finished file may belong to a delivery: it is not removed here.
func (u *tusUpload) Terminate(ctx context.Context) error {
	if u.object.State == storage.Finished {
		return tus.NewError("ERR_UPLOAD_FINISHED", "a finished upload cannot be terminated", http.StatusForbidden)
	}
	if err := u.store.config.Vault.Delete(ctx, u.object.ID); err != nil {
		return u.store.fault(err)
	}
	return nil
}
