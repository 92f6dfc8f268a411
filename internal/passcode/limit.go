package passcode

import (
	"time"

	"quittance/internal/problem"
)

// Scope is what a limit counts sendings of.
type Scope string

// The scopes.
const (
	ByPhone     Scope = "phone"
	ByDelivery  Scope = "delivery"
	ByWorkspace Scope = "workspace"
	ByAddress   Scope = "address"
	ByRecipient Scope = "recipient"
)

// Limit is how many codes may be sent in a rolling window; a zero window is a whole life.
type Limit struct {
	Scope  Scope
	Max    int
	Window time.Duration
	Reset  bool // a sender's reset sets it back to nothing
}

const day = 24 * time.Hour

// Limits is the policy. The last line is the hard cap: no reset lifts it.
var Limits = []Limit{
	{ByPhone, 8, day, true},
	{ByDelivery, 20, day, true},
	{ByAddress, 40, day, false},
	{ByWorkspace, 500, day, false},
	{ByRecipient, 30, 0, false},
}

// Subject is who and what a code is sent for. Address is that of the asking person, already reduced to what the
// operator counts (an IPv6 network, say).
type Subject struct {
	Workspace string
	Delivery  string
	Recipient string
	PhoneKey  string
	Address   string
}

// Counter is one count that persistence keeps, shared by all servers: in one guarded statement it is raised if
// fewer than Max sendings fell into the Window before now, else the sending is refused.
type Counter struct {
	Key string
	Limit
}

// Counters are the counts one sending has to raise, all or none, in the order of Limits. An empty part of the
// subject is not counted.
func (s Subject) Counters() []Counter {
	var out []Counter
	for _, l := range Limits {
		if id := s.id(l.Scope); id != "" {
			out = append(out, Counter{Key: "passcode/" + string(l.Scope) + "/" + id, Limit: l})
		}
	}
	return out
}

func (s Subject) id(scope Scope) string {
	switch scope {
	case ByPhone:
		return s.PhoneKey
	case ByDelivery:
		return s.Delivery
	case ByWorkspace:
		return s.Workspace
	case ByAddress:
		return s.Address
	case ByRecipient:
		if s.Recipient != "" {
			return s.Delivery + "/" + s.Recipient
		}
	}
	return ""
}

// waits grow with each sending of one day to one recipient; the last holds for all that follow.
var waits = [...]time.Duration{0, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute}

// NextSend is the first instant at which another code may be sent, after so many sendings to the recipient in the
// last day, of which the last was at the instant.
func NextSend(sendings int, last time.Time) time.Time {
	if sendings <= 0 {
		return last
	}
	return last.Add(waits[min(sendings, len(waits)-1)])
}

// The refusals of a sending.
var (
	ErrTooSoon  = problem.New(problem.TooMany, "passcode_too_soon", "a code was sent a moment ago; wait before asking for another")
	ErrTooMany  = problem.New(problem.TooMany, "passcode_too_many", "too many codes were sent today; the sender can allow more")
	ErrLifetime = problem.New(problem.TooMany, "passcode_lifetime", "no more codes can be sent here; the sender chooses another way")
)

// MaySend tells whether the wait after the last sending is over.
func MaySend(sendings int, last, at time.Time) error {
	if wait := NextSend(sendings, last).Sub(at); sendings > 0 && wait > 0 {
		return ErrTooSoon.After(wait)
	}
	return nil
}

// Err is the refusal of a counter that is full.
func (c Counter) Err() error {
	if c.Window == 0 {
		return ErrLifetime
	}
	return ErrTooMany.With("scope", string(c.Scope))
}
