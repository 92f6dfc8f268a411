package input

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"quittance/internal/problem"
)

var errPhone = errors.New("not a telephone number that exists")

// fiction are numbers set apart for films and examples, which no plan counts as valid (ARCEP 2018-0881 article
// 2.5.12; Ofcom). Demonstrations use them: a message to one reaches nobody.
var fiction = []string{"+3363998", "+447700900"}

// ParsePhone reads a number as people write it and returns it in E.164 form. Without a country code it is French.
func ParsePhone(s string) (string, error) {
	if len(s) > 40 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsLetter(r) }) {
		return "", errPhone
	}
	n, err := phonenumbers.Parse(strings.TrimSpace(s), "FR")
	if err != nil {
		return "", errPhone // the library's text may quote the number
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	if phonenumbers.IsValidNumber(n) {
		return e164, nil
	}
	for _, prefix := range fiction {
		if strings.HasPrefix(e164, prefix) && phonenumbers.IsPossibleNumber(n) {
			return e164, nil
		}
	}
	return "", errPhone
}

// hasNoSMS reports a number, in E.164 form, to which no SMS can come: one that its country's plan gives to land lines
// or to services (toll-free, premium, shared cost, voicemail) alone, and those that in France are served by a box at
// home (09). Where a plan does not tell land lines from mobile telephones, as in North America, the number may be either.
func hasNoSMS(e164 string) bool {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return false
	}
	kind := phonenumbers.GetNumberType(n)
	return slices.Contains(noSMS, kind) || kind == phonenumbers.VOIP && strings.HasPrefix(e164, "+339")
}

var noSMS = []phonenumbers.PhoneNumberType{
	phonenumbers.FIXED_LINE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.UAN, phonenumbers.VOICEMAIL,
}

// PhoneCountry is the country of a number in E.164 form (ISO 3166-1), "" where it has none.
func PhoneCountry(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return ""
	}
	if region := phonenumbers.GetRegionCodeForNumber(n); region != "" {
		return region
	}
	// Numbers of films and examples are in no plan: that of their country code.
	return phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
}

// Phone notes what is wrong with a number, which has to be there, and returns it in E.164 form. signs says that codes
// are to come to it.
func Phone(f *problem.Fields, name, phone string, signs bool) string {
	if strings.TrimSpace(phone) == "" {
		f.Add(name, "required")
		return phone
	}
	e164, err := ParsePhone(phone)
	if err != nil {
		f.Add(name, "not_a_phone")
		return phone
	}
	if signs && hasNoSMS(e164) {
		f.Add(name, "land_line")
	}
	return e164
}
