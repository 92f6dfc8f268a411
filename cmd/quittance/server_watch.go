package main

import (
	"context"

	"quittance/cmd/internal/metric"
	"quittance/internal/db/oversight"
)

// numbers are what an operator's alarms look at.
func (s *server) numbers(ctx context.Context) (metric.Numbers, error) {
	now := s.now()
	b, err := oversight.Waiting(ctx, s.db, now)
	if err != nil {
		s.log.ErrorContext(ctx, "read numbers for metrics", "error", err)
		return metric.Numbers{}, err
	}
	n := metric.Numbers{FailingJobs: b.FailingJobs, Webhooks: b.Webhooks, SMSToday: b.SMSToday, DiskLeft: map[string]int64{}}
	if at := b.OldestSealing; !at.IsZero() {
		n.OldestSealing = max(now.Sub(at.Time()), 0)
	}
	for _, disk := range s.disks() {
		if disk.Left >= 0 {
			n.DiskLeft[disk.Folder] = disk.Left
		}
	}
	return n, nil
}
