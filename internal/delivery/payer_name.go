package delivery

import (
	"strings"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// MaxDelegates is how many people can be named to pay in a payer's place, and half as many as can be taken back: each is a mail.
const MaxDelegates = 3

// NamePayer lets a payer have somebody else settle, their accounts department say. Who is named gets a link of their own
// that shows what is owed and what anybody may read, pays, and is told of the payment; guarded files, their hashes and
// codes are never theirs. A consumer cannot: the choice about the right of withdrawal is made by who pays.
func (d *Delivery) NamePayer(at Instant, x PayerNamed) ([]Event, error) {
	if err := d.CanNamePayer(x.NamedBy); err != nil {
		return nil, err
	}
	var f problem.Fields
	input.Line(&f, "name", string(x.Name), input.MaxName, true)
	if name := strings.ToLower(string(x.Name)); strings.Contains(name, "://") || strings.Contains(name, "www.") { // a mail under the sender's name greets with it
		f.Add("name", "has_address")
	}
	input.Email(&f, "email", string(x.Email))
	if _, known := find(d.Recipients, func(r *Recipient) bool { return r.Email == x.Email && !r.IsDropped() }); known {
		f.Add("email", "has_link")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if _, taken := d.Recipient(x.Recipient); taken || x.Recipient == "" || x.LinkID == "" {
		return nil, ErrLinkNotNew
	}
	r := d.record(ByRecipient(x.NamedBy), at)
	r.add(x)
	return r.done()
}

// CanNamePayer tells whether the recipient may name somebody to pay in their place now.
func (d *Delivery) CanNamePayer(recipient string) error {
	who, ok := d.Recipient(recipient)
	if !ok {
		return ErrUnknownRecipient
	}
	_, owed := find(d.Dues, func(x *Due) bool { return !x.IsSettled() && d.canPay(x.ID) != ErrReleaseRevoked }) //nolint:errorlint // canPay returns the variable itself
	delegates := map[bool]int{}
	for i := range d.Recipients {
		if r := &d.Recipients[i]; r.Delegate {
			delegates[r.IsDropped()]++
		}
	}
	switch {
	case d.running() != nil:
		return d.running()
	case !who.Has(Payer) || who.Delegate || d.Terms.ClientKind == Consumer:
		return ErrWrongRole
	case !owed:
		return ErrDueSettled
	case delegates[false] >= MaxDelegates || delegates[true] >= 2*MaxDelegates || len(d.Recipients)-delegates[true] >= MaxRecipients:
		return ErrTooManyDelegates
	}
	return nil
}
