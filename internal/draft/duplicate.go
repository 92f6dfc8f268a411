package draft

import (
	"slices"

	"quittance/internal/delivery"
)

// SpecOf is the spec of a simple delivery: one due, one release. It has no files; of an unfinished draft it may lack as much.
func SpecOf(d *delivery.Delivery) Spec {
	s := Spec{Terms: d.Terms, Recipients: d.Recipients, Gates: []delivery.GateKind{}}
	if len(d.Dues) > 0 {
		due := d.Dues[0]
		s.Price, s.VATRate, s.DueOn = &delivery.Money{Amount: due.Amount, Currency: due.Currency}, due.VATRate, due.DueOn
		s.VATRegime, s.Net = due.VATRegime, due.Net
	}
	s.Digital = digitalOf(d)
	if u := d.Unfinished; u != nil {
		s.MayLack, s.Gates = true, slices.Clone(u.Gates)
		if s.Price == nil {
			s.Side, s.VATRate, s.VATRegime, s.DueOn = u.Side, u.VATRate, u.VATRegime, u.DueOn
		}
	}
	for _, r := range d.Releases {
		for _, g := range r.Gates {
			if !slices.Contains(s.Gates, g.Kind) {
				s.Gates = append(s.Gates, g.Kind)
			}
		}
	}
	return s
}

// Missing tells what an unfinished draft lacks at the instant, and what else would be wrong with it, as Validate does; nil
// of one that holds together, and of what is no draft any more.
func Missing(d *delivery.Delivery, at delivery.Instant) error {
	if d.Unfinished == nil || d.State != delivery.Draft {
		return nil
	}
	s := SpecOf(d)
	s.MayLack, s.Files = false, d.Deliverables
	return s.Validate(at)
}

// Duplicate is the spec of another delivery like d, in whatever state that is: its title, terms, people, price and
// gates. What belongs to d alone is left out: its files (an object of two deliveries would be shredded with one of
// them), its reference and that of the public buyer's order, its days, the version it follows, and the declaration that the client was told.
func Duplicate(d *delivery.Delivery) Spec {
	s := SpecOf(d)
	s.Terms.Reference, s.Terms.ChorusEngagement, s.Terms.Previous, s.Terms.Revision, s.Terms.ExpiresOn, s.Terms.InformedFirst, s.DueOn = "", "", "", "", "", false, ""
	s.Recipients = nil
	for _, r := range d.Recipients {
		if r.Delegate { // named by a client, for that price alone
			continue
		}
		s.Recipients = append(s.Recipients, delivery.Recipient{
			Name: r.Name, Company: r.Company, Email: r.Email, Phone: r.Phone, Roles: slices.Clone(r.Roles), Language: r.Language, Invite: r.Invite,
		})
	}
	return s
}

// digitalOf is what was said of a consumer's contract; nil of anybody else's.
func digitalOf(d *delivery.Delivery) *bool {
	if d.Terms.ClientKind != delivery.Consumer {
		return nil
	}
	digital := d.Terms.Digital
	return &digital
}
