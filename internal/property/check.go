// Package property runs property tests so that they say the same every time: a build that was green stays green. Whoever
// looks for new cases gives another seed in QUITTANCE_TEST_SEED, as `make soak` does.
package property

import (
	"cmp"
	"flag"
	"os"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// seed of every run, unless another is asked for.
const seed = "20261122"

var fix = sync.OnceValue(func() error {
	if flag.Lookup("rapid.seed").Value.String() != "0" {
		return nil // given on the command line, to repeat a failure
	}
	return flag.Set("rapid.seed", cmp.Or(os.Getenv("QUITTANCE_TEST_SEED"), seed))
})

// Check is rapid.Check from a fixed seed.
func Check(t *testing.T, holds func(*rapid.T)) {
	t.Helper()
	if err := fix(); err != nil {
		t.Fatalf("fix the seed: %v", err)
	}
	rapid.Check(t, holds)
}
