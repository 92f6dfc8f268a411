package transfer

// BIC is the code of a bank, or of one of its branches, in capitals: ISO 9362. The zero value is none.
type BIC string

// ParseBIC reads a code of eight or eleven characters: four letters, a country, two letters or digits, and three more for a
// branch. It checks the shape; there is no check digit in a BIC.
func ParseBIC(text string) (BIC, error) {
	s := compact(text)
	if (len(s) != 8 && len(s) != 11) || !every(s[:6], isLetter) || !every(s[6:], isAlphanumeric) {
		return "", ErrBIC
	}
	return BIC(s), nil
}

// Country is the code of ISO 3166-1 of the bank, or empty.
func (b BIC) Country() string {
	if len(b) < 6 {
		return ""
	}
	return string(b[4:6])
}
