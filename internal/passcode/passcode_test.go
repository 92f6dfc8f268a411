package passcode_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/passcode"
	"quittance/internal/property"
)

var (
	key   = []byte("a key of thirty-two bytes, or so")
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	shown = passcode.Bind(strings.Repeat("ab", 32), "Plans of the house", 45000, "EUR")
)

func issue(id string) passcode.Passcode {
	return passcode.Issue(id, "d1", "l1", "r1", passcode.PhoneKey(key, "+33639980001"), shown, noon)
}

func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestWhatComesOfATypedCode(t *testing.T) {
	for sentence, c := range map[string]struct {
		before func(*passcode.Passcode)
		typed  func(code string) string
		now    passcode.Binding
		after  time.Duration
		want   passcode.Result
	}{
		"the right code in time signs":                    {want: passcode.Result{Outcome: passcode.OK, Left: 5}},
		"blanks and hyphens between the digits are fine":  {typed: func(c string) string { return " " + c[:3] + "\u00a0-" + c[3:] + "\n" }, want: passcode.Result{Outcome: passcode.OK, Left: 5}},
		"a wrong code costs an attempt":                   {typed: wrong, want: passcode.Result{Outcome: passcode.Wrong, Left: 4}},
		"what is no code costs nothing":                   {typed: func(string) string { return "12345" }, want: passcode.Result{Outcome: passcode.Wrong, Left: 5}},
		"digits of another script are no code":            {typed: func(string) string { return "١٢٣٤٥٦" }, want: passcode.Result{Outcome: passcode.Wrong, Left: 5}},
		"a megabyte is no code":                           {typed: func(string) string { return strings.Repeat("1", 1<<20) }, want: passcode.Result{Outcome: passcode.Wrong, Left: 5}},
		"the last moment is in time":                      {after: passcode.Lifetime - 1, want: passcode.Result{Outcome: passcode.OK, Left: 5}},
		"ten minutes are too late":                        {after: passcode.Lifetime, want: passcode.Result{Outcome: passcode.Expired}},
		"the fifth wrong code leaves none":                {before: tried(4), typed: wrong, want: passcode.Result{Outcome: passcode.Wrong, Left: 0}},
		"the sixth is refused even if it is right":        {before: tried(5), want: passcode.Result{Outcome: passcode.Exhausted}},
		"a code signs once":                               {before: func(p *passcode.Passcode) { p.Verify(key, p.Code(key), shown, noon) }, want: passcode.Result{Outcome: passcode.Replayed}},
		"a newer code makes the older void":               {before: (*passcode.Passcode).Withdraw, want: passcode.Result{Outcome: passcode.Voided}},
		"other files make it void":                        {now: passcode.Bind(strings.Repeat("cd", 32), "Plans of the house", 45000, "EUR"), want: passcode.Result{Outcome: passcode.Voided}},
		"another price makes it void":                     {now: passcode.Bind(strings.Repeat("ab", 32), "Plans of the house", 45001, "EUR"), want: passcode.Result{Outcome: passcode.Voided}},
		"another title makes it void":                     {now: passcode.Bind(strings.Repeat("ab", 32), "Plans", 45000, "EUR"), want: passcode.Result{Outcome: passcode.Voided}},
		"a used one stays used though the files changed":  {before: func(p *passcode.Passcode) { p.Verify(key, p.Code(key), shown, noon) }, now: passcode.Bind("", "", 0, ""), want: passcode.Result{Outcome: passcode.Replayed}},
		"an exhausted one stays so until it is too late":  {before: tried(5), after: time.Hour, want: passcode.Result{Outcome: passcode.Expired}},
		"a void one stays void though the files are back": {before: func(p *passcode.Passcode) { p.Verify(key, "1", passcode.Bind("x", "", 0, ""), noon) }, want: passcode.Result{Outcome: passcode.Voided}},
	} {
		t.Run(sentence, func(t *testing.T) {
			p := issue("p1")
			if c.before != nil {
				c.before(&p)
			}
			typed := p.Code(key)
			if c.typed != nil {
				typed = c.typed(typed)
			}
			now := c.now
			if now == (passcode.Binding{}) {
				now = shown
			}
			got := p.Verify(key, typed, now, noon.Add(c.after))
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if (got.Err() == nil) != (got.Outcome == passcode.OK) {
				t.Errorf("%+v has the problem %v", got, got.Err())
			}
		})
	}
}

func tried(n int) func(*passcode.Passcode) {
	return func(p *passcode.Passcode) {
		for range n {
			p.Verify(key, wrong(p.Code(key)), shown, noon)
		}
	}
}

func TestTheSameCodeIsSentAgain(t *testing.T) {
	a, b := issue("p1"), issue("p1")
	if a.Code(key) != b.Code(key) || len(a.Code(key)) != 6 {
		t.Errorf("%s, %s", a.Code(key), b.Code(key))
	}
	// The digits are fixed for ever: a release that changed them would break codes that are on their way.
	if got := passcode.Code(key, "p1", shown); got != goldenCode {
		t.Errorf("got %s", got)
	}
}

const goldenCode = "681325"

// TestCodesHaveNoBias draws many codes and compares how often each digit stands at each place with what chance
// would give (chi-squared, 9 degrees of freedom: 99.99 % of fair draws stay under 33.7; the draw is fixed).
func TestCodesHaveNoBias(t *testing.T) {
	const draws = 60_000
	var seen [6][10]int
	for i := range draws {
		for place, digit := range passcode.Code(key, fmt.Sprint(i), shown) {
			seen[place][digit-'0']++
		}
	}
	for place := range seen {
		chi := 0.0
		for _, n := range seen[place] {
			chi += math.Pow(float64(n)-draws/10, 2) / (draws / 10)
		}
		if chi > 33.7 {
			t.Errorf("place %d: chi-squared %.1f, %v", place, chi, seen[place])
		}
	}
}

func TestNothingOpensButTheRightCodeOnceInTime(t *testing.T) {
	property.Check(t, func(rt *rapid.T) {
		p := issue(rapid.StringN(1, 26, 26).Draw(rt, "id"))
		at, wrongs, opened := noon, 0, 0
		for range rapid.IntRange(1, 12).Draw(rt, "attempts") {
			at = at.Add(time.Duration(rapid.IntRange(0, 200).Draw(rt, "seconds")) * time.Second)
			right := rapid.Bool().Draw(rt, "right")
			now := shown
			changed := rapid.IntRange(0, 9).Draw(rt, "changed") == 0
			if changed {
				now.Amount++
			}
			typed := p.Code(key)
			if !right {
				typed = wrong(typed)
			}
			was := p
			got := p.Verify(key, typed, now, at)
			legal := right && !changed && was.State == passcode.Live && wrongs < passcode.MaxAttempts && at.Before(p.ExpiresAt)
			if (got.Outcome == passcode.OK) != legal {
				rt.Fatalf("%+v though legal is %t: %+v", got, legal, was)
			}
			switch got.Outcome {
			case passcode.OK:
				opened++
			case passcode.Wrong:
				wrongs++
			case passcode.Expired, passcode.Exhausted, passcode.Replayed, passcode.Voided:
			}
		}
		if opened > 1 || wrongs > passcode.MaxAttempts {
			rt.Fatalf("opened %d times, %d wrong", opened, wrongs)
		}
	})
}

func TestBindingsNeverCollide(t *testing.T) {
	a, b := passcode.Binding{Manifest: "ab", Title: "c"}, passcode.Binding{Manifest: "a", Title: "bc"}
	if passcode.Code(key, "x", a) == passcode.Code(key, "x", b) {
		t.Error("shifted fields give one code")
	}
	if passcode.Code([]byte("other"), "p1", shown) == passcode.Code(key, "p1", shown) {
		t.Error("the key does not matter")
	}
	if shown.Short() != "abababab" || (passcode.Binding{Manifest: "ab"}).Short() != "ab" {
		t.Error(shown.Short())
	}
}

func TestWaitsGrowAndTheCapHolds(t *testing.T) {
	before := time.Duration(-1)
	for n := range 10 {
		wait := passcode.NextSend(n, noon).Sub(noon)
		if wait < before {
			t.Errorf("sending %d waits %s, the one before %s", n, wait, before)
		}
		before = wait
	}
	if err := passcode.MaySend(0, noon, noon); err != nil {
		t.Errorf("the first sending: %v", err)
	}
	if err := passcode.MaySend(1, noon, noon.Add(29*time.Second)); err == nil {
		t.Error("a second sending at once")
	}
	if err := passcode.MaySend(1, noon, noon.Add(30*time.Second)); err != nil {
		t.Errorf("a second sending after the wait: %v", err)
	}
	counters := passcode.Subject{Workspace: "w", Delivery: "d", Recipient: "r", PhoneKey: "p", Address: "a"}.Counters()
	seen, capped := map[string]bool{}, false
	for _, c := range counters {
		if seen[c.Key] || c.Max <= 0 || c.Err() == nil {
			t.Errorf("%+v", c)
		}
		seen[c.Key] = true
		capped = capped || c.Window == 0 && !c.Reset
	}
	if len(counters) != len(passcode.Limits) || !capped {
		t.Errorf("%d counters, hard cap %t", len(counters), capped)
	}
	if n := len((passcode.Subject{Delivery: "d"}).Counters()); n != 1 {
		t.Errorf("%d counters of nobody", n)
	}
}

func FuzzVerify(f *testing.F) {
	for _, s := range []string{"", "123456", "12 34 56", "１２３４５６", "-123456", "123456\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		p := issue("p1")
		got := p.Verify(key, typed, shown, noon)
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, typed)
		if (got.Outcome == passcode.OK) && digits != p.Code(key) {
			t.Fatalf("%q signed", typed)
		}
	})
}
