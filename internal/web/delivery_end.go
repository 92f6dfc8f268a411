package web

import (
	"slices"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// EndOf is what the page of a delivery that is over says to one of its recipients, of the release that it is about, or nil. Reason
// is "" where something can still be done, or files can still be had.
func EndOf(dv *delivery.Delivery, release *delivery.Release, r *delivery.Recipient, at delivery.Instant) screen.RecipientClosed {
	zone, pays := timezone.Of(dv.Terms.Zone), r.Has(delivery.Payer)
	page := screen.RecipientClosed{Paid: pays && holdsMoney(dv)}
	who, renounced := dv.RenouncedBy()
	page.CanEndContract = dv.MayEndContract(r.ID, at)
	page.Reason = whyOver(dv, release, renounced)
	if page.Reason == "declined" && r.DeclinedAt.IsZero() {
		page.Reason, page.By = "declined_other", declinedBy(dv)
	}
	if page.Reason == "renounced" && who.ID != r.ID {
		page.Reason, page.By = "renounced_other", who.Called()
	}
	if renounced && (who.ID == r.ID || page.By != "") {
		page.At = who.WithdrewAt.Time().In(zone)
	}
	if !pays {
		return page
	}
	page.Announced = announced(dv)
	page.Owed = OwedBack(dv, at, zone)
	return page
}

func whyOver(dv *delivery.Delivery, release *delivery.Release, renounced bool) string {
	switch {
	case release != nil && release.State == delivery.ReleaseRevoked && dv.RefundBounced():
		return ended("refund_failed", release)
	case dv.State == delivery.Withdrawn && renounced:
		return "renounced"
	case release != nil && release.State == delivery.ReleaseRevoked && agenda.LostApart(dv):
		return "lost_apart"
	case release != nil && release.State == delivery.ReleaseRevoked:
		return ended("revoked", release)
	case release != nil && (dv.State == delivery.Sent || dv.State == delivery.Completed) && dv.IsGoingBack(release):
		return ended("refunding", release)
	case release != nil && release.Suspended:
		return "suspended"
	case release != nil && release.State != delivery.ReleaseLocked:
		return ""
	case dv.State == delivery.Withdrawn || dv.State == delivery.Draft:
		return "withdrawn"
	case dv.State == delivery.Declined:
		return "declined"
	case dv.State == delivery.Expired && agenda.SignsOnly(dv):
		return "expired_unsigned"
	case dv.State == delivery.Expired:
		return "expired"
	}
	return ""
}

// ended is the reason for the end of a release, told apart where its files never came: no access ends.
func ended(reason string, release *delivery.Release) string {
	if release.UnlockedAt.IsZero() {
		return reason + "_before"
	}
	return reason
}

// declinedBy names who declined; "" where that is not known.
func declinedBy(dv *delivery.Delivery) string {
	for i := range dv.Recipients {
		if r := &dv.Recipients[i]; !r.DeclinedAt.IsZero() {
			return r.Called()
		}
	}
	return ""
}

// holdsMoney reports whether money came, or is at the bank, that was not given back.
func holdsMoney(dv *delivery.Delivery) bool {
	return slices.ContainsFunc(dv.Payments, func(p delivery.Payment) bool {
		return p.State == delivery.PaymentProcessing || (p.State == delivery.PaymentSettled || p.State == delivery.PaymentUnapplied) && p.Refunded < p.Amount
	})
}

// announced is the transfer that whoever pays has announced and that nobody has recorded: what was ended meanwhile says what
// becomes of it.
func announced(dv *delivery.Delivery) frontend.Money {
	for i := range dv.Dues {
		if due := &dv.Dues[i]; dv.TransferAnnounced(due.ID) {
			return frontend.Money{Amount: due.Declared, Currency: due.Currency}
		}
	}
	return frontend.Money{}
}

// OwedBack is agenda.OwedBack as pages say it, and whether its last day is over.
func OwedBack(dv *delivery.Delivery, at delivery.Instant, zone *time.Location) (owed screen.OwedBack) {
	sum, by := agenda.OwedBack(dv)
	if sum.Amount == 0 {
		return owed
	}
	owed.Amount = frontend.Money{Amount: sum.Amount, Currency: sum.Currency}
	owed.By = DayOf(by, zone)
	owed.IsLate = dv.Terms.Day(at) > by
	return owed
}

// DayOf is the beginning of a day that we wrote, zero where there is none.
func DayOf(d delivery.Date, zone *time.Location) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), zone)
	return t
}
