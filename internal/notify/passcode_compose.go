package notify

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"quittance/internal/delivery"
)

// Passcode is the text message with a one-time passcode. It names exactly what the code signs.
type Passcode struct {
	Language string         // of the reader: "fr" or "en"
	Title    string         // of the delivery, shortened as needed
	Price    delivery.Money // no currency: nothing to pay
	Manifest string         // hash over all files, hex; its first eight characters are shown
	Code     string         // six digits
	Until    time.Time      // when it ends, in the zone to show
	Sandbox  bool
}

var (
	codes     = regexp.MustCompile(`^[0-9]{6}$`)
	manifests = regexp.MustCompile(`^[0-9a-f]{8,128}$`)
)

// passcodeParts is how many parts a code may take.
const passcodeParts = 2

// Text writes the message in the GSM alphabet where the title allows it, in at most two parts.
func (p Passcode) Text() (string, error) {
	if !codes.MatchString(p.Code) || !manifests.MatchString(p.Manifest) || p.Until.IsZero() {
		return "", errors.New("compose passcode: code, manifest hash or validity is malformed")
	}
	price := ""
	if p.Price.Currency != "" {
		amount, err := formatMoney(languageOf(p.Language), p.Price)
		if err != nil {
			return "", fmt.Errorf("compose passcode: %w", err)
		}
		price = ", " + amount
	}
	title := oneLine(foldSMS(oneLine(p.Title)))
	for _, t := range []struct {
		title    string
		shortest int
		advice   bool
	}{{title, 24, true}, {title, 12, false}, {onlyGSM(title), 12, true}} {
		for n := 60; n >= t.shortest; n -= 4 {
			text := foldSMS(p.write(shorten(t.title, n), price, t.advice))
			if parts, _ := SMSParts(text); parts <= passcodeParts {
				return text, nil
			}
		}
	}
	return "", errors.New("compose passcode: the message does not fit in two parts")
}

// The code comes first: it is what a locked screen shows, and phones offer it by the word before it.
func (p Passcode) write(title, price string, advice bool) string {
	mark, words, last := "", "%sQuittance : votre code %s pour signer \"%s\"%s, empreinte %s. Valable jusqu'à %s.", " Ne le donnez à personne."
	if p.Sandbox {
		mark = "[SANDBOX] "
	}
	if languageOf(p.Language) == "en" {
		words, last = "%sQuittance: your code %s to sign for \"%s\"%s, fingerprint %s. Valid until %s.", " Give it to no one."
	}
	if !advice {
		last = ""
	}
	return fmt.Sprintf(words, mark, p.Code, title, price, p.Manifest[:8], formatClock(languageOf(p.Language), p.Until)) + last
}

func languageOf(s string) string {
	if s == "en" {
		return "en"
	}
	return "fr"
}
