package delivery_test

import (
	"testing"

	"quittance/internal/delivery"
)

// A link that is replaced because of whoever holds it takes the payment page with it that it opened; nobody else's, and not
// where the link stays.
func TestAReplacedLinkClosesThePaymentPageItOpened(t *testing.T) {
	correct := func(l *life, who int, email delivery.Personal) ([]delivery.Event, error) {
		r := l.d.Recipients[who]
		return l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name + " B", Email: email, Phone: r.Phone, LinkID: "fresh"})
	}
	for name, c := range map[string]struct {
		change func(l *life) ([]delivery.Event, error)
		want   delivery.PaymentState
	}{
		"it is made anew":       {func(l *life) ([]delivery.Event, error) { return l.d.IssueLink("sender:m1", l.at, l.who(0), "fresh") }, delivery.PaymentExpired},
		"its address was wrong": {func(l *life) ([]delivery.Event, error) { return correct(l, 0, "ada@other.example") }, delivery.PaymentExpired},
		"the number it was texted to was wrong": {func(l *life) ([]delivery.Event, error) {
			l.d.Recipients[0].Invite = delivery.InviteBySMS
			if err := l.keep(l.d.ProposeNumber(l.who(0), l.at, "+33639980007")); err != nil {
				return nil, err
			}
			return l.d.AcceptNumber("sender:m1", l.at, l.who(0), "fresh")
		}, delivery.PaymentExpired},
		"the name alone":    {func(l *life) ([]delivery.Event, error) { return correct(l, 0, l.d.Recipients[0].Email) }, delivery.PaymentStarted},
		"it is sent again":  {func(l *life) ([]delivery.Event, error) { return l.d.ResendLink("sender:m1", l.at, l.who(0)) }, delivery.PaymentStarted},
		"another's link":    {func(l *life) ([]delivery.Event, error) { return l.d.IssueLink("sender:m1", l.at, l.who(1), "fresh") }, delivery.PaymentStarted},
		"another's address": {func(l *life) ([]delivery.Event, error) { return correct(l, 1, "bo@other.example") }, delivery.PaymentStarted},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife()
			l.sent(t, simple())
			p := l.checkout(t)
			events, err := c.change(l)
			l.must(t, events, err)
			paid, _ := l.d.Payment(p)
			wants(t, paid.State, c.want)
		})
	}
}
