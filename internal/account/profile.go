package account

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// Profile is who the sender is by law. Recipients see it, and certificates print it.
type Profile struct {
	LegalName string `json:"legal_name"`
	Address   string `json:"address"` // several lines
	Telephone string `json:"telephone"`
	SIREN     string `json:"siren"` // nine digits, "" where there is none
}

// Normal trims, and removes the spaces people write in a SIREN.
func (p Profile) Normal() Profile {
	return Profile{
		LegalName: strings.TrimSpace(p.LegalName), Address: strings.TrimSpace(p.Address), Telephone: strings.TrimSpace(p.Telephone),
		SIREN: strings.Join(strings.Fields(p.SIREN), ""),
	}
}

// Validate tells every wrong field of a normal profile. Empty ones are not wrong: Check asks for them.
func (p Profile) Validate() error {
	var f problem.Fields
	input.Line(&f, "legal_name", p.LegalName, input.MaxName, false)
	input.Line(&f, "address", strings.NewReplacer("\r\n", " ", "\n", " ").Replace(p.Address), 500, false)
	input.Line(&f, "telephone", p.Telephone, 40, false)
	if p.Telephone != "" && !isPhone(p.Telephone) {
		f.Add("telephone", "not_a_phone")
	}
	if p.SIREN != "" && !IsSIREN(p.SIREN) {
		f.Add("siren", "not_a_siren")
	}
	return f.Err()
}

// Check tells whether everything is there that must be before the first sending.
func (p Profile) Check() error {
	if p.LegalName == "" || p.Address == "" || p.Telephone == "" {
		return ErrProfileMissing
	}
	return p.Validate()
}

// IsSIREN reports whether s is nine digits with a right check digit (Luhn, INSEE).
func IsSIREN(s string) bool {
	if len(s) != 9 || strings.Trim(s, "0123456789") != "" || s == "000000000" {
		return false
	}
	sum := 0
	for i, c := range []byte(s) {
		n := int(c - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// Phone is the telephone as it is called from anywhere (E.164), for pages and mails to write it as their reader dials it;
// as it was typed where it says no such number.
func (p Profile) Phone() string {
	n, err := phonenumbers.Parse(p.Telephone, "FR")
	isInternational := strings.HasPrefix(p.Telephone, "+") || strings.HasPrefix(p.Telephone, "00")
	if err != nil || n.GetExtension() != "" || !isInternational && !phonenumbers.IsValidNumberForRegion(n, "FR") {
		return p.Telephone
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

func isPhone(s string) bool {
	if strings.ContainsFunc(s, unicode.IsLetter) {
		return false
	}
	n, err := phonenumbers.Parse(s, "FR")
	return err == nil && phonenumbers.IsPossibleNumber(n)
}
