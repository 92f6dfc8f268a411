package input

import (
	"net/mail"
	"strconv"
	"strings"

	"quittance/internal/problem"
)

const maxEmail = 254

// Email notes what is wrong with an address: it wants one bare address of printable ASCII or UTF-8, without display name, comment or line break.
func Email(f *problem.Fields, name, email string) {
	email = strings.Trim(email, " ")
	switch {
	case email == "":
		f.Add(name, "required")
	case len(email) > maxEmail:
		f.Add(name, "too_long", "max", strconv.Itoa(maxEmail))
	case !isEmail(email):
		f.Add(name, "not_an_email")
	}
}

func isEmail(email string) bool {
	if strings.ContainsFunc(email, func(r rune) bool { return isUnprintable(r) || r == ' ' }) || strings.ContainsAny(email, "\"(),:;<>[]\\") {
		return false
	}
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && a.Name == ""
}
