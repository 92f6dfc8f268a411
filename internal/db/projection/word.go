package projection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Bounds of what is kept of one text.
const (
	maxWords = 64
	maxWord  = 40 // bytes of one word; what is searched for is cut likewise
)

// Words are those by which the delivery is found, in order: of its title and reference, and of its recipients' names,
// companies and addresses.
func Words(d *delivery.Delivery) []string {
	texts := []string{string(d.Terms.Title), string(d.Terms.Reference)}
	for i := range d.Recipients {
		r := &d.Recipients[i]
		texts = append(texts, string(r.Name), string(r.Company), string(r.Email))
	}
	return SplitWords(texts...)
}

// SplitWords takes texts apart into words of letters and digits, without case and accents, each once, in order: a text and
// what is searched for in it meet on both engines. At most 64 words are kept, the first ones.
func SplitWords(texts ...string) []string {
	var words []string
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(w) > maxWord {
				w = strings.ToValidUTF8(w[:maxWord], "")
			}
			if len(words) < maxWords && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	slices.Sort(words)
	return words
}

func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// After is the first text that does not begin with the word: a prefix is the range from the word to it.
func After(word string) string { return word + string(unicode.MaxRune) }

func saveWords(ctx context.Context, q *sqlgen.Queries, d *delivery.Delivery, was, is []string) error {
	for _, w := range is {
		if slices.Contains(was, w) {
			continue
		}
		if err := q.InsertWord(ctx, sqlgen.InsertWordParams{WorkspaceID: d.Workspace, Word: w, DeliveryID: string(d.ID)}); err != nil {
			return fmt.Errorf("keep word: %w", err)
		}
	}
	for _, w := range was {
		if slices.Contains(is, w) {
			continue
		}
		if err := q.DeleteWord(ctx, sqlgen.DeleteWordParams{WorkspaceID: d.Workspace, Word: w, DeliveryID: string(d.ID)}); err != nil {
			return fmt.Errorf("drop word: %w", err)
		}
	}
	return nil
}
