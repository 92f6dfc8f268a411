package command

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/storage"
)

// Create makes a draft from what the member typed and the uploads it names; those that are visible are seen before
// payment, and belong to no release. Every wrong field is told at once.
func (k *Commands) Create(ctx context.Context, m Member, spec draft.Spec, uploads []string, visible ...string) (*delivery.Delivery, error) {
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	drafted, err := k.plan(ctx, m, spec, uploads, visible)
	if err != nil {
		return nil, err
	}
	return k.DB.CreateDeliveryWith(ctx, delivery.ID(k.newID()), k.keyed(func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(m.actor(), k.at(), drafted)
	}))
}

// Edit replaces the content of a draft. What the page does not ask for stays as it was.
func (k *Commands) Edit(ctx context.Context, m Member, id string, spec draft.Spec, uploads []string) (*delivery.Delivery, error) {
	was, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	keepUnasked(&spec, was)
	guarded, visible := uploads, []string(nil)
	if spec.Documents == nil {
		guarded, visible = apart(was, uploads)
	}
	drafted, err := k.plan(ctx, m, spec, guarded, visible)
	if err != nil {
		return nil, err
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(m.actor(), k.at(), drafted)
	})
}

// keepUnasked completes a spec by what only programs say of a draft.
func keepUnasked(spec *draft.Spec, was *delivery.Delivery) {
	t, before := &spec.Terms, &was.Terms
	if t.Language == "" {
		t.Language = before.Language
	}
	t.ReachableDays = max(t.ReachableDays, before.ReachableDays)
	t.InformedFirst = t.InformedFirst || before.InformedFirst
	if spec.Digital == nil && t.ClientKind == before.ClientKind {
		spec.Digital = &before.Digital
	}
}

// apart tells the uploads that the draft shows before payment from the others.
func apart(was *delivery.Delivery, uploads []string) (guarded, visible []string) {
	for _, id := range uploads {
		if slices.ContainsFunc(was.Deliverables, func(f delivery.Deliverable) bool { return f.Object == id && f.Visible }) {
			visible = append(visible, id)
		} else {
			guarded = append(guarded, id)
		}
	}
	return guarded, visible
}

// Check tells everything that is wrong with what was typed, without keeping it.
func (k *Commands) Check(ctx context.Context, m Member, spec draft.Spec, uploads []string, visible ...string) error {
	_, err := k.plan(ctx, m, spec, uploads, visible)
	return err
}

func (k *Commands) plan(ctx context.Context, m Member, spec draft.Spec, uploads, visible []string) (delivery.Drafted, error) {
	files, wrong, err := k.files(ctx, m, slices.Concat(uploads, visible), fieldOf(len(uploads)))
	if err != nil {
		return delivery.Drafted{}, err
	}
	if len(wrong) == 0 {
		for i := range visible {
			files[len(uploads)+i].Visible = true
		}
	}
	for i := range files {
		if said, ok := spec.Documents[files[i].Object]; ok {
			files[i].Visible, files[i].Document = true, said
		}
	}
	ws, err := roster.Workspace(ctx, k.DB, m.Workspace)
	if err != nil {
		return delivery.Drafted{}, fmt.Errorf("load workspace: %w", err)
	}
	spec.Files, spec.Terms.Zone = files, ws.Zone
	// Files that are downloaded are digital content, unless the sender says otherwise: a consumer's consent is asked
	// for before payment (C. conso. L221-28 13°).
	spec.Terms.Digital = spec.IsDigital()
	if spec.Terms.Language == "" {
		spec.Terms.Language = ws.Language
	}
	if spec.Terms.ExpiresOn == "" {
		spec.Terms.ExpiresOn = draft.UsualExpiry(spec.DueOn, k.at(), ws.Zone)
	}
	if err := k.checkPrevious(ctx, m, &spec.Terms, &wrong); err != nil {
		return delivery.Drafted{}, err
	}
	if err := allWrong(wrong, spec.Validate(k.at()), fieldOf(len(uploads))); err != nil {
		return delivery.Drafted{}, err
	}
	drafted := draft.Plan(spec, k.newID)
	drafted.Workspace, drafted.Member, drafted.Sandbox = m.Workspace, m.ID, k.StandIns
	return drafted, nil
}

// checkPrevious wants a new version to follow a delivery of the same workspace that was sent, and gives it the next letter
// where none was typed.
func (k *Commands) checkPrevious(ctx context.Context, m Member, t *delivery.Terms, wrong *problem.Fields) error {
	if t.Previous == "" {
		return nil
	}
	d, err := k.Delivery(ctx, m, string(t.Previous))
	if errors.Is(err, errNotThere) {
		wrong.Add(fieldPrevious, "unknown")
		return nil
	}
	if err != nil {
		return err
	}
	var p *problem.Problem
	next, err := k.NextVersion(ctx, d)
	if errors.As(err, &p) {
		wrong.Add(fieldPrevious, p.Code)
		return nil
	}
	if t.Revision == "" {
		t.Revision = next.Terms.Revision
	}
	return err
}

const (
	fieldFiles    = "files"
	fieldVisible  = "visible_files"
	fieldPrevious = "previous"
)

// fieldOf names the places of uploads: those seen before payment come after the others.
func fieldOf(guarded int) func(place int) string {
	return func(place int) string {
		if place < guarded {
			return fieldFiles + "." + strconv.Itoa(place)
		}
		return fieldVisible + "." + strconv.Itoa(place-guarded)
	}
}

// allWrong adds what is wrong with the spec to what is wrong with its uploads. Where an upload is not usable the
// spec lacks a file, and what it says of files would mislead.
func allWrong(wrong problem.Fields, err error, field func(place int) string) error {
	var p *problem.Problem
	if !errors.As(err, &p) || p.Kind != problem.Invalid {
		return errors.Join(wrong.Err(), err)
	}
	lacks := slices.ContainsFunc(wrong, func(f problem.Field) bool { return f.Name != fieldPrevious })
	all := wrong
	for _, f := range p.Fields {
		place, rest, of := placeOf(f.Name)
		switch {
		case !of:
			all = append(all, f)
		case lacks:
		case place >= 0:
			f.Name = field(place) + rest
			all = append(all, f)
		default:
			all = append(all, f)
		}
	}
	return all.Err()
}

// placeOf takes "files.3.name" apart; of reports whether the field is one of files, place is -1 for all of them.
func placeOf(name string) (place int, rest string, of bool) {
	tail, of := strings.CutPrefix(name, fieldFiles)
	if !of || tail == "" {
		return -1, "", of
	}
	number, rest, found := strings.Cut(strings.TrimPrefix(tail, "."), ".")
	place, err := strconv.Atoi(number)
	if err != nil {
		return -1, "", true
	}
	if found {
		rest = "." + rest
	}
	return place, rest, true
}

// files resolves finished uploads of the workspace, in the order given, and tells which are not usable, by the name of
// their field.
func (k *Commands) files(ctx context.Context, m Member, uploads []string, field func(place int) string) (files []delivery.Deliverable, wrong problem.Fields, err error) {
	files = make([]delivery.Deliverable, 0, len(uploads))
	objects := make([]storage.Object, 0, len(uploads))
	for i, id := range uploads {
		o, err := k.Vault.Stat(ctx, id)
		switch {
		case errors.Is(err, storage.ErrNotFound) || (err == nil && o.Owner != m.Workspace):
			wrong.Add(field(i), "upload_unknown")
		case err != nil:
			return nil, nil, fmt.Errorf("read upload: %w", err)
		case o.State != storage.Finished:
			wrong.Add(field(i), "upload_unfinished")
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
		ID: id, Object: o.ID, Name: delivery.Personal(input.VisibleFileName(o.Name)), Size: o.Size, MediaType: mediaType,
		SHA256: hex.EncodeToString(o.SHA256), CRC32: o.CRC32, FirstSeen: delivery.At(o.FinishedAt),
	}
}
