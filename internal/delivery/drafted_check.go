package delivery

import (
	"slices"
	"strconv"
	"strings"

	"quittance/internal/evidence"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

// Limits of a simple delivery. Amounts are in minor units, and those the processor takes.
const (
	MaxRecipients = 10
	MaxFiles      = 200
	MinAmount     = 50
	MaxAmount     = 99_999_999
)

// unlived returns the content with everything removed that only a life can give it, and with the suppliers of the
// telephone numbers set.
func (x Drafted) unlived(by Actor, at Instant) Drafted {
	x.Deliverables, x.Recipients, x.Dues, x.Releases =
		slices.Clone(x.Deliverables), slices.Clone(x.Recipients), slices.Clone(x.Dues), slices.Clone(x.Releases)
	for i := range x.Deliverables {
		x.Deliverables[i].Replaced = false
	}
	for i := range x.Recipients {
		r := x.Recipients[i]
		x.Recipients[i] = Recipient{
			ID: r.ID, Name: r.Name, Company: r.Company, Email: r.Email, Phone: r.Phone,
			Roles: slices.Clone(r.Roles), Language: r.Language, Invite: r.Invite,
		}
		if r.Phone != "" {
			x.Recipients[i].PhoneBy, x.Recipients[i].PhoneAt = by, at
		}
	}
	for i := range x.Dues {
		x.Dues[i].Settled, x.Dues[i].Refunded, x.Dues[i].DeclaredAt, x.Dues[i].Declared, x.Dues[i].Forgiven = 0, 0, 0, 0, 0
	}
	for i := range x.Releases {
		r := Release{ID: x.Releases[i].ID, Deliverables: slices.Clone(x.Releases[i].Deliverables), State: ReleaseLocked}
		for _, g := range x.Releases[i].Gates {
			r.Gates = append(r.Gates, Gate{ID: g.ID, Kind: g.Kind, Subject: g.Subject, Position: g.Position, State: GatePending})
		}
		slices.SortStableFunc(r.Gates, func(a, b Gate) int { return a.Position - b.Position })
		x.Releases[i] = r
	}
	return x
}

// check tells whether the content holds together: names are unique, gates name what exists, and every file that is
// not visible before payment belongs to exactly one release. What is unfinished may have no recipient, and has no release. Texts are the business of draft.Spec.
func (x *Drafted) check() error {
	var f problem.Fields
	ids := map[string]bool{}
	name := func(field, id string) {
		if id == "" || ids[id] {
			f.Add(field, "duplicate")
		}
		ids[id] = true
	}
	if !timezone.Is(x.Terms.Zone) {
		f.Add("zone", "unknown")
	}
	for i := range x.Deliverables {
		d, path := &x.Deliverables[i], "files."+strconv.Itoa(i)
		name(path+".id", d.ID)
		d.Check(&f, path)
		if !d.Visible && d.Document != (Document{}) {
			f.Add(path+".document", "not_visible")
		}
		if _, err := evidence.ParseHash(d.SHA256); err != nil {
			f.Add(path+".sha256", "not_a_hash")
		}
	}
	if n := len(x.Recipients); n == 0 && x.Unfinished == nil || n > MaxRecipients {
		f.Add("recipients", "out_of_range", "min", "1", "max", strconv.Itoa(MaxRecipients))
	}
	for i := range x.Recipients {
		r, path := &x.Recipients[i], "recipients."+strconv.Itoa(i)
		name(path+".id", r.ID)
		for _, role := range r.Roles {
			if role != Payer && role != Signer && role != Reader {
				f.Add(path+".roles", "unknown")
			}
		}
	}
	for i := range x.Dues {
		due, path := &x.Dues[i], "dues."+strconv.Itoa(i)
		name(path+".id", due.ID)
		if due.Amount <= 0 || due.Amount > MaxAmount {
			f.Add(path+".amount", "out_of_range", "min", "1", "max", strconv.Itoa(MaxAmount))
		}
		if _, err := tariff.Compute(tariff.Gross, due.Amount, due.VATRate, due.VATRegime); err != nil || due.Net < 0 || (due.Net > 0 && due.Parts().Net != due.Net) {
			f.Add(path+".vat_rate", "does_not_add_up")
		}
		if len(due.Currency) != 3 || due.Currency != x.Dues[0].Currency {
			f.Add(path+".currency", "other_currency", "currency", x.Dues[0].Currency)
		}
	}
	switch {
	case x.Unfinished == nil:
		if len(x.Dues) == 0 && len(x.Releases) == 0 {
			f.Add("files", "nothing_guarded")
		}
		x.checkReleases(&f, name)
	case len(x.Releases) > 0:
		f.Add("releases", "not_yet")
	}
	return f.Err()
}

func (x *Drafted) checkReleases(f *problem.Fields, name func(field, id string)) {
	holds := map[string]int{}
	for i := range x.Releases {
		r, path := &x.Releases[i], "releases."+strconv.Itoa(i)
		name(path+".id", r.ID)
		for _, id := range r.Deliverables {
			holds[id]++
		}
		if len(r.Deliverables) == 0 {
			f.Add(path+".deliverables", "required")
		}
		if len(r.Gates) == 0 && strings.TrimSpace(string(x.Terms.NoGateReason)) == "" {
			f.Add("no_gate_reason", "required")
		}
		for j := range r.Gates {
			g := &r.Gates[j]
			at := path + ".gates." + strconv.Itoa(j)
			name(at+".id", g.ID)
			if !x.hasSubject(g) {
				f.Add(at+".subject", "unknown")
			}
		}
	}
	for i := range x.Deliverables {
		d := &x.Deliverables[i]
		want := 1
		if d.Visible {
			want = 0
		}
		if holds[d.ID] != want {
			f.Add("files."+strconv.Itoa(i), "in_one_release")
		}
		delete(holds, d.ID)
	}
	if len(holds) > 0 {
		f.Add("releases", "unknown_files")
	}
}

// hasSubject reports whether a gate waits for something that can come: a due, or a signer with a telephone.
func (x *Drafted) hasSubject(g *Gate) bool {
	switch g.Kind {
	case PaymentGate:
		_, ok := find(x.Dues, func(d *Due) bool { return d.ID == g.Subject })
		return ok
	case SignatureGate:
		r, ok := find(x.Recipients, func(r *Recipient) bool { return r.ID == g.Subject })
		return ok && r.Has(Signer) && r.Phone != ""
	}
	return false
}
