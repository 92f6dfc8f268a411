// Package draft makes deliveries of what a sender types: it tells everything that is wrong with it at once, fills in what
// was left open, and plans the content of a draft. The delivery itself checks again that what it is given holds together.
package draft

import (
	"slices"
	"strings"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
	"quittance/internal/transfer"
)

// Spec is what a sender types: the simple delivery of one due and one release. Nil Gates are the usual ones
// (DefaultGates); empty ones need Terms.NoGateReason. A nil Price is nothing to pay. Files carry what the upload
// found out (object, size, hashes); their ID may be empty.
type Spec struct {
	Terms      delivery.Terms
	Recipients []delivery.Recipient
	Price      *delivery.Money
	VATRate    int           // basis points
	VATRegime  tariff.Regime // why there is none
	Net        int64         // the price without VAT where that was typed; Price then follows from it
	DueOn      delivery.Date
	Gates      []delivery.GateKind // in order
	Files      []delivery.Deliverable
	// Documents are the uploads, by their id, that are seen before payment, with what the sender says of them. Nil: the page or
	// the program that asks does not know of documents.
	Documents map[string]delivery.Document
	// Digital says whether what a consumer buys is digital content, whose right of withdrawal is waived before paying.
	// Nil: it is, as files are. False is for a service made to measure. It becomes Terms.Digital.
	Digital *bool
	// MayLack is of a draft that is completed later: what is missing is no mistake yet, but for a title.
	MayLack bool
	Side    tariff.Side // that is to be typed of a price that is missing
}

// DefaultGates are payment, then signature; public buyers pay after, so for them the signature alone.
func DefaultGates(kind delivery.ClientKind) []delivery.GateKind {
	if kind == delivery.Public {
		return []delivery.GateKind{delivery.SignatureGate}
	}
	return []delivery.GateKind{delivery.PaymentGate, delivery.SignatureGate}
}

// DefaultExpiry is the last day to start paying when the sender names none: twelve months from the instant.
func DefaultExpiry(at delivery.Instant, zone string) delivery.Date {
	return delivery.Date(at.Time().In(timezone.Of(zone)).AddDate(1, 0, 0).Format(time.DateOnly))
}

// IsDigital is what Digital says, or the usual when it says nothing.
func (s *Spec) IsDigital() bool {
	if s.Digital == nil {
		return s.Terms.ClientKind == delivery.Consumer
	}
	return *s.Digital
}

func (s *Spec) gates() []delivery.GateKind {
	if s.Gates == nil {
		return DefaultGates(s.Terms.ClientKind)
	}
	return s.Gates
}

// roles are those of the recipient; a single one who has none named is asked for everything.
func (s *Spec) roles(i int) []delivery.Role {
	if len(s.Recipients) == 1 && len(s.Recipients[i].Roles) == 0 {
		return []delivery.Role{delivery.Payer, delivery.Signer}
	}
	return s.Recipients[i].Roles
}

func (s *Spec) hasLocked() bool {
	return slices.ContainsFunc(s.Files, func(f delivery.Deliverable) bool { return !f.Visible })
}

// guards reports whether something is to be locked: some of the files, and those that are not there yet.
func (s *Spec) guards() bool { return len(s.Files) == 0 || s.hasLocked() }

// Plan makes the content of a draft from a valid spec: a due when there is a price, and a release of all files that
// are not visible before payment, with its gates in order: one for the due, one for each signer. What lacks something
// that it may lack is unfinished: it has no release, and nobody of whom nothing was typed. It fills in the
// defaults (French, business, Paris, 365 days), trims, and writes numbers in E.164 form. Workspace and Member are
// the caller's to set.
func Plan(s Spec, ids func() string) delivery.Drafted {
	isUnfinished := s.MayLack && s.lacks()
	if isUnfinished {
		s.Recipients = slices.DeleteFunc(slices.Clone(s.Recipients), isNobody)
	}
	x := delivery.Drafted{Terms: s.Terms, Recipients: slices.Clone(s.Recipients), Deliverables: slices.Clone(s.Files)}
	fill(&x.Terms)
	for i := range x.Deliverables {
		if x.Deliverables[i].ID == "" {
			x.Deliverables[i].ID = ids()
		}
	}
	for i := range x.Recipients {
		r := &x.Recipients[i]
		r.ID, r.Roles = ids(), slices.Clone(s.roles(i))
		r.Name, r.Company, r.Email = trim(r.Name), trim(r.Company), trim(r.Email)
		if e164, err := input.ParsePhone(string(r.Phone)); err == nil {
			r.Phone = delivery.Personal(e164)
		}
		if r.Language == "" {
			r.Language = x.Terms.Language
		}
	}
	if s.Price != nil {
		due := delivery.Due{ID: ids(), Amount: s.Price.Amount, Currency: s.Price.Currency, VATRate: s.VATRate, VATRegime: s.VATRegime, Net: s.Net, DueOn: s.DueOn}
		if reference, err := transfer.MakeReference(due.ID); err == nil { // an id that is too short, as in tests, has none
			due.Reference = string(reference)
		}
		x.Dues = []delivery.Due{due}
	}
	if isUnfinished {
		x.Unfinished = &delivery.Unfinished{Gates: s.gates()}
		if s.Price == nil {
			x.Unfinished.Side, x.Unfinished.VATRate, x.Unfinished.VATRegime, x.Unfinished.DueOn = s.Side, s.VATRate, s.VATRegime, s.DueOn
		}
		return x
	}
	if !s.hasLocked() {
		return x
	}
	rel := delivery.Release{ID: ids()}
	for i := range x.Deliverables {
		if !x.Deliverables[i].Visible {
			rel.Deliverables = append(rel.Deliverables, x.Deliverables[i].ID)
		}
	}
	for i, kind := range s.gates() {
		switch kind {
		case delivery.PaymentGate:
			for j := range x.Dues {
				rel.Gates = append(rel.Gates, delivery.Gate{ID: ids(), Kind: kind, Subject: x.Dues[j].ID, Position: i + 1})
			}
		case delivery.SignatureGate:
			for j := range x.Recipients {
				if x.Recipients[j].Has(delivery.Signer) {
					rel.Gates = append(rel.Gates, delivery.Gate{ID: ids(), Kind: kind, Subject: x.Recipients[j].ID, Position: i + 1})
				}
			}
		}
	}
	x.Releases = []delivery.Release{rel}
	return x
}

// isNobody reports a recipient of whom nothing was typed.
func isNobody(r delivery.Recipient) bool {
	return strings.TrimSpace(string(r.Name+r.Company+r.Email+r.Phone)) == ""
}

// fill sets what was left open, and trims.
func fill(t *delivery.Terms) {
	t.Title, t.Message, t.Reference, t.NoGateReason = trim(t.Title), trim(t.Message), trim(t.Reference), trim(t.NoGateReason)
	t.ChorusEngagement, t.ChorusService = trim(t.ChorusEngagement), trim(t.ChorusService)
	t.Revision = revisionOf(t.Revision)
	if t.Language == "" {
		t.Language = "fr"
	}
	if t.ClientKind == "" {
		t.ClientKind = delivery.Business
	}
	if t.Zone == "" {
		t.Zone = delivery.DefaultZone
	}
	t.ReachableDays = max(t.ReachableDays, delivery.MinReachableDays)
}

func trim(p delivery.Personal) delivery.Personal {
	return delivery.Personal(strings.TrimSpace(string(p)))
}
