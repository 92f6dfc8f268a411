package transfer

import "fmt"

// Reference is a creditor reference: "RF", two check digits and one to twenty-one letters or digits (ISO 11649). A payer
// copies it, a bank carries it unchanged, and one wrong character is noticed. The zero value is none.
type Reference string

// idPart is how much of an id a reference holds: sixteen characters in all, four groups of four, and sixty bits where each
// character holds five. The letters of our ids leave out I, L, O and U, which people take for others.
const idPart = 12

// MakeReference makes the reference of an id, of its last twelve characters: the random end of a ULID. The same id gives the
// same reference, so it can be made again; the caller keeps it unique. An id of another kind is an error.
func MakeReference(id string) (Reference, error) {
	s := compact(id)
	if len(s) < idPart || !every(s, isAlphanumeric) {
		return "", ErrReference
	}
	body := s[len(s)-idPart:]
	return Reference(fmt.Sprintf("RF%02d%s", 98-mod97(body+"RF00"), body)), nil
}

// ParseReference reads what somebody copied, with or without spaces, and checks it.
func ParseReference(text string) (Reference, error) {
	s := compact(text)
	if len(s) < 5 || len(s) > 25 || s[:2] != "RF" || !isDigit(s[2]) || !isDigit(s[3]) || !every(s[4:], isAlphanumeric) ||
		mod97(s[4:]+s[:4]) != 1 || s[2:4] < "02" || s[2:4] > "98" {
		return "", ErrReference
	}
	return Reference(s), nil
}

// Grouped is the reference as people read it, in fours with no-break spaces: "RF18 5390 0754 7034".
func (r Reference) Grouped() string { return group(string(r)) }
