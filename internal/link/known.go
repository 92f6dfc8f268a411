package link

import (
	"crypto/sha256"
	"sync"
	"time"
)

// maxKnown is how many tokens are remembered in a generation; one takes some 400 bytes.
const maxKnown = 4096

// known remembers tokens whose signature was good, by their SHA-256: a browser sends the same one with every request,
// and checking Ed25519 costs more than the rest of the answer. Time is checked each time.
//
// It has two generations, so that what is used stays and strangers' valid tokens cannot make it grow.
type known struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]Link
}

// get returns the link of a remembered token that is valid at now.
func (k *known) get(token string, now time.Time) (Link, bool) {
	sum := sha256.Sum256([]byte(token))
	k.mu.Lock()
	defer k.mu.Unlock()
	l, ok := k.young[sum]
	if !ok {
		if l, ok = k.old[sum]; ok {
			k.keep(sum, l)
		}
	}
	return l, ok && !now.Before(l.IssuedAt) && now.Before(l.ExpiresAt)
}

func (k *known) put(token string, l Link) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keep(sha256.Sum256([]byte(token)), l)
}

func (k *known) keep(sum [sha256.Size]byte, l Link) {
	if k.young == nil || len(k.young) >= maxKnown {
		k.old, k.young = k.young, map[[sha256.Size]byte]Link{}
	}
	k.young[sum] = l
}
