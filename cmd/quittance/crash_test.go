package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	crashSeed    = 20_261_122
	crashes      = 100 // kills per engine
	perTrial     = 100 // kills of one installation: the bank's list shows 200 payments
	inFlight     = 40  // journeys at a time
	mostJourneys = 150
	// settling bounds how long journeys may take after the last kill: on PostgreSQL a job that a crash left running is
	// taken up again after 45 seconds, and what it causes comes after that.
	settling = 5 * time.Minute
)

// TestEveryJourneyCompletesWhateverIsKilled kills the server and the outside world with kill -9 at random moments of
// many journeys at a time. QUITTANCE_TEST_SEED draws other moments, QUITTANCE_TEST_CRASHES other numbers of kills.
func TestEveryJourneyCompletesWhateverIsKilled(t *testing.T) {
	t.Parallel()
	seed, kills := number(t, "QUITTANCE_TEST_SEED", crashSeed), number(t, "QUITTANCE_TEST_CRASHES", crashes)
	onEachEngine(t, func(t *testing.T, engine string) {
		t.Logf("seed %d, %d kills", seed, kills)
		for trial := 0; kills > trial*perTrial; trial++ {
			n := min(perTrial, kills-trial*perTrial)
			t.Run(fmt.Sprintf("trial %d", trial), func(t *testing.T) { crash(t, engine, uint64(seed), uint64(trial), n) })
		}
	})
}

func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is no number: %q", variable, text)
	}
	return n
}

// target is a process that is killed and started again, always with the same ports and data.
type target struct {
	name, log string
	env       []string
	args      []string
	ready     string // address that answers 200
	*process
}

func (v *target) start() (err error) {
	v.process, err = launch(v.log, v.env, v.args...)
	return err
}

// again kills the process and starts it at once.
func (v *target) again() error {
	if !v.isRunning() {
		return fmt.Errorf("the %s ended by itself: %w, see %s", v.name, v.err, v.log)
	}
	v.kill()
	return v.start()
}

func (v *target) await(ctx context.Context) error {
	return eventually(ctx, "the "+v.name, answers(ctx, v.ready, http.StatusOK))
}

// crash is one installation and its outside world under so many kills. A journey begins with each kill, so that every
// kill meets many at all stages.
func crash(t *testing.T, engine string, seed, trial uint64, kills int) {
	x, server, world := beginApart(t, engine)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var journeys []*journey
	var group sync.WaitGroup
	var completed atomic.Int32
	next := func() {
		if len(journeys)-int(completed.Load()) >= inFlight || len(journeys) >= mostJourneys {
			return
		}
		j := newJourney(x, seed, trial, len(journeys))
		journeys = append(journeys, j)
		group.Go(func() {
			if err := j.run(ctx); err != nil {
				t.Errorf("journey %d (delivery %s): %v", j.number, j.parcel.id, err)
				cancel() // one that is stuck is enough to look at
			}
			completed.Add(1)
		})
	}
	random := rand.New(rand.NewPCG(seed, trial))
	var err error
	for n := 0; n < kills && err == nil; n++ {
		next()
		next()
		err = killOne(ctx, random, server, world)
	}
	during := completed.Load()
	if err != nil {
		t.Error(err)
		cancel()
	}
	deadline := time.AfterFunc(settling, cancel)
	defer deadline.Stop()
	group.Wait()
	t.Logf("%d kills, %d journeys: %d completed between kills", kills, len(journeys), during)
	if !t.Failed() {
		x.checkAfterwards(t, journeys)
		check(t, server.terminate(t.Context()))
		x.checkDatabase(t, journeys)
		x.checkLog(t)
	}
	if t.Failed() {
		t.Logf("QUITTANCE_TEST_SEED=%d draws the same moments", seed)
	}
}

// killOne kills one process or both after a random while of work, sometimes before they are up again.
func killOne(ctx context.Context, random *rand.Rand, server, world *target) error {
	var victims []*target
	switch n := random.IntN(20); {
	case n < 12:
		victims = []*target{server}
	case n < 17:
		victims = []*target{world}
	default:
		victims = []*target{server, world}
	}
	hasty, while := random.IntN(8) == 0, time.Duration(random.IntN(400))*time.Millisecond
	if !hasty {
		for _, v := range []*target{server, world} {
			if err := v.await(ctx); err != nil {
				return err
			}
		}
	}
	timer := time.NewTimer(while)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	for _, v := range victims {
		if err := v.again(); err != nil {
			return err
		}
	}
	return nil
}

// beginApart is begin with server and outside world as two processes on fixed ports.
func beginApart(t *testing.T, engine string) (x *trial, server, world *target) {
	t.Helper()
	addr := "127.0.0.1:" + fixedPort(t)
	pages, wire := "127.0.0.1:"+fixedPort(t), "127.0.0.1:"+fixedPort(t)
	i := install(t, engine, "QUITTANCE_ADDR="+addr)
	i.base = "http://" + addr
	world = &target{
		name: "outside world", log: filepath.Join(i.dir, "sandbox.log"), ready: "http://" + pages + "/sandbox/messages.json",
		env: []string{"TMPDIR=" + i.temp()},
		args: []string{
			"sandbox", "--addr", pages, "--wire-addr", wire, "--smtp-addr", "127.0.0.1:" + fixedPort(t),
			"--target", i.base, "--data", filepath.Join(i.dir, "world", "sandbox.db"),
		},
	}
	server = &target{name: "server", log: i.log(), ready: i.base + "/readyz", args: []string{"serve"}}
	t.Cleanup(func() {
		for _, v := range []*target{server, world} {
			if v.process != nil {
				v.kill()
			}
		}
	})
	check(t, world.start())
	check(t, world.await(t.Context()))
	i.env = append(i.env, printedVariables(t, world.log)...)
	server.env = i.env
	check(t, server.start())
	check(t, server.await(t.Context()))
	x = &trial{installation: i, sender: i.signUp(t), outside: &outsideWorld{base: "http://" + pages, http: &http.Client{Timeout: 10 * time.Second}}}
	x.sender.http.Timeout, x.timeRoot = 10*time.Second, "http://"+wire+"/tsa/ca.pem"
	return x, server, world
}

var variableLine = regexp.MustCompile(`(?m)^QUITTANCE_\w+=.*$`)

// printedVariables are those that the sandbox prints for the server.
func printedVariables(t *testing.T, log string) []string {
	t.Helper()
	said, err := os.ReadFile(log)
	check(t, err)
	var out []string
	for _, line := range variableLine.FindAllString(string(said), -1) {
		out = append(out, strings.TrimSpace(line))
	}
	if len(out) == 0 {
		t.Fatalf("the sandbox printed no variables:\n%s", said)
	}
	return out
}
