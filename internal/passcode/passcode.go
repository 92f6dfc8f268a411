// Package passcode is the life of a one-time passcode: the six digits by which a recipient signs.
//
// A code is a function of a key and of the passcode's id and binding, so that sending it again after an unknown
// outcome repeats the same digits, and nothing stored gives a code away. It is bound to exactly what the signer was
// shown: once files, title or price differ, it is void. It lives ten minutes and bears five attempts.
//
// The package is pure: the key, the time and the counters are the caller's. Who stores a passcode must let only one
// verification of it happen at a time.
package passcode

import "time"

// The limits of one passcode.
const (
	Lifetime    = 10 * time.Minute
	MaxAttempts = 5
)

// State is where a passcode stands. An expired or exhausted one is still live here: that follows from the time and
// the attempts.
type State string

// The states of a passcode.
const (
	Live State = "live"
	Used State = "used"
	Void State = "void" // something it was bound to changed, or another was sent
)

// Passcode is one code as it is stored: never its digits, never the number.
type Passcode struct {
	ID        string
	Delivery  string
	Release   string
	Recipient string
	PhoneKey  string // PhoneKey of the number it was sent to
	Binding   Binding
	IssuedAt  time.Time
	ExpiresAt time.Time
	Attempts  int // wrong ones
	State     State
	UsedAt    time.Time
}

// Issue makes a live passcode. The id must be new: it is the code's only source of surprise besides the key.
func Issue(id, delivery, release, recipient, phoneKey string, b Binding, at time.Time) Passcode {
	return Passcode{
		ID: id, Delivery: delivery, Release: release, Recipient: recipient, PhoneKey: phoneKey, Binding: b,
		IssuedAt: at, ExpiresAt: at.Add(Lifetime), State: Live,
	}
}

// Withdraw makes a live passcode void: another was sent, or the number or the files changed.
func (p *Passcode) Withdraw() {
	if p.State == Live {
		p.State = Void
	}
}

// Left is how many wrong attempts it still bears.
func (p *Passcode) Left() int { return max(MaxAttempts-p.Attempts, 0) }
