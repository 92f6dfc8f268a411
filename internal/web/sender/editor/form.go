package editor

import (
	"slices"
	"strconv"
	"strings"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/tariff"
)

const (
	usualVAT = "2000"
	noGates  = "none"
)

// specOf reads a form into what the domain judges. What is no number is told apart: the domain never sees it.
func specOf(form *screen.DeliveryForm) (draft.Spec, problem.Fields) {
	var wrong problem.Fields
	s := draft.Spec{
		Terms: delivery.Terms{
			Title: delivery.Personal(form.Title.Value), Message: delivery.Personal(input.Newlines(form.Message.Value)), Reference: delivery.Personal(form.Reference.Value),
			ClientKind: delivery.ClientKind(form.ClientKind.Value), ExpiresOn: delivery.Date(input.Day(form.ExpiresOn.Value)), Previous: delivery.ID(form.Previous.Value),
			Revision: form.Revision.Value,
		},
		DueOn: delivery.Date(input.Day(form.DueOn.Value)),
		Gates: gatesOf(form.Gates.Value), MayLack: form.Action.Value == actionSave,
	}
	readKind(&s, form, &wrong)
	s.Documents = documentsOf(form)
	if len(s.Gates) == 0 {
		s.Terms.NoGateReason = delivery.Personal(input.Newlines(form.NoGateReason.Value))
	}
	readPrice(&s, form, &wrong)
	for _, r := range form.Recipients {
		person := delivery.Recipient{
			Name: delivery.Personal(r.Name.Value), Company: delivery.Personal(r.Company.Value), Email: delivery.Personal(r.Email.Value),
			Phone: phoneOf(r.Phone.Value), Language: r.Language.Value,
			Invite: delivery.Invite(r.Invite.Value),
		}
		for _, role := range r.Roles.Values {
			person.Roles = append(person.Roles, delivery.Role(role))
		}
		s.Recipients = append(s.Recipients, person)
	}
	return s, wrong
}

// What a consumer buys, as the form names it.
const (
	contractDigital = "digital"
	contractBespoke = "bespoke"
)

// readKind reads what is asked of one kind of client alone. What stands in inputs that do not go with the chosen kind was
// typed for another one, and is left out. A public buyer pays after delivery: a payment is no condition then, whichever
// was chosen before.
func readKind(s *draft.Spec, form *screen.DeliveryForm, wrong *problem.Fields) {
	switch s.Terms.ClientKind {
	case delivery.Consumer:
		switch form.Contract.Value {
		case contractDigital, contractBespoke:
			digital := form.Contract.Value == contractDigital
			s.Digital = &digital
		case "":
		default:
			wrong.Add("contract", "unknown")
		}
	case delivery.Public:
		s.Terms.ChorusEngagement, s.Terms.ChorusService = delivery.Personal(form.Engagement.Value), delivery.Personal(form.Service.Value)
		if slices.Contains(s.Gates, delivery.PaymentGate) {
			s.Gates = nil // the usual ones
		}
	case delivery.Business:
	}
}

// readPrice leaves an amount that cannot be read at a harmless one, so that everything else is judged too.
func readPrice(s *draft.Spec, form *screen.DeliveryForm, wrong *problem.Fields) {
	var known bool
	if s.VATRate, s.VATRegime, known = taxOf(form.VATRate.Value); !known {
		wrong.Add("vat_rate", "unknown")
	}
	isNet := form.PriceKind.Value == string(tariff.Net)
	if isNet {
		s.Side = tariff.Net
	}
	if strings.TrimSpace(form.Price.Value) == "" {
		return
	}
	code := form.Currency.Value
	if code == "" {
		code = delivery.UsualCurrency
	}
	amount, bad := input.ParseAmount(form.Price.Value, code)
	if bad != "" {
		wrong.Add("price.amount", bad)
		amount = delivery.MinAmount
	}
	s.Price = &delivery.Money{Amount: amount, Currency: code}
	if isNet && bad == "" {
		addTax(s)
	}
}

// addTax makes of a price typed without tax the one with it. What cannot be computed stays as it was typed, and is refused
// as that.
func addTax(s *draft.Spec) {
	if p, err := tariff.Compute(tariff.Net, s.Price.Amount, s.VATRate, s.VATRegime); err == nil {
		s.Price.Amount, s.Net = p.Gross, p.Net
	}
}

// taxOf reads the one choice of a rate, in basis points, or of a regime without.
func taxOf(value string) (rate int, regime tariff.Regime, known bool) {
	if value == "" {
		value = usualVAT
	}
	if regime = tariff.Regime(value); regime.Known() {
		return 0, regime, true
	}
	rate, err := strconv.Atoi(value)
	if err != nil {
		return 0, tariff.Ordinary, false
	}
	return rate, tariff.Ordinary, true
}

// taxName is the choice that taxOf reads.
func taxName(rate int, regime tariff.Regime) string {
	if regime != tariff.Ordinary {
		return string(regime)
	}
	return strconv.Itoa(rate)
}

func gatesOf(value string) []delivery.GateKind {
	switch value {
	case "":
		return nil // the usual ones
	case noGates:
		return []delivery.GateKind{}
	}
	var gates []delivery.GateKind
	for g := range strings.SplitSeq(value, ",") {
		gates = append(gates, delivery.GateKind(g))
	}
	return gates
}

// formOf writes a spec as the form shows it: an amount in the reader's way, gates as one value.
func formOf(s draft.Spec, lang frontend.Lang) screen.DeliveryForm {
	var f screen.DeliveryForm
	t := s.Terms
	f.Title.Value, f.Message.Value, f.Reference.Value = string(t.Title), string(t.Message), string(t.Reference)
	f.ClientKind.Value, f.ExpiresOn.Value, f.Previous.Value = string(t.ClientKind), string(t.ExpiresOn), string(t.Previous)
	f.Engagement.Value, f.Service.Value, f.Contract.Value = string(t.ChorusEngagement), string(t.ChorusService), contractDigital
	if s.Digital != nil && !*s.Digital && t.ClientKind == delivery.Consumer {
		f.Contract.Value = contractBespoke
	}
	f.NoGateReason.Value, f.DueOn.Value, f.Revision.Value = string(t.NoGateReason), string(s.DueOn), t.Revision
	f.Currency.Value, f.VATRate.Value, f.PriceKind.Value = delivery.UsualCurrency, usualVAT, string(s.Side)
	if s.Price != nil {
		separator := ","
		if lang == frontend.English {
			separator = "."
		}
		amount := s.Price.Amount
		if s.Net > 0 {
			amount, f.PriceKind.Value = s.Net, string(tariff.Net)
		}
		f.Price.Value, f.Currency.Value = input.FormatAmount(amount, s.Price.Currency, separator), s.Price.Currency
	}
	if s.Price != nil || s.MayLack {
		f.VATRate.Value = taxName(s.VATRate, s.VATRegime)
	}
	f.Gates.Value = noGates
	if names := gateNames(s.Gates); len(names) > 0 {
		f.Gates.Value = strings.Join(names, ",")
	}
	for _, r := range s.Recipients {
		row := screen.RecipientForm{}
		row.Name.Value, row.Company.Value, row.Email.Value = string(r.Name), string(r.Company), string(r.Email)
		row.Phone.Value, row.Language.Value, row.Invite.Value = frontend.TypedPhone(lang, string(r.Phone)), r.Language, string(r.Invite)
		for _, role := range r.Roles {
			row.Roles.Values = append(row.Roles.Values, string(role))
		}
		f.Recipients = append(f.Recipients, row)
	}
	return f
}

// phoneOf is a number in E.164 form, so that one number is one however it was typed; what is none stays as it is.
func phoneOf(typed string) delivery.Personal {
	if e164, err := input.ParsePhone(typed); err == nil {
		return delivery.Personal(e164)
	}
	return delivery.Personal(strings.TrimSpace(typed))
}

func gateNames(gates []delivery.GateKind) []string {
	names := make([]string, len(gates))
	for i, g := range gates {
		names[i] = string(g)
	}
	return names
}
