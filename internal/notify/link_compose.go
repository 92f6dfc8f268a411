package notify

import (
	"errors"
	"fmt"
)

// LinkText is the text message that brings a link. It says who sends it and what it is about, and nothing else: no
// advertising goes by text message (CPCE L34-5).
type LinkText struct {
	Language  string // of the reader: "fr" or "en"
	Workspace string // who sends it, shortened as needed
	Title     string // of the delivery, shortened as needed
	Turn      string // what the reader is to do, "sign" or "pay", where their turn came; "number_confirmed" where it goes to a number they proposed; "" where they get a new link
	URL       string // comes last and alone, so that every telephone makes it one to touch
	Sandbox   bool
}

// linkParts is how many parts a link may take.
const linkParts = 2

// Text writes the message in the GSM alphabet where the names allow it, in at most two parts.
func (l LinkText) Text() (string, error) {
	if parts, unicode := SMSParts(l.URL); parts != 1 || unicode {
		return "", errors.New("compose link: the address is too long, or no address")
	}
	from, title := oneLine(foldSMS(oneLine(l.Workspace))), oneLine(foldSMS(oneLine(l.Title)))
	for _, t := range []struct{ from, title string }{{from, title}, {onlyGSM(from), onlyGSM(title)}} {
		for n := 60; n >= 12; n -= 4 {
			text := l.write(shorten(t.from, max(n/2, 20)), shorten(t.title, n))
			if parts, _ := SMSParts(text); parts <= linkParts {
				return text, nil
			}
		}
	}
	return "", errors.New("compose link: the message does not fit in two parts")
}

func (l LinkText) write(from, title string) string {
	mark := ""
	if l.Sandbox {
		mark = "[SANDBOX] "
	}
	words := map[string]string{
		"fr":                 "%sQuittance : %s vous adresse \"%s\". Votre lien : %s",
		"frsign":             "%sQuittance, %s : c'est à vous de signer \"%s\". Votre lien : %s",
		"frpay":              "%sQuittance, %s : c'est à vous de régler \"%s\". Votre lien : %s",
		"frnumber_confirmed": "%sQuittance, %s : votre numéro est confirmé pour \"%s\". Votre lien : %s",
		"ennumber_confirmed": "%sQuittance, %s: your number is confirmed for \"%s\". Your link: %s",
		"en":                 "%sQuittance: %s has sent you \"%s\". Your link: %s",
		"ensign":             "%sQuittance, %s: it is your turn to sign for \"%s\". Your link: %s",
		"enpay":              "%sQuittance, %s: it is your turn to pay for \"%s\". Your link: %s",
	}[languageOf(l.Language)+l.Turn]
	return fmt.Sprintf(words, mark, from, title, l.URL)
}
