package delivery_test

import (
	"errors"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestASignerNeedsANumberThatReceivesMessages(t *testing.T) {
	for sentence, c := range map[string]struct {
		phone    string
		landLine bool
	}{
		"a land line of Paris":                                  {"01 42 68 53 00", true},
		"a land line of Lyon with its country":                  {"+33 4 72 00 10 20", true},
		"a line of a box at home":                               {"09 72 00 00 01", true},
		"a land line of London":                                 {"+44 20 7946 0958", true},
		"a land line of La Réunion":                             {"+262 262 12 34 56", true},
		"a mobile telephone of 06":                              {"06 12 34 56 78", false},
		"a mobile telephone of 07":                              {"07 56 12 34 56", false},
		"a mobile telephone of La Réunion":                      {"+262 692 12 34 56", false},
		"a mobile telephone of Guadeloupe":                      {"+590 690 12 34 56", false},
		"a mobile telephone of Guyane":                          {"+594 694 12 34 56", false},
		"a mobile telephone of Martinique":                      {"+596 696 12 34 56", false},
		"a mobile telephone of Saint-Pierre-et-Miquelon":        {"+508 55 12 34", false},
		"a mobile telephone of Polynesia":                       {"+689 87 12 34 56", false},
		"a mobile telephone of New Caledonia":                   {"+687 75 12 34", false},
		"a mobile telephone of Belgium":                         {"+32 470 12 34 56", false},
		"a mobile telephone of Morocco":                         {"+212 612 34 56 78", false},
		"a number of the United States, where none can be told": {"+1 415 555 2671", false},
		"a number set apart for examples":                       {"06 39 98 00 01", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			want := ""
			if c.landLine {
				want = "phone land_line"
			}
			s := simple()
			s.Recipients[0].Phone = delivery.Personal(c.phone)
			if got := fields(s.Validate(morning)); got != strings.Replace(want, "phone", "recipients.0.phone", 1) {
				t.Errorf("drafting says %q", got)
			}
			l := newLife().sent(t, simple())
			if _, err := l.d.ProposeNumber(l.who(0), l.at, delivery.Personal(c.phone)); fields(err) != want && !errors.Is(err, delivery.ErrNumberUnchanged) {
				t.Errorf("proposing it says %v %q", err, fields(err))
			}
			r := l.d.Recipients[0]
			_, err := l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: delivery.Personal(c.phone)})
			if got := fields(err); got != want {
				t.Errorf("correcting to it says %q", got)
			}
		})
	}
}

func TestAMaskShowsCountryAndEndOnly(t *testing.T) {
	if got := delivery.MaskPhone("+33612345678"); strings.Contains(got, "345") || !strings.HasSuffix(got, "78") {
		t.Errorf("the mask %q", got)
	}
}
