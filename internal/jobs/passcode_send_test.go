package jobs

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/passcode"
)

var morning = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const (
	signer  = "r1"
	phone   = "+33639980001"
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
	store, err := db.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "q.db"), db.Options{})
	check(t, err)
	t.Cleanup(func() { check(t, store.Close()) })
	check(t, store.Migrate(t.Context()))
	check(t, store.SignUp(t.Context(), account.Workspace{ID: "w1", Slug: "w1", Name: "Atelier", Language: "fr", Zone: "Europe/Paris", CreatedAt: morning},
		account.Member{ID: "m1", Workspace: "w1", Email: "ada@example.org", Name: "Ada", Role: account.Owner, PasswordHash: "x", CreatedAt: morning}))
	b := &bench{now: morning, gateway: &texts{answers: answers}}
	now := func() time.Time { return b.now }
	b.Runner, err = New(Deps{
		DB: store, SMS: b.gateway, PasscodeKey: []byte(codeKey), ShortKey: []byte(codeKey), BaseURL: "https://q.example", Now: now, Machine: now, Entropy: strings.NewReader(strings.Repeat("0123456789", 100)),
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	check(t, err)
	ids := []string{signer, "r2", "r3", "r4", "r5", "r6", "r7", "r8"}
	next := func() string { id := ids[0]; ids = ids[1:]; return id }
	d, err := store.CreateDelivery(t.Context(), "d1", func(x *delivery.Delivery) ([]delivery.Event, error) {
		plan := draft.Plan(draft.Spec{
			Terms:      delivery.Terms{Title: "Plans"},
			Recipients: []delivery.Recipient{{Name: "Rémi", Email: "remi@example.org", Phone: phone, Roles: []delivery.Role{delivery.Signer}, Invite: delivery.InviteBySMS}},
			Files: []delivery.Deliverable{{
				ID: "f1", Object: "o1", Name: "plan.pdf", Size: 1000, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), FirstSeen: delivery.At(morning),
			}},
		}, next)
		plan.Workspace, plan.Member = "w1", "m1"
		return x.Save("sender:m1", delivery.At(morning), plan)
	})
	check(t, err)
	d, err = store.UpdateDelivery(t.Context(), d.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Send("sender:m1", delivery.At(morning), []delivery.LinkIssued{{Recipient: x.Recipients[0].ID, LinkID: "l1"}}, true)
	})
	check(t, err)
	b.delivery, b.release = d.ID, d.Releases[0].ID
	return b
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask puts a code on record as the page does, and returns the job it causes.
func (b *bench) ask(t *testing.T, id string) *river.Job[sendPasscode] {
	t.Helper()
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	who := d.Recipients[0].ID
	_, err = b.DB.UpdateDeliveryWith(t.Context(), b.delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		p := passcode.Issue(id, string(d.ID), b.release, who, passcode.PhoneKey(b.PasscodeKey, phone),
			passcode.Bind(d.Manifest(b.release), string(d.Terms.Title), 0, ""), b.now)
		if err := tx.IssuePasscode(ctx, p); err != nil {
			return nil, err
		}
		return d.RequestPasscode(b.at(), who, id)
	})
	check(t, err)
	return &river.Job[sendPasscode]{Args: sendPasscode{Delivery: b.delivery, Recipient: who, Passcode: id}}
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
	type step func(t *testing.T, b *bench, job *river.Job[sendPasscode])
	later := func(d time.Duration) step {
		return func(_ *testing.T, b *bench, _ *river.Job[sendPasscode]) { b.now = b.now.Add(d) }
	}
	again := func(t *testing.T, b *bench, _ *river.Job[sendPasscode]) { b.ask(t, "c2") }
	used := func(t *testing.T, b *bench, _ *river.Job[sendPasscode]) {
		_, err := b.DB.UpdateDeliveryWith(t.Context(), b.delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
			_, result, err := tx.VerifyPasscode(ctx, "c1", func(p *passcode.Passcode) passcode.Result {
				return p.Verify(b.PasscodeKey, p.Code(b.PasscodeKey), p.Binding, b.now)
			})
			return nil, errors.Join(err, result.Err())
		})
		check(t, err)
	}
	corrected := func(t *testing.T, b *bench, _ *river.Job[sendPasscode]) {
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
		state   db.MessageState
	}{
		"it leaves at once":                                      {[]error{nil}, nil, []bool{false}, 1, []string{"sent c1"}, db.MessageSent},
		"a gateway that is away is asked again":                  {[]error{down, nil}, []step{later(time.Minute)}, []bool{true, false}, 2, []string{"sent c1"}, db.MessageSent},
		"after an unknown outcome the same code leaves again":    {[]error{lost, nil}, []step{later(time.Minute)}, []bool{true, false}, 2, []string{"sent c1"}, db.MessageSent},
		"a refusal is final and on record":                       {[]error{refused}, nil, []bool{false}, 1, []string{"passcode failed: gateway_code"}, db.MessageFailed},
		"a gateway that was away for as long as the code lived":  {[]error{down}, []step{later(passcode.Lifetime)}, []bool{true, false}, 1, []string{"passcode failed: not_sent_in_time"}, db.MessageUnknown},
		"nobody came to send it in time":                         {[]error{nil}, nil, []bool{false}, 0, []string{"passcode failed: not_sent_in_time"}, db.MessageFailed},
		"a moment before it expires it still leaves":             {[]error{down, nil}, []step{later(passcode.Lifetime - time.Second)}, []bool{true, false}, 2, []string{"sent c1"}, db.MessageSent},
		"another one was asked for meanwhile":                    {[]error{down}, []step{again}, []bool{true, false}, 1, []string{"passcode failed: superseded"}, db.MessageUnknown},
		"the number was corrected meanwhile":                     {[]error{down}, []step{corrected}, []bool{true, false}, 1, []string{"passcode failed: number_changed"}, db.MessageUnknown},
		"it was used, whatever the gateway said: it had arrived": {[]error{lost}, []step{used}, []bool{true, false}, 1, nil, db.MessageAttempted},
		"a job that runs twice sends once":                       {[]error{nil}, []step{later(time.Second)}, []bool{false, false}, 1, []string{"sent c1"}, db.MessageSent},
		"a failure is told once":                                 {[]error{refused}, []step{later(time.Hour)}, []bool{false, false}, 1, []string{"passcode failed: gateway_code"}, db.MessageFailed},
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
			messages, err := b.DB.MessagesOf(t.Context(), b.delivery)
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
	b.Runner = &Runner{Deps: Deps{Machine: func() time.Time { return b.now }}}
	w, job := &passcodeSender{Runner: b.Runner}, &river.Job[sendPasscode]{JobRow: &rivertype.JobRow{}}
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
