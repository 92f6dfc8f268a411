package desk

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/storage"
)

// Create makes a draft from what the member typed and the uploads it names. Every wrong field is told at once.
func (k *Desk) Create(ctx context.Context, m Member, spec delivery.Spec, uploads []string) (*delivery.Delivery, error) {
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	drafted, err := k.plan(ctx, m, spec, uploads)
	if err != nil {
		return nil, err
	}
	return k.DB.CreateDelivery(ctx, delivery.ID(k.newID()), func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(m.actor(), k.at(), drafted)
	})
}

// Edit replaces the content of a draft.
func (k *Desk) Edit(ctx context.Context, m Member, id string, spec delivery.Spec, uploads []string) (*delivery.Delivery, error) {
	drafted, err := k.plan(ctx, m, spec, uploads)
	if err != nil {
		return nil, err
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(m.actor(), k.at(), drafted)
	})
}

// NewVersion makes a draft that follows a sent delivery, with its terms and recipients and new files to come. By
// default nothing more is to be paid.
func (k *Desk) NewVersion(ctx context.Context, m Member, id string, uploads []string) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	spec, err := d.NextVersion()
	if err != nil {
		return nil, err
	}
	return k.Create(ctx, m, spec, uploads)
}

func (k *Desk) plan(ctx context.Context, m Member, spec delivery.Spec, uploads []string) (delivery.Drafted, error) {
	files, err := k.files(ctx, m, uploads)
	if err != nil {
		return delivery.Drafted{}, err
	}
	spec.Files = files
	ws, err := k.DB.Workspace(ctx, m.Workspace)
	if err != nil {
		return delivery.Drafted{}, fmt.Errorf("load workspace: %w", err)
	}
	spec.Terms.Zone = ws.Zone
	if err := spec.Validate(k.at()); err != nil {
		return delivery.Drafted{}, err
	}
	drafted := delivery.Plan(spec, k.newID)
	drafted.Workspace, drafted.Member, drafted.Sandbox = m.Workspace, m.ID, k.StandIns
	return drafted, nil
}

// files resolves finished uploads of the workspace, in the order given.
func (k *Desk) files(ctx context.Context, m Member, uploads []string) ([]delivery.Deliverable, error) {
	var wrong problem.Fields
	files := make([]delivery.Deliverable, 0, len(uploads))
	for i, id := range uploads {
		o, err := k.Vault.Stat(ctx, id)
		switch {
		case errors.Is(err, storage.ErrNotFound) || (err == nil && o.Owner != m.Workspace):
			wrong.Add("files."+strconv.Itoa(i), "upload_unknown")
		case err != nil:
			return nil, fmt.Errorf("read upload: %w", err)
		case o.State != storage.Finished:
			wrong.Add("files."+strconv.Itoa(i), "upload_unfinished")
		default:
			files = append(files, Deliverable(k.newID(), o))
		}
	}
	return files, wrong.Err()
}

// Deliverable describes a finished object as a file of a delivery.
func Deliverable(id string, o storage.Object) delivery.Deliverable {
	return delivery.Deliverable{
		ID: id, Object: o.ID, Name: delivery.Personal(o.Name), Size: o.Size, MediaType: o.MediaType,
		SHA256: hex.EncodeToString(o.SHA256), CRC32: o.CRC32, FirstSeen: delivery.At(o.FinishedAt),
	}
}
