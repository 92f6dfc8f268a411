package delivery

import (
	"slices"
	"strings"
	"time"
)

// Spec is what a sender types: the simple delivery of one due and one release. Nil Gates are the usual ones
// (DefaultGates); empty ones need Terms.NoGateReason. A nil Price is nothing to pay. Files carry what the upload
// found out (object, size, hashes); their ID may be empty.
type Spec struct {
	Terms      Terms
	Recipients []Recipient
	Price      *Money
	VATRate    int // basis points
	DueOn      Date
	Gates      []GateKind // in order
	Files      []Deliverable
	// Digital says whether what a consumer buys is digital content, whose right of withdrawal is waived before paying.
	// Nil: it is, as files are. False is for a service made to measure. It becomes Terms.Digital.
	Digital *bool
}

// DefaultZone is where senders work unless their workspace says otherwise.
const DefaultZone = "Europe/Paris"

// DefaultGates are payment, then signature; public buyers pay after, so for them the signature alone.
func DefaultGates(kind ClientKind) []GateKind {
	if kind == Public {
		return []GateKind{SignatureGate}
	}
	return []GateKind{PaymentGate, SignatureGate}
}

// DefaultExpiry is the last day to start paying when the sender names none: twelve months from the instant.
func DefaultExpiry(at Instant, zone string) Date {
	return Date(at.Time().In(zoneOf(zone)).AddDate(1, 0, 0).Format(time.DateOnly))
}

// IsDigital is what Digital says, or the usual when it says nothing.
func (s *Spec) IsDigital() bool {
	if s.Digital == nil {
		return s.Terms.ClientKind == Consumer
	}
	return *s.Digital
}

func (s *Spec) gates() []GateKind {
	if s.Gates == nil {
		return DefaultGates(s.Terms.ClientKind)
	}
	return s.Gates
}

// roles are those of the recipient; a single one who has none named is asked for everything.
func (s *Spec) roles(i int) []Role {
	if len(s.Recipients) == 1 && len(s.Recipients[i].Roles) == 0 {
		return []Role{Payer, Signer}
	}
	return s.Recipients[i].Roles
}

func (s *Spec) hasLocked() bool {
	return slices.ContainsFunc(s.Files, func(f Deliverable) bool { return !f.Visible })
}

// Plan makes the content of a draft from a valid spec: a due when there is a price, and a release of all files that
// are not visible before payment, with its gates in order: one for the due, one for each signer. It fills in the
// defaults (French, business, Paris, 365 days), trims, and writes numbers in E.164 form. Workspace and Member are
// the caller's to set.
func Plan(s Spec, ids func() string) Drafted {
	x := Drafted{Terms: s.Terms, Recipients: slices.Clone(s.Recipients), Deliverables: slices.Clone(s.Files)}
	x.Terms.fill()
	for i := range x.Deliverables {
		if x.Deliverables[i].ID == "" {
			x.Deliverables[i].ID = ids()
		}
	}
	for i := range x.Recipients {
		r := &x.Recipients[i]
		r.ID, r.Roles = ids(), slices.Clone(s.roles(i))
		r.Name, r.Company, r.Email = trim(r.Name), trim(r.Company), trim(r.Email)
		if e164, err := ParsePhone(string(r.Phone)); err == nil {
			r.Phone = Personal(e164)
		}
		if r.Language == "" {
			r.Language = x.Terms.Language
		}
	}
	if s.Price != nil {
		x.Dues = []Due{{ID: ids(), Amount: s.Price.Amount, Currency: s.Price.Currency, VATRate: s.VATRate, DueOn: s.DueOn}}
	}
	if !s.hasLocked() {
		return x
	}
	rel := Release{ID: ids()}
	for i := range x.Deliverables {
		if !x.Deliverables[i].Visible {
			rel.Deliverables = append(rel.Deliverables, x.Deliverables[i].ID)
		}
	}
	for i, kind := range s.gates() {
		switch kind {
		case PaymentGate:
			for j := range x.Dues {
				rel.Gates = append(rel.Gates, Gate{ID: ids(), Kind: kind, Subject: x.Dues[j].ID, Position: i + 1})
			}
		case SignatureGate:
			for j := range x.Recipients {
				if x.Recipients[j].Has(Signer) {
					rel.Gates = append(rel.Gates, Gate{ID: ids(), Kind: kind, Subject: x.Recipients[j].ID, Position: i + 1})
				}
			}
		}
	}
	x.Releases = []Release{rel}
	return x
}

func (t *Terms) fill() {
	t.Title, t.Message, t.Reference, t.NoGateReason = trim(t.Title), trim(t.Message), trim(t.Reference), trim(t.NoGateReason)
	if t.Language == "" {
		t.Language = "fr"
	}
	if t.ClientKind == "" {
		t.ClientKind = Business
	}
	if t.Zone == "" {
		t.Zone = DefaultZone
	}
	t.ReachableDays = max(t.ReachableDays, MinReachableDays)
}

func trim(p Personal) Personal { return Personal(strings.TrimSpace(string(p))) }
