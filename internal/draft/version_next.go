package draft

import "quittance/internal/delivery"

// NextVersion is the spec of a delivery that follows d: the same terms and recipients, no files yet, nothing
// more to pay, a signature where there was one, and the next letter.
func NextVersion(d *delivery.Delivery) (Spec, error) {
	if err := d.Begun(); err != nil {
		return Spec{}, err
	}
	s := Spec{Terms: d.Terms, Digital: digitalOf(d)}
	s.Terms.Revision = NextRevision(d.Terms.Revision)
	s.Terms.Previous, s.Terms.ExpiresOn, s.Terms.NoGateReason = d.ID, "", ""
	signs := false
	for _, r := range d.Recipients {
		if r.Delegate { // there is nothing to pay
			continue
		}
		next := delivery.Recipient{Name: r.Name, Company: r.Company, Email: r.Email, Phone: r.Phone, Language: r.Language, Invite: r.Invite}
		for _, role := range r.Roles {
			if role != delivery.Payer {
				next.Roles = append(next.Roles, role)
			}
			signs = signs || role == delivery.Signer
		}
		if len(next.Roles) == 0 {
			next.Roles = []delivery.Role{delivery.Reader}
		}
		s.Recipients = append(s.Recipients, next)
	}
	if s.Gates = []delivery.GateKind{delivery.SignatureGate}; !signs {
		s.Gates, s.Terms.NoGateReason = []delivery.GateKind{}, newVersion[d.Terms.Language]
	}
	return s, nil
}

// newVersion is why nothing guards a new version nobody has to sign for, by language.
var newVersion = map[string]delivery.Personal{"fr": "Nouvelle version d’une remise déjà faite.", "en": "New version of a delivery already made."}
