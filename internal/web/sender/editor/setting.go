package editor

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

// setting is what the folded options say of themselves: what was typed, and what holds where nothing was.
func (d *Editor) setting(form *screen.DeliveryForm, v visit) screen.Setting {
	spec, _ := specOf(form)
	s := spec.Setting(d.At(), v.Workspace.Zone)
	zone := timezone.Of(v.Workspace.Zone)
	out := screen.Setting{
		ClientKind: string(s.ClientKind), Gates: strings.Join(gateNames(s.Gates), "_"), Recipients: s.Recipients, ExpiresOn: day(s.ExpiresOn, zone), DueOn: day(s.DueOn, zone),
	}
	out.Texted = slices.ContainsFunc(spec.Recipients, func(r delivery.Recipient) bool { return r.Invite == delivery.InviteBySMS })
	if s.ClientKind == delivery.Consumer {
		if out.Contract = contractDigital; !spec.IsDigital() {
			out.Contract = contractBespoke
		}
	}
	if out.Gates == "" {
		out.Gates = noGates
	}
	return out
}

// day is the beginning of a day, or the zero time.
func day(d delivery.Date, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// opens reports whether the options are to be seen: something of them is wrong, or there are several recipients.
func opens(form *screen.DeliveryForm) bool {
	if len(form.Recipients) > 1 {
		return true
	}
	first := []string{"files", "title", "price", "price_kind", "vat_rate", "recipients-0-name", "recipients-0-email", "recipients-0-phone"}
	return slices.ContainsFunc(frontend.FormProblems(form), func(p frontend.FieldProblem) bool { return !slices.Contains(first, p.ID) })
}

// parts are the price with VAT and without, where it can be read.
func parts(form *screen.DeliveryForm) screen.Parts {
	spec, wrong := specOf(form)
	if spec.Price == nil || len(wrong) > 0 || form.Price.Error != "" {
		return screen.Parts{}
	}
	due := delivery.Due{Amount: spec.Price.Amount, VATRate: spec.VATRate, VATRegime: spec.VATRegime, Net: spec.Net}
	p := due.Parts()
	in := func(amount int64) frontend.Money {
		return frontend.Money{Amount: amount, Currency: spec.Price.Currency}
	}
	return screen.Parts{Net: in(p.Net), Tax: in(p.Tax), Gross: in(p.Gross)}
}

// rates are those of the day, with the one that the form has: a draft may be older than a change of the law.
func rates(form *screen.DeliveryForm, today string) []int {
	var out []int
	for _, r := range tariff.Known().VATRates(today) {
		out = append(out, r.BasisPoints)
	}
	if n, err := strconv.Atoi(form.VATRate.Value); err == nil && n > 0 && n <= 10_000 && !slices.Contains(out, n) {
		out = append(out, n)
	}
	return out
}

func (d *Editor) today(v visit) string {
	return d.Now().In(timezone.Of(v.Workspace.Zone)).Format(time.DateOnly)
}
