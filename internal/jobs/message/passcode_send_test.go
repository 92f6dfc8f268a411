package message

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/outbox"
	"quittance/internal/delivery"
	"quittance/internal/jobs/jobstest"
	"quittance/internal/jobs/paper"
	"quittance/internal/passcode"
)

var morning = jobstest.Morning

const (
	signer  = "r1"
	phone   = jobstest.Phone
	codeKey = "a key for tests"
)

// texts is a gateway: what it answers, attempt by attempt, and what it was given.
type texts struct {
	answers []error
	sent    []PasscodeMessage
	links   []LinkMessage
}

func (g *texts) SendPasscode(_ context.Context, m PasscodeMessage) (provider, id string, err error) {
	g.sent = append(g.sent, m)
	return "gateway", "msg-1", g.answers[min(len(g.sent), len(g.answers))-1]
}

func (g *texts) SendLink(_ context.Context, m LinkMessage) (provider, id string, err error) {
	g.links = append(g.links, m)
	return "gateway", "msg-1", g.answers[min(len(g.links), len(g.answers))-1]
}

// refusal is an error of a provider as adapters tell it.
type refusal struct{ refused, unknown bool }

func (refusal) Error() string     { return "the gateway said no" }
func (r refusal) IsRefused() bool { return r.refused }
func (r refusal) IsUnknown() bool { return r.unknown }
func (refusal) Code() string      { return "gateway_code" }

// bench is a runner over a database of its own, with a delivery that only waits for a signature.
type bench struct {
	*Runner
	now      time.Time
	delivery delivery.ID
	release  string
	gateway  *texts
}

func newBench(t *testing.T, answers ...error) *bench {
	t.Helper()
	store := jobstest.Open(t)
	b := &bench{now: morning, gateway: &texts{answers: answers}}
	now := func() time.Time { return b.now }
	queue, err := river.NewClient(riversqlite.New(store.SQL()), &river.Config{})
	check(t, err)
	b.Runner = &Runner{
		DB: store, SMS: b.gateway, PasscodeKey: []byte(codeKey), ShortKey: []byte(codeKey), BaseURL: "https://q.example", Now: now, Machine: now, Entropy: strings.NewReader(strings.Repeat("0123456789", 100)),
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Insert: func(ctx context.Context, tx *db.Tx, args river.JobArgs) error {
			_, err := queue.InsertTx(ctx, tx.SQL(), args, nil)
			return err
		},
	}
	d := jobstest.Signing(t, store)
	b.delivery, b.release = d.ID, d.Releases[0].ID
	return b
}

// newTill is a bench with a vault and a delivery of which a part was paid by hand.
func newTill(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.Entropy = rand.Reader
	b.Vault = jobstest.Vault(t, b.DB, b.Now)
	b.Receipts = paper.Issuer{DB: b.DB, Vault: b.Vault, Platform: "Quittance", Now: b.Now, Entropy: rand.Reader}
	b.delivery = jobstest.Paid(t, b.DB).ID
	return b
}

func (b *bench) happens(t *testing.T, decide func(*delivery.Delivery) ([]delivery.Event, error)) *delivery.Delivery {
	t.Helper()
	d, err := b.DB.UpdateDelivery(t.Context(), b.delivery, decide)
	check(t, err)
	return d
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask puts a code on record as the page does, and returns the job it causes.
func (b *bench) ask(t *testing.T, id string) *river.Job[SendPasscode] {
	t.Helper()
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	who := d.Recipients[0].ID
	_, err = b.DB.UpdateDeliveryWith(t.Context(), b.delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		p := passcode.Issue(id, string(d.ID), b.release, who, passcode.PhoneKey(b.PasscodeKey, phone),
			passcode.Bind(d.Manifest(b.release), string(d.Terms.Title), 0, ""), b.now)
		if err := otp.Issue(ctx, tx, p); err != nil {
			return nil, err
		}
		return d.RequestPasscode(b.at(), who, id)
	})
	check(t, err)
	return &river.Job[SendPasscode]{Args: SendPasscode{Delivery: b.delivery, Recipient: who, Passcode: id}}
}

// told are the events of messages and codes that left or did not, with the reason.
func (b *bench) told(t *testing.T) (told []string) {
	t.Helper()
	records, err := b.DB.Events(t.Context(), b.delivery, 0, 100)
	check(t, err)
	for _, r := range records {
		ev, err := r.Event()
		check(t, err)
		switch x := ev.Data.(type) {
		case delivery.PasscodeSent:
			told = append(told, "sent "+x.Passcode)
		case delivery.PasscodeDelivered:
			told = append(told, "arrived "+x.Passcode)
		case delivery.MessageSent:
			told = append(told, x.Kind+" sent by "+x.Channel)
		case delivery.MessageFailed:
			told = append(told, x.Kind+" failed: "+x.Reason)
		}
	}
	return told
}

func TestWhatBecomesOfACode(t *testing.T) {
	down, refused, lost := errors.New("connection refused"), refusal{refused: true}, refusal{unknown: true}
	type step func(t *testing.T, b *bench, job *river.Job[SendPasscode])
	later := func(d time.Duration) step {
		return func(_ *testing.T, b *bench, _ *river.Job[SendPasscode]) { b.now = b.now.Add(d) }
	}
	again := func(t *testing.T, b *bench, _ *river.Job[SendPasscode]) { b.ask(t, "c2") }
	used := func(t *testing.T, b *bench, _ *river.Job[SendPasscode]) {
		_, err := b.DB.UpdateDeliveryWith(t.Context(), b.delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
			_, result, err := otp.Verify(ctx, tx, "c1", func(p *passcode.Passcode) passcode.Result {
				return p.Verify(b.PasscodeKey, p.Code(b.PasscodeKey), p.Binding, b.now)
			})
			return nil, errors.Join(err, result.Err())
		})
		check(t, err)
	}
	corrected := func(t *testing.T, b *bench, _ *river.Job[SendPasscode]) {
		_, err := b.DB.UpdateDelivery(t.Context(), b.delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
			r := d.Recipients[0]
			return d.Correct("sender:m1", b.at(), delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: "+33639980002", LinkID: "l2"})
		})
		check(t, err)
	}
	for name, tt := range map[string]struct {
		answers []error
		steps   []step // between the attempts: one attempt before each, and one at the end
		errs    []bool // whether each attempt is to be tried again
		sent    int    // how often the gateway was asked
		told    []string
		state   outbox.State
	}{
		"it leaves at once":                                      {[]error{nil}, nil, []bool{false}, 1, []string{"sent c1"}, outbox.Sent},
		"a gateway that is away is asked again":                  {[]error{down, nil}, []step{later(time.Minute)}, []bool{true, false}, 2, []string{"sent c1"}, outbox.Sent},
		"after an unknown outcome the same code leaves again":    {[]error{lost, nil}, []step{later(time.Minute)}, []bool{true, false}, 2, []string{"sent c1"}, outbox.Sent},
		"a refusal is final and on record":                       {[]error{refused}, nil, []bool{false}, 1, []string{"passcode failed: gateway_code"}, outbox.Failed},
		"a gateway that was away for as long as the code lived":  {[]error{down}, []step{later(passcode.Lifetime)}, []bool{true, false}, 1, []string{"passcode failed: not_sent_in_time"}, outbox.Unknown},
		"nobody came to send it in time":                         {[]error{nil}, nil, []bool{false}, 0, []string{"passcode failed: not_sent_in_time"}, outbox.Failed},
		"a moment before it expires it still leaves":             {[]error{down, nil}, []step{later(passcode.Lifetime - time.Second)}, []bool{true, false}, 2, []string{"sent c1"}, outbox.Sent},
		"another one was asked for meanwhile":                    {[]error{down}, []step{again}, []bool{true, false}, 1, []string{"passcode failed: superseded"}, outbox.Unknown},
		"the number was corrected meanwhile":                     {[]error{down}, []step{corrected}, []bool{true, false}, 1, []string{"passcode failed: number_changed"}, outbox.Unknown},
		"it was used, whatever the gateway said: it had arrived": {[]error{lost}, []step{used}, []bool{true, false}, 1, nil, outbox.Attempted},
		"a job that runs twice sends once":                       {[]error{nil}, []step{later(time.Second)}, []bool{false, false}, 1, []string{"sent c1"}, outbox.Sent},
		"a failure is told once":                                 {[]error{refused}, []step{later(time.Hour)}, []bool{false, false}, 1, []string{"passcode failed: gateway_code"}, outbox.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, tt.answers...)
			w, job := &passcodeSender{Runner: b.Runner}, b.ask(t, "c1")
			if tt.sent == 0 {
				b.now = b.now.Add(passcode.Lifetime)
			}
			for n, again := range tt.errs {
				if n > 0 {
					tt.steps[n-1](t, b, job)
				}
				if err := w.Work(t.Context(), job); (err != nil) != again {
					t.Fatalf("attempt %d: %v", n+1, err)
				}
			}
			if told := b.told(t); len(b.gateway.sent) != tt.sent || !slices.Equal(told, tt.told) {
				t.Errorf("sent %d times, told %q", len(b.gateway.sent), told)
			}
			for _, m := range b.gateway.sent {
				if m.Code != b.gateway.sent[0].Code || m.To != phone {
					t.Errorf("another code, or to another number: %+v", m)
				}
			}
			messages, err := outbox.Of(t.Context(), b.DB, b.delivery)
			check(t, err)
			for _, m := range messages {
				if m.Key == "passcode/c1" && m.State != tt.state {
					t.Errorf("the message is %s, want %s", m.State, tt.state)
				}
			}
		})
	}
}

// A code is tried again often enough to be of use, and to the end: the queue gives a job up after 25 attempts.
func TestCodesAreTriedUntilTheyEnd(t *testing.T) {
	b := &bench{now: morning}
	b.Runner = &Runner{Machine: func() time.Time { return b.now }}
	w, job := &passcodeSender{Runner: b.Runner}, &river.Job[SendPasscode]{JobRow: &rivertype.JobRow{}}
	attempts := 1
	for ; b.now.Before(morning.Add(passcode.Lifetime)); attempts++ {
		next := w.NextRetry(job)
		if wait := next.Sub(b.now); wait < time.Second || wait > time.Minute {
			t.Fatalf("after attempt %d it waits for %v", attempts, wait)
		}
		b.now, job.Errors = next, append(job.Errors, rivertype.AttemptError{})
	}
	if attempts >= river.MaxAttemptsDefault {
		t.Errorf("%d attempts: the queue gives it up before it is on record that it did not leave", attempts)
	}
}
