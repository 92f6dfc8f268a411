package frontend

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	nbsp  = "\u00a0"
	nnbsp = "\u202f"
)

// frenchSpaces are the rules of the Imprimerie nationale that a keyboard cannot type: semicolon, exclamation and question
// mark are kept with their word by a narrow no-break space, colon and guillemets by a whole one.
var frenchSpaces = strings.NewReplacer(
	" ;", nnbsp+";", " :", nbsp+":", " !", nnbsp+"!", " ?", nnbsp+"?",
	"« ", "«"+nbsp, " »", nbsp+"»",
	" %", nnbsp+"%", " €", nbsp+"€", "n° ", "n°"+nbsp, "art. ", "art."+nbsp, "article L. ", "article"+nbsp+"L."+nbsp, "{n} ", "{n}"+nbsp,
	"'", "’",
)

// counted is a number with what it counts, or the next group of its digits: a line does not end between them.
var counted = regexp.MustCompile(`(\d) (\pL|\d)`)

// label is how long a text may be that stands on a line by itself: what people and programs call an input by keeps the hyphen
// they type.
const label = 16

// hyphened are words that a narrow line does not break.
var hyphened = strings.NewReplacer("e-mail", "e\u2011mail", "E-mail", "E\u2011mail")

// typeset turns what a translator types into what a printer would set.
func typeset(lang Lang, text string) string {
	if utf8.RuneCountInString(text) > label {
		text = hyphened.Replace(text)
	}
	text = counted.ReplaceAllString(strings.ReplaceAll(text, " · ", nbsp+"· "), "$1"+nbsp+"$2")
	if lang == French {
		return frenchSpaces.Replace(text)
	}
	return strings.ReplaceAll(text, "'", "’")
}
