package notify_test

import (
	"testing"

	"quittance/internal/account"
	"quittance/internal/notify"
)

func TestEveryAlertHasWordsOfItsOwn(t *testing.T) {
	c := composer(t)
	said := map[string]account.Alert{}
	for _, language := range []string{"fr", "en"} {
		for _, what := range account.AlertKinds() {
			mail, err := c.Compose(&notify.AccountChanged{About: about(language), What: what})
			if err != nil {
				t.Fatal(err)
			}
			if before, twice := said[mail.Text]; twice {
				t.Errorf("%s and %s say the same in %q", what, before, language)
			}
			said[mail.Text] = what
		}
	}
	for _, m := range []notify.Message{
		&notify.AccountChanged{About: about("fr"), What: "unheard of"}, &notify.AccountChanged{About: about("fr"), What: account.AlertRole},
		&notify.MembershipChanged{About: about("fr"), What: account.PasskeyAdded, Role: account.Owner}, &notify.MembershipChanged{About: about("fr"), What: account.AlertRole, Role: "king"},
	} {
		if mail, err := c.Compose(m); err == nil {
			t.Errorf("what has no words is sent: %s", mail.Text)
		}
	}
	for _, language := range []string{"fr", "en"} {
		for _, what := range account.AlertsByOthers() {
			for _, role := range []account.Role{account.Owner, account.Colleague, account.Accountant, account.Auditor} {
				_, err := c.Compose(&notify.MembershipChanged{About: about(language), What: what, Role: role})
				if err != nil {
					t.Errorf("%s of an %s in %s: %v", what, role, language, err)
				}
			}
		}
	}
}
