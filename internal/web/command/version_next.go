package command

import (
	"context"
	"fmt"

	"quittance/internal/db/board"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// NextVersion is draft.NextVersion with a letter that no version after d has.
func (k *Commands) NextVersion(ctx context.Context, d *delivery.Delivery) (draft.Spec, error) {
	s, err := draft.NextVersion(d)
	if err != nil {
		return draft.Spec{}, err
	}
	const most = 100 // versions, one after the other
	newest := d.ID
	for range most {
		after, err := board.Of(k.DB).NextVersions(ctx, newest)
		if err != nil {
			return draft.Spec{}, fmt.Errorf("find later versions: %w", err)
		}
		for _, a := range after {
			if next := draft.NextRevision(a.Revision); a.Revision != "" && draft.IsLaterRevision(next, s.Terms.Revision) {
				s.Terms.Revision = next
			}
			newest = a.ID
		}
		if len(after) == 0 {
			break
		}
	}
	return s, nil
}
