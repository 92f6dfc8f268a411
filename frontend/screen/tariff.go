package screen

import (
	"time"

	"quittance/frontend"
)

// OperatorTariff is GET /operator/tariff: what payments and text messages cost, for estimates alone.
type OperatorTariff struct {
	frontend.Shell
	Rates []OperatorRate // by kind, the latest first
	Form  RateForm
}

// OperatorRate is one row of the tariff. Kind is one of RateKinds.
type OperatorRate struct {
	Kind        string
	Country     string // of "sms": ISO 3166-1; "" is any other
	BasisPoints int
	Fixed       int64 // millionths of an euro
	Since       time.Time
	Source      string
	Own         bool // the operator's: it can be removed
	Holds       bool // today
}

// RateForm is a rate as typed; ID, Country and Since name the one to be removed.
type RateForm struct {
	Kind    frontend.Field `form:"rate_kind"`
	Country frontend.Field `form:"country"`
	Percent frontend.Field `form:"percent"`
	Fixed   frontend.Field `form:"fixed"`
	Since   frontend.Field `form:"since"` // YYYY-MM-DD
	Source  frontend.Field `form:"source"`
}

// RateKinds are the values of the "rate_kind" input.
func RateKinds() []string { return []string{"card_eea", "card_other", "debit", "platform", "sms"} }

func (OperatorTariff) Template() string { return "sender/operator_tariff" }
