package draft

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

const maxVATRate = 10_000 // basis points

// Validate tells everything that is wrong with the spec at the instant, as one Invalid problem whose fields have
// the names of the API ("recipients.0.phone"). It changes nothing.
func (s Spec) Validate(at delivery.Instant) error {
	f := s.problems(at)
	if s.MayLack {
		f = slices.DeleteFunc(f, isMissing)
	}
	return f.Err()
}

// isMissing reports what is not wrong, but not there yet. A title is always needed, to find the draft by.
func isMissing(f problem.Field) bool {
	switch f.Code {
	case "required":
		return f.Name != "title" && !strings.HasPrefix(f.Name, "files.")
	case "payer_needed", "signer_needed", "without_price", "nothing_guarded":
		return true
	}
	return false
}

// lacks reports whether anything is missing; that does not depend on the time.
func (s *Spec) lacks() bool { return slices.ContainsFunc(s.problems(0), isMissing) }

func (s *Spec) problems(at delivery.Instant) problem.Fields {
	var f problem.Fields
	s.validateTerms(&f, at)
	s.validateMoney(&f, at)
	s.validateRecipients(&f)
	s.validateGates(&f)
	s.validateFiles(&f)
	return f
}

func (s *Spec) validateTerms(f *problem.Fields, at delivery.Instant) {
	t := &s.Terms
	input.Line(f, "title", string(t.Title), input.MaxTitle, true)
	input.Lines(f, "message", string(t.Message), input.MaxMessage, false)
	input.Line(f, "reference", string(t.Reference), input.MaxReference, false)
	input.Lines(f, "no_gate_reason", string(t.NoGateReason), input.MaxReason, false)
	checkLanguage(f, "language", t.Language)
	checkRevision(f, t)
	switch t.ClientKind {
	case "", delivery.Business, delivery.Consumer, delivery.Public:
	default:
		f.Add("client_kind", "unknown")
	}
	if t.Digital && t.ClientKind != delivery.Consumer {
		f.Add("digital_content", "consumers_only")
	}
	checkChorus(f, "chorus_engagement", t.ChorusEngagement, t.ClientKind)
	checkChorus(f, "chorus_service", t.ChorusService, t.ClientKind)
	if t.Zone != "" && !timezone.Is(t.Zone) {
		f.Add("zone", "unknown")
	}
	if t.ReachableDays != 0 && (t.ReachableDays < delivery.MinReachableDays || t.ReachableDays > 3660) {
		f.Add("reachable_days", "out_of_range", "min", strconv.Itoa(delivery.MinReachableDays), "max", "3660")
	}
	s.validateDay(f, "expires_on", t.ExpiresOn, at)
}

// checkChorus notes what is wrong with a reference of Chorus Pro. Public buyers choose them as they like: only what no
// reference can be is refused.
func checkChorus(f *problem.Fields, name string, reference delivery.Personal, kind delivery.ClientKind) {
	if strings.TrimSpace(string(reference)) != "" && kind != delivery.Public {
		f.Add(name, "public_only")
		return
	}
	input.Line(f, name, string(reference), input.MaxReference, false)
}

func (s *Spec) validateDay(f *problem.Fields, name string, day delivery.Date, at delivery.Instant) {
	if day == "" {
		return
	}
	zone := delivery.Terms{Zone: s.Terms.Zone}
	if zone.Zone == "" {
		zone.Zone = delivery.DefaultZone
	}
	today := zone.Day(at)
	switch _, err := delivery.ParseDate(string(day)); {
	case err != nil:
		f.Add(name, "not_a_date")
	case day < today:
		f.Add(name, "in_past")
	case day.IsTooFar(at):
		f.Add(name, "too_far")
	}
}

func (s *Spec) validateMoney(f *problem.Fields, at delivery.Instant) {
	s.validateDay(f, "due_on", s.DueOn, at)
	if s.Price == nil {
		if slices.Contains(s.gates(), delivery.PaymentGate) && s.guards() {
			f.Add("price.amount", "required")
		}
		if s.DueOn != "" {
			f.Add("due_on", "without_price")
		}
		return
	}
	switch a := s.Price.Amount; {
	case a < 0:
		f.Add("price.amount", "negative")
	case a == 0:
		f.Add("price.amount", "zero")
	case a < delivery.MinAmount:
		f.Add("price.amount", "under_minimum", "min", strconv.Itoa(delivery.MinAmount))
	case a > delivery.MaxAmount:
		f.Add("price.amount", "too_large", "max", strconv.Itoa(delivery.MaxAmount))
	}
	if !currency.IsValid(s.Price.Currency) {
		f.Add("price.currency", "unknown")
	}
	if s.VATRate < 0 || s.VATRate > maxVATRate {
		f.Add("vat_rate", "out_of_range", "min", "0", "max", strconv.Itoa(maxVATRate))
	} else if !s.VATRegime.Known() {
		f.Add("vat_regime", "unknown")
	} else if s.VATRegime != tariff.Ordinary && s.VATRate != 0 {
		f.Add("vat_rate", "regime_without_rate")
	}
	if s.DueOn != "" && s.Terms.ExpiresOn != "" && s.DueOn > s.Terms.ExpiresOn {
		f.Add("expires_on", "before_due")
	}
}

func (s *Spec) validateRecipients(f *problem.Fields) {
	if n := len(s.Recipients); n == 0 {
		f.Add("recipients", "required")
	} else if n > delivery.MaxRecipients {
		f.Add("recipients", "too_many", "max", strconv.Itoa(delivery.MaxRecipients))
		return
	}
	signs := slices.Contains(s.gates(), delivery.SignatureGate) && s.guards()
	for i := range s.Recipients {
		r, path := &s.Recipients[i], "recipients."+strconv.Itoa(i)
		input.Line(f, path+".name", string(r.Name), input.MaxName, true)
		input.Line(f, path+".company", string(r.Company), input.MaxName, false)
		input.Email(f, path+".email", string(r.Email))
		checkLanguage(f, path+".language", r.Language)
		roles := s.roles(i)
		if len(roles) == 0 {
			f.Add(path+".roles", "required")
		}
		for j, role := range roles {
			switch {
			case role != delivery.Payer && role != delivery.Signer && role != delivery.Reader:
				f.Add(path+".roles", "unknown")
			case slices.Contains(roles[:j], role):
				f.Add(path+".roles", "duplicate")
			}
		}
		mobile := signs && slices.Contains(roles, delivery.Signer) || r.Invite == delivery.InviteBySMS
		if r.Phone != "" || mobile {
			input.Phone(f, path+".phone", string(r.Phone), mobile)
		}
		if r.Invite != delivery.InviteByEmail && r.Invite != delivery.InviteBySMS {
			f.Add(path+".link_by", "unknown")
		}
	}
}

func (s *Spec) validateGates(f *problem.Fields) {
	gates := s.gates()
	for i, g := range gates {
		switch {
		case g != delivery.PaymentGate && g != delivery.SignatureGate:
			f.Add("gates", "unknown")
		case slices.Contains(gates[:i], g):
			f.Add("gates", "duplicate")
		case g == delivery.PaymentGate && s.Terms.ClientKind == delivery.Public:
			f.Add("gates", "public_pays_after")
		}
	}
	if len(gates) == 0 && s.guards() && strings.TrimSpace(string(s.Terms.NoGateReason)) == "" {
		f.Add("no_gate_reason", "required")
	}
	if n := len(s.Recipients); n == 0 || n > delivery.MaxRecipients {
		return
	}
	if s.Price != nil && !s.anyoneHas(delivery.Payer) {
		f.Add("recipients", "payer_needed")
	}
	if slices.Contains(gates, delivery.SignatureGate) && s.guards() && !s.anyoneHas(delivery.Signer) {
		f.Add("recipients", "signer_needed")
	}
}

func (s *Spec) anyoneHas(role delivery.Role) bool {
	for i := range s.Recipients {
		if slices.Contains(s.roles(i), role) {
			return true
		}
	}
	return false
}

func (s *Spec) validateFiles(f *problem.Fields) {
	if n := len(s.Files); n == 0 {
		f.Add("files", "required")
	} else if n > delivery.MaxFiles {
		f.Add("files", "too_many", "max", strconv.Itoa(delivery.MaxFiles))
		return
	}
	names := map[delivery.Personal]bool{}
	for i := range s.Files {
		path := "files." + strconv.Itoa(i)
		s.Files[i].Check(f, path)
		if names[s.Files[i].Name] {
			f.Add(path+".name", "duplicate")
		}
		names[s.Files[i].Name] = true
		checkDocument(f, path, s.Files[i].Document)
	}
	if len(s.Files) > 0 && !s.hasLocked() && s.Price == nil {
		f.Add("files", "nothing_guarded")
	}
}

// checkDocument notes what is wrong with what is said of an invoice or a quote.
func checkDocument(f *problem.Fields, path string, x delivery.Document) {
	switch x.Kind {
	case delivery.NoDocument, delivery.Invoice, delivery.Quote, delivery.CreditNote:
	default:
		f.Add(path+".kind", "unknown")
	}
	input.Line(f, path+".number", string(x.Number), input.MaxReference, false)
	if _, err := delivery.ParseDate(string(x.IssuedOn)); x.IssuedOn != "" && err != nil {
		f.Add(path+".issued_on", "not_a_date")
	}
	if x.Total < 0 {
		f.Add(path+".total", "negative")
	}
}

func checkLanguage(f *problem.Fields, name, language string) {
	if language != "" && language != "fr" && language != "en" {
		f.Add(name, "unknown")
	}
}
