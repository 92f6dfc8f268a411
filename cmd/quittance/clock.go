package main

import (
	"fmt"
	"time"

	"quittance/internal/config"
)

// clock tells the time of an installation: the machine's, or ahead of it where the whole outside world is played, so
// that reminders and expiry can be seen without waiting for them. Everything that people, records and proofs get to
// see is dated by it, the stand-ins included. Only what happens between machines keeps the machine's time: the
// deadlines of connections, the queue, the dates of stored values, the log.
func clock(c *config.Config) func() time.Time {
	return func() time.Time { return time.Now().Add(c.SandboxAhead) }
}

// now is the time of the installation.
func (a *app) now() time.Time { return clock(a.config)() }

// backwards is how far a clock may be behind the making of an installation: clocks of several servers differ.
const backwards = 10 * time.Minute

// checkClock refuses an installation that was made at a later time than the clock's: its certificates are not valid
// yet, and what it would seal would hold for nobody.
func checkClock(made, now time.Time) error {
	if !made.After(now.Add(backwards)) {
		return nil
	}
	return fmt.Errorf("this installation was made on %s by a clock that was ahead, and its certificates are valid from then on: "+
		"set QUITTANCE_SANDBOX_AHEAD to at least %s more, or begin with another data folder and database",
		made.UTC().Format(time.RFC3339), made.Sub(now).Round(time.Minute))
}

// aheadOf says by how much the clock is ahead, as people count.
func aheadOf(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return fmt.Sprintf("%d days", d/day)
	}
	return d.String()
}
