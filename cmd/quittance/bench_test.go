//go:build bench

package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// TestBench is `make bench`: speed and memory of the program as it is shipped, on SQLite and a disk, each next to a
// reference that ran in the same minute (ours, theirs, ours, theirs), or to a fixed target. It prints a table and
// fails only when something could not be measured: machines differ, ratios of one machine much less.
func TestBench(t *testing.T) {
	b := &bench{}
	b.world = startWorld(t)
	b.home = install(t, "sqlite", append([]string{"QUITTANCE_LOG_LEVEL=info"}, b.world.variables...)...)
	b.home.env = append(b.home.env, "QUITTANCE_ADDR=127.0.0.1:"+b.world.port)
	b.home.start(t)
	b.sender = b.home.signUp(t)
	b.plain = plainFile(t)
	b.big = b.uploadBig(t)
	for _, m := range []struct {
		name    string
		measure func(*testing.T)
	}{
		{"download", b.download}, {"ranges", b.ranges}, {"upload", b.upload}, {"page", b.page},
		{"wire", b.wire}, {"sign", b.sign}, {"crowd", b.crowd}, {"start", b.start}, {"list", b.list},
	} {
		t.Run(m.name, m.measure)
	}
	b.print()
}

// bench is one run of everything.
type bench struct {
	world  *benchWorld
	home   *installation
	sender *client
	plain  string  // the file in clear, for the references
	big    *parcel // an unlocked delivery of the same bytes
	rows   []row
}

// row is one line of the table.
type row struct {
	what, ours, reference, ratio, target string
	holds                                bool
}

func (b *bench) add(r row) { b.rows = append(b.rows, r) }

// print writes the table, with how busy the machine was: other work on it makes both sides slower, not alike.
func (b *bench) print() {
	load, _ := os.ReadFile("/proc/loadavg") // Linux only, like the measurements of memory
	say(os.Stdout, "\n%s; load of the machine %s\n", time.Now().UTC().Format(time.DateTime), strings.TrimSpace(string(load)))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	say(w, "what\tours\treference\tratio\ttarget\t\n")
	for _, r := range b.rows {
		verdict := "holds"
		if !r.holds {
			verdict = "MISSED"
		}
		say(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.what, r.ours, r.reference, r.ratio, r.target, verdict)
	}
	_ = w.Flush() // a terminal that went away changes nothing
}

// pair is the two times of one round.
type pair struct{ ours, theirs time.Duration }

// alternate runs ours and theirs in turn, after one round of each that is not counted.
func alternate(t *testing.T, rounds int, ours, theirs func() time.Duration) []pair {
	t.Helper()
	ours()
	theirs()
	pairs := make([]pair, rounds)
	for i := range pairs {
		pairs[i] = pair{ours(), theirs()}
	}
	return pairs
}

// compare returns the medians of both sides and of how many times faster ours was in each round.
func compare(pairs []pair) (ours, theirs time.Duration, faster float64) {
	var a, b []time.Duration
	var ratios []float64
	for _, p := range pairs {
		a, b = append(a, p.ours), append(b, p.theirs)
		ratios = append(ratios, p.theirs.Seconds()/p.ours.Seconds())
	}
	return median(a), median(b), median(ratios)
}

func median[T time.Duration | float64](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

// start measures from the program's launch to the first healthy answer, the outside world embedded and the database
// of the other measurements in place.
func (b *bench) start(t *testing.T) {
	b.home.stop(t)
	var took []time.Duration
	for range 5 {
		began := time.Now()
		server, err := launch(b.home.log(), embeddedWorld(b.home.env), "serve")
		if err != nil {
			t.Fatal(err)
		}
		healthy := answers(t.Context(), b.home.base+"/healthz", http.StatusOK)
		for {
			if ok, _ := healthy(); ok {
				break
			}
			if !server.isRunning() || time.Since(began) > patience {
				t.Fatalf("the server did not start; see %s", b.home.log())
			}
			<-time.After(time.Millisecond)
		}
		took = append(took, time.Since(began))
		if err := server.terminate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const target = 500 * time.Millisecond
	m := median(took)
	b.add(row{"start to first healthy answer", millis(m), "", "", "< 500 ms", m < target})
}
