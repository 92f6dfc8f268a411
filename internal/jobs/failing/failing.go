// Package failing shows operators the jobs that were tried in vain, without a word about a person, and has them tried
// again.
package failing

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
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
		f := oversight.FailingJob{ID: j.ID, Kind: j.Kind, Attempt: j.Attempt, Most: j.MaxAttempts, Cause: oversight.CauseUnknown}
		if len(j.Errors) > 0 {
			last := j.Errors[len(j.Errors)-1]
			f.Cause, f.FailedAt = causeOf(last), last.At
		}
		about(&f, j.EncodedArgs)
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

// about takes ids from the arguments, which hold nothing else. Arguments of another shape say nothing.
func about(f *oversight.FailingJob, args []byte) {
	var ids struct {
		Delivery delivery.ID `json:"delivery"`
		Member   string      `json:"member"`
		Report   string      `json:"report"`
	}
	if err := json.Unmarshal(args, &ids); err == nil {
		f.Delivery, f.Member, f.Report = ids.Delivery, ids.Member, ids.Report
	}
}

// causes are told by words of the program and of the machine it runs on, the first that is found. Whatever else a text
// holds, a cause is all that leaves it.
var causes = []struct {
	of  oversight.Cause
	say *regexp.Regexp
}{
	{oversight.CauseBehind, regexp.MustCompile(`behind the log's mirror`)},
	{oversight.CauseOff, regexp.MustCompile(`no (?:provider|payment processor) is configured`)},
	{oversight.CauseFull, regexp.MustCompile(`the storage is full|no space left|SQLSTATE 53100`)},
	{oversight.CauseDatabase, regexp.MustCompile(`SQLSTATE |database is (?:locked|busy)`)},
	{oversight.CauseKey, regexp.MustCompile(`stripe answers credentials|\((?:smtp_53[0458]|vonage_4|http_40[13])\)`)},
	{oversight.CauseTooMuch, regexp.MustCompile(`stripe answers rate_limited|\((?:vonage_1|http_429)\)`)},
	{oversight.CauseTimeout, regexp.MustCompile(`\(timeout\)|deadline exceeded|i/o timeout`)},
	{oversight.CauseStopped, regexp.MustCompile(`context canceled|rescued by JobRescuer`)},
	{oversight.CauseUnreachable, regexp.MustCompile(`\((?:unreachable|bad_certificate)\)|stripe answers network|connection refused|connection reset|no such host|x509:`)},
	{oversight.CauseProvider, regexp.MustCompile(`stripe answers (?:unavailable|garbage|conflict)|not sent \(|outcome unknown \(`)},
	{oversight.CauseRefused, regexp.MustCompile(`: refused \(|stripe answers `)},
	{oversight.CauseMissing, regexp.MustCompile(`there is nothing here`)},
}

func causeOf(last rivertype.AttemptError) oversight.Cause {
	if last.Trace != "" {
		return oversight.CauseCrash
	}
	for _, c := range causes {
		if c.say.MatchString(last.Error) {
			return c.of
		}
	}
	return oversight.CauseUnknown
}
