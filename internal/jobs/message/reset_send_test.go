package message

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

// letters keeps what would be mailed.
type letters struct {
	Mail
	resets    []Reset
	alerts    []Alert
	notices   []Notice
	addresses []AddressMail
	answer    error
}

func (l *letters) SendReset(_ context.Context, r Reset) error {
	l.resets = append(l.resets, r)
	return l.answer
}

func (b *bench) sendReset(t *testing.T, member string) error {
	t.Helper()
	w := &resetSender{Runner: b.Runner}
	return w.Work(t.Context(), &river.Job[SendReset]{Args: SendReset{Member: member, Token: "t1"}})
}

func TestALinkForAnotherPassword(t *testing.T) {
	b := newBench(t, nil)
	mail := &letters{answer: refusal{}}
	b.Mail = mail
	check(t, b.RequestReset(t.Context(), "m1"))
	check(t, b.RequestReset(t.Context(), ""))
	check(t, b.sendReset(t, ""))
	if len(mail.resets) > 0 {
		t.Fatal("nobody was written to")
	}
	if err := b.sendReset(t, "m1"); err == nil {
		t.Fatal("a gateway that was away is not asked again")
	}
	mail.answer = nil
	check(t, b.sendReset(t, "m1")) // again
	if len(mail.resets) != 2 || mail.resets[0].URL != mail.resets[1].URL || mail.resets[0].To != "ada@example.org" || mail.resets[0].Valid != time.Hour {
		t.Fatalf("sent %+v", mail.resets)
	}
	_, text, _ := strings.Cut(mail.resets[0].URL, "/reset/")
	hash, err := account.HashToken(account.ForReset, text)
	check(t, err)
	kept, err := login.FindToken(t.Context(), b.DB, hash)
	check(t, err)
	if kept.Member != "m1" || kept.Email != "ada@example.org" || kept.Check(account.ForReset, morning.Add(59*time.Minute)) != nil {
		t.Errorf("kept %+v", kept)
	}
	b.now = morning.Add(time.Hour)
	if err := b.sendReset(t, "m1"); err == nil || len(mail.resets) != 2 {
		t.Error("a link that is too old was sent", err)
	}
	check(t, roster.UpdateMember(t.Context(), b.DB, "m1", func(m *account.Member) error { m.DisabledAt = b.now; return nil }))
	check(t, b.sendReset(t, "m1"))
	if len(mail.resets) != 2 {
		t.Error("a disabled member was written to")
	}
}
