package notify_test

import (
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/notify"
)

func TestAReceiptSaysWhatBecomesOfTheMoney(t *testing.T) {
	c := composer(t)
	euros := func(amount int64) delivery.Money { return delivery.Money{Amount: amount, Currency: "EUR"} }
	for name, x := range map[string]struct {
		receipt notify.Receipt
		says    map[string][]string
		not     []string
	}{
		"too much": {
			notify.Receipt{Amount: euros(46000), Surplus: euros(1000), Sign: true, ReceivedOn: "2026-11-18"},
			map[string][]string{"fr": {"10,00", "de trop", "signer", "18 novembre 2026"}, "en": {"10.00", "too much", "sign", "18 November 2026"}}, nil,
		},
		"twice": {
			notify.Receipt{Amount: euros(45000), Surplus: euros(45000), Reason: "double"},
			map[string][]string{"fr": {"déjà payé", "n’ouvre rien", "à vous rendre"}, "en": {"paid already", "unlocks nothing", "given back"}}, []string{"Merci", "Thank you"},
		},
		"after the end, whatever is still owed": {
			notify.Receipt{Amount: euros(45000), Surplus: euros(45000), Reason: "ended", Owed: euros(45000), Sign: true},
			map[string][]string{"fr": {"pris fin", "à vous rendre"}, "en": {"had ended", "given back"}}, []string{"Il reste", "still to be paid", "signer", "sign with"},
		},
		"a rest that no card takes": {
			notify.Receipt{Amount: euros(44970), Owed: euros(30), Rest: notify.Rest{TooLittle: true}},
			map[string][]string{"fr": {"Il reste 0,30", "trop peu pour un paiement en ligne", "renoncer"}, "en": {"0.30 is still", "too little to pay online", "do without"}}, nil,
		},
		"by whoever pays in a client's place": {
			notify.Receipt{About: notify.About{PaysOnly: true}, Amount: euros(45000)},
			map[string][]string{"fr": {"Il ne vous reste rien à faire", "Voir le paiement"}, "en": {"nothing left for you to do", "See the payment"}}, []string{"la remise", "the delivery"},
		},
	} {
		for language, says := range x.says {
			m := x.receipt
			m.About = about(language)
			m.PaysOnly = x.receipt.PaysOnly
			mail, err := c.Compose(&m)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\n", " ").Replace(mail.Text)
			for _, want := range says {
				if !strings.Contains(text, want) {
					t.Errorf("%s in %s lacks %q:\n%s", name, language, want, mail.Text)
				}
			}
			for _, not := range x.not {
				if strings.Contains(text, not) {
					t.Errorf("%s in %s says %q:\n%s", name, language, not, mail.Text)
				}
			}
		}
	}
}

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

// A certificate that is too large for a message is said to be on the page, and nowhere to be attached.
func TestACertificateThatIsNotAttachedIsSaidToBeOnThePage(t *testing.T) {
	for _, language := range []string{"fr", "en"} {
		a := about(language)
		for _, m := range []notify.Message{
			&notify.FilesReady{About: a, Certificate: "Q-1", TooLarge: true}, &notify.FilesServed{About: a, ServedAt: paidAt, Certificate: "A-1", TooLarge: true},
			&notify.CertificateReady{About: a, Certificate: "Q-1", TooLarge: true}, &notify.DeliveryAttested{About: a, ServedAt: paidAt, Certificate: "A-1", TooLarge: true},
		} {
			mail, err := composer(t).Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			if text := mail.Subject + mail.Text; strings.Contains(text, "joint") || strings.Contains(text, "attached") || !strings.Contains(text, "la page") && !strings.Contains(text, "the page") {
				t.Errorf("%s in %s:\n%s", m.Kind(), language, text)
			}
		}
	}
}
