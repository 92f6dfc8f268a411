package frontend

import "strings"

const (
	nbsp  = "\u00a0"
	nnbsp = "\u202f"
)

// frenchSpaces are the rules of the Imprimerie nationale that a keyboard cannot type: high signs and guillemets are
// kept with their word by a narrow no-break space.
var frenchSpaces = strings.NewReplacer(
	" ;", nnbsp+";", " :", nnbsp+":", " !", nnbsp+"!", " ?", nnbsp+"?",
	"« ", "«"+nnbsp, " »", nnbsp+"»",
	" %", nnbsp+"%", " €", nbsp+"€", "n° ", "n°"+nbsp, "art. ", "art."+nbsp,
	"'", "’",
)

// typeset turns what a translator types into what a printer would set.
func typeset(lang Lang, text string) string {
	if lang == French {
		return frenchSpaces.Replace(text)
	}
	return strings.ReplaceAll(text, "'", "’")
}
