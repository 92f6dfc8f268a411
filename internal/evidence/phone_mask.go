package evidence

import "strings"

const hidden = "•"

// twoDigitCodes are the country calling codes of two digits (ITU-T E.164); those of one digit are 1 and 7, all
// others have three.
const twoDigitCodes = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66" +
	" 81 82 84 86 90 91 92 93 94 95 98 "

// MaskPhone hides a telephone number for human eyes: country code and last two digits stay, "+33 • •• •• •• 42".
// Of a number that is not in E.164 form, or is short, at most the last two digits stay.
func MaskPhone(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	code := ""
	if strings.HasPrefix(strings.TrimSpace(phone), "+") && len(digits) >= 8 {
		code, digits = splitCountry(digits)
		code = "+" + code + " "
	}
	shown := ""
	if len(digits) >= 6 {
		shown = digits[len(digits)-2:]
	}
	masked := strings.Repeat("x", len(digits)-len(shown)) + shown
	var groups []string
	for len(masked) > 2 {
		groups = append([]string{masked[len(masked)-2:]}, groups...)
		masked = masked[:len(masked)-2]
	}
	if masked != "" {
		groups = append([]string{masked}, groups...)
	}
	return code + strings.ReplaceAll(strings.Join(groups, " "), "x", hidden)
}

// splitCountry cuts an international number of at least eight digits after its country code.
func splitCountry(digits string) (code, national string) {
	n := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		n = 1
	case strings.Contains(twoDigitCodes, " "+digits[:2]+" "):
		n = 2
	}
	return digits[:n], digits[n:]
}
