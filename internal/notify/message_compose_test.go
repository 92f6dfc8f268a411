package notify_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/notify"
	"quittance/internal/timezone"
)

var update = flag.Bool("update", false, "rewrite the golden messages in testdata")

var (
	price  = delivery.Money{Amount: 145000, Currency: "EUR"}
	paidAt = time.Date(2026, 12, 1, 14, 5, 0, 0, timezone.Of("Europe/Paris"))
)

// about is that of every sample.
func about(language string) notify.About {
	return notify.Samples(language)[0].(*notify.Invitation).About //nolint:forcetypeassert // the first is the invitation
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
		for _, m := range notify.Samples(language) {
			seen[m.Kind()] = true
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, language+"_"+notify.SampleName(m)+".txt", "From: "+mail.FromName+"\nReply-To: "+mail.ReplyTo+"\nSubject: "+mail.Subject+"\n\n"+mail.Text)
			golden(t, language+"_"+notify.SampleName(m)+".html", mail.HTML)
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
		for _, m := range notify.Samples(language) {
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
				"misses a French no-break space": language != "en" && strings.ContainsAny(strings.NewReplacer("\u00a0:", "", "\u202f?", "", "\u00a0»", "", "«\u00a0", "", "https:", "", "\u202f;", "", "SANDBOX", "").Replace(mail.Subject+mail.Text), "«»;"),
				"links nowhere":                  !strings.Contains(mail.HTML, "quittance.example/s/") && m.Kind() != "delivery_withdrawn" && notify.SampleName(m) != "membership_changed_access_removed",
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
	for _, m := range notify.Samples("fr") {
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

var manyFiles = regexp.MustCompile(`(?i)\b(fichiers|files)\b`)

func TestOneFileIsNeverSeveral(t *testing.T) {
	c := composer(t)
	for _, language := range []string{"fr", "en"} {
		for _, m := range notify.Samples(language) {
			a := about(language)
			a.Files = 1
			setAbout(m, a)
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			if found := manyFiles.FindString(mail.Subject + mail.Text); found != "" {
				t.Errorf("%s in %s says %q of one file:\n%s\n%s", notify.SampleName(m), language, found, mail.Subject, mail.Text)
			}
		}
	}
}

// nameAfter is a value, no amount or date, after a French word that would lose its vowel before some names.
var nameAfter = regexp.MustCompile(`(?i)\b(?:de|que|lorsque|puisque|jusque) (?:\{\{(?:if|with|else)[^}]*\}\})*\{\{\.[A-Z]`)

// A mail says it in another way: the pages' sentences elide, see frontend, and templates do not.
func TestNoFrenchMailHasANameAfterAWordThatElides(t *testing.T) {
	files, err := filepath.Glob("template/*.tmpl")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if found := nameAfter.FindString(string(b)); found != "" {
			t.Errorf("%s: %q", f, found)
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
		"in an invitation":      &notify.Invitation{About: a, SentBy: evil, Message: evil, Price: price, Phone: evil},
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
