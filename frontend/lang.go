package frontend

import "golang.org/x/text/language"

// Lang is a language the whole product speaks, as a BCP 47 tag.
type Lang string

// The languages of the catalogue. French is the default.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Langs lists every language, the default first.
func Langs() []Lang { return []Lang{French, English} }

var langMatcher = language.NewMatcher([]language.Tag{language.French, language.English})

// ParseLang returns the language with exactly this tag, and whether there is one.
func ParseLang(tag string) (Lang, bool) {
	for _, l := range Langs() {
		if string(l) == tag {
			return l, true
		}
	}
	return French, false
}

// MatchLang chooses from an Accept-Language header (RFC 9110, section 12.5.4). A header that is empty, too long or
// malformed gives French.
func MatchLang(acceptLanguage string) Lang {
	const longest = 512
	if acceptLanguage == "" || len(acceptLanguage) > longest {
		return French
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return French
	}
	_, i, confidence := langMatcher.Match(tags...)
	if confidence == language.No {
		return French
	}
	return Langs()[i]
}
