package draft

import (
	"slices"

	"quittance/internal/delivery"
)

// Setting is what holds of a delivery beyond its files, title, price and client, whether it was typed or left open: what
// folded options say of themselves.
type Setting struct {
	ClientKind delivery.ClientKind
	Gates      []delivery.GateKind // in order
	ExpiresOn  delivery.Date       // last day to start paying
	DueOn      delivery.Date       // "" where none was typed
	Recipients int
}

// Setting fills in what was left open, as it would be at the instant. What was typed and means nothing counts as left
// open: Validate tells what is wrong with it.
func (s *Spec) Setting(at delivery.Instant, zone string) Setting {
	out := Setting{ClientKind: s.Terms.ClientKind, Gates: s.gates(), ExpiresOn: s.Terms.ExpiresOn, DueOn: s.DueOn, Recipients: len(s.Recipients)}
	if !slices.Contains([]delivery.ClientKind{delivery.Business, delivery.Consumer, delivery.Public}, out.ClientKind) {
		out.ClientKind = delivery.Business
	}
	for i, g := range out.Gates {
		if (g != delivery.PaymentGate && g != delivery.SignatureGate) || slices.Contains(out.Gates[:i], g) {
			out.Gates = DefaultGates(out.ClientKind)
			break
		}
	}
	if _, err := delivery.ParseDate(string(out.DueOn)); err != nil {
		out.DueOn = ""
	}
	if _, err := delivery.ParseDate(string(out.ExpiresOn)); err != nil {
		out.ExpiresOn = UsualExpiry(out.DueOn, at, zone)
	}
	return out
}

// UsualExpiry is the last day to start paying when the sender names none: that of DefaultExpiry, never before the due
// date. With a due date that is no date it is left open: that alone is then told.
func UsualExpiry(due delivery.Date, at delivery.Instant, zone string) delivery.Date {
	if _, err := delivery.ParseDate(string(due)); due != "" && err != nil {
		return ""
	}
	return max(DefaultExpiry(at, zone), due)
}
