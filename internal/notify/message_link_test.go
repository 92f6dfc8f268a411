package notify_test

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"quittance/internal/notify"
)

// addresses finds what a mail program would make a link of.
var addresses = regexp.MustCompile(`(?i)(?:[a-z][a-z+.-]*://|www\.|mailto:)[^\s<>"]+`)

// TestMessagesLeadNowhereButToTheirOwnLink reads every message as a mail program does: nothing is fetched when it is
// opened, and whatever can be followed is the one link.
func TestMessagesLeadNowhereButToTheirOwnLink(t *testing.T) {
	c := composer(t)
	own := about("fr").Link
	for _, language := range []string{"fr", "en"} {
		for _, m := range notify.Samples(language) {
			mail, err := c.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			name := language + " " + m.Kind()
			for _, found := range append(addresses.FindAllString(mail.Text, -1), addresses.FindAllString(mail.HTML, -1)...) {
				if found != own {
					t.Errorf("%s leads to %s", name, found)
				}
			}
			root, err := html.Parse(strings.NewReader(mail.HTML))
			if err != nil {
				t.Fatal(err)
			}
			schemes := 0
			for n := range root.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				switch n.Data {
				case "img", "link", "script", "iframe", "object", "embed", "video", "audio", "source", "svg", "form", "base", "input":
					t.Errorf("%s has <%s>", name, n.Data)
				}
				for _, a := range n.Attr {
					switch {
					case a.Key == "href" && a.Val != own:
						t.Errorf("%s has a link to %s", name, a.Val)
					case a.Key == "src", a.Key == "background", a.Key == "srcset", strings.HasPrefix(a.Key, "on"):
						t.Errorf("%s has %s=%q", name, a.Key, a.Val)
					case a.Key == "name" && a.Val == "color-scheme":
						schemes++
					}
				}
			}
			if css := mail.HTML; schemes != 1 || !strings.Contains(css, "@media (prefers-color-scheme: dark)") || strings.Contains(css, "url(") || strings.Contains(css, "@import") {
				t.Errorf("%s is not made for both schemes, or its style fetches something", name)
			}
		}
	}
}
