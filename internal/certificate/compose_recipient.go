package certificate

import (
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

func recipientsOf(d *delivery.Delivery, t trail) []evidence.Recipient {
	out := make([]evidence.Recipient, 0, len(d.Recipients))
	for _, r := range d.Recipients {
		person := evidence.Recipient{
			ID: r.ID, Name: string(r.Name), Company: string(r.Company), Email: string(r.Email), Language: r.Language,
			Phone: string(r.Phone), PhoneCorrections: t.phoneChanges(r.ID), Roles: make([]string, 0, len(r.Roles)),
		}
		if r.Phone != "" {
			person.PhoneSuppliedBy, person.PhoneSuppliedAt = string(r.PhoneBy), int64(r.PhoneAt)
		}
		for _, role := range r.Roles {
			person.Roles = append(person.Roles, string(role))
		}
		out = append(out, person)
	}
	return out
}

// phoneChanges lists the corrections of a number since the delivery was sent: while it is a draft, nobody has
// relied on the number yet.
func (t trail) phoneChanges(recipient string) []evidence.PhoneChange {
	var out []evidence.PhoneChange
	known := ""
	for _, e := range t {
		switch x := e.data.(type) {
		case delivery.Drafted:
			for _, r := range x.Recipients {
				if r.ID == recipient {
					known = string(r.Phone)
				}
			}
		case delivery.RecipientCorrected:
			if x.Recipient != recipient || string(x.Phone) == known {
				continue
			}
			by := string(x.PhoneBy)
			if by == "" {
				by = e.actor
			}
			out = append(out, evidence.PhoneChange{At: e.at, By: by, From: known, To: string(x.Phone)})
			known = string(x.Phone)
		}
	}
	return out
}
