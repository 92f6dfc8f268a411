package notify_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/notify"
)

var update = flag.Bool("update", false, "rewrite the golden messages in testdata")

var (
	price  = delivery.Money{Amount: 145000, Currency: "EUR"}
	paidAt = time.Date(2026, 12, 1, 14, 5, 0, 0, time.FixedZone("CET", 3600))
)

func about(language string) notify.About {
	return notify.About{Language: language, Name: "Claire Martin", Workspace: "Atelier Dupont", ReplyTo: "jean@atelier-dupont.example",
		Title: "Plans d’exécution, lot 4", Link: "https://quittance.example/d/eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMWs"}
}

// samples is one furnished message of every kind, in one language.
func samples(language string) []notify.Message {
	a := about(language)
	return []notify.Message{
		&notify.Invitation{About: a, SentBy: "Jean Dupont", Message: "Bonjour Claire,\nvoici les plans du lot 4, comme convenu.\n\nBien à vous", Price: price,
			DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Files: 3, Phone: "+33 • •• •• •• 42", Pay: true, Sign: true},
		&notify.Reminder{About: a, SentBy: "Jean Dupont", Owed: price, DueOn: "2026-12-15", ExpiresOn: "2027-12-01", Phone: "+33 • •• •• •• 42", Pay: true, Sign: true},
		&notify.EndNear{About: a, Owed: price, ExpiresOn: "2027-12-01", Pay: true, Sign: true},
		&notify.ProblemNoted{About: a, Text: "Le fichier 2 ne s’ouvre pas.\nPouvez-vous vérifier ?", ReportedAt: paidAt},
		&notify.Receipt{About: a, Amount: price, PaidAt: paidAt, Sign: true, Attached: true},
		&notify.DebitFailed{About: a, Amount: price},
		&notify.FilesReady{About: a, Files: 3, Certificate: "Q-2026-000042", Until: "2027-12-01"},
		&notify.FilesServed{About: a, Files: 3, ServedAt: paidAt, Certificate: "A-2026-000042"},
		&notify.FreshLink{About: a},
		&notify.OwnLink{About: a},
		&notify.FileReplaced{About: a, Old: "Lot 4 – façades.dxf", New: "Lot 4 – façades (b).dxf"},
		&notify.SignatureAwaited{About: a, Phone: "+33 • •• •• •• 42"},
		&notify.DeliveryWithdrawn{About: a, Reason: "Le lot 4 sera remis avec le lot 5."},
		&notify.RefundMade{About: a, Amount: price, Attached: true},
		&notify.PaymentReceived{About: a, Recipient: "Claire Martin", Amount: price, PaidAt: paidAt, Sign: true, Attached: true},
		&notify.PaymentFailed{About: a, Recipient: "Claire Martin", Amount: price},
		&notify.CertificateReady{About: a, Recipient: "Claire Martin", Certificate: "Q-2026-000042"},
		&notify.DeliveryAttested{About: a, Recipient: "Claire Martin", Files: 3, ServedAt: paidAt, Certificate: "A-2026-000042"},
		&notify.NumberProposed{About: a, Recipient: "Claire Martin", Phone: "+33 6 39 98 12 34"},
		&notify.Declined{About: a, Recipient: "Claire Martin", Reason: "Ce n’est pas ce que j’ai commandé."},
		&notify.WithdrawalConfirmed{About: a},
		&notify.ExpiryNear{About: a, Recipient: "Claire Martin", ExpiresOn: "2027-12-01"},
		&notify.Expired{About: a},
		&notify.ProblemReported{About: a, Recipient: "Claire Martin", Text: "Le fichier 2 ne s’ouvre pas.\nPouvez-vous vérifier ?"},
		&notify.MoneyUnapplied{About: a, Amount: price, Reason: "double", Refunding: true},
		&notify.RefundFailed{About: a, Amount: price},
		&notify.DisputeOpened{About: a, Amount: price},
		&notify.DisputeClosed{About: a, Amount: price, Won: true},
		&notify.SignatureMissing{About: a, Recipient: "Claire Martin", Amount: price},
		&notify.Undeliverable{About: a, Recipient: "Claire Martin", Channel: "email"},
		&notify.ConfirmEmail{About: a, Hours: 24},
		&notify.ResetPassword{About: a, Minutes: 60},
		&notify.AccountChanged{About: a, What: account.PasskeyAdded},
	}
}

func composer(t testing.TB) *notify.Composer {
	t.Helper()
	c, err := notify.NewComposer()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryMessageReadsAsRecorded(t *testing.T) {
	c := composer(t)
	for _, language := range []string{"fr", "en"} {
		seen := map[string]bool{}
		for _, m := range samples(language) {
			seen[m.Kind()] = true
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, language+"_"+m.Kind()+".txt", "From: "+mail.FromName+"\nReply-To: "+mail.ReplyTo+"\nSubject: "+mail.Subject+"\n\n"+mail.Text)
			if m.Kind() == "invitation" || m.Kind() == "files_ready" {
				golden(t, language+"_"+m.Kind()+".html", mail.HTML)
			}
		}
		for _, m := range notify.Kinds() {
			if !seen[m.Kind()] {
				t.Errorf("%s has no sample", m.Kind())
			}
		}
	}
}

func TestEveryMessageKeepsItsPromises(t *testing.T) {
	c := composer(t)
	for _, language := range []string{"fr", "en", ""} {
		for _, m := range samples(language) {
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			name := language + " " + m.Kind()
			for what, wrong := range map[string]bool{
				"is over 100 kB":                 len(mail.HTML) > 100_000,
				"loads something from elsewhere": strings.Contains(mail.HTML, "<img") || strings.Contains(mail.HTML, "url(") || strings.Contains(mail.HTML, "<link") || strings.Contains(mail.HTML, "<script"),
				"has no dark colours":            !strings.Contains(mail.HTML, "prefers-color-scheme: dark"),
				"has a value missing":            strings.Contains(mail.Text+mail.HTML+mail.Subject, "<no value>") || strings.Contains(mail.HTML, "ZgotmplZ"),
				"shows template marks":           strings.Contains(mail.Text+mail.Subject, "{{") || strings.Contains(mail.Text, " | "),
				"has a straight apostrophe":      strings.Contains(mail.Text+mail.Subject, "'"),
				"misses a French no-break space": language != "en" && strings.ContainsAny(strings.NewReplacer("\u00a0:", "", "\u202f?", "", "\u00a0»", "", "«\u00a0", "", "https:", "", "\u202f;", "", "UTC+1", "", "SANDBOX", "").Replace(mail.Subject+mail.Text), "«»;"),
				"links nowhere":                  !strings.Contains(mail.HTML, "quittance.example/d/") && m.Kind() != "delivery_withdrawn",
			} {
				if wrong {
					t.Errorf("%s %s", name, what)
				}
			}
		}
	}
}

func TestASandboxMessageIsMarkedEverywhere(t *testing.T) {
	c := composer(t)
	for _, m := range samples("fr") {
		a := about("fr")
		a.Sandbox = true
		setAbout(m, a)
		mail, err := c.Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(mail.Subject, "[SANDBOX] ") || !strings.Contains(mail.Text, "*** SANDBOX") || !strings.Contains(mail.HTML, "SANDBOX\u00a0: essai") {
			t.Errorf("%s is not marked", m.Kind())
		}
	}
}

func setAbout(m notify.Message, a notify.About) {
	if x, ok := m.(interface{ SetAbout(notify.About) }); ok {
		x.SetAbout(a)
	}
}

func TestWhatPeopleTypeStaysText(t *testing.T) {
	const evil = "<script>alert(1)</script>\r\nBcc: x@example.org\n\nSecond | paragraph\u202e {{.Link}}"
	a := about("fr")
	a.Title, a.Workspace, a.Name = evil, evil, evil
	for name, m := range map[string]notify.Message{
		"in an invitation":      &notify.Invitation{About: a, SentBy: evil, Message: evil, Price: price, Files: 1, Phone: evil},
		"in a reported trouble": &notify.ProblemReported{About: a, Recipient: evil, Text: evil},
		"in a file's name":      &notify.FileReplaced{About: a, Old: evil, New: evil},
	} {
		t.Run(name, func(t *testing.T) {
			mail, err := composer(t).Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(mail.HTML, "<script") {
				t.Error("markup passed into the page")
			}
			if strings.ContainsAny(mail.Subject+mail.FromName, "\r\n\u202e") {
				t.Errorf("a header has control characters: %q", mail.Subject)
			}
			if strings.Contains(mail.Text, "\nBcc:") {
				t.Error("a value began a line of its own")
			}
		})
	}
}

func TestComposeRefusesALinkThatIsNotAnAddress(t *testing.T) {
	for _, link := range []string{"javascript:alert(1)", "/d/x", "http:", "https://", "ftp://x/y", "::"} {
		a := about("fr")
		a.Link = link
		if _, err := composer(t).Compose(&notify.FreshLink{About: a}); err == nil {
			t.Errorf("%q was accepted", link)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is recorded (go test ./internal/notify -update, then read the change):\n%s", name, got)
	}
}
