package message

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/jobs/jobstest"
)

// SendNotice keeps what would be mailed.
func (l *letters) SendNotice(_ context.Context, n Notice) error {
	l.notices = append(l.notices, n)
	return l.answer
}

func closesNothing(context.Context, *db.Tx, string) error { return nil }

// What waited in the queue when a sender was suspended or closed: nobody is asked for anything any more, and whoever must
// know something still reads it. Who paid is served as before.
func TestWhatLeavesAfterASenderWasStopped(t *testing.T) {
	suspended := func(t *testing.T, b *bench) {
		by := oversight.Decision{ID: "e1", Member: "op", At: b.at()}
		check(t, oversight.Suspend(t.Context(), b.DB, "w1", "Trois signalements.", by, closesNothing))
	}
	closed := func(t *testing.T, b *bench) {
		e := account.Event{ID: "e1", Workspace: "w1", Member: "m1", Kind: account.WorkspaceClosed, At: b.Now()}
		check(t, roster.Close(t.Context(), b.DB, e, false, account.Hash{}, func(context.Context, *db.Tx, []account.Member) error { return nil }))
	}
	working := func(*testing.T, *bench) {}
	unpaid := func(t *testing.T) *bench { return newBench(t) }
	asking := []string{NoticeInvitation, NoticeReminder, NoticeExpiring, NoticeReplaced, NoticeTurnSign, NoticeNumberConfirmed, NoticePayerInvited}
	telling := []string{NoticeWithdrawn, NoticeFreshLink, NoticeOwnLink, NoticeProblemNoted}
	for name, tt := range map[string]struct {
		begin  func(*testing.T) *bench
		stop   func(*testing.T, *bench)
		seq    int64  // of the event they are about
		reader string // "" is the sender
		queued []string
		want   []string
	}{
		"a sender who works asks, and tells":               {unpaid, working, 2, signer, append(asking, telling...), append(asking, telling...)},
		"a suspended sender asks nobody":                   {unpaid, suspended, 2, signer, asking, nil},
		"a closed one neither":                             {unpaid, closed, 2, signer, asking, nil},
		"what a client must know is told of a suspended":   {unpaid, suspended, 2, signer, telling, telling},
		"and of a closed one":                              {unpaid, closed, 2, signer, telling, telling},
		"a suspended sender reads what happens":            {unpaid, suspended, 2, "", []string{NoticeExpiring, NoticeExpired, NoticeProblem}, []string{NoticeExpired, NoticeProblem}},
		"a closed one no more of ends, but of problems":    {unpaid, closed, 2, "", []string{NoticeExpiring, NoticeExpired, NoticeProblem}, []string{NoticeProblem}},
		"who paid is served by one who is suspended":       {newTill, suspended, 3, "payer", []string{NoticePaid, NoticeUnsigned, NoticeReplaced}, []string{NoticePaid, NoticeUnsigned, NoticeReplaced}},
		"and the sender hears of their money and of them":  {newTill, suspended, 3, "", []string{NoticePaid, NoticeUnapplied, NoticeProblem, NoticeUnsigned}, []string{NoticePaid, NoticeUnapplied, NoticeProblem, NoticeUnsigned}},
		"a message that is no more true does not leave":    {withdrawn, working, 2, signer, asking[:6], nil},
		"nor does it become true because nobody may ask":   {withdrawn, suspended, 2, signer, asking, nil},
		"the end is told to a sender who is not suspended": {unpaid, working, 2, "", []string{NoticeExpired}, []string{NoticeExpired}},
	} {
		t.Run(name, func(t *testing.T) {
			b := tt.begin(t)
			mail := &letters{}
			b.Mail, b.Entropy = mail, rand.Reader
			tt.stop(t, b)
			d, err := b.DB.Delivery(t.Context(), b.delivery)
			check(t, err)
			reader := tt.reader
			if reader != "" {
				reader = d.Recipients[0].ID
			}
			w := &noticeSender{Runner: b.Runner}
			for _, kind := range tt.queued {
				check(t, w.Work(t.Context(), &river.Job[SendNotice]{Args: SendNotice{Notice: kind, Delivery: b.delivery, Seq: tt.seq, Recipient: reader}}))
			}
			var sent []string
			for _, n := range mail.notices {
				if sent = append(sent, n.Kind); n.ToSender != (reader == "") || !n.ToSender && n.URL != mail.notices[0].URL {
					t.Errorf("%s went to the wrong reader, or by another link", n.Kind)
				}
			}
			if !slices.Equal(sent, tt.want) {
				t.Errorf("sent %q, want %q", sent, tt.want)
			}
		})
	}
}

// withdrawn is a bench whose delivery the sender took back.
// Whoever sent may have left since: an owner reads what is for the sender, and clients' answers.
func TestWhoAnswersForADelivery(t *testing.T) {
	at := func(n int) time.Time { return jobstest.Morning.Add(time.Duration(n) * time.Minute) }
	member := func(id string, role account.Role, n int, left bool) account.Member {
		m := account.Member{ID: id, Workspace: "w1", Email: id + "@example.org", Name: id, Role: role, PasswordHash: "x", CreatedAt: at(n), ConfirmedAt: at(n)}
		if left {
			m.DisabledAt = at(n + 1)
		}
		return m
	}
	for name, tt := range map[string]struct {
		left   bool
		others []account.Member
		want   string
	}{
		"who sent": {false, []account.Member{member("m0", account.Owner, -9, false)}, "ada@example.org"},
		"once they left, the owner who was first": {true, []account.Member{
			member("m0", account.Colleague, -9, false), member("m2", account.Owner, 2, true), member("m4", account.Owner, 4, false), member("m3", account.Owner, 3, false),
		}, "m3@example.org"},
		"where nobody is left, who sent": {true, []account.Member{member("m0", account.Colleague, -9, false)}, "ada@example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			mail := &letters{}
			b.Mail, b.Entropy = mail, rand.Reader
			for _, m := range tt.others {
				check(t, roster.AddMember(t.Context(), b.DB, m))
			}
			check(t, roster.UpdateMember(t.Context(), b.DB, "m1", func(m *account.Member) error {
				if m.ConfirmedAt = at(0); tt.left {
					m.DisabledAt = at(5)
				}
				return nil
			}))
			d, err := b.DB.Delivery(t.Context(), b.delivery)
			check(t, err)
			w := &noticeSender{Runner: b.Runner}
			for _, reader := range []string{"", d.Recipients[0].ID} {
				check(t, w.Work(t.Context(), &river.Job[SendNotice]{Args: SendNotice{Notice: NoticeProblem, Delivery: b.delivery, Seq: 2, Recipient: reader}}))
			}
			if len(mail.notices) != 2 || mail.notices[0].To != tt.want || mail.notices[1].ReplyTo != tt.want {
				t.Errorf("sent %+v", mail.notices)
			}
		})
	}
}

// Who announced a transfer is not told that they have not paid.
func TestTheReminderAfterAnAnnouncedTransferSaysSo(t *testing.T) {
	b := newBench(t)
	b.delivery = jobstest.Sent(t, b.DB, "d2", draft.Spec{
		Terms: delivery.Terms{Title: "Devis"}, Recipients: []delivery.Recipient{{Name: "Rémi", Email: "remi@example.org", Roles: []delivery.Role{delivery.Payer}}},
		Price: &delivery.Money{Amount: 45_000, Currency: "EUR"}, VATRate: 2000,
		Files: []delivery.Deliverable{{ID: "f2", Object: "o2", Name: "plan.pdf", Size: 10, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), FirstSeen: b.at()}},
	}).ID
	mail := &letters{}
	b.Mail, b.Entropy = mail, rand.Reader
	w := &noticeSender{Runner: b.Runner}
	remind := func() Notice {
		t.Helper()
		d, err := b.DB.UpdateDelivery(t.Context(), b.delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Remind("sender:m1", b.at(), d.Recipients[0].ID)
		})
		check(t, err)
		mail.notices = nil
		check(t, w.Work(t.Context(), &river.Job[SendNotice]{Args: SendNotice{Notice: NoticeReminder, Delivery: b.delivery, Seq: d.Seq, Recipient: d.Recipients[0].ID}}))
		if len(mail.notices) != 1 || !mail.notices[0].Pay {
			t.Fatalf("sent %+v", mail.notices)
		}
		b.now = b.now.Add(25 * time.Hour)
		return mail.notices[0]
	}
	if n := remind(); n.Announced.Amount != 0 {
		t.Errorf("nothing was announced: %+v", n)
	}
	d, err := b.DB.UpdateDelivery(t.Context(), b.delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DeclareTransfer(b.at(), d.Recipients[0].ID, d.Dues[0].ID)
	})
	check(t, err)
	said := d.Terms.Day(d.Dues[0].DeclaredAt)
	for range 2 { // asked again, still nothing came
		if n := remind(); n.Announced.Amount != 45_000 || n.AnnouncedOn != said || !n.ByReader {
			t.Errorf("sent %+v", n)
		}
	}
	_, err = b.DB.UpdateDelivery(t.Context(), b.delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment("sender:m1", b.at(), delivery.PaymentRecorded{Payment: "p9", Due: d.Dues[0].ID, Amount: 100, ReceivedOn: said})
	})
	check(t, err)
	if n := remind(); n.Announced.Amount != 0 || n.Owed.Amount != 44_900 || n.Paid.Amount != 100 || n.Whole.Amount != 45_000 {
		t.Errorf("a part came: %+v", n)
	}
}

func withdrawn(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.happens(t, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw("sender:m1", b.at(), "", false)
	})
	return b
}

func TestWhereOnlyASignatureIsAwaitedNobodyReadsOfPaying(t *testing.T) {
	for name, tt := range map[string]struct {
		begin func(*testing.T) *bench
		want  bool
	}{
		"nothing to pay": {func(t *testing.T) *bench { return newBench(t) }, true},
		"to be paid":     {newTill, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := tt.begin(t)
			d, err := b.DB.Delivery(t.Context(), b.delivery)
			check(t, err)
			n, err := b.fill(t.Context(), SendNotice{Notice: NoticeExpired, Delivery: d.ID}, d, delivery.Event{})
			if check(t, err); n.SignOnly != tt.want {
				t.Errorf("sign only: %t", n.SignOnly)
			}
		})
	}
}
