package notify_test

import (
	"strings"
	"testing"

	"quittance/internal/notify"
)

const shortURL = "https://quittance.example/s/0123456789abcdefghjkmnpqrs"

func TestALinkFitsInAMessage(t *testing.T) {
	for name, c := range map[string]struct {
		text  notify.LinkText
		want  string // "" is whatever fits
		parts int
	}{
		"in French": {notify.LinkText{Language: "fr", Workspace: "Atelier Martin", Title: "Plans d’exécution, lot 2"},
			`Quittance : Atelier Martin vous adresse "Plans d'exécution, lot 2". Votre lien : ` + shortURL, 1},
		"in English, played": {notify.LinkText{Language: "en", Workspace: "Atelier Martin", Title: "Plans", Sandbox: true},
			`[SANDBOX] Quittance: Atelier Martin has sent you "Plans". Your link: ` + shortURL, 1},
		"their turn to sign": {notify.LinkText{Language: "fr", Workspace: "Atelier Martin", Title: "Plans", Turn: "sign"},
			`Quittance, Atelier Martin : c'est à vous de signer "Plans". Votre lien : ` + shortURL, 1},
		"to a number they proposed": {notify.LinkText{Language: "fr", Workspace: "Atelier Martin", Title: "Plans", Turn: "number_confirmed"},
			`Quittance, Atelier Martin : votre numéro est confirmé pour "Plans". Votre lien : ` + shortURL, 1},
		"to a number they proposed, in English": {notify.LinkText{Language: "en", Workspace: "Atelier Martin", Title: "Plans", Turn: "number_confirmed"},
			`Quittance, Atelier Martin: your number is confirmed for "Plans". Your link: ` + shortURL, 1},
		"their turn to pay": {notify.LinkText{Language: "fr", Workspace: "Atelier Martin", Title: "Plans", Turn: "pay"},
			`Quittance, Atelier Martin : c'est à vous de régler "Plans". Votre lien : ` + shortURL, 1},
		"their turn, in English": {notify.LinkText{Language: "en", Workspace: "Atelier Martin", Title: strings.Repeat("Plans ", 50), Turn: "sign"}, "", 2},
		"accents that the alphabet lacks are dropped": {notify.LinkText{Workspace: "Côté Bâti", Title: "Œuvre"},
			`Quittance : Coté Bati vous adresse "OEuvre". Votre lien : ` + shortURL, 1},
		"long names are shortened": {notify.LinkText{Workspace: strings.Repeat("Atelier ", 30), Title: strings.Repeat("Plans ", 50)}, "", 2},
		"another script is kept while it fits": {notify.LinkText{Workspace: "A", Title: "Планы"},
			`Quittance : A vous adresse "Планы". Votre lien : ` + shortURL, 2},
		"another script that does not fit gives way":    {notify.LinkText{Workspace: strings.Repeat("Я", 100), Title: strings.Repeat("Ж", 100)}, "", 2},
		"a line break in a name is no line of the text": {notify.LinkText{Workspace: "A\nB", Title: "C\r\nhttps://evil.example"}, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			c.text.URL = shortURL
			got, err := c.text.Text()
			if err != nil {
				t.Fatal(err)
			}
			if c.want != "" && got != c.want {
				t.Errorf("got %q", got)
			}
			if parts, _ := notify.SMSParts(got); parts > c.parts {
				t.Errorf("%d parts: %q", parts, got)
			}
			if !strings.HasSuffix(got, " "+shortURL) || strings.ContainsAny(got, "\r\n") {
				t.Errorf("the link does not stand alone at the end: %q", got)
			}
		})
	}
	for _, url := range []string{"", "https://é.example/ж", "https://" + strings.Repeat("a", 200)} {
		if text, err := (notify.LinkText{Workspace: "A", Title: "B", URL: url}).Text(); err == nil {
			t.Errorf("an address that leads nowhere was put into a message: %q", text)
		}
	}
}
