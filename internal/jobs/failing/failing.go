// Package failing shows operators the jobs that were tried in vain, without a word about a person, and has them tried
// again.
package failing

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
)

// Queue is the queue as an operator sees it.
type Queue struct{ Client *river.Client[*sql.Tx] }

// FailingJobs lists jobs that were tried in vain or given up, the last that came first.
func (q Queue) FailingJobs(ctx context.Context, limit int) ([]oversight.FailingJob, error) {
	list, err := q.Client.JobList(ctx, river.NewJobListParams().
		States(rivertype.JobStateRetryable, rivertype.JobStateDiscarded).OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(limit))
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := make([]oversight.FailingJob, 0, len(list.Jobs))
	for _, j := range list.Jobs {
		f := oversight.FailingJob{ID: j.ID, Kind: j.Kind, Attempt: j.Attempt, Most: j.MaxAttempts}
		if len(j.Errors) > 0 {
			last := j.Errors[len(j.Errors)-1]
			f.Class, f.FailedAt = classOf(last.Error), last.At
		}
		if j.State == rivertype.JobStateRetryable {
			f.Next = j.ScheduledAt
		}
		out = append(out, f)
	}
	return out, nil
}

// RetryJob has a job tried again now, also one that was given up. db.ErrNotFound.
func (q Queue) RetryJob(ctx context.Context, id int64) error {
	_, err := q.Client.JobRetry(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return db.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("retry job: %w", err)
	}
	return nil
}

// verbPhrase is what our errors begin with: constant words of the program. What follows the first colon may quote a
// person or a provider.
var verbPhrase = regexp.MustCompile(`^[a-z][a-z ']{2,60}$`)

func classOf(text string) string {
	first, _, _ := strings.Cut(text, ":")
	if verbPhrase.MatchString(first) {
		return first
	}
	return ""
}
