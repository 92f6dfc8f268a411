// Package command is what a member of a workspace does with deliveries, whether by page or by API: both doors call the
// same operations, and each operation is one verb of the domain in one transaction.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/problem"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Member is who acts: signed in by a session or by an API key.
type Member struct {
	ID        string
	Workspace string
	Name      string
	Email     string
	Confirmed bool // the e-mail address
	MaySend   bool // role and scope allow to create and change deliveries
	MaySpend  bool // role and scope allow to refund and to record money
	MayWaive  bool // role and scope allow to renounce a gate and to give new codes
}

func (m Member) actor() delivery.Actor { return delivery.Sender(m.ID) }

// Closer closes a payment page at the processor, before what it asks for changes or ends. Closing one that is
// closed or paid already is no error.
type Closer interface {
	Close(ctx context.Context, p delivery.Payment) error
}

// Observer brings a delivery up to date with what the processor says of a payment.
type Observer interface {
	Observe(ctx context.Context, id delivery.ID, payment string) error
}

// Pages counts the pages of a file: 0 where they are not countable, or not counted before ctx ended. Soon has that done
// while the sender types, and returns at once.
type Pages interface {
	Count(ctx context.Context, o storage.Object) int
	Soon(o storage.Object)
}

// Commands hold what the operations need. Closer and Observer are nil where no processor is configured; without
// Pages no pages are counted.
type Commands struct {
	DB          *db.DB
	Vault       *storage.Vault
	Links       *link.Keys
	ShortKey    []byte // makes the short tokens of links
	Closer      Closer
	Observer    Observer
	Pages       Pages
	URL         func(path string) string
	Payments    bool // money can be asked for by the processor
	SMS         bool // codes can be sent: without, a signature gate cannot be chosen
	PasscodeKey []byte
	StandIns    bool // some provider is played: what is sent is marked for ever
	Now         func() time.Time
	Entropy     io.Reader

	key   *db.IdempotencyKey // of the one change, see Once
	since string             // what its page showed, see Since
}

// The problems of the commands themselves.
var (
	ErrNotAllowed   = problem.New(problem.Forbidden, "not_allowed", "your role does not allow this")
	ErrNotConfirmed = problem.New(problem.Forbidden, "email_not_confirmed", "confirm your e-mail address before sending")
	ErrSMSOff       = problem.New(problem.Conflict, "sms_off", "no SMS provider is configured: a signature cannot be asked for")
	ErrTextsOff     = problem.New(problem.Conflict, "texts_off", "no SMS provider is configured: a link goes by e-mail")
	ErrPaymentsOff  = problem.New(problem.Conflict, "payments_off", "no payment processor is configured: a payment cannot be asked for")
	errNotThere     = db.ErrNotFound
	// errProcessorSilent is for a verb that must close a payment page first, and could not.
	errProcessorSilent = problem.New(problem.Conflict, "processor_silent", "the payment processor does not answer: the open payment page could not be closed, and nothing was changed")
)

func (k *Commands) at() delivery.Instant { return delivery.At(k.Now()) }

func (k *Commands) newID() string { return ulid.New(k.Now(), k.Entropy) }

// Delivery loads a delivery of the member's workspace; one of another workspace is not there.
func (k *Commands) Delivery(ctx context.Context, m Member, id string) (*delivery.Delivery, error) {
	d, err := k.DB.Delivery(ctx, delivery.ID(id))
	if err != nil {
		return nil, fmt.Errorf("load delivery: %w", err)
	}
	if d.Workspace != m.Workspace {
		return nil, errNotThere
	}
	return d, nil
}

// update applies one decision of a member who may send.
func (k *Commands) update(ctx context.Context, m Member, id string, decide func(*delivery.Delivery) ([]delivery.Event, error)) (*delivery.Delivery, error) {
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	return k.change(ctx, m, id, decide)
}

// change applies one decision of a member whose right to it was checked.
func (k *Commands) change(ctx context.Context, m Member, id string, decide func(*delivery.Delivery) ([]delivery.Event, error)) (*delivery.Delivery, error) {
	return k.changeWith(ctx, m, id, func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) { return decide(d) })
}

// changeWith is change with other rows that commit together with it.
func (k *Commands) changeWith(ctx context.Context, m Member, id string, decide db.Decide) (*delivery.Delivery, error) {
	return k.DB.UpdateDeliveryWith(ctx, delivery.ID(id), k.keyed(func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		if d.Workspace != m.Workspace {
			return nil, errNotThere
		}
		if err := k.Unchanged(d); err != nil {
			return nil, err
		}
		return decide(ctx, tx, d)
	}))
}

// ask is update for what asks a recipient for money or a signature, or may: one whose sender is suspended or closed is not
// asked, unless somebody has paid.
func (k *Commands) ask(ctx context.Context, m Member, id string, decide db.Decide) (*delivery.Delivery, error) {
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	return k.changeWith(ctx, m, id, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		if err := oversight.MayStillAsk(ctx, tx, d); err != nil {
			return nil, err
		}
		return decide(ctx, tx, d)
	})
}

// Link is the signed link of a recipient as it is now, which a program keeps; "" where there is none to show.
func (k *Commands) Link(d *delivery.Delivery, recipient string) (string, error) {
	r, ok := d.Recipient(recipient)
	if !ok || r.LinkID == "" || d.State == delivery.Draft {
		return "", nil
	}
	token, err := k.Links.Sign(link.For(d, *r))
	if err != nil {
		return "", err
	}
	return k.URL("/d/" + token), nil
}

// ShortLink is the same for people, who paste it into a message: as short as in a mail, and the same there. Links that no
// job has shortened yet are whole.
func (k *Commands) ShortLink(ctx context.Context, d *delivery.Delivery, recipient string) (string, error) {
	r, ok := d.Recipient(recipient)
	if !ok || r.LinkID == "" || d.State == delivery.Draft || d.IsErased(delivery.Everything) {
		return "", nil
	}
	token := link.ShortToken(k.ShortKey, r.LinkID)
	switch _, err := access.FindShortLink(ctx, k.DB, token); {
	case errors.Is(err, db.ErrNotFound):
		return k.Link(d, recipient)
	case err != nil:
		return "", err
	}
	return k.URL("/s/" + token.String()), nil
}

// closeCheckouts closes the open payment pages of a delivery at the processor. One that turns out to be paid is
// taken note of, so that the verb that follows sees it. A processor that does not answer is errProcessorSilent, with
// its cause.
func (k *Commands) closeCheckouts(ctx context.Context, d *delivery.Delivery) error {
	return k.closeCheckoutsOf(ctx, d, func(*delivery.Payment) bool { return true })
}

func (k *Commands) closeCheckoutsOf(ctx context.Context, d *delivery.Delivery, is func(*delivery.Payment) bool) error {
	var errs []error
	for _, due := range d.Dues {
		p, ok := d.OpenPayment(due.ID)
		if !ok || p.Processor != delivery.ByStripe || !is(p) {
			continue
		}
		if k.Closer == nil || k.Observer == nil {
			return ErrPaymentsOff
		}
		if err := k.Closer.Close(ctx, *p); err != nil {
			errs = append(errs, fmt.Errorf("close checkout: %w", err))
			continue
		}
		if err := k.Observer.Observe(ctx, d.ID, p.ID); err != nil {
			errs = append(errs, fmt.Errorf("look at payment: %w", err))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errProcessorSilent, errors.Join(errs...))
	}
	return nil
}
