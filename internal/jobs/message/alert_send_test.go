package message

import (
	"context"
	"errors"
	"testing"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
)

// SendAlert keeps what would be mailed.
func (l *letters) SendAlert(_ context.Context, a Alert) error {
	l.alerts = append(l.alerts, a)
	return l.answer
}

func TestAlertsCommitWithWhatTheyTell(t *testing.T) {
	b := newBench(t, nil)
	count := func() (n int) {
		check(t, b.DB.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job WHERE kind = 'alert_send'").Scan(&n))
		return n
	}
	lost := errors.New("the change was lost")
	alert := func(then error) error {
		return b.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := b.AlertMember(ctx, tx, "m1", account.CodesOff); err != nil {
				return err
			}
			return then
		})
	}
	if err := alert(lost); !errors.Is(err, lost) || count() != 0 {
		t.Errorf("a change that was lost is told: %v", err)
	}
	check(t, alert(nil))
	if count() != 1 {
		t.Error("a change is not told")
	}
}

func TestAnAlertGoesToTheMemberAlone(t *testing.T) {
	b := newBench(t, nil)
	mail := &letters{answer: refusal{}}
	b.Mail = mail
	w := &alertSender{Runner: b.Runner}
	job := &river.Job[SendAlert]{Args: SendAlert{Member: "m1", Alert: account.PasskeyAdded, Message: "x1"}}
	if err := w.Work(t.Context(), job); err == nil {
		t.Fatal("a gateway that was away is not asked again")
	}
	mail.answer = nil
	check(t, w.Work(t.Context(), job))
	if a := mail.alerts[1]; len(mail.alerts) != 2 || a.To != "ada@example.org" || a.What != account.PasskeyAdded || a.ID != "x1" || a.URL != b.BaseURL+"/settings/security" {
		t.Errorf("sent %+v", mail.alerts)
	}
	check(t, roster.AddMember(t.Context(), b.DB, account.Member{ID: "m2", Workspace: "w1", Email: "bob@example.org", Name: "Bob", Role: account.Auditor, PasswordHash: "x", CreatedAt: b.now}))
	for what, url := range map[account.Alert]string{account.AlertRole: b.BaseURL + "/deliveries", account.AlertRemoved: "", account.AlertLetIn: b.BaseURL + "/signin"} {
		mail.alerts = nil
		check(t, w.Work(t.Context(), &river.Job[SendAlert]{Args: SendAlert{Member: "m2", Alert: what, Message: "x2", By: "m1"}}))
		if a := mail.alerts[0]; a.To != "bob@example.org" || a.By != "Ada" || a.Role != account.Auditor || a.Workspace != "Atelier" || a.URL != url {
			t.Errorf("%s: sent %+v", what, a)
		}
	}
	b.Mail = nil
	var cancelled *river.JobCancelError
	if err := w.Work(t.Context(), job); !errors.As(err, &cancelled) {
		t.Errorf("without mail it is tried for ever: %v", err)
	}
}
