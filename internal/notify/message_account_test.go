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
	if mail, err := c.Compose(&notify.AccountChanged{About: about("fr"), What: "unheard of"}); err == nil {
		t.Errorf("an alert without words is sent: %s", mail.Text)
	}
}
