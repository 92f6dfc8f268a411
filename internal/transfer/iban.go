package transfer

// IBAN is an account's number that has been checked, without spaces and in capitals: ISO 13616-1. The zero value is no
// account.
type IBAN string

// ParseIBAN reads what somebody typed or pasted: spaces of any kind and hyphens between groups, small letters and the
// word IBAN before it are accepted. It checks the shape, the length its country has (SWIFT's registry) and the check digits
// (ISO 7064 MOD 97-10).
func ParseIBAN(text string) (IBAN, error) {
	s := compact(text)
	if len(s) > 4 && s[:4] == "IBAN" {
		s = s[4:]
		if s[0] == ':' {
			s = s[1:]
		}
	}
	if len(s) < 5 || len(s) > 34 || !isLetter(s[0]) || !isLetter(s[1]) || !isDigit(s[2]) || !isDigit(s[3]) || !every(s, isAlphanumeric) {
		return "", ErrIBANShape
	}
	length, known := ibanLengths[s[:2]]
	switch {
	case !known:
		return "", ErrIBANCountry
	case len(s) != length:
		return "", ErrIBANLength
	case mod97(s[4:]+s[:4]) != 1 || s[2:4] < "02" || s[2:4] > "98":
		return "", ErrIBANCheck // 00, 01 and 99 have the remainders of 97, 98 and 02, and are never given
	}
	return IBAN(s), nil
}

// Country is the code of ISO 3166-1 that the number begins with, or empty.
func (i IBAN) Country() string { return string(i[:min(2, len(i))]) }

// Grouped is the number as people read it, in fours with no-break spaces: "FR76 3000 6000 0112 3456 7890 189". What is
// copied should be the number itself: some banks' forms refuse such spaces.
func (i IBAN) Grouped() string { return group(string(i)) }

// SEPA reports whether the account can receive a SEPA credit transfer.
func (i IBAN) SEPA() bool { return eea[i.Country()] || sepaBeyond[i.Country()] }

// NeedsBIC reports whether payers must give the BIC as well: outside the European Economic Area.
func (i IBAN) NeedsBIC() bool { return !eea[i.Country()] }

// eea are the countries of the European Economic Area, where the IBAN alone is enough (Regulation 260/2012, article 5(7)).
var eea = map[string]bool{
	"AT": true, "BE": true, "BG": true, "CY": true, "CZ": true, "DE": true, "DK": true, "EE": true, "ES": true, "FI": true,
	"FR": true, "GR": true, "HR": true, "HU": true, "IE": true, "IS": true, "IT": true, "LI": true, "LT": true, "LU": true,
	"LV": true, "MT": true, "NL": true, "NO": true, "PL": true, "PT": true, "RO": true, "SE": true, "SI": true, "SK": true,
}

// sepaBeyond are the others of the single euro payments area (European Payments Council, list EPC409-09).
var sepaBeyond = map[string]bool{
	"AD": true, "AL": true, "CH": true, "GB": true, "GI": true, "MC": true, "MD": true, "ME": true, "MK": true, "RS": true, "SM": true, "VA": true,
}

// ibanLengths are those of SWIFT's IBAN registry.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
	"FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
	"IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
	"SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}
