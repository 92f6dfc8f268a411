package command

import (
	"context"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// Duplicate makes a draft like a delivery of the workspace (draft.Duplicate), with files of its own.
func (k *Commands) Duplicate(ctx context.Context, m Member, id string, uploads []string, visible ...string) (*delivery.Delivery, error) {
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	like := draft.Duplicate(d)
	like.MayLack = false // a program completes nothing later
	return k.Create(ctx, m, like, uploads, visible...)
}

// CreateLike is Create of what was typed over a duplicate; what the page does not ask for is as in the original.
func (k *Commands) CreateLike(ctx context.Context, m Member, original string, spec draft.Spec, uploads []string) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, original)
	if err != nil {
		return nil, err
	}
	d.Terms.InformedFirst = false // it was of that delivery
	keepUnasked(&spec, d)
	return k.Create(ctx, m, spec, uploads)
}
