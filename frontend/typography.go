package frontend

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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

// eliding ends a text with a French word that loses its vowel before another one; no English text ends so.
var eliding = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:de|que|lorsque|puisque|jusque)[ \x{a0}]$`)

// elided is a text before a name: "la part de" Boris, "la part d’" Ada. Before an h it is not: in most names of firms and
// people one cannot tell which it is.
func elided(text, name string) string {
	first, _ := utf8.DecodeRuneInString(norm.NFD.String(name))
	if !strings.ContainsRune("aeiouœæ", unicode.ToLower(first)) || !eliding.MatchString(text) {
		return text
	}
	return strings.TrimRight(text, "e "+nbsp) + "’"
}
