package delivery

import (
	"cmp"
	"reflect"
)

// How long what has ended is kept, counted from the last thing that happened to it. /confidentialite says the same.
const (
	BookYears    = 10 // what was paid, signed or handed over: books and evidence (C. com. L123-22, C. conso. L213-1)
	ContactYears = 3  // whoever paid and signed nothing: personal data after the last contact
	FileYears    = 1  // files that nobody can reach any more: an expired delivery can be extended until then
)

// Keep is why a delivery is kept.
type Keep string

// The reasons.
const (
	KeepDraft   Keep = "draft"   // its author's, who gives it up
	KeepAlive   Keep = "alive"   // sent and not finished, or a certificate of it is being made
	KeepMoney   Keep = "money"   // money moves, is disputed, or is to be given back
	KeepBooks   Keep = "books"   // for BookYears
	KeepContact Keep = "contact" // for ContactYears
)

// Retention is how long a delivery is kept. Where an instant is zero there is no day yet.
type Retention struct {
	Why   Keep
	Files Instant // from when on the files that were sent are erased
	All   Instant // from when on everything personal is erased: data, papers, and the files with them
}

// Retention decides, for the daily job and for the operator, what is to be kept of the delivery until when.
func (d *Delivery) Retention() Retention {
	switch {
	case d.State == Draft:
		return Retention{Why: KeepDraft}
	case d.isUnfinished():
		return Retention{Why: KeepAlive}
	case d.isMoneyMoving():
		return Retention{Why: KeepMoney}
	}
	last := d.LastAt
	if last == d.FilesErasedAt { // which is no contact
		last = last.years(-FileYears)
	}
	r := Retention{Why: KeepContact, Files: last.years(FileYears), All: last.years(ContactYears)}
	if d.isEvidence() {
		r.Why, r.All = KeepBooks, last.years(BookYears)
	}
	for i := range d.Releases {
		if rel := &d.Releases[i]; rel.State == ReleaseUnlocked {
			r.All = max(r.All, d.ReachableUntil(rel.ID))
			r.Files = r.All
		}
	}
	return r
}

func (i Instant) years(n int) Instant { return At(i.Time().AddDate(n, 0, 0)) }

// isUnfinished reports whether somebody can still act, or a certificate is being made.
func (d *Delivery) isUnfinished() bool {
	for i := range d.Releases {
		r := &d.Releases[i]
		_, unsealed := find(r.Certificates, func(c *Certificate) bool { return c.SealedAt.IsZero() })
		if r.State == ReleaseSealing || unsealed || !r.HandedOverAt.IsZero() && r.certificate(DeliveryCertificate) == nil {
			return true
		}
	}
	if d.State != Sent {
		return false
	}
	_, open := find(d.Releases, func(r *Release) bool { return r.State != ReleaseRevoked })
	_, owed := find(d.Dues, func(x *Due) bool { return !x.IsSettled() && d.canPay(x.ID) != ErrReleaseRevoked }) //nolint:errorlint // canPay returns the variable itself
	return open || owed
}

// isMoneyMoving reports whether the bank, the sender or we have still to do something about money.
func (d *Delivery) isMoneyMoving() bool {
	_, paying := find(d.Payments, func(p *Payment) bool {
		return p.State == PaymentStarted || p.State == PaymentOpen || p.State == PaymentProcessing || d.surplus(p) > 0
	})
	_, returning := find(d.Refunds, func(r *Refund) bool { return r.State == RefundRequested })
	_, disputed := find(d.Disputes, func(x *Dispute) bool { return x.State == DisputeOpen })
	return paying || returning || disputed || d.RefundBounced()
}

// isEvidence reports whether books or a proof hang on the delivery: money came, whatever became of it, somebody signed, or
// files were handed over.
func (d *Delivery) isEvidence() bool {
	_, signed := find(d.Recipients, func(r *Recipient) bool { return !r.SignedAt.IsZero() })
	_, opened := find(d.Releases, func(r *Release) bool { return !r.UnlockedAt.IsZero() || len(r.Certificates) > 0 })
	return d.IsPaid() || signed || opened
}

// Scope is how much is erased.
type Scope string

// The scopes.
const (
	Files      Scope = "files"      // the files that were sent
	Everything Scope = "everything" // those, the papers, and everything personal; the digests stay, so that the chain holds
)

// Erase records that files, or everything personal, are erased; the caller erases in the same transaction what stands
// outside of the delivery. Before the day it takes an early one, which is never possible while the delivery lives or
// money moves. Erasing again changes nothing.
func (d *Delivery) Erase(at Instant, x Erased) ([]Event, error) {
	if d.IsErased(x.Scope) {
		return nil, nil
	}
	keep := d.Retention()
	until := keep.All
	if x.Scope == Files {
		until = keep.Files
	}
	switch {
	case keep.Why == KeepDraft && x.Early: // nobody but its author has seen it
	case until.IsZero():
		return nil, ErrStillNeeded.With("why", string(keep.Why))
	case at < until && !x.Early:
		return nil, ErrMustBeKept.With("why", string(keep.Why)).With("until", string(d.Terms.Day(until)))
	}
	r := d.record(System, at)
	r.add(x)
	return r.done()
}

// ErasureDue tells what is to be erased at the instant that was not.
func (d *Delivery) ErasureDue(at Instant) (Scope, bool) {
	keep := d.Retention()
	over := func(until Instant) bool { return !until.IsZero() && at >= until }
	switch {
	case over(keep.All) && !d.IsErased(Everything):
		return Everything, true
	case over(keep.Files) && !d.IsErased(Files):
		return Files, true
	}
	return "", false
}

// IsErased reports whether that much of the delivery was erased.
func (d *Delivery) IsErased(s Scope) bool {
	return !d.ErasedAt.IsZero() || s == Files && !d.FilesErasedAt.IsZero()
}

func (d *Delivery) applyErased(x Erased, at Instant) {
	d.FilesErasedAt = cmp.Or(d.FilesErasedAt, at)
	if x.Scope == Files {
		return
	}
	d.ErasedAt = at
	if d.State == Draft {
		d.State, d.EndedAt = Withdrawn, at
	}
	for i := range d.Recipients {
		d.Recipients[i].ProblemAt = 0 // nobody can be answered
	}
	d.Impersonal()
}

// Impersonal empties every personal value, in place; lists without anything become nil.
func (d *Delivery) Impersonal() {
	blank(reflect.ValueOf(d).Elem())
}

func blank(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the other kinds hold nothing
	case reflect.String:
		if v.Type() == reflect.TypeFor[Personal]() {
			v.SetString("")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			blank(v.Field(i))
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		for i := range v.Len() {
			blank(v.Index(i))
		}
	}
}
