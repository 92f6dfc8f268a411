package desk

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quittance/internal/db"
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
	return k.DB.CreateDeliveryWith(ctx, delivery.ID(k.newID()), k.keyed(func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(m.actor(), k.at(), drafted)
	}))
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

// Check tells everything that is wrong with what was typed, without keeping it.
func (k *Desk) Check(ctx context.Context, m Member, spec delivery.Spec, uploads []string) error {
	_, err := k.plan(ctx, m, spec, uploads)
	return err
}

func (k *Desk) plan(ctx context.Context, m Member, spec delivery.Spec, uploads []string) (delivery.Drafted, error) {
	files, wrong, err := k.files(ctx, m, uploads)
	if err != nil {
		return delivery.Drafted{}, err
	}
	ws, err := k.DB.Workspace(ctx, m.Workspace)
	if err != nil {
		return delivery.Drafted{}, fmt.Errorf("load workspace: %w", err)
	}
	spec.Files, spec.Terms.Zone = files, ws.Zone
	// Files that are downloaded are digital content: a consumer's consent is asked for before payment
	// (C. conso. L221-28 13°).
	spec.Terms.Digital = spec.Terms.ClientKind == delivery.Consumer
	if spec.Terms.Language == "" {
		spec.Terms.Language = ws.Language
	}
	if spec.Terms.ExpiresOn == "" {
		spec.Terms.ExpiresOn = k.usualExpiry(spec.DueOn, ws.Zone)
	}
	if err := k.checkPrevious(ctx, m, spec.Terms.Previous); err != nil {
		return delivery.Drafted{}, err
	}
	if err := allWrong(wrong, spec.Validate(k.at())); err != nil {
		return delivery.Drafted{}, err
	}
	drafted := delivery.Plan(spec, k.newID)
	drafted.Workspace, drafted.Member, drafted.Sandbox = m.Workspace, m.ID, k.StandIns
	return drafted, nil
}

// usualExpiry is the last day to start paying when the sender names none, never before the due date. With a due date
// that is no date it is left open: that alone is then told.
func (k *Desk) usualExpiry(due delivery.Date, zone string) delivery.Date {
	if _, err := delivery.ParseDate(string(due)); due != "" && err != nil {
		return ""
	}
	return max(delivery.DefaultExpiry(k.at(), zone), due)
}

// checkPrevious wants a new version to follow a delivery of the same workspace that was sent.
func (k *Desk) checkPrevious(ctx context.Context, m Member, previous delivery.ID) error {
	if previous == "" {
		return nil
	}
	d, err := k.Delivery(ctx, m, string(previous))
	if err != nil {
		return err
	}
	_, err = d.NextVersion()
	return err
}

// allWrong adds what is wrong with the spec to what is wrong with its uploads. Where an upload is not usable the
// spec lacks a file, and what it says of files would mislead.
func allWrong(uploads problem.Fields, err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) || p.Kind != problem.Invalid {
		return errors.Join(uploads.Err(), err)
	}
	all := uploads
	for _, f := range p.Fields {
		if len(uploads) == 0 || !strings.HasPrefix(f.Name, "files") {
			all = append(all, f)
		}
	}
	return all.Err()
}

// files resolves finished uploads of the workspace, in the order given, and tells which are not usable.
func (k *Desk) files(ctx context.Context, m Member, uploads []string) (files []delivery.Deliverable, wrong problem.Fields, err error) {
	files = make([]delivery.Deliverable, 0, len(uploads))
	objects := make([]storage.Object, 0, len(uploads))
	for i, id := range uploads {
		o, err := k.Vault.Stat(ctx, id)
		switch {
		case errors.Is(err, storage.ErrNotFound) || (err == nil && o.Owner != m.Workspace):
			wrong.Add("files."+strconv.Itoa(i), "upload_unknown")
		case err != nil:
			return nil, nil, fmt.Errorf("read upload: %w", err)
		case o.State != storage.Finished:
			wrong.Add("files."+strconv.Itoa(i), "upload_unfinished")
		default:
			files, objects = append(files, Deliverable(k.newID(), o)), append(objects, o)
		}
	}
	k.countPages(ctx, files, objects)
	return files, wrong, nil
}

// Deliverable describes a finished object as a file of a delivery.
func Deliverable(id string, o storage.Object) delivery.Deliverable {
	mediaType := o.MediaType
	if mediaType == "" {
		mediaType = "application/octet-stream" // RFC 2046 section 4.5.1: what is not known to be anything else
	}
	return delivery.Deliverable{
		ID: id, Object: o.ID, Name: delivery.Personal(delivery.VisibleFileName(o.Name)), Size: o.Size, MediaType: mediaType,
		SHA256: hex.EncodeToString(o.SHA256), CRC32: o.CRC32, FirstSeen: delivery.At(o.FinishedAt),
	}
}
