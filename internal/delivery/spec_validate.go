package delivery

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"quittance/internal/problem"
)

// Limits of a simple delivery. Amounts are in minor units, and those the processor takes.
const (
	MaxRecipients = 10
	MaxFiles      = 200
	MinAmount     = 50
	MaxAmount     = 99_999_999
	maxVATRate    = 10_000
	maxEmail      = 254
)

// Validate tells everything that is wrong with the spec at the instant, as one Invalid problem whose fields have
// the names of the API ("recipients.0.phone"). It changes nothing.
func (s Spec) Validate(at Instant) error {
	var f problem.Fields
	s.validateTerms(&f, at)
	s.validateMoney(&f, at)
	s.validateRecipients(&f)
	s.validateGates(&f)
	s.validateFiles(&f)
	return f.Err()
}

func (s *Spec) validateTerms(f *problem.Fields, at Instant) {
	t := &s.Terms
	checkLine(f, "title", string(t.Title), maxTitle, true)
	checkLines(f, "message", string(t.Message), maxMessage, false)
	checkLine(f, "reference", string(t.Reference), maxRef, false)
	checkLines(f, "no_gate_reason", string(t.NoGateReason), maxReason, false)
	checkLanguage(f, "language", t.Language)
	switch t.ClientKind {
	case "", Business, Consumer, Public:
	default:
		f.Add("client_kind", "unknown")
	}
	if t.Digital && t.ClientKind != Consumer {
		f.Add("digital_content", "consumers_only")
	}
	if t.Zone != "" && !isZone(t.Zone) {
		f.Add("zone", "unknown")
	}
	if t.ReachableDays != 0 && (t.ReachableDays < MinReachableDays || t.ReachableDays > 3660) {
		f.Add("reachable_days", "out_of_range", "min", itoa(MinReachableDays), "max", "3660")
	}
	s.validateDay(f, "expires_on", t.ExpiresOn, at)
}

func (s *Spec) validateDay(f *problem.Fields, name string, day Date, at Instant) {
	if day == "" {
		return
	}
	zone := Terms{Zone: s.Terms.Zone}
	if zone.Zone == "" {
		zone.Zone = DefaultZone
	}
	today := zone.day(at)
	switch _, err := ParseDate(string(day)); {
	case err != nil:
		f.Add(name, "not_a_date")
	case day < today:
		f.Add(name, "in_past")
	case day > Date(at.Time().AddDate(10, 0, 0).Format(time.DateOnly)):
		f.Add(name, "too_far")
	}
}

func (s *Spec) validateMoney(f *problem.Fields, at Instant) {
	s.validateDay(f, "due_on", s.DueOn, at)
	if s.Price == nil {
		if slices.Contains(s.gates(), PaymentGate) && s.hasLocked() {
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
	case a < MinAmount:
		f.Add("price.amount", "too_small", "min", itoa(MinAmount))
	case a > MaxAmount:
		f.Add("price.amount", "too_large", "max", itoa(MaxAmount))
	}
	if !currency.IsValid(s.Price.Currency) {
		f.Add("price.currency", "unknown")
	}
	if s.VATRate < 0 || s.VATRate > maxVATRate {
		f.Add("vat_rate", "out_of_range", "min", "0", "max", itoa(maxVATRate))
	}
	if s.DueOn != "" && s.Terms.ExpiresOn != "" && s.DueOn > s.Terms.ExpiresOn {
		f.Add("expires_on", "before_due")
	}
}

func (s *Spec) validateRecipients(f *problem.Fields) {
	if n := len(s.Recipients); n == 0 {
		f.Add("recipients", "required")
	} else if n > MaxRecipients {
		f.Add("recipients", "too_many", "max", itoa(MaxRecipients))
		return
	}
	signs := slices.Contains(s.gates(), SignatureGate) && s.hasLocked()
	for i := range s.Recipients {
		r, path := &s.Recipients[i], "recipients."+itoa(int64(i))
		checkLine(f, path+".name", string(r.Name), maxName, true)
		checkLine(f, path+".company", string(r.Company), maxName, false)
		checkEmail(f, path+".email", string(r.Email))
		checkLanguage(f, path+".language", r.Language)
		roles := s.roles(i)
		if len(roles) == 0 {
			f.Add(path+".roles", "required")
		}
		for j, role := range roles {
			switch {
			case role != Payer && role != Signer && role != Reader:
				f.Add(path+".roles", "unknown")
			case slices.Contains(roles[:j], role):
				f.Add(path+".roles", "duplicate")
			}
		}
		if signs := signs && slices.Contains(roles, Signer); r.Phone != "" || signs {
			normalPhone(f, path+".phone", r.Phone, signs)
		}
	}
}

func (s *Spec) validateGates(f *problem.Fields) {
	gates := s.gates()
	for i, g := range gates {
		switch {
		case g != PaymentGate && g != SignatureGate:
			f.Add("gates", "unknown")
		case slices.Contains(gates[:i], g):
			f.Add("gates", "duplicate")
		case g == PaymentGate && s.Terms.ClientKind == Public:
			f.Add("gates", "public_pays_after")
		}
	}
	if len(gates) == 0 && s.hasLocked() && strings.TrimSpace(string(s.Terms.NoGateReason)) == "" {
		f.Add("no_gate_reason", "required")
	}
	if n := len(s.Recipients); n == 0 || n > MaxRecipients {
		return
	}
	if s.Price != nil && !s.anyoneHas(Payer) {
		f.Add("recipients", "payer_needed")
	}
	if slices.Contains(gates, SignatureGate) && s.hasLocked() && !s.anyoneHas(Signer) {
		f.Add("recipients", "signer_needed")
	}
}

func (s *Spec) anyoneHas(role Role) bool {
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
	} else if n > MaxFiles {
		f.Add("files", "too_many", "max", itoa(MaxFiles))
		return
	}
	names := map[Personal]bool{}
	for i := range s.Files {
		path := "files." + itoa(int64(i))
		checkFile(f, path, &s.Files[i])
		if names[s.Files[i].Name] {
			f.Add(path+".name", "duplicate")
		}
		names[s.Files[i].Name] = true
	}
	if len(s.Files) > 0 && !s.hasLocked() && s.Price == nil {
		f.Add("files", "nothing_guarded")
	}
}

func checkLanguage(f *problem.Fields, name, language string) {
	if language != "" && language != "fr" && language != "en" {
		f.Add(name, "unknown")
	}
}

// checkEmail wants one bare address of printable ASCII or UTF-8, without display name, comment or line break.
func checkEmail(f *problem.Fields, name, email string) {
	email = strings.Trim(email, " ")
	switch {
	case email == "":
		f.Add(name, "required")
	case len(email) > maxEmail:
		f.Add(name, "too_long", "max", itoa(maxEmail))
	case !isEmail(email):
		f.Add(name, "not_an_email")
	}
}

func isEmail(email string) bool {
	if strings.ContainsFunc(email, func(r rune) bool { return isUnprintable(r) || r == ' ' }) || strings.ContainsAny(email, "\"(),:;<>[]\\") {
		return false
	}
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && a.Name == ""
}
