package sender

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

// How many parts of SMS a message usually takes: the text of a code names what is signed, with accents.
const (
	partsOfACode = 2
	partsOfALink = 1
)

// estimate is what the sender is likely to receive of a delivery that is paid with a European card, or of a public buyer's
// by transfer, by the rates of the day. It is empty where there is nothing to pay or the processor's rate is not known:
// nothing is guessed. The price of an SMS is only counted where it is known; the page says whether it was.
func estimate(dv *delivery.Delivery, table tariff.Table, at time.Time) screen.Estimate {
	if len(dv.Dues) == 0 {
		return screen.Estimate{}
	}
	zone := timezone.Of(dv.Terms.Zone)
	sum, _ := price(dv)
	sale := tariff.Sale{Amount: sum.Amount, Currency: sum.Currency, Day: at.In(zone).Format(time.DateOnly), Method: tariff.CardEEA, SMSParts: texts(dv)}
	if dv.Terms.ClientKind == delivery.Public {
		sale.Method = tariff.BankTransfer
	}
	_, sale.Platform = table.At(tariff.Platform, "", sale.Currency, sale.Day)
	e, err := table.Estimate(sale)
	withSMS := err == nil && e.Complete()
	if !withSMS {
		sale.SMSParts = nil
		e, err = table.Estimate(sale)
	}
	if err != nil || !e.Complete() || e.Net <= 0 {
		return screen.Estimate{}
	}
	in := func(amount int64) frontend.Money { return frontend.Money{Amount: amount, Currency: sum.Currency} }
	out := screen.Estimate{Net: in(e.Net), Fees: in(e.Fees), ByTransfer: sale.Method == tariff.BankTransfer, WithoutSMS: !withSMS}
	for _, p := range e.Parts {
		kind := string(p.Row.Kind)
		if p.Row.Kind == tariff.Card {
			kind = "card_eea"
		}
		out.Parts = append(out.Parts, screen.EstimatePart{Kind: kind, Amount: in(p.Amount), Since: day(delivery.Date(p.Row.Since), zone), Source: p.Row.Source})
	}
	sale.Method = tariff.SEPADebit
	if debit, err := table.Estimate(sale); err == nil && debit.Complete() && debit.Net > 0 && !out.ByTransfer {
		out.ByDebit = in(debit.Net)
	}
	return out
}

// texts are the parts of SMS that signing takes, and links that go so, by country.
func texts(dv *delivery.Delivery) map[string]int {
	out := map[string]int{}
	for _, r := range dv.Releases {
		for _, g := range r.Gates {
			if who, ok := dv.Recipient(g.Subject); ok && g.Kind == delivery.SignatureGate {
				out[input.PhoneCountry(string(who.Phone))] += partsOfACode
			}
		}
	}
	for _, r := range dv.Recipients {
		if r.Invite == delivery.InviteBySMS {
			out[input.PhoneCountry(string(r.Phone))] += partsOfALink
		}
	}
	return out
}
