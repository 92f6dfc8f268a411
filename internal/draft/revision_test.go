package draft_test

import (
	"errors"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
)

func TestVersionsAreCountedAsDrawingsAre(t *testing.T) {
	for r, want := range map[string]string{"": "B", "A": "B", "B": "C", "Y": "Z", "Z": "AA", "AA": "AB", "AZ": "BA", "ZZ": "AAA", "7": "B"} {
		if got := draft.NextRevision(r); got != want {
			t.Errorf("after %q comes %q, want %q", r, got, want)
		}
	}
	seen, last := map[string]bool{}, ""
	for r := draft.FirstRevision; len(r) < 3; r = draft.NextRevision(r) {
		if seen[r] || last != "" && !draft.IsLaterRevision(r, last) {
			t.Fatalf("%q after %q", r, last)
		}
		seen[r], last = true, r
	}
}

func TestALetterIsKeptAsACapital(t *testing.T) {
	for typed, tt := range map[string]struct {
		kept, wrong string
	}{
		"": {}, " c ": {kept: "C"}, "AB": {kept: "AB"}, "é": {wrong: "not_letters"}, "B2": {wrong: "not_letters"}, "ABCD": {wrong: "not_letters"},
	} {
		s := draft.Spec{Terms: delivery.Terms{Title: "Plans", Revision: typed}}
		var p *problem.Problem
		wrong := ""
		if errors.As(s.Validate(morning), &p) {
			for _, f := range p.Fields {
				if f.Name == "revision" {
					wrong = f.Code
				}
			}
		}
		if wrong != tt.wrong {
			t.Errorf("%q: %q is wrong, want %q", typed, wrong, tt.wrong)
		}
		n := 0
		if got := draft.Plan(s, func() string { n++; return string(rune('a' + n)) }).Terms.Revision; tt.wrong == "" && got != tt.kept {
			t.Errorf("%q is kept as %q", typed, got)
		}
	}
}
