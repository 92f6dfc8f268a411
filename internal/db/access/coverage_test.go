package access_test

import (
	"testing"

	"pgregory.net/rapid"

	"quittance/internal/db/access"
	"quittance/internal/property"
)

func TestCoverageIsTheUnionOfItsRanges(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		const size = 40
		var c access.Coverage
		var served [size]bool
		for range rapid.IntRange(0, 30).Draw(t, "ranges") {
			from := rapid.IntRange(-1, size-1).Draw(t, "from")
			to := rapid.IntRange(-1, size).Draw(t, "to")
			c = c.With(int64(from), int64(to))
			for i := from; from >= 0 && i < to; i++ {
				served[i] = true
			}
		}
		whole := true
		for i, want := range served {
			whole = whole && want
			held := false
			for _, r := range c {
				held = held || (r.From <= int64(i) && int64(i) < r.To)
			}
			if held != want {
				t.Fatalf("byte %d: %v, want %v in %v", i, held, want, c)
			}
		}
		if c.Holds(size) != whole {
			t.Fatalf("whole is %v, want %v: %v", c.Holds(size), whole, c)
		}
		for i := 1; i < len(c); i++ {
			if c[i].From <= c[i-1].To {
				t.Fatalf("ranges touch or are out of order: %v", c)
			}
		}
	})
}

func TestCoverageIsBoundedAndClaimsNothing(t *testing.T) {
	var c access.Coverage
	for n := range int64(5000) {
		c = c.With(2*n, 2*n+1) // every other byte
	}
	if len(c) > 256 || c.Holds(10_000) {
		t.Errorf("%d ranges are kept", len(c))
	}
	if c = c.With(0, 10_000); !c.Holds(10_000) || len(c) != 1 {
		t.Errorf("a whole download is not whole: %d ranges", len(c))
	}
}
