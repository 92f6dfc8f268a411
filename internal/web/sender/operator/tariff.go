package operator

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/rate"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// rateOf is what the page calls the rates of the table.
var rateOf = map[string]struct {
	kind tariff.Kind
	name string
}{
	"card_eea": {tariff.Card, "eea"}, "card_other": {tariff.Card, "other"}, "debit": {tariff.Debit, "sepa"}, "platform": {tariff.Platform, ""}, "sms": {tariff.SMS, ""},
}

// currencyOfRates is that of every rate an operator types.
const currencyOfRates = "EUR"

// showTariff is GET /operator/tariff.
func (d *Operator) showTariff(c echo.Context, v visit) error {
	var form screen.RateForm
	form.Since.Value = d.today(v)
	return d.renderTariff(c, v, http.StatusOK, form)
}

func (d *Operator) today(v visit) string {
	return d.Now().In(timezone.Of(v.Workspace.Zone)).Format(time.DateOnly)
}

func (d *Operator) renderTariff(c echo.Context, v visit, status int, form screen.RateForm) error {
	own, err := rate.Rows(c.Request().Context(), d.DB)
	if err != nil {
		return err
	}
	all := slices.Clone(tariff.Known())
	for _, r := range own {
		all = append(all, r.Row)
	}
	page, day, kinds := screen.OperatorTariff{Shell: d.Shell(c), Form: form}, d.today(v), screen.RateKinds()
	for i, r := range all {
		name := nameOf(r)
		if !slices.Contains(kinds, name) {
			continue // of tax, which is the law's
		}
		since, err := time.Parse(time.DateOnly, r.Since)
		if err != nil {
			return err
		}
		holds, ok := all.At(r.Kind, r.Name, currencyOfRates, day)
		x := screen.OperatorRate{
			Kind: name, BasisPoints: r.BasisPoints, Fixed: r.Fixed, Since: since, Source: r.Source, Own: i >= len(all)-len(own), Holds: ok && holds == r,
		}
		if r.Kind == tariff.SMS {
			x.Country = r.Name
		}
		page.Rates = append(page.Rates, x)
	}
	slices.SortStableFunc(page.Rates, func(a, b screen.OperatorRate) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Country, b.Country), b.Since.Compare(a.Since))
	})
	return d.Render(c, status, page)
}

// nameOf is what the page calls a row; "" of one that it does not show.
func nameOf(r tariff.Row) string {
	for name, x := range rateOf {
		if x.kind == r.Kind && (x.name == r.Name || r.Kind == tariff.SMS) {
			return name
		}
	}
	return ""
}

// setRate is POST /operator/tariff.
func (d *Operator) setRate(c echo.Context, v visit) error {
	var form screen.RateForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	row, wrong := readRate(form, d.today(v))
	if err := wrong.Err(); err != nil {
		if left := web.Refuse(&form, err); left != nil {
			return left
		}
		return d.renderTariff(c, v, http.StatusUnprocessableEntity, form)
	}
	if err := rate.Set(c.Request().Context(), d.DB, rate.Row{Row: row, SetBy: v.Member.ID, SetAt: d.At()}); err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathTariff, "rate_saved")
}

// removeRate is POST /operator/tariff/remove.
func (d *Operator) removeRate(c echo.Context, _ visit) error {
	var form screen.RateForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	x, ok := rateOf[form.Kind.Value]
	if !ok {
		return db.ErrNotFound
	}
	if x.kind == tariff.SMS {
		x.name = form.Country.Value
	}
	if err := rate.Remove(c.Request().Context(), d.DB, x.kind, x.name, form.Since.Value); err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathTariff, "rate_removed")
}

var (
	percentTyped = regexp.MustCompile(`^([0-9]{1,3})(?:[.,]([0-9]{1,2}))?$`)
	fixedTyped   = regexp.MustCompile(`^([0-9]{1,4})(?:[.,]([0-9]{1,6}))?$`)
	countryTyped = regexp.MustCompile(`^[A-Z]{2}$`)
)

// No processor takes more: a slip of the comma would be told to every sender.
const (
	highestShare = 2_000      // basis points
	highestFixed = 10_000_000 // millionths
)

// farthest is how many years ahead a price may be known.
const farthest = 10

// readRate tells everything that is wrong with what was typed.
func readRate(form screen.RateForm, today string) (tariff.Row, problem.Fields) {
	var wrong problem.Fields
	x, known := rateOf[form.Kind.Value]
	if !known {
		wrong.Add("rate_kind", "unknown")
	}
	row := tariff.Row{Kind: x.kind, Name: x.name, Since: input.Day(form.Since.Value), Source: strings.TrimSpace(form.Source.Value)}
	if country := strings.ToUpper(strings.TrimSpace(form.Country.Value)); x.kind == tariff.SMS && country != "" {
		if row.Name = country; !countryTyped.MatchString(country) {
			wrong.Add("country", "not_a_country")
		}
	}
	points, okPoints := scaled(form.Percent.Value, percentTyped, 2)
	fixed, okFixed := scaled(form.Fixed.Value, fixedTyped, 6)
	row.BasisPoints, row.Fixed = int(points), fixed
	switch {
	case !okPoints || points > 10_000, x.kind == tariff.SMS && points > 0: // an SMS has no amount
		wrong.Add("percent", "not_a_rate")
	case points > highestShare:
		wrong.Add("percent", "share_too_high")
	case okFixed && strings.TrimSpace(form.Percent.Value+form.Fixed.Value) == "":
		wrong.Add("fixed", "rate_required")
	}
	switch {
	case !okFixed:
		wrong.Add("fixed", "not_a_rate")
	case fixed > highestFixed:
		wrong.Add("fixed", "fixed_too_high")
	}
	if row.Fixed > 0 {
		row.Currency = currencyOfRates
	}
	switch since, err := time.Parse(time.DateOnly, row.Since); {
	case err != nil || since.Year() < 2000:
		wrong.Add("since", "not_a_date")
	case row.Since > today && since.Year() > yearOf(today)+farthest:
		wrong.Add("since", "too_far")
	}
	input.Line(&wrong, "source", row.Source, input.MaxReference, true)
	return row, wrong
}

// scaled reads a decimal number as an integer of its last decimal; empty is nothing.
func scaled(text string, as *regexp.Regexp, decimals int) (int64, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	m := as.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1]+m[2]+strings.Repeat("0", decimals-len(m[2])), 10, 64)
	return n, err == nil
}

func yearOf(day string) int {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return t.Year()
}
