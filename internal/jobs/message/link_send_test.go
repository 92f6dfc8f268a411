package message

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/access"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

// TestWhatBecomesOfALinkByTextMessage: it leaves at most once, whatever crashed, and what did not leave is on record.
func TestWhatBecomesOfALinkByTextMessage(t *testing.T) {
	down, refused, lost := errors.New("connection refused"), refusal{refused: true}, refusal{unknown: true}
	change := func(verb func(b *bench, d *delivery.Delivery) ([]delivery.Event, error)) func(*testing.T, *bench) {
		return func(t *testing.T, b *bench) {
			_, err := b.DB.UpdateDelivery(t.Context(), b.delivery, func(d *delivery.Delivery) ([]delivery.Event, error) { return verb(b, d) })
			check(t, err)
		}
	}
	renewed := change(func(b *bench, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.IssueLink("sender:m1", b.at(), d.Recipients[0].ID, "l2")
	})
	withdrawn := change(func(b *bench, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw("sender:m1", b.at(), "", false)
	})
	killed := func(t *testing.T, b *bench) {
		m, err := outbox.Of(t.Context(), b.DB, b.delivery)
		check(t, err)
		_, begun, err := outbox.Begin(t.Context(), b.DB, m[0].ID, b.at(), false)
		if check(t, err); !begun {
			t.Fatal("no attempt was to be made")
		}
	}
	off := func(_ *testing.T, b *bench) { b.SMS = nil }
	capped := func(t *testing.T, b *bench) {
		b.SMSCap = 1
		_, err := b.DB.SQL().ExecContext(t.Context(), "INSERT INTO sms_spend (workspace_id, day, messages, refused) VALUES ('w1', '2026-11-22', 1, 0)")
		check(t, err)
	}
	suspended := func(t *testing.T, b *bench) {
		check(t, oversight.Suspend(t.Context(), b.DB, "w1", "Trois signalements.", oversight.Decision{ID: "e1", Member: "op", At: b.at()}, closesNothing))
	}
	for name, tt := range map[string]struct {
		answers []error
		notice  string // whose turn it is
		before  func(t *testing.T, b *bench)
		errs    []bool                       // whether each attempt is to be tried again
		between func(t *testing.T, b *bench) // before the last attempt
		sent    int                          // how often the gateway was asked
		told    []string
	}{
		"it leaves at once":                              {answers: []error{nil}, errs: []bool{false}, sent: 1, told: []string{"invitation sent by sms"}},
		"a job that runs twice sends once":               {answers: []error{nil}, errs: []bool{false, false}, sent: 1, told: []string{"invitation sent by sms"}},
		"a gateway that is away is asked again":          {answers: []error{down, nil}, errs: []bool{true, false}, sent: 2, told: []string{"invitation sent by sms"}},
		"killed while it left, it is not sent again":     {answers: []error{down}, errs: []bool{true, false}, between: killed, sent: 1, told: []string{"invitation failed: interrupted"}},
		"an unknown outcome is on record, once":          {answers: []error{lost}, errs: []bool{false, false}, sent: 1, told: []string{"invitation failed: gateway_code"}},
		"a refusal is on record":                         {answers: []error{refused}, errs: []bool{false}, sent: 1, told: []string{"invitation failed: gateway_code"}},
		"without a gateway it fails":                     {before: off, errs: []bool{false}, told: []string{"invitation failed: switched_off"}},
		"beyond the sender's messages of the day, once":  {before: capped, errs: []bool{false, false}, told: []string{"invitation failed: sms_cap"}},
		"a link that was replaced meanwhile does not go": {before: renewed, errs: []bool{false}},
		"their turn is told by the link they have":       {answers: []error{nil}, notice: NoticeTurnSign, errs: []bool{false, false}, sent: 1, told: []string{"turn_sign sent by sms"}},
		"not once it is not theirs any more":             {notice: NoticeTurnPay, errs: []bool{false}},
		"nor when it was withdrawn meanwhile":            {before: withdrawn, notice: NoticeTurnSign, errs: []bool{false}},
		"nor for a sender who was suspended":             {before: suspended, notice: NoticeTurnSign, errs: []bool{false}},
		"nor one to what was withdrawn":                  {before: withdrawn, errs: []bool{false}},
		"nor one of a sender who was suspended":          {before: suspended, errs: []bool{false}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, tt.answers...)
			if tt.before != nil {
				tt.before(t, b)
			}
			w, job := &linkSender{Runner: b.Runner}, &river.Job[SendLink]{Args: SendLink{Delivery: b.delivery, Seq: 2, Recipient: signer, Notice: tt.notice}}
			for n, again := range tt.errs {
				if n > 0 && n == len(tt.errs)-1 && tt.between != nil {
					tt.between(t, b)
				}
				if err := w.Work(t.Context(), job); (err != nil) != again {
					t.Fatalf("attempt %d: %v", n+1, err)
				}
				b.now = b.now.Add(time.Minute)
			}
			if told := b.told(t); len(b.gateway.links) != tt.sent || !slices.Equal(told, tt.told) {
				t.Errorf("sent %d times, told %q", len(b.gateway.links), told)
			}
			b.leadsTheSameWay(t)
		})
	}
}

func TestALinkSaysWhyItGoes(t *testing.T) {
	accepted := delivery.RecipientCorrected{Recipient: signer, NewPhone: true, PhoneBy: delivery.ByRecipient(signer)}
	entered := delivery.RecipientCorrected{Recipient: signer, NewPhone: true, PhoneBy: "sender:m1"}
	for name, tt := range map[string]struct {
		data delivery.Payload
		turn string
		want string
	}{
		"the first":                                   {delivery.Dispatched{}, "", NoticeInvitation},
		"one that the sender made anew":               {delivery.LinkIssued{}, "", NoticeFreshLink},
		"to a number that its owner proposed":         {accepted, "", NoticeNumberConfirmed},
		"to a number that the sender entered":         {entered, "", NoticeInvitation},
		"their turn, whatever the event that made it": {delivery.LinkIssued{}, NoticeTurnSign, NoticeTurnSign},
	} {
		if got := linkKind(delivery.Event{Data: tt.data}, SendLink{Recipient: signer, Notice: tt.turn}); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// leadsTheSameWay expects one link in whatever was sent, that stands for the one the recipient has.
func (b *bench) leadsTheSameWay(t *testing.T) {
	t.Helper()
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	for _, sent := range b.gateway.links {
		token, err := link.ParseShort(sent.URL[len("https://q.example/s/"):])
		check(t, err)
		short, err := access.FindShortLink(t.Context(), b.DB, token)
		check(t, err)
		end := delivery.At(link.For(d, d.Recipients[0]).ExpiresAt)
		if sent != b.gateway.links[0] || sent.To != phone || short.LinkID != "l1" || short.Recipient != signer || short.ExpiresAt != end {
			t.Errorf("sent %+v for %+v", sent, short)
		}
	}
	var spent int64
	err = b.DB.SQL().QueryRowContext(t.Context(), "SELECT COALESCE(SUM(messages), 0) FROM sms_spend").Scan(&spent)
	if check(t, err); len(b.gateway.links) > 0 && spent != 1 {
		t.Errorf("%d messages were counted", spent)
	}
}
