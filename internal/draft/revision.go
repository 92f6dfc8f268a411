package draft

import (
	"strings"

	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// FirstRevision is the letter of a delivery that was given none, once another follows it.
const FirstRevision = "A"

const maxRevision = 3 // letters: that of a 703rd version

// NextRevision counts on as drawings are indexed: A, B, … Z, AA, AB, … What is no such letter counts as the first.
func NextRevision(r string) string {
	if !isRevision(r) {
		r = FirstRevision
	}
	letters := []byte(r)
	for i := len(letters) - 1; i >= 0; i-- {
		if letters[i] < 'Z' {
			letters[i]++
			return string(letters)
		}
		letters[i] = 'A'
	}
	return "A" + string(letters)
}

// IsLaterRevision reports whether a comes after b.
func IsLaterRevision(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}

// revisionOf is a letter as it is kept: capital.
func revisionOf(typed string) string { return strings.ToUpper(strings.TrimSpace(typed)) }

func isRevision(r string) bool {
	return r != "" && len(r) <= maxRevision && strings.Trim(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func checkRevision(f *problem.Fields, t *delivery.Terms) {
	if r := revisionOf(t.Revision); r != "" && !isRevision(r) {
		f.Add("revision", "not_letters")
	}
}
