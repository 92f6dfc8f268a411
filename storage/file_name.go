package storage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSafeName is what common file systems accept, in bytes.
const maxSafeName = 240

// SafeName makes a name under which any system can save a file: one path segment of printable UTF-8, at most 240 bytes
// with the extension kept, without characters that Windows refuses or that change the reading direction. It never
// returns an empty name.
func SafeName(name string) string {
	name = printable([]rune(strings.ToValidUTF8(name, "_")))
	name = strings.TrimLeft(strings.TrimRight(name, " ."), " ")
	name = shortened(name, maxSafeName)
	if name == "" || strings.Trim(name, "._ ") == "" {
		return "file"
	}
	stem, _, _ := strings.Cut(name, ".")
	if reservedName(strings.ToUpper(strings.TrimSpace(stem))) {
		return "_" + name
	}
	return name
}

func printable(name []rune) string {
	out := make([]rune, 0, len(name))
	for i, r := range name {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			out = append(out, '_')
		case unicode.Is(unicode.Zs, r):
			out = append(out, ' ')
		case unicode.Is(unicode.Join_Control, r):
			if len(out) > 0 && i+1 < len(name) && isLetter(out[len(out)-1]) && isLetter(name[i+1]) {
				out = append(out, r)
			}
		case unicode.IsPrint(r): // not controls, line separators, bidirectional overrides, private use
			out = append(out, r)
		}
	}
	return string(out)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// SplitExtension cuts a name before its extension; ".profile" has none.
func SplitExtension(name string) (stem, extension string) {
	at := strings.LastIndexByte(name, '.')
	if at <= 0 || len(name)-at > 16 {
		return name, ""
	}
	return name[:at], name[at:]
}

func shortened(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	stem, extension := SplitExtension(name)
	cut := limit - len(extension)
	for cut > 0 && !utf8.RuneStart(stem[cut]) {
		cut--
	}
	return strings.TrimRight(stem[:cut], " .\u200c\u200d") + extension
}

// reservedName reports the device names of Windows.
func reservedName(stem string) bool {
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) &&
		stem[3] >= '1' && stem[3] <= '9'
}
