package message

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

// SendAddress keeps what would be mailed.
func (l *letters) SendAddress(_ context.Context, a AddressMail) error {
	l.addresses = append(l.addresses, a)
	return l.answer
}

// The link of a changed address goes to the address it was made for, whatever the member's is, and opens what it is for.
func TestLinksOfAChangedAddress(t *testing.T) {
	for name, tt := range map[string]struct {
		purpose account.Purpose
		answer  error
		before  func(t *testing.T, b *bench, m account.Member)
		sent    bool
		again   bool // whether the job is tried again
		gone    bool // or given up
		path    string
	}{
		"to the new one, to confirm it":             {purpose: account.ForNewEmail, sent: true, path: "/settings/security/email/"},
		"to the old one, to have it back":           {purpose: account.ForOldEmail, sent: true, path: "/email/"},
		"a mail server that is away is asked again": {purpose: account.ForNewEmail, answer: errors.New("away"), sent: true, again: true, path: "/settings/security/email/"},
		"one that refuses is not":                   {purpose: account.ForNewEmail, answer: refusal{refused: true}, sent: true, gone: true, path: "/settings/security/email/"},
		"one that is too old does not leave": {purpose: account.ForNewEmail, before: func(_ *testing.T, b *bench, _ account.Member) {
			b.now = b.now.Add(24 * time.Hour)
		}},
		"nor one of which there is a newer": {purpose: account.ForNewEmail, before: func(t *testing.T, b *bench, m account.Member) {
			check(t, b.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return login.VoidTokens(ctx, tx, m.Workspace, m.ID, account.ForNewEmail, delivery.At(b.now))
			}))
		}},
		"to the one that was undone, which opens nothing": {purpose: account.ForUndoneEmail},
		"without a mail server it is given up":            {purpose: account.ForNewEmail, gone: true, before: func(_ *testing.T, b *bench, _ account.Member) { b.Mail = nil }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			mail := &letters{answer: tt.answer}
			b.Mail = mail
			m, err := roster.Member(t.Context(), b.DB, "m1")
			check(t, err)
			check(t, b.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return b.MailAddress(ctx, tx, m, tt.purpose, "other@example.org", b.now)
			}))
			var args string
			check(t, b.DB.SQL().QueryRowContext(t.Context(), "SELECT args FROM river_job WHERE kind = 'address_send'").Scan(&args))
			_, id, _ := strings.Cut(args, `"token":"`)
			id, _, _ = strings.Cut(id, `"`)
			if tt.before != nil {
				tt.before(t, b, m)
			}
			w := &addressSender{Runner: b.Runner}
			job := &river.Job[SendAddress]{Args: SendAddress{Member: "m1", Token: id}}
			err = w.Work(t.Context(), job)
			var cancelled *river.JobCancelError
			if gone := errors.As(err, &cancelled); gone != tt.gone || (err != nil && !gone) != tt.again || (len(mail.addresses) == 1) != tt.sent {
				t.Fatalf("%d sent, %v", len(mail.addresses), err)
			}
			if told := len(mail.alerts) == 1; told != (tt.purpose == account.ForUndoneEmail) || told && (mail.alerts[0].To != "other@example.org" || mail.alerts[0].What != account.EmailUndone) {
				t.Fatalf("told %+v", mail.alerts)
			}
			if !tt.sent {
				return
			}
			a := mail.addresses[0]
			token, found := strings.CutPrefix(a.URL, b.BaseURL+tt.path)
			if !found || a.To != "other@example.org" || a.ToName != m.Name || a.Old != (tt.purpose == account.ForOldEmail) || a.Valid != tt.purpose.Lifetime() || strings.Contains(args, token) {
				t.Errorf("sent %+v", a)
			}
			hash, err := account.HashToken(tt.purpose, token)
			check(t, err)
			kept, err := login.FindToken(t.Context(), b.DB, hash)
			if check(t, err); kept.Member != "m1" || kept.Email != a.To {
				t.Errorf("the link stands for %+v", kept)
			}
		})
	}
}
