package notify_test

import (
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/notify"
)

func TestAPartThatWasPaidPromisesNoFiles(t *testing.T) {
	c := composer(t)
	for language, want := range map[string][2]string{
		"fr": {"600,00", "Les fichiers sont à vous"}, "en": {"600.00", "The files are yours"},
	} {
		owed := delivery.Money{Amount: 60000, Currency: "EUR"}
		for _, m := range []notify.Message{
			&notify.Receipt{About: about(language), Amount: delivery.Money{Amount: 40000, Currency: "EUR"}, Owed: owed, Sign: true},
			&notify.PaymentReceived{About: about(language), Amount: delivery.Money{Amount: 40000, Currency: "EUR"}, Owed: owed, Sign: true},
		} {
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(mail.Text, want[0]) || strings.Contains(mail.Text, want[1]) {
				t.Errorf("%s of a part in %s:\n%s", m.Kind(), language, mail.Text)
			}
		}
	}
}
