package notify

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// The alphabet of GSM 03.38 (3GPP TS 23.038 section 6.2.1): one septet each, and two for the extension.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// folded are the characters of French and English typography that GSM lacks and has a near equal of.
var folded = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "‘", "'", "“", `"`, "”", `"`,
	"« ", `"`, " »", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "‑", "-", "…", "...", "œ", "oe", "Œ", "OE", "•", "-")

// foldSMS rewrites a text in the GSM alphabet as far as that keeps its letters: accents GSM lacks are dropped,
// typographic signs become plain ones, other scripts stay as they are.
func foldSMS(s string) string {
	s = folded.Replace(norm.NFC.String(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)))
	var b strings.Builder
	for _, r := range s {
		if _, ok := septets(r); ok {
			b.WriteRune(r)
			continue
		}
		base := []rune(norm.NFD.String(string(r)))[0]
		if _, ok := septets(base); ok {
			r = base
		}
		b.WriteRune(r)
	}
	return b.String()
}

// onlyGSM replaces what the GSM alphabet lacks by question marks.
func onlyGSM(s string) string {
	return strings.Map(func(r rune) rune {
		if _, ok := septets(r); !ok {
			return '?'
		}
		return r
	}, s)
}

// SMSParts counts the parts a text is sent in, and tells whether it needs UCS-2 because a character is not in
// the GSM alphabet.
func SMSParts(text string) (parts int, unicode bool) {
	length, ok := gsmLength(text)
	single, each := 160, 153
	if !ok {
		length, single, each = len(utf16.Encode([]rune(text))), 70, 67
	}
	switch {
	case length == 0:
		return 0, false
	case length <= single:
		return 1, !ok
	}
	return (length + each - 1) / each, !ok
}

func gsmLength(text string) (int, bool) {
	n := 0
	for _, r := range text {
		k, ok := septets(r)
		if !ok {
			return 0, false
		}
		n += k
	}
	return n, true
}

func septets(r rune) (int, bool) {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1, true
	case strings.ContainsRune(gsmExtended, r):
		return 2, true
	}
	return 0, false
}

// shorten cuts a text after at most n characters, with a mark where something is missing.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimRight(string(r[:n-3]), " ,;:.-") + "..."
}
