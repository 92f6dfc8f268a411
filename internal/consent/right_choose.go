package consent

import "quittance/internal/delivery"

// RightAsked are the exact sentences of the two choices that a consumer has before paying, of which one is to be made; "" where
// none is asked for.
func RightAsked(d *delivery.Delivery, r *delivery.Recipient) (waive, keep string) {
	if !d.MustChooseRight(r) {
		return "", ""
	}
	return RightWaiver(r.Language).Text, RightKept(r.Language).Text
}

// RightChosen are the sentence of the choice that a consumer made, and the one it can still be changed into; "" where nothing
// was chosen, or it is too late.
func RightChosen(d *delivery.Delivery, r *delivery.Recipient) (chosen, other string) {
	if d.MustChooseRight(r) || !d.MayChooseRight(r) {
		return "", ""
	}
	if r.WaivedRightAt.IsZero() {
		return RightKept(r.Language).Text, RightWaiver(r.Language).Text
	}
	return RightWaiver(r.Language).Text, RightKept(r.Language).Text
}
