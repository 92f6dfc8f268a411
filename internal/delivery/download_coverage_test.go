package delivery_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"quittance/internal/delivery"
	"quittance/internal/property"
)

func TestCoverageIsTheUnionOfItsRanges(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		const size = 40
		var c delivery.Coverage
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
	var c delivery.Coverage
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

func TestADownloadThatCompletesAFileIsRecordedAfterAll(t *testing.T) {
	l := newLife().sent(t, simple())
	start := delivery.DownloadStarted{Deliverable: l.d.Deliverables[0].ID, Download: "x"}
	end := delivery.DownloadEnded{Deliverable: l.d.Deliverables[0].ID, Download: "x", Complete: true}
	if _, err := l.d.CompleteDownload(l.who(0), l.at, l.at, start, end); !errors.Is(err, delivery.ErrReleaseLocked) {
		t.Fatalf("of a locked file it says %v", err)
	}
	if _, err := l.d.CompleteDownload("nobody", l.at, l.at, start, end); !errors.Is(err, delivery.ErrUnknownRecipient) {
		t.Fatalf("of a stranger it says %v", err)
	}
}
