package message

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
)

// post is a mail server for operators: what it answers, attempt by attempt, and what it was given.
type post struct {
	Mail
	answers []error
	sent    []AbuseNotice
}

func (p *post) SendAbuse(_ context.Context, a AbuseNotice) error {
	p.sent = append(p.sent, a)
	return p.answers[min(len(p.sent), len(p.answers))-1]
}

func TestEveryOperatorReadsOfAbuseOnce(t *testing.T) {
	b, mail := newBench(t), &post{answers: []error{nil, errors.New("connection refused"), nil}}
	b.Mail, b.Operators = mail, []string{"Ada@example.org", "elsewhere@example.net"}
	report := oversight.AbuseReport{ID: "a1", Workspace: "w1", Delivery: b.delivery, Recipient: signer, Text: "I never ordered anything.", At: b.at()}
	check(t, b.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(oversight.ReportAbuse(ctx, tx, report, "network"), b.TellOperators(ctx, tx, report.ID))
	}))
	w := &abuseSender{Runner: b.Runner}
	for n, again := range []struct {
		seq  int64
		fail bool
	}{{0, false}, {0, false}, {1, true}, {1, false}, {1, false}, {2, false}} {
		b.now = b.now.Add(time.Second) // ids of this bench are those of their instant
		if err := w.Work(t.Context(), &river.Job[SendAbuse]{Args: SendAbuse{Report: "a1", Seq: again.seq}}); (err != nil) != again.fail {
			t.Fatalf("attempt %d: %v", n+1, err)
		}
	}
	if len(mail.sent) != 3 || mail.sent[0].To != "Ada@example.org" || mail.sent[2].To != "elsewhere@example.net" || mail.sent[2].ID != mail.sent[1].ID {
		t.Fatalf("sent %+v", mail.sent)
	}
	if a := mail.sent[0]; a.ToName != "Ada" || a.Language != "fr" || a.Text != report.Text || a.Workspace != "Atelier" || a.URL != "https://q.example/operator" || a.At.Location().String() != "Europe/Paris" {
		t.Errorf("a member reads %+v", a)
	}
	if a := mail.sent[2]; a.ToName != "" || a.Language != "" {
		t.Errorf("one who is no member reads %+v", a)
	}
	if told := b.told(t); len(told) > 0 {
		t.Errorf("the delivery's record tells of it: %q", told)
	}
}
