package command

import (
	"context"
	"time"

	"quittance/internal/delivery"
	"quittance/storage"
)

// countingTime bounds how long a sender waits for the pages of all files together. What was not counted by then
// stands without a number.
const countingTime = 4 * time.Second

// FileArrived is told of each upload that is finished.
func (k *Commands) FileArrived(o storage.Object) {
	if k.Pages != nil {
		k.Pages.Soon(o)
	}
}

// countPages notes the pages of files: the number becomes part of the event that fixes them, and so of the evidence.
func (k *Commands) countPages(ctx context.Context, files []delivery.Deliverable, objects []storage.Object) {
	if k.Pages == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, countingTime)
	defer cancel()
	for i := range files {
		files[i].Pages = k.Pages.Count(ctx, objects[i])
	}
}

// Replace puts a finished upload in the place of a file, before any payment began and anyone signed.
func (k *Commands) Replace(ctx context.Context, m Member, id, old, upload string) (*delivery.Delivery, error) {
	if _, err := k.Delivery(ctx, m, id); err != nil {
		return nil, err // before its files are looked at: of another workspace's nothing is said
	}
	files, wrong, err := k.files(ctx, m, []string{upload}, func(int) string { return "file" })
	if err != nil {
		return nil, err
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Replace(m.actor(), k.at(), old, files[0])
	})
}
