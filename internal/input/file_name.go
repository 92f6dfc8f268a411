package input

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quittance/internal/problem"
)

const maxFileName = 255 // bytes: what file systems take

// VisibleFileName is a file name without the characters that nobody sees, such as zero-width spaces, soft hyphens and
// direction marks, which come along from web pages and other programs: what is left is what was meant, and two names
// that look the same are the same. It is how a name is taken in. What turns the writing around (it makes one extension
// look like another) and control characters stay in, to be refused by SafeFileName.
func VisibleFileName(name string) string {
	if !utf8.ValidString(name) {
		return name
	}
	runes := []rune(name)
	out := make([]rune, 0, len(runes))
	for i, r := range runes {
		mark := r == '\u200e' || r == '\u200f' || r == '\u061c'
		if mark || isInvisible(runes, i) && !unicode.Is(unicode.Bidi_Control, r) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// SafeFileName returns what is wrong with a file name as the code of a field, or "". But for what VisibleFileName
// leaves out, a name is kept exactly as it was given or refused, never repaired: the certificate proves names too. It
// has to be one path segment, printable, of at most 255 bytes, in the Basic Multilingual Plane (the fonts of the
// certificate end there).
func SafeFileName(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "required"
	case !utf8.ValidString(name):
		return "not_text"
	case hidesSomething(name):
		return "control_characters"
	case strings.ContainsAny(name, `/\`), name == ".", name == "..":
		return "path_in_name"
	case strings.ContainsFunc(name, func(r rune) bool { return r > 0xffff }):
		return "unsupported_characters"
	case len(name) > maxFileName:
		return "too_long"
	case strings.TrimSpace(name) != name, strings.HasSuffix(name, "."):
		return "space_or_dot_at_end"
	}
	return ""
}

// FileName notes what is wrong with a file name, see SafeFileName.
func FileName(f *problem.Fields, name, value string) {
	switch code := SafeFileName(value); code {
	case "":
	case "too_long":
		f.Add(name, code, "max", strconv.Itoa(maxFileName))
	default:
		f.Add(name, code)
	}
}
